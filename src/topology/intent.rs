//! What a request that is still held would make, as objects to be drawn and as a sentence.
//!
//! Both read the equivalent command that stands beside the message in the recording: it was made while the
//! plugin's descriptors could still be looked up, and so names the namespaces that the bytes only number.

use serde_json::Value;

use super::graph::Mark;
use crate::event::{Netlink, Object, escape};
use crate::wire::{self, Message, Names};

/// Objects that the request would make or change: the namespace of each, and why it stands out.
pub fn asked(message: &Message, netns: &str) -> Vec<(String, Mark, Object)> {
    let Some(command) = &message.command else {
        return Vec::new();
    };
    let words: Vec<&str> = command.split_whitespace().collect();
    let one = |netns: &str, class: &str, name: String| {
        vec![(netns.to_owned(), Mark::Asked, object(class, name))]
    };
    match *words.as_slice() {
        ["ip", "link", "add", name, ..] => link_add(&words, netns, name),
        ["ip", "link", "set" | "del" | "delete", name, ..] => one(netns, "link", name.to_owned()),
        ["ip", "addr", _, address, .., "dev", device] => {
            one(netns, "address", format!("{address} dev {device}"))
        }
        ["ip", "route", _, ref route @ ..] => {
            // The name of a route is how `ip route` shows it: without what says no more than its kind.
            let end = route.iter().position(|it| *it == "dev").map(|it| it + 2);
            let shown = route.get(..end.unwrap_or(route.len())).unwrap_or(route);
            one(netns, "route", shown.join(" "))
        }
        _ => Vec::new(),
    }
}

fn link_add(words: &[&str], netns: &str, name: &str) -> Vec<(String, Mark, Object)> {
    let kind = after(words, "type").unwrap_or_default();
    let home = words
        .iter()
        .take_while(|it| **it != "type")
        .position(|it| *it == "netns");
    let home = home.and_then(|it| words.get(it + 1)).unwrap_or(&netns);
    let mut link = object("link", name.to_owned());
    link.properties.insert("kind".into(), kind.into());
    link.properties
        .insert("flags".into(), Value::Array(vec!["up".into()]));
    let mut found = Vec::new();
    if let Some((far, place)) = peer(words, home) {
        link.properties
            .insert("peer".into(), format!("{far} in {place}").into());
        let mut end = link.clone();
        end.name.clone_from(&far);
        end.properties
            .insert("peer".into(), format!("{name} in {home}").into());
        found.push((place, Mark::Asked, end));
    }
    found.push(((*home).to_owned(), Mark::Asked, link));
    found
}

/// Name and namespace of the other end of a veth pair.
fn peer(words: &[&str], home: &str) -> Option<(String, String)> {
    let at = words.iter().position(|it| *it == "peer")?;
    let behind = words.get(at + 1..)?;
    let name = after(behind, "name")?;
    let place = after(behind, "netns").unwrap_or(home);
    Some((name.to_owned(), place.to_owned()))
}

fn after<'a>(words: &[&'a str], word: &str) -> Option<&'a str> {
    let at = words.iter().position(|it| *it == word)?;
    words.get(at + 1).copied()
}

fn object(class: &str, name: String) -> Object {
    Object {
        class: class.to_owned(),
        name,
        properties: std::collections::BTreeMap::new(),
    }
}

/// What the plugin is about to ask the kernel for, in words: for a status line.
pub fn sentence(plugin: &str, it: &Netlink, netns: &str, names: &dyn Names) -> String {
    let place = escape(netns);
    let told: Vec<&Message> = it
        .messages
        .iter()
        .filter(|it| !it.kind.contains("BATCH"))
        .collect();
    if told.len() > 1 {
        return format!("{plugin} wants {} ({place})", batch(&told));
    }
    let Some(message) = told.first().copied().or(it.messages.first()) else {
        return format!("{plugin} sends an empty datagram ({place})");
    };
    if let Some(words) = message
        .command
        .as_deref()
        .and_then(|it| in_words(it, netns))
    {
        return format!("{plugin} wants to {}", escape(&words));
    }
    if let Some(command) = &message.command {
        return format!("{plugin} wants ({place}): {}", escape(command));
    }
    let number = (0..32).find(|number| wire::family_name(*number) == it.family);
    let summary = number.map_or_else(String::new, |it| wire::summary(it, message, names));
    format!(
        "{plugin} asks {} {} ({place})",
        escape(&message.kind),
        escape(&summary)
    )
}

/// A transaction: how many of what.
fn batch(messages: &[&Message]) -> String {
    let count = |kind: &str| messages.iter().filter(|it| it.kind.ends_with(kind)).count();
    let parts = [
        (count("_NEWTABLE"), "to make", "table"),
        (count("_NEWCHAIN"), "to make", "chain"),
        (count("_NEWRULE"), "to add", "rule"),
        (count("_DELRULE"), "to delete", "rule"),
        (count("_DELCHAIN"), "to delete", "chain"),
    ];
    let words: Vec<_> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, verb, what)| {
            format!("{verb} {count} {what}{}", if count == 1 { "" } else { "s" })
        })
        .collect();
    match words.is_empty() {
        true => format!("{} things in one datagram", messages.len()),
        false => format!("{} in one transaction", words.join(", ")),
    }
}

fn in_words(command: &str, netns: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let said = match *words.as_slice() {
        ["ip", "link", "add", name, ..] => match (after(&words, "type")?, peer(&words, netns)) {
            ("veth", Some((far, place))) => {
                return Some(format!(
                    "create the veth pair {name} ({netns}) <-> {far} ({place})"
                ));
            }
            ("bridge", _) => format!("create the bridge {name}"),
            (kind, _) => format!("create the {kind} link {name}"),
        },
        ["ip", "link", "set", name, "master", bridge] => {
            format!("make {name} a port of the bridge {bridge}")
        }
        ["bridge", "link", "set", "dev", name, ref what @ ..] => {
            format!("set {} of the port {name}", what.join(" "))
        }
        ["bridge", "vlan", what @ ("add" | "del"), ref how @ ..] => {
            format!("{what} the VLAN {}", how.join(" "))
        }
        ["ip", "link", "set", name, "netns", place] => format!("move {name} into {place}"),
        ["ip", "link", "set", name, "name", new] => format!("rename {name} to {new}"),
        ["ip", "link", "set", name, ref what @ ..] => format!("set {name} {}", what.join(" ")),
        ["ip", "link", "del" | "delete", name, ..] => format!("delete the link {name}"),
        ["ip", "addr", "add" | "replace", address, .., "dev", device] => {
            format!("give {device} the address {address}")
        }
        ["ip", "addr", "del", address, .., "dev", device] => {
            format!("take the address {address} from {device}")
        }
        ["ip", "route", "del", ref route @ ..] => format!("delete the route {}", route.join(" ")),
        ["ip", "route", _, "default", ref how @ ..] => {
            format!("add a default route {}", how.join(" "))
        }
        ["ip", "route", _, to, ref how @ ..] => format!("add a route to {to} {}", how.join(" ")),
        _ => return None,
    };
    Some(format!("{said} ({netns})"))
}
