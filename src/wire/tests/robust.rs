//! What holds for all bytes: every node lies inside the node above it, and no byte is lost.

use super::*;

#[test]
fn captures_keep_every_byte() {
    for name in captures() {
        let mut decoder = Decoder::new();
        for datagram in capture(&name) {
            check(&mut decoder, &datagram, &datagram.bytes);
        }
    }
}

#[test]
fn truncated_captures_keep_every_byte() {
    for name in captures() {
        let mut decoder = Decoder::new();
        for datagram in capture(&name) {
            let step = datagram.bytes.len() / 200 + 1;
            for length in (0..datagram.bytes.len()).step_by(step) {
                check(&mut decoder, &datagram, &datagram.bytes[..length]);
            }
        }
    }
}

#[test]
fn flipped_captures_keep_every_byte() {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for name in captures() {
        let mut decoder = Decoder::new();
        for datagram in capture(&name) {
            for _ in 0..100 {
                let mut bytes = datagram.bytes.clone();
                for _ in 0..2 {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    let at = random as usize % bytes.len();
                    bytes[at] = (random >> 32) as u8;
                }
                check(&mut decoder, &datagram, &bytes);
            }
        }
    }
}

#[test]
fn nesting_without_end_stays_shallow() {
    let mut bytes = vec![0; 16];
    bytes[4] = 16; // RTM_NEWLINK
    bytes.extend([0; 16]);
    let total = 16_000 * 4;
    for level in 0..16_000_usize {
        let left = u16::try_from(total - level * 4).unwrap();
        bytes.extend(left.to_ne_bytes());
        bytes.extend((0x8000_u16 | 200).to_ne_bytes());
    }
    let length = u32::try_from(bytes.len()).unwrap();
    bytes[..4].copy_from_slice(&length.to_ne_bytes());
    let datagram = Datagram {
        protocol: NETLINK_ROUTE,
        request: true,
        bytes,
    };
    check(&mut Decoder::new(), &datagram, &datagram.bytes);
}

fn check(decoder: &mut Decoder, datagram: &Datagram, bytes: &[u8]) {
    let messages = decoder.decode(datagram.protocol, datagram.request, bytes);
    let raw: Vec<u8> = messages
        .iter()
        .flat_map(|message| message.raw.0.iter().copied())
        .collect();
    assert_eq!(raw, bytes);
    for message in &messages {
        summary(datagram.protocol, message, &Heard::default());
        command(datagram.protocol, message, &Heard::default());
        let whole = (0, message.raw.0.len() as u32);
        for node in message.fields.iter().chain(&message.attrs) {
            inside(node, whole, 1);
        }
    }
}

fn inside(node: &Node, outer: (u32, u32), depth: usize) {
    let (from, to) = node.at;
    assert!(outer.0 <= from && from <= to && to <= outer.1, "{node:?}");
    assert!(depth < 24, "{node:?}");
    for child in node.children() {
        inside(child, node.at, depth + 1);
    }
}
