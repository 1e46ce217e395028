//! A datagram as a tree of lines, each with the place of its bytes.

use super::escape;
use crate::event::Netlink;
use crate::wire::{self, Message, Node, Value};

/// A line of the tree: depth, words, and the range in the datagram.
#[derive(Debug, Clone)]
pub(crate) struct MessageLine {
    pub(crate) depth: usize,
    pub(crate) text: String,
    pub(crate) range: (usize, usize),
}

/// All bytes of the datagram.
pub(crate) fn datagram_bytes(it: &Netlink) -> Vec<u8> {
    let raw = it.messages.iter().map(|it| &it.raw.0);
    raw.flatten().copied().collect()
}

/// All messages of the datagram, each with its fields and attributes.
pub(crate) fn datagram_tree(it: &Netlink) -> Vec<MessageLine> {
    let mut lines = Vec::new();
    let mut from = 0;
    for message in &it.messages {
        let length = message.raw.0.len();
        lines.push(MessageLine {
            depth: 0,
            text: title(message),
            range: (from, from + length),
        });
        for node in message.fields.iter().chain(&message.attrs) {
            branch(node, 1, from, &mut lines);
        }
        from += length;
    }
    lines
}

fn title(message: &Message) -> String {
    let flags: Vec<_> = message.flags.iter().map(|it| escape(it)).collect();
    let refused = wire::refusal(std::slice::from_ref(message));
    let refused = refused.map_or_else(String::new, |it| format!(" {}", escape(&it)));
    format!(
        "{}{refused}  seq {} [{}]",
        escape(&message.kind),
        message.seq,
        flags.join(" ")
    )
}

fn branch(node: &Node, depth: usize, from: usize, lines: &mut Vec<MessageLine>) {
    let (begin, end) = (node.at.0 as usize, node.at.1 as usize);
    let text = match &node.value {
        Value::Present(()) => escape(&node.name),
        Value::Number(it) => format!("{}: {it}", escape(&node.name)),
        Value::Signed(it) => format!("{}: {it}", escape(&node.name)),
        Value::Text(it) => format!("{}: {}", escape(&node.name), escape(it)),
        Value::Flags(it) => {
            let names: Vec<_> = it.iter().map(|it| escape(it)).collect();
            format!("{}: [{}]", escape(&node.name), names.join(" "))
        }
        Value::Attrs(_) => escape(&node.name),
        Value::Raw(it) => format!("{}: {} bytes", escape(&node.name), it.0.len()),
    };
    lines.push(MessageLine {
        depth,
        text,
        range: (from + begin, from + end),
    });
    for child in node.children() {
        branch(child, depth + 1, from, lines);
    }
}
