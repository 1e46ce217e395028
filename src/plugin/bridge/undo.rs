//! What an ADD has made so far, to be taken away if it fails.

use super::conf::Conf;
use super::masquerade::{self, Owner, Released};
use super::spoof::Filter;
use super::vlan;
use crate::net::{Handle, Link};
use crate::plugin::{Call, delegate};
use crate::spec::{Cidr, Error};

/// A thing of the attachment. What belongs to the node (the bridge, its address, forwarding) is none.
#[derive(Debug)]
pub(super) enum Made {
    /// The veth pair, by its end in the container.
    Veth(Link),
    /// The rules against forged hardware addresses.
    SpoofRules,
    /// The IPAM plugin's lease.
    Lease,
    /// The gateway of the VLAN, if nobody else uses it.
    VlanGateway,
    /// The masquerading rules of these addresses.
    MasqueradeRules(Vec<Cidr>),
}

/// Takes it away. A failure goes to standard error: the error that led here is the one to tell.
pub(super) fn undo(made: Made, call: &Call, conf: &Conf, node: &Handle, pod: &Handle) {
    let (what, result) = match made {
        Made::Veth(link) => (
            "delete the veth pair",
            pod.delete_link(&link).map_err(Error::from),
        ),
        Made::SpoofRules => ("remove the filter of frames", Filter::of(call).remove()),
        Made::Lease => (
            "give the address back",
            delegate::call(&conf.ipam, "DEL", call).map(drop),
        ),
        Made::VlanGateway => (
            "remove the VLAN's gateway",
            vlan::remove_unused_gateway(node, conf),
        ),
        Made::MasqueradeRules(ips) => ("remove the masquerading rules", unmasquerade(call, &ips)),
    };
    if let Err(error) = result {
        eprintln!("bridge: after the failure: {what}: {error}");
    }
}

fn unmasquerade(call: &Call, ips: &[Cidr]) -> Result<(), Error> {
    let own: Vec<_> = ips.iter().map(|it| it.ip).collect();
    // Whatever other rules there are belong to other attachments.
    let released = Released { own, kept: None };
    masquerade::remove(&Owner::of(call), &released)
}
