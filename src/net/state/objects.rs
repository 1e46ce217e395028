//! Dumps as objects: links with their ports, addresses, routes, rules, neighbours.
//!
//! Every attribute becomes a property, under the name that the kernel's header has for it in lower case
//! without its prefix; what is unknown stays as bytes. Left out is what changes by itself all the time:
//! counters, ages, timers.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Objects;
use crate::event::Object;
use crate::wire::{Message, Node, Value};

mod links;
mod routing;

pub(super) use links::Links;
pub(super) use routing::{addresses, neighbours, routes, rules};

/// Type and family of the dumps, `linux/rtnetlink.h`.
pub(super) const LINKS: (u16, u8) = (18, 0);
pub(super) const ADDRESSES: (u16, u8) = (22, 0);
pub(super) const ROUTES: (u16, u8) = (26, 0);
pub(super) const NEIGHBOURS: (u16, u8) = (30, 0);
pub(super) const RULES: (u16, u8) = (34, 0);

type Properties = BTreeMap<String, Json>;

/// The text of an attribute.
pub(super) fn text<'a>(nodes: &'a [Node], name: &str) -> Option<&'a str> {
    nodes.iter().find(|it| it.name == name)?.text()
}

/// All attributes as properties; nested ones with dots between.
pub(crate) fn flatten(prefix: &str, nodes: &[Node], properties: &mut Properties) {
    for node in nodes {
        let own = short(&node.name);
        let name = if prefix.is_empty() {
            own
        } else {
            format!("{prefix}.{own}")
        };
        let value = match &node.value {
            Value::Present(()) => true.into(),
            Value::Number(number) => (*number).into(),
            Value::Signed(number) => (*number).into(),
            Value::Text(text) => text.to_string().into(),
            Value::Flags(flags) => flags
                .iter()
                .map(|it| Json::from(it.to_string()))
                .collect::<Vec<_>>()
                .into(),
            Value::Attrs(nested) => {
                flatten(&name, nested, properties);
                continue;
            }
            Value::Raw(bytes) => serde_json::to_value(bytes).unwrap_or(Json::Null),
        };
        // Rules have several expressions of one name.
        let mut unique = name.clone();
        let mut number = 2;
        while properties.contains_key(&unique) {
            unique = format!("{name}#{number}");
            number += 1;
        }
        properties.insert(unique, value);
    }
}

/// `IFLA_MTU` to `mtu`, `IFLA_BR_PRIORITY` to `br_priority`.
fn short(name: &str) -> String {
    let prefixes = ["IFLA_", "IFA_", "RTA_", "NDA_", "FRA_", "NFTA_"];
    let rest = prefixes
        .iter()
        .find_map(|it| name.strip_prefix(it))
        .unwrap_or(name);
    rest.to_lowercase()
}

/// A constant's name without its prefix: `RT_SCOPE_LINK` to `link`.
pub(crate) fn constant(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_lowercase()
}

fn number(message: &Message, field: &str) -> Option<u32> {
    message.field(field)?.number()?.try_into().ok()
}

fn field_text<'a>(message: &'a Message, field: &str) -> &'a str {
    message
        .field(field)
        .and_then(Node::text)
        .unwrap_or_default()
}

/// The names of the bits set.
pub(crate) fn flags(node: Option<&Node>) -> Vec<String> {
    match node.map(|it| &it.value) {
        Some(Value::Flags(flags)) => flags.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn object(class: &str, name: String, properties: Properties) -> Object {
    Object {
        class: class.into(),
        name,
        properties,
    }
}
