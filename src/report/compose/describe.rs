//! A change of the kernel's state in a line.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::event::{Change, ChangeOp};
use crate::report::escape;

/// Properties that tell most about an object of a class, in the order of telling.
const TELLING: &[(&str, &[&str])] = &[
    ("link", &["kind", "state", "mac", "mtu", "master", "peer"]),
    ("address", &["scope", "flags"]),
    ("route", &["protocol", "scope"]),
    ("port", &["state", "hairpin", "isolated"]),
    ("sysctl", &["value"]),
    (
        "nft",
        &[
            "rule",
            "chain_type",
            "chain_hook.hook_hooknum",
            "chain_policy",
        ],
    ),
];

/// Objects that the kernel makes by itself beside what was asked for; they are told when all is told.
fn is_minor(change: &Change) -> bool {
    let properties = change.after.as_ref().or(change.before.as_ref());
    let text = |key: &str| {
        properties
            .and_then(|it| it.get(key))
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    match change.object.class.as_str() {
        "route" => {
            text("table") == "local"
                || change.object.name.starts_with("multicast")
                || change.object.name.starts_with("ff00::")
        }
        "neighbour" | "fdb" => true,
        _ => false,
    }
}

/// The change in words, `None` if it is too small to be told.
pub(super) fn change(change: &Change, all: bool) -> Option<String> {
    if !all && is_minor(change) {
        return None;
    }
    let name = format!(
        "{} {}",
        escape(&change.object.class),
        escape(&change.object.name)
    );
    let late = if change.late {
        " (late: the kernel did this by itself)"
    } else {
        ""
    };
    let detail = match change.op {
        ChangeOp::Add => told(&change.object.class, change.after.as_ref(), all),
        ChangeOp::Remove => String::new(),
        ChangeOp::Modify => differences(change.before.as_ref(), change.after.as_ref(), all)?,
    };
    let space = if detail.is_empty() { "" } else { " " };
    Some(format!("{name}{space}{detail}{late}"))
}

/// Properties that only follow others, or that say nothing of the wiring; they are told when all is told.
const FOLLOWS: &[&str] = &[
    "bridge_id",
    "root_id",
    "designated",
    "tso_",
    "gso_",
    "gro_",
    "qdisc",
    "allmulti",
];

type Properties = BTreeMap<String, Value>;

fn told(class: &str, properties: Option<&Properties>, all: bool) -> String {
    let Some(properties) = properties.filter(|it| !it.is_empty()) else {
        return String::new();
    };
    let telling = TELLING
        .iter()
        .find(|(it, _)| *it == class)
        .map(|(_, keys)| *keys);
    let parts: Vec<_> = match telling.filter(|_| !all) {
        Some(keys) => keys
            .iter()
            .filter_map(|key| Some(format!("{key} {}", plain(properties.get(*key)?))))
            .collect(),
        None => properties
            .iter()
            .map(|(key, value)| format!("{key} {}", plain(value)))
            .collect(),
    };
    if parts.is_empty() {
        String::new()
    } else {
        format!("({})", parts.join(", "))
    }
}

fn differences(
    before: Option<&Properties>,
    after: Option<&Properties>,
    all: bool,
) -> Option<String> {
    let empty = Properties::new();
    let (before, after) = (before.unwrap_or(&empty), after.unwrap_or(&empty));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.retain(|key| all || !FOLLOWS.iter().any(|it| key.starts_with(it)));
    if keys.is_empty() {
        return None;
    }
    let value = |it: Option<&Value>| it.map_or_else(|| "none".to_owned(), plain);
    let part = |key: &&String| match (before.get(*key), after.get(*key)) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            let gone = old
                .iter()
                .filter(|it| !new.contains(it))
                .map(|it| format!("-{}", plain(it)));
            let come = new
                .iter()
                .filter(|it| !old.contains(it))
                .map(|it| format!("+{}", plain(it)));
            format!("{key} {}", gone.chain(come).collect::<Vec<_>>().join(" "))
        }
        (old, new) => format!("{key} {} -> {}", value(old), value(new)),
    };
    let parts: Vec<_> = keys.iter().map(part).collect();
    Some(format!("({})", parts.join(", ")))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => escape(&other.to_string()),
    }
}
