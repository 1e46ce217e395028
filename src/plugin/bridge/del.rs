//! DEL, as its list of stages. What is gone already is no error, and one failure does not keep what comes
//! after it from being removed.

use std::net::IpAddr;

use nix::errno::Errno;

use super::conf::Conf;
use super::masquerade::{self, Owner, Released};
use super::spoof::Filter;
use super::{gone, vlan};
use crate::net::Handle;
use crate::plugin::{Call, delegate, stage};
use crate::spec::{CniResult, Error};

pub(super) fn del(call: &Call) -> Result<(), Error> {
    stage("bridge/del/parse-config");
    let conf = Conf::read(call)?;
    let node = Handle::here()?;
    // As long as the interface is there its address must not be given to another.
    let released = delete_veth(call, &conf, &node)?;
    let mut result = Ok(());
    if conf.is_layer3() {
        stage("bridge/del/ipam");
        result = delegate::call(&conf.ipam, "DEL", call).map(drop);
    }
    if conf.spoof_check {
        stage("bridge/del/spoof-check");
        result = result.and(Filter::of(call).remove());
    }
    if conf.masquerade {
        stage("bridge/del/masquerade");
        result = result.and(masquerade::remove(&Owner::of(call), &released));
    }
    if conf.vlan != 0 {
        stage("bridge/del/vlan-gateway");
        result = result.and(vlan::remove_unused_gateway(&node, &conf));
    }
    result
}

/// Removes the veth pair; answers with the addresses that it had.
fn delete_veth(call: &Call, conf: &Conf, node: &Handle) -> Result<Released, Error> {
    let previous = previous(call);
    let mut own = addresses(call, previous.as_ref());
    let Some(netns) = call.netns_if_there()? else {
        // The namespace is gone, and with it all that the container had in it. Something may hold it all the
        // same, a process or a descriptor; then the pair is there still, and its other end is in the node.
        stage("bridge/del/delete-veth");
        delete_host_end(conf, node, previous.as_ref())?;
        // The container's other attachments may have theirs there too. If nobody says which addresses are this
        // one's, all are: rules that stay would hit whoever gets the address next.
        let kept = own.is_empty().then(Vec::new);
        return Ok(Released { own, kept });
    };
    stage("bridge/del/delete-veth");
    let pod = Handle::inside(&netns)?;
    let link = match pod.link(&call.environment.ifname) {
        Ok(link) => Some(link),
        Err(error) if error.errno == Errno::ENODEV => None,
        Err(error) => return Err(error.into()),
    };
    let mut kept = None;
    if conf.masquerade {
        let all = pod.all_addresses()?;
        let (of_link, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(index, _)| link.as_ref().is_some_and(|it| it.index == *index));
        own.extend(of_link.iter().map(|(_, it)| it.ip));
        kept = Some(others.iter().map(|(_, it)| it.ip).collect());
    }
    if let Some(link) = link {
        gone(pod.delete_link(&link))?;
    }
    Ok(Released { own, kept })
}

/// The result of ADD. DEL must work without one, so one that cannot be read is none.
fn previous(call: &Call) -> Option<CniResult> {
    let value = call.config.prev_result()?;
    CniResult::parse(value, &call.config.version).ok()
}

/// The addresses that ADD has reported for this interface.
fn addresses(call: &Call, previous: Option<&CniResult>) -> Vec<IpAddr> {
    let Some(previous) = previous else {
        return Vec::new();
    };
    let is_own = |index: Option<i64>| {
        let index = index.and_then(|it| usize::try_from(it).ok());
        let interface = index.and_then(|it| previous.interfaces.get(it));
        interface.is_none_or(|it| it.name == call.environment.ifname)
    };
    let ips = previous.ips.iter().filter(|it| is_own(it.interface));
    ips.map(|it| it.address.ip).collect()
}

/// Removes the veth pair by its end in the node, if that is what ADD has reported: of this name, with this
/// hardware address, a port of the bridge.
fn delete_host_end(conf: &Conf, node: &Handle, previous: Option<&CniResult>) -> Result<(), Error> {
    let Some(previous) = previous else {
        return Ok(());
    };
    let Ok(bridge) = node.link(&conf.bridge) else {
        return Ok(()); // without the bridge there are no ports of it
    };
    for reported in previous
        .interfaces
        .iter()
        .filter(|it| it.sandbox.is_empty())
    {
        let Ok(link) = node.link(&reported.name) else {
            continue;
        };
        let is_reported = link.kind == "veth"
            && link.master == Some(bridge.index)
            && link.mac.eq_ignore_ascii_case(&reported.mac);
        if is_reported {
            gone(node.delete_link(&link))?;
        }
    }
    Ok(())
}
