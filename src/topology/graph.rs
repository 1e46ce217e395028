//! What there is to draw.

use serde_json::Value;

use super::emphasis::Emphasis;
use super::state::{Properties, State};

/// Why something stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// `+`
    Made,
    /// `~`
    Changed,
    /// `-`
    Removed,
    /// `>`: asked for, not there yet.
    Asked,
    /// `!`
    Failed,
}

impl Mark {
    /// Its sign, the same everywhere.
    pub fn sign(self) -> char {
        match self {
            Mark::Made => '+',
            Mark::Changed => '~',
            Mark::Removed => '-',
            Mark::Asked => '>',
            Mark::Failed => '!',
        }
    }
}

/// Namespaces and what stands in them.
#[derive(Debug, Default)]
pub struct Graph {
    pub(super) namespaces: Vec<Namespace>,
}

/// A namespace.
#[derive(Debug, Default)]
pub(super) struct Namespace {
    pub(super) name: String,
    pub(super) links: Vec<Link>,
    /// Routes that somebody added.
    pub(super) routes: Vec<(String, Option<Mark>)>,
}

/// A link.
#[derive(Debug, Clone, Default)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) kind: String,
    /// `down`, `no carrier`, `mtu 1450`.
    pub(super) notes: Vec<String>,
    pub(super) addresses: Vec<(String, Option<Mark>)>,
    /// The bridge whose port it is.
    pub(super) master: Option<String>,
    /// Namespace and name of the other end of its cable.
    pub(super) peer: Option<(String, String)>,
    /// What it stands on: `eth0` of a VLAN link.
    pub(super) below: Option<String>,
    pub(super) mark: Option<Mark>,
    /// False for one that was asked for and is not there yet.
    pub(super) exists: bool,
}

impl Graph {
    /// What was observed, with what is to stand out.
    pub fn new(state: &State, emphasis: &Emphasis) -> Graph {
        let names = state.namespaces().map(str::to_owned);
        Graph {
            namespaces: names.map(|it| namespace(it, state, emphasis)).collect(),
        }
    }

    pub(super) fn link(&self, netns: &str, name: &str) -> Option<&Link> {
        let netns = self.namespaces.iter().find(|it| it.name == netns)?;
        netns.links.iter().find(|it| it.name == name)
    }
}

fn namespace(name: String, state: &State, emphasis: &Emphasis) -> Namespace {
    let mut links: Vec<Link> = Vec::new();
    for link in all(&name, "link", state, emphasis) {
        let there = state.get(&name, "link", &link);
        let asked = emphasis.asked_for(&name, "link", &link);
        let it = self::link(&name, &link, there.or(asked), there.is_some(), emphasis);
        links.push(it);
    }
    for address in all(&name, "address", state, emphasis) {
        let Some((text, device)) = address.rsplit_once(" dev ") else {
            continue;
        };
        let mark = emphasis.of(&name, "address", &address);
        // Every link that is up has one of these: they say nothing about the wiring.
        if text.starts_with("fe80:") {
            continue;
        }
        if let Some(link) = links.iter_mut().find(|it| it.name == device) {
            link.addresses.push((text.to_owned(), mark));
        }
    }
    let mut routes = Vec::new();
    for route in all(&name, "route", state, emphasis) {
        let properties = state.get(&name, "route", &route);
        let protocol = properties.and_then(|it| text(it, "protocol"));
        let by_kernel = protocol == Some("kernel") || route.starts_with("multicast ");
        if !by_kernel {
            let mark = emphasis.of(&name, "route", &route);
            routes.push((route, mark));
        }
    }
    // A default route first, `lo` last.
    routes.sort_by_key(|(it, _)| !it.starts_with("default"));
    links.sort_by_key(|it| (it.name == "lo", it.kind != "bridge", it.master.is_none()));
    Namespace {
        name,
        links,
        routes,
    }
}

/// Names of all objects of a class: what is there, what has just gone, what is asked for.
fn all(netns: &str, class: &str, state: &State, emphasis: &Emphasis) -> Vec<String> {
    let mut names: Vec<String> = state.names(netns, class).map(str::to_owned).collect();
    for name in emphasis.absent(netns, class) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn link(
    netns: &str,
    name: &str,
    it: Option<&Properties>,
    exists: bool,
    emphasis: &Emphasis,
) -> Link {
    let empty = Properties::new();
    let it = it.unwrap_or(&empty);
    let mark = emphasis.of(netns, "link", name);
    let kind = text(it, "kind").unwrap_or_default().to_owned();
    let peer = text(it, "peer").filter(|_| kind == "veth").map(|peer| {
        // Of an end in the same namespace only the name is told.
        let (far, place) = peer.rsplit_once(" in ").unwrap_or((peer, netns));
        (place.to_owned(), far.to_owned())
    });
    let mut notes = Vec::new();
    let flags = it.get("flags").and_then(Value::as_array);
    let is_up = flags.is_none_or(|it| it.iter().any(|it| it == "up"));
    if mark == Some(Mark::Removed) {
        notes.push("removed".to_owned());
    } else if !is_up {
        notes.push("down".to_owned());
    } else if it.get("carrier") == Some(&Value::from(0)) {
        notes.push("no carrier".to_owned());
    }
    if let Some(mtu) = it.get("mtu").and_then(Value::as_u64)
        && mtu != 1500
        && name != "lo"
    {
        notes.push(format!("mtu {mtu}"));
    }
    Link {
        name: name.to_owned(),
        below: text(it, "peer")
            .filter(|_| kind != "veth")
            .map(str::to_owned),
        kind,
        notes,
        addresses: Vec::new(),
        master: text(it, "master").map(str::to_owned),
        peer,
        mark,
        exists,
    }
}

fn text<'a>(properties: &'a Properties, key: &str) -> Option<&'a str> {
    properties.get(key).and_then(Value::as_str)
}
