//! A namespace and what it is wired to, as the drawing of [`crate::topology`] wants it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::wires::on_top;
use crate::event::{self, Object, World};
use crate::inspect::model::{End, Link, Namespace, Route, Snapshot};

/// So many namespaces are drawn beside the selected one: more would be looked at by nobody.
pub(super) const MOST: usize = 60;

/// What there is to draw, and how many namespaces were left out.
pub(super) fn around(snapshot: &Snapshot, space: &Namespace) -> (World, usize) {
    let spaces: HashMap<u64, &Namespace> = snapshot
        .namespaces
        .iter()
        .map(|it| (it.inode, it))
        .collect();
    // Of the others only the links at the ends of wires, and what these belong to.
    let mut ends: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    for link in &space.links {
        for end in [&link.peer, &link.parent, &link.underlay]
            .into_iter()
            .flatten()
        {
            if let (Some(inode), Some(index)) = (end.namespace, end.index) {
                ends.entry(inode).or_default().insert(index);
            }
        }
        for (other, upper) in on_top(snapshot, space, link) {
            ends.entry(other.inode).or_default().insert(upper.index);
        }
    }
    ends.remove(&space.inode);
    let more = ends.len().saturating_sub(MOST);
    let shown: Vec<(&Namespace, BTreeSet<u32>)> = ends
        .into_iter()
        .filter_map(|(inode, ends)| Some((*spaces.get(&inode)?, ends)))
        .take(MOST)
        .collect();
    let all: Vec<&Namespace> = std::iter::once(space)
        .chain(shown.iter().map(|it| it.0))
        .collect();
    let labels = labels(&all);
    let whole = |_: &Link| true;
    let mut namespaces = vec![namespace(space, &labels, whole, true)];
    for (other, ends) in &shown {
        let masters = other.links.iter().filter(|it| ends.contains(&it.index));
        let masters: BTreeSet<u32> = masters
            .filter_map(|it| Some(it.master.as_ref()?.index))
            .collect();
        let near = |it: &Link| ends.contains(&it.index) || masters.contains(&it.index);
        // Where a pod's packets go says how it is wired; all that a host has would bury that.
        let is_small = other.links.len() <= 4;
        namespaces.push(namespace(other, &labels, near, is_small));
    }
    (World { namespaces }, more)
}

/// A name for each that no other one has, and that cannot be taken for a link's place.
fn labels(spaces: &[&Namespace]) -> HashMap<u64, String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for space in spaces {
        *seen.entry(&space.title).or_default() += 1;
    }
    let label = |it: &Namespace| match seen.get(it.title.as_str()) {
        // The drawing reads `eth0 in pod1`.
        _ if it.title.contains(" in ") => format!("net:[{}]", it.inode),
        Some(1) => it.title.clone(),
        _ => format!("{} [{}]", it.title, it.inode),
    };
    spaces.iter().map(|it| (it.inode, label(it))).collect()
}

fn namespace(
    space: &Namespace,
    labels: &HashMap<u64, String>,
    is_shown: impl Fn(&Link) -> bool,
    with_routes: bool,
) -> event::Namespace {
    let mut objects = Vec::new();
    for link in space.links.iter().filter(|it| is_shown(it)) {
        objects.push(self::link(space, link, labels));
        objects.extend(link.addresses.iter().map(|it| Object {
            class: "address".to_owned(),
            name: format!("{} dev {}", it.address, link.name),
            properties: BTreeMap::new(),
        }));
    }
    if with_routes {
        objects.extend(space.routes.iter().map(route));
    }
    event::Namespace {
        name: labels.get(&space.inode).cloned().unwrap_or_default(),
        path: String::new(),
        inode: space.inode,
        objects,
    }
}

fn link(space: &Namespace, it: &Link, labels: &HashMap<u64, String>) -> Object {
    let mut properties: BTreeMap<String, Value> = BTreeMap::new();
    let place = |end: &End| {
        let name = end.name.as_deref()?;
        match end.namespace? {
            inode if inode == space.inode => Some(name.to_owned()),
            inode => Some(format!("{name} in {}", labels.get(&inode)?)),
        }
    };
    let mut kind = match it.kind.as_str() {
        "ether" | "loopback" => String::new(),
        kind => kind.to_owned(),
    };
    let ends = [&it.peer, &it.parent, &it.underlay];
    if let Some(end) = ends.into_iter().flatten().next() {
        match place(end) {
            Some(place) => {
                properties.insert("peer".to_owned(), json!(place));
            }
            None if end.namespace.is_none() => kind.push_str(", other end not found"),
            None => {}
        }
    }
    let carrier = u8::from(it.has("lower_up"));
    properties.extend([
        ("kind".to_owned(), json!(kind)),
        ("flags".to_owned(), json!(it.flags)),
        ("carrier".to_owned(), json!(carrier)),
        ("mtu".to_owned(), json!(it.mtu)),
    ]);
    if let Some(master) = it.master.as_ref().and_then(|it| it.name.as_ref()) {
        properties.insert("master".to_owned(), json!(master));
    }
    Object {
        class: "link".to_owned(),
        name: it.name.clone(),
        properties,
    }
}

fn route(it: &Route) -> Object {
    let mut name = it.destination.clone();
    if it.kind != "unicast" {
        name = format!("{} {name}", it.kind);
    }
    for hop in &it.hops {
        if let Some(gateway) = &hop.gateway {
            name.push_str(&format!(" via {gateway}"));
        }
        if let Some(device) = &hop.device {
            name.push_str(&format!(" dev {device}"));
        }
    }
    if it.table != "main" {
        name.push_str(&format!(" table {}", it.table));
    }
    Object {
        class: "route".to_owned(),
        name,
        properties: BTreeMap::from([("protocol".to_owned(), json!(it.protocol))]),
    }
}
