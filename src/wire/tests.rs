//! Captured datagrams, `tests/data/netlink`: what they say, and that no bytes whatever break the decoder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::*;

mod commands;
mod crafted;
mod decode;
mod families;
mod robust;
mod rtnetlink;
mod summaries;

/// A datagram of a capture.
pub(super) struct Datagram {
    pub(super) protocol: u32,
    pub(super) request: bool,
    pub(super) bytes: Vec<u8>,
}

/// The captures that stand in the tree, by name.
pub(super) fn captures() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".hex").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

/// Reads a capture: a line `request FAMILY` or `reply FAMILY`, then lines of hexadecimal digits.
pub(super) fn capture(name: &str) -> Vec<Datagram> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.hex"))).unwrap();
    let mut datagrams: Vec<Datagram> = Vec::new();
    for line in text
        .lines()
        .filter(|it| !it.starts_with('#') && !it.is_empty())
    {
        match line.split_once(' ') {
            Some((direction, family)) => datagrams.push(Datagram {
                protocol: (0..32).find(|it| family_name(*it) == family).unwrap(),
                request: direction == "request",
                bytes: Vec::new(),
            }),
            None => datagrams.last_mut().unwrap().bytes.extend(hex(line)),
        }
    }
    datagrams
}

/// Links by the names that the capture's answers gave them; every descriptor is the pod's.
#[derive(Default)]
pub(super) struct Heard(BTreeMap<u32, String>);

impl Heard {
    fn hear(&mut self, message: &Message) {
        let name = message.attr("IFLA_IFNAME").and_then(Node::text);
        let index = message.field("ifi_index").and_then(Node::number);
        if let (false, Some(name), Some(index)) = (message.has_flag("request"), name, index) {
            self.0.insert(index as u32, name.to_owned());
        }
    }
}

impl Names for Heard {
    fn link(&self, index: u32) -> Option<String> {
        self.0.get(&index).cloned()
    }

    fn netns_of_fd(&self, _: i32) -> Option<String> {
        Some("pod".to_owned())
    }
}

/// The messages of a capture, each with the summary and the command that it had when it went by.
pub(super) fn spoken(name: &str) -> Vec<(Message, String, Option<String>)> {
    let mut decoder = Decoder::new();
    let mut names = Heard::default();
    let mut all = Vec::new();
    for datagram in capture(name) {
        for message in decoder.decode(datagram.protocol, datagram.request, &datagram.bytes) {
            names.hear(&message);
            let summary = summary(datagram.protocol, &message, &names);
            let command = command(datagram.protocol, &message, &names);
            all.push((message, summary, command));
        }
    }
    all
}

/// A message as text, one line per node.
pub(super) fn message_outline(message: &Message) -> String {
    let mut text = format!("{} [{}]\n", message.kind, message.flags.join(" "));
    for node in message.fields.iter().chain(&message.attrs) {
        node_outline(&mut text, node, 1);
    }
    text
}

/// Compares the first message of this kind that says `marker` somewhere.
#[track_caller]
pub(super) fn check(name: &str, kind: &str, marker: &str, expected: &str) {
    let found = spoken(name)
        .into_iter()
        .filter(|(message, _, _)| message.kind == kind)
        .map(|(message, _, _)| message_outline(&message))
        .find(|text| text.contains(marker));
    let found = found.unwrap_or_default();
    let lines: Vec<&str> = found.lines().map(str::trim_end).collect();
    assert_eq!(lines.join("\n"), expected.trim());
}

fn node_outline(text: &mut String, node: &Node, depth: usize) {
    let indent = "  ".repeat(depth);
    let value = match &node.value {
        Value::Present(()) => "present".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Signed(number) => number.to_string(),
        Value::Text(name) => format!("{name:?}"),
        Value::Flags(names) => format!("[{}]", names.join(" ")),
        Value::Attrs(_) => String::new(),
        Value::Raw(bytes) => bytes.0.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    writeln!(text, "{indent}{} {value}", node.name).unwrap();
    for child in node.children() {
        node_outline(text, child, depth + 1);
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/netlink")
}

fn hex(line: &str) -> impl Iterator<Item = u8> {
    line.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
}
