//! Pictures: how the lesson's world looks, and how it looked when the lesson's solution had been run.

use serde_json::Value;

use super::lesson::Lesson;
use crate::event::{Namespace, Object, World};
use crate::topology::{Drawing, Emphasis, Graph, Layout, State};

/// The file of a lesson in which the world behind its solution is kept; `learn verify --keep-goals` writes it.
pub(super) const FILE: &str = "goal.json";

/// Classes of objects that a drawing shows, and the properties of a link that it tells.
const DRAWN: [&str; 3] = ["link", "address", "route"];
const PROPERTIES: [&str; 8] = [
    "carrier", "flags", "kind", "master", "mtu", "peer", "protocol", "table",
];

/// The world behind a lesson's solution, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    state: State,
}

impl Goal {
    /// The kept one of a lesson.
    pub fn of(lesson: &Lesson) -> Option<Goal> {
        let world: World = serde_json::from_str(lesson.files.text(FILE)?).ok()?;
        let mut state = State::default();
        state.world(&world);
        Some(Goal { state })
    }

    /// What stands in it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// As lines of text.
    pub fn drawing(&self, width: usize, ascii: bool) -> Drawing {
        drawing(&self.state, width, ascii)
    }

    /// What `goal.json` is to hold for this state: what a drawing shows of it. Names that are made by chance are
    /// replaced by names that say whose they are.
    pub fn text(state: &State) -> String {
        let names = by_chance(state);
        let rename = |text: &str| {
            let renamed = |text: String, (old, new): &(String, String)| text.replace(old, new);
            names.iter().fold(text.to_owned(), renamed)
        };
        let namespaces = state.namespaces().map(|netns| {
            let mut objects = objects(state, netns);
            for it in &mut objects {
                it.name = rename(&it.name);
                for value in it.properties.values_mut() {
                    if let Value::String(text) = value {
                        *text = rename(text);
                    }
                }
            }
            objects.sort_by(|a, b| (&a.class, &a.name).cmp(&(&b.class, &b.name)));
            Namespace {
                name: netns.to_owned(),
                path: format!("/run/netns/{netns}"),
                inode: 0,
                objects,
            }
        });
        let world = World {
            namespaces: namespaces.collect(),
        };
        let text = serde_json::to_string_pretty(&world).unwrap_or_default();
        format!("{text}\n")
    }
}

/// Names like `veth1a2b3c4d`, and what is written in their place: `veth-pod1`, by where the other end is.
fn by_chance(state: &State) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for netns in state.namespaces() {
        for link in state.names(netns, "link") {
            let digits = link.strip_prefix("veth").unwrap_or_default();
            if digits.len() != 8 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
                continue;
            }
            let peer = state.get(netns, "link", link).and_then(|it| it.get("peer"));
            let peer = peer.and_then(Value::as_str).unwrap_or("nowhere");
            let new = match peer.split_once(" in ") {
                Some(("eth0", place)) => format!("veth-{place}"),
                Some((far, place)) => format!("veth-{place}-{far}"),
                None => format!("veth-{peer}"),
            };
            names.push((link.to_owned(), new));
        }
    }
    names
}

/// A state as lines of text, without the settings of single links.
pub fn drawing(state: &State, width: usize, ascii: bool) -> Drawing {
    let graph = Graph::new(state, &Emphasis::default());
    Drawing::of(&Layout::of(&graph, width), ascii)
}

fn objects(state: &State, netns: &str) -> Vec<Object> {
    let mut objects = Vec::new();
    for class in DRAWN {
        for name in state.names(netns, class) {
            let Some(properties) = state.get(netns, class, name) else {
                continue;
            };
            let by_kernel = class == "route"
                && properties.get("protocol").and_then(Value::as_str) == Some("kernel");
            // The kernel's own addresses and routes are made by chance, or say nothing new.
            if by_kernel || name.starts_with("fe80:") || name.starts_with("multicast ") {
                continue;
            }
            let properties = properties
                .iter()
                .filter(|(key, _)| PROPERTIES.contains(&key.as_str()))
                // Those of an address tell how far the kernel has got with asking for it.
                .filter(|(key, _)| class == "link" || *key != "flags")
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            objects.push(Object {
                class: class.to_owned(),
                name: name.to_owned(),
                properties,
            });
        }
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str, peer: &str) -> Object {
        Object {
            class: "link".to_owned(),
            name: name.to_owned(),
            properties: [("peer".to_owned(), Value::from(peer))].into(),
        }
    }

    #[test]
    fn names_by_chance_do_not_tell_in_what_is_kept() {
        let state = |first: &str, second: &str| {
            let node = Namespace {
                name: "node".to_owned(),
                path: String::new(),
                inode: 0,
                objects: vec![
                    link(first, "eth0 in pod1"),
                    link(second, "net1 in pod2"),
                    link("vethab", "eth0 in pod3"),
                ],
            };
            let mut state = State::default();
            state.world(&World {
                namespaces: vec![node],
            });
            state
        };
        let text = Goal::text(&state("veth0a1b2c3d", "veth11112222"));
        assert_eq!(text, Goal::text(&state("vethffffffff", "veth00000000")));
        for name in ["\"veth-pod1\"", "\"veth-pod2-net1\"", "\"vethab\""] {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
}
