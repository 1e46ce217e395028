//! A netlink datagram behind a byte that tells protocol and direction: no byte is lost, every node lies inside
//! of the one above it, and a message reads the same from a recording.
#![no_main]

use cniscope::wire::{self, Decoder, Message, Names, Node};
use libfuzzer_sys::fuzz_target;

const PROTOCOLS: [u32; 6] = [
    wire::NETLINK_ROUTE,
    wire::NETLINK_SOCK_DIAG,
    wire::NETLINK_NETFILTER,
    wire::NETLINK_KOBJECT_UEVENT,
    wire::NETLINK_GENERIC,
    77,
];

/// Some links have a name and some have none.
struct Half;

impl Names for Half {
    fn link(&self, index: u32) -> Option<String> {
        index.is_multiple_of(2).then(|| "eth0".to_owned())
    }

    fn netns_of_fd(&self, fd: i32) -> Option<String> {
        (fd % 2 == 0).then(|| "pod1".to_owned())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, datagram)) = bytes.split_first() else {
        return;
    };
    let protocol = PROTOCOLS[usize::from(first & 0x7f) % PROTOCOLS.len()];
    let mut decoder = Decoder::new();
    // Twice: from the first time the decoder knows the numbers of generic families.
    for request in [first & 0x80 == 0, first & 0x80 != 0] {
        let messages = decoder.decode(protocol, request, datagram);
        let raw: Vec<u8> = messages
            .iter()
            .flat_map(|it| it.raw.0.iter().copied())
            .collect();
        assert_eq!(raw, datagram);
        messages.iter().for_each(|it| check(protocol, it));
        let _ = wire::refusal(&messages);
    }
});

fn check(protocol: u32, message: &Message) {
    wire::summary(protocol, message, &Half);
    wire::command(protocol, message, &Half);
    let whole = (0, message.raw.0.len() as u32);
    for node in message.fields.iter().chain(&message.attrs) {
        inside(node, whole, 1);
    }
    let text = serde_json::to_string(message).expect("is JSON");
    assert_eq!(
        serde_json::from_str::<Message>(&text).as_ref().ok(),
        Some(message)
    );
}

fn inside(node: &Node, outer: (u32, u32), depth: usize) {
    let (from, to) = node.at;
    assert!(outer.0 <= from && from <= to && to <= outer.1, "{node:?}");
    assert!(depth < 24, "{node:?}");
    for child in node.children() {
        inside(child, node.at, depth + 1);
    }
}
