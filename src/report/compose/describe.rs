//! A change of the kernel's state in a line.
//!
//! In brief it tells what a reader needs to follow the wiring: counters, identifiers of the spanning tree, limits
//! of drivers and the objects that come along with every address are told only when all is told.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::event::{Change, ChangeOp};
use crate::report::escape;

type Properties = BTreeMap<String, Value>;

/// Properties whose change matters, by class.
const TELLING: &[(&str, &[&str])] = &[
    (
        "link",
        &[
            "flags", "state", "carrier", "mac", "mtu", "master", "peer", "kind",
        ],
    ),
    ("address", &["scope", "flags"]),
    ("route", &["protocol", "scope", "metric"]),
    ("port", &["state", "hairpin", "isolated"]),
    ("sysctl", &["value"]),
    ("nft", &["rule", "chain_policy"]),
];

/// Flags of a link that `state` and `carrier` tell as well, and of an address that has its usual life.
const USUAL_FLAGS: &[&str] = &["running", "lower_up", "permanent"];

/// The change in words, `None` if it is too small to be told.
pub(crate) fn change(change: &Change, all: bool) -> Option<String> {
    if !all && is_minor(change) {
        return None;
    }
    let detail = match change.op {
        ChangeOp::Remove => String::new(),
        ChangeOp::Add => {
            let empty = Properties::new();
            let properties = change.after.as_ref().unwrap_or(&empty);
            if all {
                every(properties)
            } else {
                told(&change.object.class, properties)
            }
        }
        ChangeOp::Modify => {
            let parts = differences(change, all);
            // Something has changed, but nothing that is told in brief.
            if parts.is_empty() {
                return None;
            }
            parts
        }
    };
    let name = name(change);
    Some(match detail.is_empty() {
        true => name,
        false if change.object.class == "sysctl" => format!("{name} {detail}"),
        false => format!("{name} ({detail})"),
    })
}

/// `link cni0`; a rule in the words of nft, where there are some.
fn name(change: &Change) -> String {
    let rule = change.after.as_ref().or(change.before.as_ref());
    let rule = rule
        .and_then(|it| it.get("rule"))
        .and_then(Value::as_str)
        .filter(|_| change.object.class == "nft");
    match rule {
        Some(rule) => {
            let chain = change.object.name.rsplit_once(" handle ");
            let chain = chain.map_or(change.object.name.as_str(), |(it, _)| it);
            format!("nft {}: {}", escape(chain), escape(rule))
        }
        None => format!(
            "{} {}",
            escape(&change.object.class),
            escape(&change.object.name)
        ),
    }
}

/// Objects that the kernel makes by itself beside what was asked for.
fn is_minor(change: &Change) -> bool {
    let properties = change.after.as_ref().or(change.before.as_ref());
    match change.object.class.as_str() {
        "route" => {
            let table = properties.and_then(|it| it.get("table"));
            table.and_then(Value::as_str) == Some("local")
                || change.object.name.starts_with("multicast")
                || change.object.name.starts_with("ff00::")
        }
        "neighbour" | "fdb" => true,
        _ => false,
    }
}

/// What tells most about a new object.
fn told(class: &str, properties: &Properties) -> String {
    let text = |key: &str| {
        properties
            .get(key)
            .map(plain)
            .filter(|it| !it.is_empty() && it != "0")
    };
    let flag = |name: &str| {
        let flags = properties.get("flags").and_then(Value::as_array);
        flags.is_some_and(|it| it.iter().any(|it| it == name))
    };
    let parts = match class {
        "link" => {
            let up = if flag("up") { "up" } else { "down" };
            let no_carrier = flag("up") && properties.get("carrier") == Some(&Value::from(0));
            vec![
                text("kind"),
                Some(up.to_owned()),
                no_carrier.then(|| "no carrier".to_owned()),
                text("master").map(|it| format!("port of {it}")),
                text("peer").map(|it| format!("peer {it}")),
                text("mac").map(|it| format!("mac {it}")),
                text("mtu").map(|it| format!("mtu {it}")),
            ]
        }
        "address" => vec![
            text("scope")
                .filter(|it| it != "universe")
                .map(|it| format!("scope {it}")),
            flag("tentative").then(|| "tentative".to_owned()),
        ],
        // What ip(8) and plugins add has the protocols boot and static.
        "route" => vec![
            text("protocol")
                .filter(|it| it != "boot")
                .map(|it| match it.as_str() {
                    "kernel" => "added by the kernel".to_owned(),
                    other => format!("protocol {other}"),
                }),
        ],
        "port" => vec![
            text("state").map(|it| format!("state {it}")),
            text("hairpin").map(|_| "hairpin".to_owned()),
            text("isolated").map(|_| "isolated".to_owned()),
        ],
        "sysctl" => vec![properties.get("value").map(|it| format!("= {}", plain(it)))],
        "nft" => vec![
            text("chain_type"),
            text("chain_hook.hook_hooknum").map(|it| format!("hook {it}")),
            text("chain_policy").map(|it| format!("policy {it}")),
        ],
        _ => return every(properties),
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn every(properties: &Properties) -> String {
    let parts = properties
        .iter()
        .map(|(key, value)| format!("{} {}", escape(key), plain(value)));
    parts.collect::<Vec<_>>().join(", ")
}

/// `state down -> up, flags +up`.
fn differences(change: &Change, all: bool) -> String {
    let empty = Properties::new();
    let before = change.before.as_ref().unwrap_or(&empty);
    let after = change.after.as_ref().unwrap_or(&empty);
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let telling = TELLING
        .iter()
        .find(|(class, _)| *class == change.object.class);
    if let Some((_, telling)) = telling.filter(|_| !all) {
        keys.retain(|it| telling.contains(&it.as_str()));
    }
    let value = |it: Option<&Value>| it.map_or_else(|| "none".to_owned(), plain);
    let part = |key: &String| match (before.get(key), after.get(key)) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            let words = added_and_gone(old, new, all);
            (!words.is_empty()).then(|| format!("{} {words}", escape(key)))
        }
        (old, new) if change.object.class == "sysctl" && key == "value" => {
            Some(format!("{} -> {}", value(old), value(new)))
        }
        (old, new) => Some(format!("{} {} -> {}", escape(key), value(old), value(new))),
    };
    let parts: Vec<_> = keys.into_iter().filter_map(part).collect();
    parts.join(", ")
}

fn added_and_gone(old: &[Value], new: &[Value], all: bool) -> String {
    let told = |it: &&Value| all || !it.as_str().is_some_and(|it| USUAL_FLAGS.contains(&it));
    let gone = old
        .iter()
        .filter(|it| !new.contains(it))
        .filter(told)
        .map(|it| format!("-{}", plain(it)));
    let come = new
        .iter()
        .filter(|it| !old.contains(it))
        .filter(told)
        .map(|it| format!("+{}", plain(it)));
    gone.chain(come).collect::<Vec<_>>().join(" ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => escape(&other.to_string()),
    }
}
