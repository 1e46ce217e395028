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

    /// What `goal.json` is to hold for this state: what a drawing shows of it, with names that are made by chance
    /// replaced by names that are not.
    pub fn text(state: &State) -> String {
        let mut chance = ByChance::default();
        let namespaces = state.namespaces().map(|name| Namespace {
            name: name.to_owned(),
            path: format!("/run/netns/{name}"),
            inode: 0,
            objects: objects(state, name),
        });
        let world = World {
            namespaces: namespaces.collect(),
        };
        let text = serde_json::to_string_pretty(&world).unwrap_or_default();
        format!("{}\n", chance.rename(&text))
    }
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

/// Names like `veth1a2b3c4d`, in the order in which they come.
#[derive(Default)]
struct ByChance(Vec<String>);

impl ByChance {
    fn rename(&mut self, text: &str) -> String {
        let mut renamed = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("veth") {
            let (before, from) = rest.split_at(at);
            renamed.push_str(before);
            let is_hex = |it: &char| it.is_ascii_hexdigit();
            let digits = from[4..].chars().take_while(is_hex).count();
            let (name, after) = from.split_at(4 + digits);
            renamed.push_str(&match digits {
                8 => self.name(name),
                _ => name.to_owned(),
            });
            rest = after;
        }
        renamed.push_str(rest);
        renamed
    }

    fn name(&mut self, name: &str) -> String {
        let at = self.0.iter().position(|it| it == name);
        let number = at.unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        format!("veth{}", number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_chance_are_numbered() {
        let mut names = ByChance::default();
        let text = "veth0a1b2c3d x vethab, veth11112222, veth0a1b2c3d";
        assert_eq!(names.rename(text), "veth1 x vethab, veth2, veth1");
    }
}
