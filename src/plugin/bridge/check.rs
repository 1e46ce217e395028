//! CHECK, as its list of stages: each object that ADD reported is looked at.

use super::conf::Conf;
use crate::net::{self, Handle, Link};
use crate::plugin::{Call, delegate, stage};
use crate::spec::result::Interface;
use crate::spec::{Cidr, CniResult, Error};

/// `RT_TABLE_MAIN`.
const MAIN: u32 = 254;

pub(super) fn check(call: &Call) -> Result<(), Error> {
    stage("bridge/check/parse-config");
    let conf = Conf::read(call)?;
    let Some(previous) = call.config.prev_result() else {
        return Err(Error::internal("required prevResult is missing"));
    };
    let previous = CniResult::parse(previous, &call.config.version)?;
    if conf.is_layer3() {
        stage("bridge/check/ipam");
        delegate::call(&conf.ipam, "CHECK", call)?;
    }
    stage("bridge/check/check-bridge");
    let node = Handle::here()?;
    let bridge = check_bridge(&node, &conf, &previous)?;
    stage("bridge/check/check-container");
    let pod = call.pod()?;
    let container = check_container(&pod, call, &previous)?;
    stage("bridge/check/check-port");
    check_port(&node, &conf, call, &previous, &container, &bridge)?;
    if previous.ips.is_empty() && previous.routes.is_empty() {
        return Ok(());
    }
    stage("bridge/check/check-addresses");
    check_addresses(&pod, &container, &previous)?;
    check_routes(&pod, &previous)
}

fn check_bridge(node: &Handle, conf: &Conf, previous: &CniResult) -> Result<Link, Error> {
    // An interface of the same name in a container is another one.
    let reported = previous
        .interfaces
        .iter()
        .rfind(|it| it.name == conf.bridge && it.sandbox.is_empty());
    let reported = reported
        .ok_or_else(|| Error::internal(format!("bridge {} is not in prevResult", conf.bridge)))?;
    let bridge = find(node, reported)?;
    if bridge.kind != "bridge" {
        return Err(Error::internal(format!(
            "interface {} is not a bridge",
            bridge.name
        )));
    }
    if (bridge.promiscuity != 0) != conf.promiscuous {
        let (is, should) = (bridge.promiscuity != 0, conf.promiscuous);
        return Err(Error::internal(format!(
            "bridge {}: promiscuous is {is}, configured is {should}",
            bridge.name
        )));
    }
    Ok(bridge)
}

fn check_container(pod: &Handle, call: &Call, previous: &CniResult) -> Result<Link, Error> {
    let (ifname, netns) = (&call.environment.ifname, &call.environment.netns);
    let reported = previous
        .interfaces
        .iter()
        .find(|it| it.name == *ifname && it.sandbox == *netns);
    let reported = reported.ok_or_else(|| {
        Error::internal(format!(
            "interface {ifname} in {netns} is not in prevResult"
        ))
    })?;
    let link = find(pod, reported)?;
    if link.kind != "veth" || link.peer.is_none() {
        return Err(Error::internal(format!(
            "container interface {} is not an end of a veth pair",
            link.name
        )));
    }
    Ok(link)
}

/// One of the reported interfaces of the node must be the other end of the container's, and a port of the bridge.
fn check_port(
    node: &Handle,
    conf: &Conf,
    call: &Call,
    previous: &CniResult,
    container: &Link,
    bridge: &Link,
) -> Result<(), Error> {
    let others = previous
        .interfaces
        .iter()
        .filter(|it| it.name != conf.bridge && it.name != call.environment.ifname);
    for reported in others.filter(|it| it.sandbox.is_empty()) {
        let link = find(node, reported)?;
        let mutual = link.peer == Some(container.index) && container.peer == Some(link.index);
        if link.kind == "veth" && mutual && link.master == Some(bridge.index) {
            return Ok(());
        }
    }
    let text = format!(
        "no interface of prevResult is the other end of {} and a port of {}",
        container.name, bridge.name
    );
    Err(Error::internal(text))
}

fn check_addresses(pod: &Handle, container: &Link, previous: &CniResult) -> Result<(), Error> {
    for ipv6 in [false, true] {
        let wanted: Vec<_> = previous
            .ips
            .iter()
            .filter(|it| it.address.ip.is_ipv6() == ipv6)
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let present = pod.addresses(container, ipv6)?;
        let is_there = |it: &Cidr| {
            present
                .iter()
                .any(|one| one.ip == it.ip && one.prefix == it.prefix)
        };
        if let Some(missing) = wanted.iter().find(|it| !is_there(&it.address)) {
            return Err(Error::internal(format!(
                "failed to match address {} on {}",
                missing.address, container.name
            )));
        }
    }
    Ok(())
}

/// Each network of an address, and each route that was reported, must be there, over whatever link: a later plugin
/// may have led them over its own.
fn check_routes(pod: &Handle, previous: &CniResult) -> Result<(), Error> {
    for ipv6 in [false, true] {
        let of_family = |it: &Cidr| it.ip.is_ipv6() == ipv6;
        // The kernel makes no route to an IPv4 network of one address.
        let networks = previous.ips.iter().map(|it| it.address);
        let mut networks = networks.filter(|it| of_family(it) && (ipv6 || it.prefix < 32));
        let present = pod.routes(ipv6)?;
        let leads_to = |it: &net::Route, to: Cidr, table: u32| {
            it.destination == to.network() && it.prefix == to.prefix && it.table == Some(table)
        };
        let missing = networks.find(|to| !present.iter().any(|it| leads_to(it, *to, MAIN)));
        if let Some(missing) = missing {
            return Err(Error::internal(format!(
                "no route leads to the network of address {missing}"
            )));
        }
        for route in previous.routes.iter().filter(|it| of_family(&it.dst)) {
            let table = route.table.and_then(|it| u32::try_from(it).ok());
            let table = table.filter(|it| *it != 0).unwrap_or(MAIN);
            // A later plugin may have moved the default route to another gateway.
            let any_gateway = route.gw.is_none() || route.dst.prefix == 0;
            let same = |it: &net::Route| {
                leads_to(it, route.dst, table) && (any_gateway || it.gateway == route.gw)
            };
            if !present.iter().any(same) {
                let dst = route.dst;
                return Err(Error::internal(format!("route to {dst} is missing")));
            }
        }
    }
    Ok(())
}

/// The link that was reported, with the hardware address that was reported.
fn find(handle: &Handle, reported: &Interface) -> Result<Link, Error> {
    let link = handle.link(&reported.name)?;
    if !reported.mac.is_empty() && !reported.mac.eq_ignore_ascii_case(&link.mac) {
        let text = format!(
            "interface {} has MAC {}, in prevResult it is {}",
            link.name, link.mac, reported.mac
        );
        return Err(Error::internal(text));
    }
    Ok(link)
}
