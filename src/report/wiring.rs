//! How the namespaces are wired, from what was observed: the world at the start and every change since.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::compose::{Line, Mark};
use super::escape;
use crate::event::{Change, World};
use crate::topology::State;

/// Columns of a line, indented as it is in a report of 80.
const WIDTH: usize = 74;

/// Columns of a namespace's name.
const LEAD: usize = 9;

type Key = (String, String);
type Properties = BTreeMap<String, Value>;

/// The wiring as a list.
#[derive(Debug, Default)]
pub(super) struct Wiring {
    state: State,
}

impl Wiring {
    pub(super) fn world(&mut self, world: &World) {
        self.state.world(world);
    }

    pub(super) fn change(&mut self, netns: &str, change: &Change) {
        self.state.change(netns, change);
    }

    /// False if nothing was observed: then there is nothing to draw.
    pub(super) fn is_known(&self) -> bool {
        !self.state.is_empty()
    }

    /// The links of each namespace with their addresses; ports stand in brackets below their bridge, and a cable
    /// is drawn once, from the namespace that comes first. Then what is a default route.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut drawn = HashSet::new();
        let mut lines = Vec::new();
        for (netns, objects) in &self.state.namespaces {
            let mut rows = Vec::new();
            let links: Vec<_> = objects.iter().filter(|((it, _), _)| it == "link").collect();
            let bridges = links.iter().filter(|(_, it)| is_bridge(it));
            let others = links.iter().filter(|((_, name), it)| {
                let master = text(it, "master");
                let bridge = master.and_then(|master| objects.get(&link(master)));
                name != "lo" && !is_bridge(it) && bridge.is_none()
            });
            let lo = links.iter().filter(|((_, name), _)| name == "lo");
            for ((_, name), _) in bridges.chain(others).chain(lo) {
                self.draw(netns, name, "", "", &mut rows, &mut drawn);
                for ((_, port), properties) in &links {
                    if text(properties, "master") == Some(name) {
                        self.draw(netns, port, "  [", "]", &mut rows, &mut drawn);
                    }
                }
            }
            let routes = objects.keys().filter(|(class, _)| class == "route");
            let defaults = routes.filter(|(_, name)| name.starts_with("default"));
            rows.extend(defaults.map(|(_, name)| escape(name)));
            if objects.is_empty() {
                rows.push("(nothing)".to_owned());
            }
            let mut lead = escape(netns);
            for row in rows {
                lines.push(Line {
                    mark: Mark::Verbatim,
                    text: format!("{lead:<LEAD$}{row}"),
                });
                lead.clear();
            }
        }
        lines
    }

    /// Adds a link's row, unless it has been drawn already as the far end of another.
    fn draw<'a>(
        &'a self,
        netns: &'a str,
        name: &'a str,
        open: &str,
        close: &str,
        rows: &mut Vec<String>,
        drawn: &mut HashSet<(&'a str, &'a str)>,
    ) {
        if !drawn.insert((netns, name)) {
            return;
        }
        let near = format!("{open}{}{close}{}", escape(name), self.told(netns, name));
        let Some((far, place)) = self.far_end(netns, name) else {
            return rows.push(near);
        };
        drawn.insert((place, far));
        let port = self.link(place, far).and_then(|it| text(it, "master"));
        let port = port.map_or_else(String::new, |it| format!(", port of {}", escape(it)));
        let (name, told, place) = (escape(far), self.told(place, far), escape(place));
        let far = format!("---- {name}{told} in {place}{port}");
        // The far end gets a row of its own if both are too long for one.
        if LEAD + near.chars().count() + 1 + far.chars().count() > WIDTH {
            rows.push(near);
            rows.push(format!("    {far}"));
        } else {
            rows.push(format!("{near} {far}"));
        }
    }

    fn link(&self, netns: &str, name: &str) -> Option<&Properties> {
        let (_, objects) = self.state.namespaces.iter().find(|(it, _)| it == netns)?;
        objects.get(&link(name))
    }

    /// The other end of a veth pair, and its namespace.
    fn far_end(&self, netns: &str, name: &str) -> Option<(&str, &str)> {
        let properties = self.link(netns, name)?;
        if text(properties, "kind") != Some("veth") {
            return None;
        }
        let peer = text(properties, "peer")?;
        // Of an end in the same namespace only the name is told.
        let (far, place) = peer.rsplit_once(" in ").unwrap_or((peer, netns));
        let mut namespaces = self.state.namespaces.iter();
        let (place, _) = namespaces.find(|(it, _)| it == place)?;
        Some((far, place.as_str()))
    }

    /// Addresses, kind and state of a link: ` 10.22.0.1/16, bridge (down)`.
    fn told(&self, netns: &str, name: &str) -> String {
        let namespace = self.state.namespaces.iter().find(|(it, _)| it == netns);
        let Some(objects) = namespace.map(|(_, objects)| objects) else {
            return String::new();
        };
        let at = format!(" dev {name}");
        let mut told = String::new();
        for (class, address) in objects.keys() {
            let address = address.strip_suffix(&at).filter(|_| class == "address");
            if let Some(address) = address.filter(|it| !it.starts_with("fe80:")) {
                told.push_str(&format!(" {}", escape(address)));
            }
        }
        let Some(properties) = objects.get(&link(name)) else {
            return told;
        };
        if let Some(kind) = text(properties, "kind").filter(|it| *it != "veth") {
            told.push_str(&format!(", {}", escape(kind)));
            if let Some(below) = text(properties, "peer") {
                told.push_str(&format!(" on {}", escape(below)));
            }
        }
        let flags = properties.get("flags").and_then(Value::as_array);
        let is_up = flags.is_none_or(|it| it.iter().any(|it| it == "up"));
        let has_carrier = properties.get("carrier") != Some(&Value::from(0));
        told.push_str(match (is_up, has_carrier) {
            (false, _) => " (down)",
            (true, false) => " (up, no carrier)",
            (true, true) => "",
        });
        told
    }
}

fn link(name: &str) -> Key {
    ("link".to_owned(), name.to_owned())
}

fn text<'a>(properties: &'a Properties, key: &str) -> Option<&'a str> {
    properties.get(key).and_then(Value::as_str)
}

fn is_bridge(properties: &Properties) -> bool {
    text(properties, "kind") == Some("bridge")
}
