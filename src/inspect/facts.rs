//! A snapshot as single facts: what is compared, and what is drawn. One vocabulary with the rest of the program: objects of
//! a class, with a name and properties.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::model::{End, Link, Namespace, Route, Snapshot};
use crate::event::{self, Object, World};

/// A name for each namespace that no other one has.
pub(super) fn labels(snapshot: &Snapshot) -> BTreeMap<u64, String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for space in &snapshot.namespaces {
        *seen.entry(&space.title).or_default() += 1;
    }
    let label = |it: &Namespace| match seen.get(it.title.as_str()) {
        Some(1) => it.title.clone(),
        _ => format!("{} [{}]", it.title, it.inode),
    };
    snapshot
        .namespaces
        .iter()
        .map(|it| (it.inode, label(it)))
        .collect()
}

/// Links, addresses and routes that somebody added, as the drawings of [`crate::topology`] want them.
pub(super) fn world(snapshot: &Snapshot) -> World {
    // A peer is told as `eth0 in pod1`: a blank in a name must not be taken for one of these.
    let labels: BTreeMap<u64, String> = labels(snapshot)
        .into_iter()
        .map(|(inode, label)| (inode, label.replace(' ', "\u{a0}")))
        .collect();
    let namespaces = snapshot.namespaces.iter().map(|space| event::Namespace {
        name: labels[&space.inode].clone(),
        path: String::new(),
        inode: space.inode,
        objects: drawn(space, &labels),
    });
    World {
        namespaces: namespaces.collect(),
    }
}

fn drawn(space: &Namespace, labels: &BTreeMap<u64, String>) -> Vec<Object> {
    let mut objects = Vec::new();
    for link in &space.links {
        let mut properties = BTreeMap::from([
            ("flags".to_owned(), json!(link.flags)),
            ("mtu".to_owned(), json!(link.mtu)),
            ("carrier".to_owned(), json!(u8::from(link.has("lower_up")))),
        ]);
        if !["ether", "loopback"].contains(&link.kind.as_str()) {
            properties.insert("kind".to_owned(), json!(link.kind));
        }
        if let Some(master) = link.master.as_ref().and_then(|it| it.name.as_ref()) {
            properties.insert("master".to_owned(), json!(master));
        }
        let end = link
            .peer
            .as_ref()
            .or(link.parent.as_ref())
            .or(link.underlay.as_ref());
        if let Some(end) = end.and_then(|it| far(it, space.inode, labels)) {
            properties.insert("peer".to_owned(), json!(end));
        }
        objects.push(object("link", link.name.clone(), properties));
        objects.extend(link.addresses.iter().map(|it| {
            let name = format!("{} dev {}", it.address, link.name);
            object("address", name, BTreeMap::new())
        }));
    }
    for it in space
        .routes
        .iter()
        .filter(|it| it.kind == "unicast" && it.table == "main")
    {
        let properties = BTreeMap::from([("protocol".to_owned(), json!(it.protocol))]);
        objects.push(object("route", route(it), properties));
    }
    objects
}

fn far(end: &End, own: u64, labels: &BTreeMap<u64, String>) -> Option<String> {
    let name = end.name.clone()?;
    match end.namespace? {
        it if it == own => Some(name),
        it => Some(format!("{name} in {}", labels.get(&it)?)),
    }
}

/// `default via 10.22.0.1 dev eth0`, as ip-route(8) says it.
pub(super) fn route(it: &Route) -> String {
    let mut name = it.destination.clone();
    if it.kind != "unicast" {
        name = format!("{} {name}", it.kind);
    }
    if it.destination == "default" && it.family == "ipv6" {
        name.push_str(" (IPv6)");
    }
    for hop in &it.hops {
        name.push_str(
            &hop.gateway
                .as_ref()
                .map_or_else(String::new, |it| format!(" via {it}")),
        );
        name.push_str(
            &hop.device
                .as_ref()
                .map_or_else(String::new, |it| format!(" dev {it}")),
        );
    }
    if it.table != "main" {
        name.push_str(&format!(" table {}", it.table));
    }
    name
}

/// Everything of a namespace that two looks are compared by. Left out is what ages by itself: neighbours and learned
/// addresses that nobody has noted for good, and the numbers of processes.
pub(super) fn compared(space: &Namespace, labels: &BTreeMap<u64, String>) -> Vec<Object> {
    let mut objects = Vec::new();
    let mut add = |class: &str, name: String, value: Value| {
        objects.push(object(class, name, properties(value)))
    };
    for link in &space.links {
        add(
            "link",
            link.name.clone(),
            of_link(link, space.inode, labels),
        );
        for it in &link.addresses {
            add(
                "address",
                format!("{} dev {}", it.address, link.name),
                json!(it),
            );
        }
    }
    space
        .routes
        .iter()
        .for_each(|it| add("route", route(it), json!(it)));
    for it in &space.rules {
        let name = format!(
            "{} ({}) table {} {}",
            it.priority,
            it.family,
            it.table,
            it.from.as_deref().unwrap_or("all")
        );
        add("rule", name, json!(it));
    }
    for it in space
        .neighbours
        .iter()
        .filter(|it| it.state.iter().any(|it| it == "permanent"))
    {
        add(
            "neighbour",
            format!("{} dev {}", it.address, it.device),
            json!(it),
        );
    }
    for it in space
        .fdb
        .iter()
        .filter(|it| it.state.iter().any(|it| it == "permanent"))
    {
        let vlan = it.vlan.map_or_else(String::new, |it| format!(" vlan {it}"));
        add(
            "fdb",
            format!(
                "{} dev {}{vlan} {}",
                it.mac,
                it.device,
                it.destination.as_deref().unwrap_or_default()
            ),
            json!(it),
        );
    }
    for it in &space.nat {
        add(
            "nat",
            format!("{} {}: {}", it.table, it.chain, it.rule),
            json!({"kind": it.kind, "comments": it.comments}),
        );
    }
    for it in &space.sockets {
        let who: BTreeSet<&str> = it.processes.iter().map(|it| it.command.as_str()).collect();
        add(
            "socket",
            format!("{} {} port {}", it.protocol, it.address, it.port),
            json!({"processes": who}),
        );
    }
    for it in &space.attachments {
        add(
            "attachment",
            format!("{} of {} ({})", it.ifname, it.network, it.container_id),
            json!(it),
        );
    }
    for it in &space.leases {
        add(
            "lease",
            format!("{} of {}", it.address, it.network),
            json!(it),
        );
    }
    add("setting", "forwarding".to_owned(), json!(space.forwarding));
    objects
}

/// A link without what stands for itself, and with its ends by name: numbers change when a host is started anew.
fn of_link(link: &Link, own: u64, labels: &BTreeMap<u64, String>) -> Value {
    let mut value = json!(link);
    if let Some(it) = value.as_object_mut() {
        for key in ["name", "addresses", "members"] {
            it.remove(key);
        }
        for (key, end) in [
            ("peer", &link.peer),
            ("parent", &link.parent),
            ("underlay", &link.underlay),
        ] {
            if let Some(end) = end {
                let far = far(end, own, labels).unwrap_or_else(|| "out of sight".to_owned());
                it.insert(key.to_owned(), far.into());
            }
        }
        if let Some(master) = &link.master {
            it.insert("master".to_owned(), master.name.clone().into());
        }
    }
    value
}

fn properties(value: Value) -> BTreeMap<String, Value> {
    match value {
        Value::Object(map) => map.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

fn object(class: &str, name: String, properties: BTreeMap<String, Value>) -> Object {
    Object {
        class: class.to_owned(),
        name,
        properties,
    }
}
