//! VLANs: the port's, and the interface of the node that is the gateway of one.
//!
//! ```text
//!   node:  cni0.100 (gateway address) ---- vethXXXXXXXX -- cni0 (bridge) -- vethYYYYYYYY ---- eth0  :pod
//!                                               VLAN 100                         VLAN 100
//! ```

use nix::errno::Errno;

use super::conf::Conf;
use super::veth;
use crate::net::{Handle, Link};
use crate::spec::Error;

/// The VLAN of frames without tags of a port that has others only.
const DEFAULT: u16 = 1;

/// Puts the port into the VLANs of the configuration.
pub(super) fn set(node: &Handle, port: &Link, conf: &Conf) -> Result<(), Error> {
    if conf.vlan == 0 && conf.trunk.is_empty() {
        return Ok(());
    }
    if !conf.preserve_default_vlan {
        remove_all(node, port)?;
    }
    if conf.vlan != 0 {
        node.add_native_vlan(port, conf.vlan)?;
    }
    for vlans in &conf.trunk {
        node.add_vlans(port, *vlans)?;
    }
    if conf.vlan == 0 {
        node.add_native_vlan(port, DEFAULT)?;
    }
    Ok(())
}

/// A new port is in the VLAN that the bridge gives to all.
fn remove_all(node: &Handle, port: &Link) -> Result<(), Error> {
    let ports = node.bridge_ports()?;
    let own = ports.into_iter().filter(|it| it.index == port.index);
    for vlans in own.flat_map(|it| it.vlans) {
        node.delete_vlans(port, vlans)?;
    }
    Ok(())
}

/// The name of the gateway's interface.
fn gateway_name(conf: &Conf) -> String {
    format!("{}.{}", conf.bridge, conf.vlan)
}

/// The gateway's interface of the VLAN, made unless a link of its name is there.
pub(super) fn ensure_gateway(node: &Handle, bridge: &Link, conf: &Conf) -> Result<Link, Error> {
    let name = gateway_name(conf);
    match node.link(&name) {
        Ok(link) => return Ok(link),
        Err(error) if error.errno == Errno::ENODEV => {}
        Err(error) => return Err(error.into()),
    }
    let ends = veth::create(node, node, &name, bridge.mtu, None, None)?;
    let made = node
        .set_master(&ends.host, bridge)
        .map_err(Error::from)
        .and_then(|()| {
            if !conf.preserve_default_vlan {
                remove_all(node, &ends.host)?;
            }
            node.add_native_vlan(&ends.host, conf.vlan)
                .and_then(|()| node.set_up(&ends.container))
                .map_err(Error::from)
        });
    match made {
        Ok(()) => Ok(ends.container),
        Err(error) => {
            // The error that led here is the one to tell.
            let _ = node.delete_link(&ends.container);
            Err(error)
        }
    }
}

/// Removes the gateway's interface if no port of the bridge is in its VLAN any more.
pub(super) fn remove_unused_gateway(node: &Handle, conf: &Conf) -> Result<(), Error> {
    let gateway = match node.link(&gateway_name(conf)) {
        Ok(link) if link.kind == "veth" => link,
        Ok(_) => return Ok(()), // somebody else's
        Err(error) if error.errno == Errno::ENODEV => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let ports = node.bridge_ports()?;
    let own = ports.iter().find(|it| Some(it.index) == gateway.peer);
    let Some((own, bridge)) = own.and_then(|it| Some((it, it.master?))) else {
        return Ok(()); // not made by a bridge plugin
    };
    let is_used = ports.iter().any(|it| {
        it.master == Some(bridge)
            && it.index != own.index
            && it.index != bridge
            && it.is_in(conf.vlan)
    });
    if is_used || !own.is_in(conf.vlan) {
        return Ok(());
    }
    match node.delete_link(&gateway) {
        Err(error) if error.errno != Errno::ENODEV => Err(error.into()),
        _ => Ok(()), // gone already: another DEL was faster
    }
}
