//! What stands in a tree beside links: routes, address translation, sockets, CNI's records, and what is not shown.

use super::super::words;
use std::collections::BTreeMap;

use super::Looks;
use super::print::Node;
use crate::event::escape;
use crate::inspect::model::{Link, Namespace, Nat, Route, Snapshot};

/// Namespaces by their number.
pub(super) type Spaces<'a> = BTreeMap<u64, &'a Namespace>;

/// `(3 ports, forwarding, masquerade for 10.22.0.0/16)`: of a bridge and the like.
pub(super) fn of_master(space: &Namespace, link: &Link) -> String {
    let count = link.members.len();
    let word = match (link.kind.as_str(), count) {
        ("bridge", 1) => "port",
        ("bridge", _) => "ports",
        (_, 1) => "member",
        (_, _) => "members",
    };
    let mut words = vec![format!("{count} {word}")];
    let learned = space.fdb.iter().filter(|it| {
        it.bridge.as_ref() == Some(&link.name) && !it.state.iter().any(|it| it == "permanent")
    });
    match learned.count() {
        0 => {}
        1 => words.push("1 learned address".to_owned()),
        more => words.push(format!("{more} learned addresses")),
    }
    if link
        .details
        .get("br_vlan_filtering")
        .and_then(serde_json::Value::as_u64)
        == Some(1)
    {
        words.push("filters VLANs".to_owned());
    }
    format!(", {}", words.join(", "))
}

pub(super) fn of_namespace(space: &Namespace, spaces: &Spaces<'_>, looks: Looks) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let routes = space.routes.iter().filter(|it| looks.all || is_worth(it));
    nodes.extend(routes.map(|it| Node::leaf(route(it))));
    nodes.extend(space.rules.iter().map(|it| {
        let mut words = format!(
            "rule {} {} table {}",
            it.priority,
            escape(&it.action),
            escape(&it.table)
        );
        for (word, value) in [("from", &it.from), ("to", &it.to)] {
            if let Some(value) = value {
                words.push_str(&format!(" {word} {}", escape(value)));
            }
        }
        for (key, value) in &it.conditions {
            words.push_str(&format!(" {} {}", escape(key), escape(&value.to_string())));
        }
        Node::leaf(words)
    }));
    let forwards = [
        (space.forwarding.ipv4, "IPv4"),
        (space.forwarding.ipv6, "IPv6"),
    ];
    let on: Vec<&str> = forwards
        .iter()
        .filter(|it| it.0 == Some(true))
        .map(|it| it.1)
        .collect();
    if !on.is_empty() {
        nodes.push(Node::leaf(format!("forwards {}", on.join(" and "))));
    }
    nodes.extend(space.nat.iter().map(|it| Node::leaf(nat(it, spaces))));
    for it in &space.sockets {
        if looks.all || space.processes > 0 && is_public(&it.address) && it.protocol == "tcp" {
            let who: Vec<String> = it
                .processes
                .iter()
                .map(|it| format!("{} {}", escape(&it.command), it.pid))
                .collect();
            let who = if who.is_empty() {
                "(its process is hidden)".to_owned()
            } else {
                who.join(", ")
            };
            let address = if it.address.contains(':') {
                format!("[{}]", it.address)
            } else {
                it.address.clone()
            };
            nodes.push(Node::leaf(format!(
                "listens on {} {}:{} {who}",
                it.protocol,
                escape(&address),
                it.port
            )));
        }
    }
    for it in &space.attachments {
        let ips: Vec<String> = it.addresses.iter().map(|it| escape(it)).collect();
        nodes.push(Node::leaf(format!(
            "attachment {} of network {}, container {}: {}",
            escape(&it.ifname),
            escape(&it.network),
            words::short(&escape(&it.container_id)),
            ips.join(" ")
        )));
    }
    for it in &space.leases {
        nodes.push(Node::leaf(format!(
            "lease {} of network {}",
            escape(&it.address),
            escape(&it.network)
        )));
    }
    nodes
}

/// Routes that follow from an address say nothing more than that.
fn is_worth(route: &Route) -> bool {
    route.protocol != "kernel" && route.kind != "multicast"
}

fn is_public(address: &str) -> bool {
    !address.starts_with("127.") && address != "::1"
}

fn route(it: &Route) -> String {
    let mut words = String::new();
    if it.kind != "unicast" {
        words.push_str(&format!("{} ", escape(&it.kind)));
    }
    words.push_str(match (it.destination.as_str(), it.family.as_str()) {
        ("default", "ipv4") => "default route",
        ("default", _) => "default route (IPv6)",
        _ => "route ",
    });
    if it.destination != "default" {
        words.push_str(&escape(&it.destination));
    }
    for (number, hop) in it.hops.iter().enumerate() {
        words.push_str(if number > 0 { " and" } else { "" });
        if let Some(gateway) = &hop.gateway {
            words.push_str(&format!(" via {}", escape(gateway)));
        }
        if let Some(device) = &hop.device {
            words.push_str(&format!(" over {}", escape(device)));
        }
    }
    if it.table != "main" {
        words.push_str(&format!(" in table {}", escape(&it.table)));
    }
    words
}

fn nat(it: &Nat, spaces: &Spaces<'_>) -> String {
    let mut words = escape(&it.kind);
    if !it.ports.is_empty() {
        words.push_str(&format!(" of port {}", escape(&it.ports.join(" "))));
    }
    if !it.sources.is_empty() {
        words.push_str(&format!(" for {}", escape(&it.sources.join(" "))));
    }
    if let Some(to) = &it.to {
        words.push_str(&format!(" to {}", escape(to)));
    }
    words.push_str(&format!(
        " ({}, {} {})",
        it.by,
        escape(&it.table),
        escape(&it.chain)
    ));
    let served = it.serves.iter().filter_map(|it| spaces.get(it));
    let served: Vec<String> = served.map(|it| escape(&it.title)).take(SERVED).collect();
    match it.serves.len().saturating_sub(served.len()) {
        _ if served.is_empty() => words,
        0 => format!("{words}: serves {}", served.join(", ")),
        more => format!("{words}: serves {} and {more} more", served.join(", ")),
    }
}

/// So many of those that a rule serves are named.
const SERVED: usize = 4;

/// Records of what is not there, and what was not seen.
pub(super) fn rest(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    for it in &snapshot.orphans.attachments {
        text.push_str(&format!(
            "attachment {} of network {}, container {}: its namespace is not there\n",
            escape(&it.ifname),
            escape(&it.network),
            words::short(&escape(&it.container_id))
        ));
    }
    for it in &snapshot.orphans.leases {
        let of = format!(
            "network {}, container {}",
            escape(&it.network),
            words::short(&escape(&it.container_id))
        );
        text.push_str(&format!(
            "lease {} of {of}: no such attachment was seen\n",
            escape(&it.address)
        ));
    }
    if !snapshot.unseen.is_empty() {
        text.push_str("not shown\n");
    }
    for it in &snapshot.unseen {
        let place = it
            .namespace
            .and_then(|inode| snapshot.namespaces.iter().find(|it| it.inode == inode));
        let place = place.map_or_else(String::new, |it| format!(" of {}", words::namespace(it)));
        text.push_str(&format!(
            "  {}{place}: {}\n",
            escape(&it.what),
            escape(&it.why)
        ));
    }
    text
}
