//! The container's interface: settings, addresses, routes.

use std::time::{Duration, Instant};

use crate::net::{self, Handle, Link, sysctl};
use crate::spec::result::Ip;
use crate::spec::{CniResult, Error};
use crate::sys::netns::Netns;

/// How long IPv6 addresses may be tentative, and how often they are looked at.
const SETTLE: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Settings of the interface. A kernel without IPv6 has only some of them.
pub(super) fn set_sysctls(netns: &Netns, ifname: &str, enable_dad: bool) -> Result<(), Error> {
    inside(netns, || {
        if enable_dad {
            let _ = sysctl::write(&format!("net/ipv6/conf/{ifname}/enhanced_dad"), "1");
            let _ = sysctl::write(&format!("net/ipv6/conf/{ifname}/accept_dad"), "1");
        } else {
            let _ = sysctl::write(&format!("net/ipv6/conf/{ifname}/accept_dad"), "0");
        }
        let _ = sysctl::write(&format!("net/ipv4/conf/{ifname}/arp_notify"), "1");
        Ok(())
    })
}

/// Adds the addresses that are the interface's, then sets it up.
pub(super) fn add_addresses(
    pod: &Handle,
    netns: &Netns,
    link: &Link,
    result: &CniResult,
) -> Result<(), Error> {
    if result.ips.iter().any(|it| it.address.ip.is_ipv6()) {
        inside(netns, || enable_ipv6(&link.name))?;
    }
    for ip in &result.ips {
        pod.add_address(link, ip.address.ip, ip.address.prefix)?;
    }
    pod.set_up(link).map_err(Error::from)
}

/// Adds the routes, once IPv6 addresses can be used.
pub(super) fn add_routes(pod: &Handle, link: &Link, result: &CniResult) -> Result<(), Error> {
    let gateway = |ipv6: bool| {
        result
            .ips
            .iter()
            .filter(|it| it.address.ip.is_ipv6() == ipv6)
            .find_map(|it| it.gateway)
    };
    if gateway(true).is_some() {
        settle(pod, link)?;
    }
    for route in &result.routes {
        let narrow = |number: i64, key: &str| {
            let number = u32::try_from(number);
            number
                .map_err(|_| Error::internal(format!("route {}: {key} is out of range", route.dst)))
        };
        let told = |number: i64, key: &str| {
            if number == 0 {
                Ok(None)
            } else {
                narrow(number, key).map(Some)
            }
        };
        let scope = route.scope.map(u8::try_from).transpose();
        let route = net::Route {
            destination: route.dst.ip,
            prefix: route.dst.prefix,
            gateway: route.gw.or_else(|| gateway(route.dst.ip.is_ipv6())),
            mtu: told(route.mtu, "mtu")?,
            advmss: told(route.advmss, "advmss")?,
            priority: told(route.priority, "priority")?,
            table: route.table.map(|it| narrow(it, "table")).transpose()?,
            scope: scope.map_err(|_| {
                Error::internal(format!("route {}: scope is out of range", route.dst))
            })?,
        };
        pod.add_route(link, &route)?;
    }
    Ok(())
}

/// Runtimes hand out namespaces with IPv6 disabled; who configures an IPv6 address wants it.
fn enable_ipv6(ifname: &str) -> Result<(), Error> {
    for name in ["lo", ifname] {
        let path = format!("net/ipv6/conf/{name}/disable_ipv6");
        match sysctl::read(&path) {
            Ok(value) if value == "0" => {}
            Ok(_) => sysctl::write(&path, "0")?,
            Err(error) => eprintln!("bridge: {error}"),
        }
    }
    sysctl::write(&format!("net/ipv6/conf/{ifname}/keep_addr_on_down"), "1").map_err(Error::from)
}

/// Waits until no address is tentative. One that somebody else has is an error.
fn settle(pod: &Handle, link: &Link) -> Result<(), Error> {
    let since = Instant::now();
    loop {
        let addresses = pod.addresses(link, true)?;
        if let Some(taken) = addresses.iter().find(|it| it.duplicate) {
            return Err(Error::internal(format!(
                "address {} is in use elsewhere (DADFAILED)",
                taken.ip
            )));
        }
        if !addresses.iter().any(|it| it.tentative) {
            return Ok(());
        }
        if since.elapsed() > SETTLE {
            // A link that is not up never gets as far.
            let up = pod.link(&link.name)?.state == "up";
            let text = format!(
                "addresses of {} still tentative after {} s",
                link.name,
                SETTLE.as_secs()
            );
            return if up {
                Err(Error::internal(text))
            } else {
                Ok(())
            };
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The interface of an address is the container's: the index that the IPAM plugin gave, if any, means nothing here.
pub(super) fn claim(ips: &mut [Ip]) {
    ips.iter_mut().for_each(|it| it.interface = Some(2));
}

fn inside(netns: &Netns, action: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let inside = netns
        .enter()
        .map_err(|errno| Error::internal(format!("enter the container's netns: {errno}")))?;
    let result = action();
    drop(inside);
    result
}
