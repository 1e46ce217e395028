//! The node's way out: a veth pair to the namespace that plays the rest of the world, so that default routes
//! and masquerading lead somewhere.
//!
//! ```text
//!   outside: downlink 198.51.100.1/24 2001:db8::1/64 ---- uplink 198.51.100.2/24 2001:db8::2/64 :node
//! ```
//!
//! The addresses are of the blocks that are kept for documentation (RFC 5737, RFC 3849).

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::Error;
use super::world::Netns;
use crate::net::{self, Handle, Link, Route, Veth, sysctl};
use crate::sys::netns;

const OUTSIDE: [(&str, u8); 2] = [("198.51.100.1", 24), ("2001:db8::1", 64)];
const NODE: [(&str, u8); 2] = [("198.51.100.2", 24), ("2001:db8::2", 64)];

/// Makes the pair. The calling thread is in the node's namespace.
pub(super) fn make(outside: &Netns) -> Result<(), Error> {
    let opened = netns::Netns::open(&outside.path);
    let far = opened.map_err(|errno| Error::Netns {
        step: "open network namespace outside".into(),
        errno,
    })?;
    wire(&far).map_err(|source| Error::World {
        step: "wire the node to outside",
        source,
    })
}

fn wire(outside: &netns::Netns) -> Result<(), net::Error> {
    let near = Handle::here()?;
    let far = Handle::inside(outside)?;
    let pair = Veth {
        name: "uplink",
        peer: "downlink",
        peer_netns: outside,
        mtu: 0,
        mac: None,
    };
    near.create_veth(&pair)?;
    let uplink = configure(&near, "uplink", NODE)?;
    let inside = outside.enter().map_err(|errno| net::Error {
        operation: "enter outside".into(),
        errno,
    })?;
    configure(&far, "downlink", OUTSIDE)?;
    drop(inside);
    for link in [(&near, "uplink"), (&far, "downlink")] {
        wait_until_settled(link.0, link.1)?;
    }
    for (gateway, _) in OUTSIDE {
        let Ok(gateway) = gateway.parse::<IpAddr>() else {
            continue;
        };
        let any: IpAddr = if gateway.is_ipv6() {
            [0u8; 16].into()
        } else {
            [0u8; 4].into()
        };
        let route = Route {
            destination: any,
            prefix: 0,
            gateway: Some(gateway),
            mtu: None,
            advmss: None,
            priority: None,
            table: None,
            scope: None,
        };
        ignore_if_ipv6(gateway, near.add_route(&uplink, &route))?;
    }
    Ok(())
}

/// The kernel tells a link's state, and uses IPv6 addresses, a little later: a plugin's run should not begin amid that.
fn wait_until_settled(handle: &Handle, name: &str) -> Result<(), net::Error> {
    let since = Instant::now();
    loop {
        let link = handle.link(name)?;
        // A kernel without IPv6 has no such addresses to wait for.
        let addresses = handle.addresses(&link, true).unwrap_or_default();
        let has_own = addresses.iter().any(|it| !it.global) || addresses.is_empty();
        let settled = link.state == "up" && has_own && !addresses.iter().any(|it| it.tentative);
        if settled || since.elapsed() > Duration::from_millis(500) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Sets lo and the link up and gives it its addresses. The calling thread is in the link's namespace.
fn configure(handle: &Handle, name: &str, addresses: [(&str, u8); 2]) -> Result<Link, net::Error> {
    handle.set_up(&handle.link("lo")?)?;
    // Nobody else is on this cable: an address can be used at once.
    let _ = sysctl::write(&format!("net/ipv6/conf/{name}/accept_dad"), "0");
    let link = handle.link(name)?;
    for (address, prefix) in addresses {
        let Ok(address) = address.parse::<IpAddr>() else {
            continue;
        };
        ignore_if_ipv6(address, handle.add_address(&link, address, prefix))?;
    }
    handle.set_up(&link)?;
    Ok(link)
}

/// A kernel without IPv6, or with IPv6 disabled, is no reason to have no sandbox.
fn ignore_if_ipv6(address: IpAddr, result: Result<(), net::Error>) -> Result<(), net::Error> {
    if address.is_ipv6() { Ok(()) } else { result }
}
