//! Conditions on what a netlink message says: `dst=0.0.0.0/0`, `kind=veth`, `dev=eth0`.

use super::Error;
use crate::wire::{Message, Node, Value};

/// Reads `name=value` words from byte `at` of the text on; `whole` is what an error shows.
pub(super) fn conditions(
    whole: &str,
    text: &str,
    mut at: usize,
) -> Result<Vec<(String, String)>, Error> {
    let mut found = Vec::new();
    for word in text.get(at..).unwrap_or_default().split_whitespace() {
        at = text[at..].find(word).map_or(at, |it| at + it);
        match word.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                found.push((name.to_owned(), value.to_owned()));
            }
            _ => {
                return Err(Error::at(
                    whole,
                    at,
                    "expected name=value, such as dst=0.0.0.0/0",
                ));
            }
        }
        at += word.len();
    }
    Ok(found)
}

/// True if the message says all of that.
pub(super) fn hold(conditions: &[(String, String)], message: &Message) -> bool {
    conditions.iter().all(|(name, value)| {
        if matches!(name.as_str(), "dst" | "RTA_DST") && message.field("rtm_dst_len").is_some() {
            return destination(message).is_some_and(|it| it == *value || is_default(&it, value));
        }
        if matches!(name.as_str(), "dev" | "oif") && in_command(message, value) {
            return true;
        }
        let nodes = message.fields.iter().chain(&message.attrs);
        nodes.into_iter().any(|it| says(it, name, value))
    })
}

fn is_default(destination: &str, value: &str) -> bool {
    value == "default" && matches!(destination, "0.0.0.0/0" | "::/0")
}

/// Where a route leads, with its length: a default route has no attribute for that.
fn destination(message: &Message) -> Option<String> {
    let length = message.field("rtm_dst_len")?.number()?;
    let family = message.field("rtm_family").and_then(Node::text);
    let any = if family == Some("AF_INET6") {
        "::"
    } else {
        "0.0.0.0"
    };
    let address = message.attr("RTA_DST").and_then(Node::text).unwrap_or(any);
    Some(format!("{address}/{length}"))
}

/// The name of a device, which the bytes only number, stands in the equivalent command.
fn in_command(message: &Message, device: &str) -> bool {
    let command = message.command.as_deref().unwrap_or_default();
    let words: Vec<&str> = command.split_whitespace().collect();
    words.windows(2).any(|it| it[0] == "dev" && it[1] == device)
}

fn says(node: &Node, name: &str, value: &str) -> bool {
    let is_meant = is_named(&node.name, name);
    let says_it = match &node.value {
        Value::Present(()) => value == "yes",
        Value::Number(it) => it.to_string() == value,
        Value::Signed(it) => it.to_string() == value,
        Value::Text(it) => it == value,
        Value::Flags(it) => it.iter().any(|flag| flag == value),
        Value::Attrs(_) | Value::Raw(_) => false,
    };
    is_meant && says_it || node.children().iter().any(|it| says(it, name, value))
}

/// The kernel's name of an attribute or field, or its end in lower case: `IFLA_INFO_KIND`, `kind`.
fn is_named(full: &str, name: &str) -> bool {
    let short = if name == "name" { "ifname" } else { name };
    let lower = full.to_ascii_lowercase();
    full == name
        || lower
            .strip_suffix(short)
            .is_some_and(|it| it.is_empty() || it.ends_with('_'))
}
