//! The loopback plugin: sets `lo` of the container up, and down again.

use super::{Call, Plugin, stage};
use crate::net::{Address, Handle, Link};
use crate::spec::result::{Interface, Ip};
use crate::spec::{Cidr, CniResult, Error};

/// The plugin.
#[derive(Debug)]
pub(super) struct Loopback;

impl Plugin for Loopback {
    fn name(&self) -> &'static str {
        "loopback"
    }

    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        stage("loopback/add/parse-config");
        call.config.check_common()?;
        let previous = call
            .config
            .prev_result()
            .map(|it| CniResult::parse(it, &call.config.version))
            .transpose()?;
        stage("loopback/add/enter-netns");
        let pod = call.pod()?;
        stage("loopback/add/set-up");
        let lo = pod.link("lo")?;
        pod.set_up(&lo)?;
        stage("loopback/add/read-addresses");
        let addresses = read_addresses(&pod, &lo).inspect_err(|_| {
            // A failed ADD leaves nothing; the error that led here is the one to tell.
            if !lo.up {
                let _ = pod.set_down(&lo);
            }
        })?;
        stage("loopback/add/result");
        Ok(previous.unwrap_or_else(|| result(&lo, &addresses, call)))
    }

    fn check(&self, call: &Call) -> Result<(), Error> {
        stage("loopback/check/parse-config");
        stage("loopback/check/enter-netns");
        let pod = call.pod()?;
        stage("loopback/check/verify-up");
        let lo = pod.link("lo")?;
        if lo.up {
            Ok(())
        } else {
            Err(Error::internal("loopback interface is down"))
        }
    }

    fn del(&self, call: &Call) -> Result<(), Error> {
        stage("loopback/del/parse-config");
        stage("loopback/del/enter-netns");
        let Some(netns) = call.netns_if_there()? else {
            return Ok(()); // lo has gone with it
        };
        let pod = Handle::inside(&netns)?;
        stage("loopback/del/set-down");
        let lo = pod.link("lo")?;
        pod.set_down(&lo).map_err(Error::from)
    }
}

/// The kernel gives `lo` its addresses when it comes up; any other would be somebody's mistake.
fn read_addresses(pod: &Handle, lo: &Link) -> Result<Vec<Address>, Error> {
    let mut first = Vec::new();
    for ipv6 in [false, true] {
        let addresses = pod.addresses(lo, ipv6)?;
        if let Some(other) = addresses.iter().find(|it| !it.ip.is_loopback()) {
            return Err(Error::internal(format!(
                "loopback interface found with non-loopback address {}",
                other.ip
            )));
        }
        first.extend(addresses.first());
    }
    Ok(first)
}

fn result(lo: &Link, addresses: &[Address], call: &Call) -> CniResult {
    let tell_mtu = call.config.version == "1.1.0";
    let interface = Interface {
        name: lo.name.clone(),
        mac: lo.mac.clone(),
        mtu: if tell_mtu { lo.mtu.into() } else { 0 },
        sandbox: call.environment.netns.clone(),
        ..Interface::default()
    };
    let ip = |it: &Address| Ip {
        address: Cidr {
            ip: it.ip,
            prefix: it.prefix,
        },
        gateway: None,
        interface: Some(0),
    };
    CniResult {
        interfaces: vec![interface],
        ips: addresses.iter().map(ip).collect(),
        ..CniResult::default()
    }
}
