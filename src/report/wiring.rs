//! How the namespaces are wired, from what was observed: the world at the start and every change since.

use std::collections::BTreeMap;

use serde_json::Value;

use super::compose::{Line, Mark};
use super::escape;
use crate::event::{Change, ChangeOp, World};

/// Columns of a line, indented as it is in a report of 80.
const WIDTH: usize = 72;

type Key = (String, String);
type Properties = BTreeMap<String, Value>;

/// Objects of each namespace, in the order of the world.
#[derive(Debug, Default)]
pub(super) struct Wiring {
    namespaces: Vec<(String, BTreeMap<Key, Properties>)>,
}

impl Wiring {
    pub(super) fn world(&mut self, world: &World) {
        self.namespaces = world
            .namespaces
            .iter()
            .map(|it| {
                let objects = it
                    .objects
                    .iter()
                    .map(|it| ((it.class.clone(), it.name.clone()), it.properties.clone()));
                (it.name.clone(), objects.collect())
            })
            .collect();
    }

    pub(super) fn change(&mut self, netns: &str, change: &Change) {
        let Some((_, objects)) = self.namespaces.iter_mut().find(|(name, _)| name == netns) else {
            return;
        };
        let key = (change.object.class.clone(), change.object.name.clone());
        match change.op {
            ChangeOp::Remove => {
                objects.remove(&key);
            }
            ChangeOp::Add => {
                objects.insert(key, change.after.clone().unwrap_or_default());
            }
            ChangeOp::Modify => {
                let properties = objects.entry(key).or_default();
                change.before.iter().flatten().for_each(|(name, _)| {
                    properties.remove(name);
                });
                properties.extend(change.after.clone().unwrap_or_default());
            }
        }
    }

    /// False if nothing was observed: then there is nothing to draw.
    pub(super) fn is_known(&self) -> bool {
        self.namespaces
            .iter()
            .any(|(_, objects)| !objects.is_empty())
    }

    /// A line per link with its addresses and where it leads, then the default routes.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut add = |text: String| {
            lines.push(Line {
                mark: Mark::Verbatim,
                text,
            })
        };
        for (netns, objects) in &self.namespaces {
            let mut lead = format!("{:<9}", escape(netns));
            let of = |class: &'static str| objects.iter().filter(move |((it, _), _)| it == class);
            for ((_, link), properties) in of("link") {
                let at = format!(" dev {link}");
                let addresses: Vec<_> = of("address")
                    .filter_map(|((_, name), _)| name.strip_suffix(&at))
                    .filter(|it| !it.starts_with("fe80:"))
                    .map(escape)
                    .collect();
                let text = |key: &str| properties.get(key).and_then(Value::as_str).map(escape);
                let peer = text("peer").map_or_else(String::new, |it| format!(" ---- {it}"));
                let master =
                    text("master").map_or_else(String::new, |it| format!(", port of {it}"));
                // lo and bridges have no carrier of their own to tell of: they are up when they are set up.
                let is_set_up = properties
                    .get("flags")
                    .and_then(Value::as_array)
                    .is_some_and(|it| it.iter().any(|it| it == "up"));
                let state = match text("state").as_deref() {
                    Some("unknown") if is_set_up => " (up)".to_owned(),
                    Some(state) => format!(" ({state})"),
                    None => String::new(),
                };
                let addresses = if addresses.is_empty() {
                    String::new()
                } else {
                    format!(" {}", addresses.join(" "))
                };
                let link = format!("{lead}{}{addresses}{state}", escape(link));
                let leads = format!("{peer}{master}");
                lead = " ".repeat(9);
                // Where it leads goes to a line of its own if both are too long for one.
                if link.chars().count() + leads.chars().count() > WIDTH {
                    add(link);
                    add(format!("{lead} {leads}"));
                } else {
                    add(format!("{link}{leads}"));
                }
            }
            for ((_, name), _) in of("route").filter(|((_, name), _)| name.starts_with("default")) {
                add(format!("{lead}{}", escape(name)));
                lead = " ".repeat(9);
            }
            if !lead.trim().is_empty() {
                add(format!("{lead}(nothing)"));
            }
        }
        lines
    }
}
