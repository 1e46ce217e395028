//! The bridge as the containers' gateway.

use nix::errno::Errno;

use super::conf::Conf;
use super::container;
use crate::net::{Handle, Link, sysctl};
use crate::spec::ip;
use crate::spec::result::Route;
use crate::spec::{Cidr, CniResult, Error};

/// How a route names table main, `RT_TABLE_MAIN`; 0 is it too, as the kernel reads it.
const MAIN: [Option<i64>; 3] = [None, Some(0), Some(254)];

/// Completes the result: every address belongs to the container's interface and, if the bridge is the
/// gateway, has one; with `isDefaultGateway` each family gets a default route unless it has one. Answers the
/// addresses that the bridge is to have.
pub(super) fn choose(result: &mut CniResult, conf: &Conf) -> Vec<Cidr> {
    container::claim(&mut result.ips);
    let mut gateways = Vec::new();
    for it in &mut result.ips {
        if it.gateway.is_none() && conf.is_gateway {
            it.gateway = ip::next(it.address.network());
        }
        let Some(gateway) = it.gateway else { continue };
        if conf.is_gateway {
            gateways.push(Cidr {
                ip: gateway,
                prefix: it.address.prefix,
            });
        }
        // The reference plugin looks for a default route with a gateway only, adds a second one beside one
        // without, and fails on it. One of another table is none for packets that no rule leads there.
        let ipv6 = gateway.is_ipv6();
        let has_default = result.routes.iter().any(|it| {
            it.dst.prefix == 0 && it.dst.ip.is_ipv6() == ipv6 && MAIN.contains(&it.table)
        });
        if conf.is_default_gateway && !has_default {
            let any = if ipv6 {
                [0u8; 16].into()
            } else {
                [0u8; 4].into()
            };
            result.routes.push(Route {
                dst: Cidr { ip: any, prefix: 0 },
                gw: Some(gateway),
                mtu: 0,
                advmss: 0,
                priority: 0,
                table: None,
                scope: None,
            });
        }
    }
    gateways
}

/// The address on the bridge. Another one is in the way: of IPv4 any, of IPv6 one whose network overlaps.
pub(super) fn ensure_address(
    node: &Handle,
    bridge: &Link,
    wanted: Cidr,
    force: bool,
) -> Result<(), Error> {
    let addresses = node.addresses(bridge, wanted.ip.is_ipv6())?;
    let present: Vec<_> = addresses
        .iter()
        .map(|it| Cidr {
            ip: it.ip,
            prefix: it.prefix,
        })
        .collect();
    if present.contains(&wanted) {
        return Ok(());
    }
    for other in present {
        if wanted.ip.is_ipv6() && !other.contains(wanted.ip) && !wanted.contains(other.ip) {
            continue;
        }
        if !force {
            return Err(Error::internal(format!(
                "{:?} already has an IP address different from {wanted}: {other} (forceAddress replaces it)",
                bridge.name
            )));
        }
        node.delete_address(bridge, other.ip, other.prefix)?;
    }
    match node.add_address(bridge, wanted.ip, wanted.prefix) {
        Ok(()) => {}
        Err(error) if error.errno == Errno::EEXIST => return Ok(()), // another ADD was faster, and pins it
        Err(error) => return Err(error.into()),
    }
    // The one from before this container's port: that port may have given the bridge its own by now, and two
    // ends of a wire must not have the same. Only one that has lost its last port has none to keep.
    if bridge.address.iter().any(|it| *it != 0) {
        return node.pin_mac(bridge).map_err(Error::from);
    }
    let bridge = node.link_by_index(bridge.index)?;
    node.pin_mac(&bridge).map_err(Error::from)
}

/// The node passes on packets that are not for itself.
pub(super) fn enable_forwarding(ipv6: bool) -> Result<(), Error> {
    let path = if ipv6 {
        "net/ipv6/conf/all/forwarding"
    } else {
        "net/ipv4/ip_forward"
    };
    // Writing what is there already would still tell every listener of a change.
    if sysctl::read(path).is_ok_and(|it| it == "1") {
        return Ok(());
    }
    sysctl::write(path, "1").map_err(Error::from)
}
