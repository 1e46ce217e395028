//! `NETLINK_KOBJECT_UEVENT`: strings, each ended by a zero, without `nlmsghdr`.

use std::borrow::Cow;

use super::schema::Kind;
use super::tree::{Bytes, Message};
use super::walk::{Block, node};

/// One event as a message: `add@/devices/virtual/net/cni0`, then `ACTION=add` and so on.
pub(super) fn message(bytes: &[u8]) -> Message {
    let block = Block {
        message: bytes,
        family: 0,
        request: false,
        span: 0..bytes.len(),
        depth: 0,
    };
    let mut fields = Vec::new();
    let mut at = 0;
    for part in bytes.split_inclusive(|byte| *byte == 0) {
        let span = at..at + part.len();
        let text = part.strip_suffix(&[0]).unwrap_or(part);
        let key = text.iter().position(|byte| *byte == b'=');
        let (name, from) = match key.map(|end| (std::str::from_utf8(&text[..end]), end)) {
            Some((Ok(name), end)) => (Cow::Owned(name.to_owned()), at + end + 1),
            _ => (Cow::Borrowed("event"), at),
        };
        let value = block.value(Kind::Text, from..span.end);
        fields.push(node(name, None, &span, value));
        at = span.end;
    }
    Message {
        kind: Cow::Borrowed("uevent"),
        code: 0,
        flags: Vec::new(),
        seq: 0,
        port: 0,
        fields,
        attrs: Vec::new(),
        raw: Bytes(bytes.to_vec()),
        command: None,
    }
}
