//! What the kernel tells of a namespace, as the model has it.

mod links;
mod nat;
mod routing;
mod sockets;

pub(super) use links::{links, vlans};
pub(super) use nat::nat;
pub(super) use routing::{Names, addresses, entries, neighbours, routes, rules};
pub(super) use sockets::{LISTENING, sockets};

use crate::wire::{Message, Node};

fn text(message: &Message, name: &str) -> Option<String> {
    message.attr(name).and_then(Node::text).map(str::to_owned)
}

fn index(node: Option<&Node>) -> Option<u32> {
    u32::try_from(node?.number()?).ok().filter(|it| *it != 0)
}

/// The name of a constant without its prefix, or the number that has none.
fn word(node: Option<&Node>, prefix: &str) -> String {
    match node {
        Some(it) => match (it.text(), it.number()) {
            (Some(text), _) => crate::net::state::constant(text, prefix),
            (None, Some(number)) => number.to_string(),
            (None, None) => String::new(),
        },
        None => String::new(),
    }
}

fn family(message: &Message, field: &str) -> String {
    match word(message.field(field), "AF_").as_str() {
        "inet" => "ipv4".to_owned(),
        "inet6" => "ipv6".to_owned(),
        other => other.to_owned(),
    }
}
