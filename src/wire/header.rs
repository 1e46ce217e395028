//! What all families share: `struct nlmsghdr`, its flags, and the control messages, netlink(7).

use std::borrow::Cow;

use super::decode::Form;
use super::errno;
use super::schema::{Constants, Kind, Table, attr};
use super::tree::{Name, Node, Value};
use super::walk::{Block, Span, align, bits, node, signed};

/// The length of `struct nlmsghdr`.
pub(super) const LENGTH: usize = 16;

pub(super) const NLMSG_ERROR: u16 = 2;
pub(super) const NLMSG_DONE: u16 = 3;
/// `NLMSG_MIN_TYPE`: from here on the numbers are the family's own.
pub(super) const FIRST_OWN: u16 = 16;

/// `struct nlmsghdr`.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) len: usize,
    pub(super) code: u16,
    pub(super) flags: u16,
    pub(super) seq: u32,
    pub(super) port: u32,
}

/// What a message is about to do: the upper byte of the flags depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    New,
    Delete,
    /// An acknowledgement or the end of a dump.
    Answer,
    /// Nothing is known of it.
    Other,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Option<Header> {
        let word = |at: usize| Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let half = |at: usize| Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        Some(Header {
            len: usize::try_from(word(0)?).ok()?,
            code: half(4)?,
            flags: half(6)?,
            seq: word(8)?,
            port: word(12)?,
        })
    }

    pub(super) fn flag_names(&self, verb: Verb) -> Vec<Name> {
        let names = match verb {
            Verb::Get => GET,
            Verb::New => NEW,
            Verb::Delete => DELETE,
            Verb::Answer => ANSWER,
            Verb::Other => COMMON,
        };
        bits(names, u64::from(self.flags))
    }
}

/// The name of a control message.
pub(super) fn control(code: u16) -> Option<&'static str> {
    Some(match code {
        1 => "NLMSG_NOOP",
        NLMSG_ERROR => "NLMSG_ERROR",
        NLMSG_DONE => "NLMSG_DONE",
        4 => "NLMSG_OVERRUN",
        _ => return None,
    })
}

/// The payload of `NLMSG_DONE`: the error that ended the dump, then the words for it.
pub(super) fn done(block: &Block<'_>, flags: u16, fields: &mut Vec<Node>) -> Vec<Node> {
    let Some(rest) = error(block, fields) else {
        return Vec::new();
    };
    extended(block, rest, flags)
}

/// The payload of `NLMSG_ERROR`: error, the request's header, the request itself if it is not left
/// out, then the words for it. `request` decodes the request, which lies in the same message.
pub(super) fn refused(
    block: &Block<'_>,
    flags: u16,
    fields: &mut Vec<Node>,
    request: impl FnOnce(&Block<'_>, u16) -> (Form, Vec<Node>),
) -> Vec<Node> {
    let Some(rest) = error(block, fields) else {
        return Vec::new();
    };
    let head = rest.start..(rest.start + LENGTH).min(rest.end);
    let Some(header) = Header::parse(block.bytes(&head)) else {
        if !rest.is_empty() {
            fields.push(block.trailing(rest));
        }
        return Vec::new();
    };
    // A capped message holds the header alone; an acknowledgement always is one.
    let carried = match flags & CAPPED {
        0 => header.len.saturating_sub(LENGTH).min(rest.end - head.end),
        _ => 0,
    };
    let payload = head.end..head.end + carried;
    let (form, nodes) = request(&block.inner(payload.clone()), header.code);
    fields.extend(described(&header, form, &head));
    if !payload.is_empty() {
        fields.push(node(
            Cow::Borrowed("request"),
            None,
            &payload,
            Value::Attrs(nodes),
        ));
    }
    extended(block, align(payload.end).min(rest.end)..rest.end, flags)
}

/// The request's header, one node per field.
fn described(header: &Header, form: Form, at: &Span) -> [Node; 5] {
    let part = |name: &'static str, from: usize, width: usize, value: Value| {
        let start = at.start + from;
        node(Cow::Borrowed(name), None, &(start..start + width), value)
    };
    [
        part("nlmsg_len", 0, 4, Value::Number(header.len as u64)),
        part("nlmsg_type", 4, 2, Value::Text(form.kind)),
        part(
            "nlmsg_flags",
            6,
            2,
            Value::Flags(header.flag_names(form.verb)),
        ),
        part("nlmsg_seq", 8, 4, Value::Number(u64::from(header.seq))),
        part("nlmsg_pid", 12, 4, Value::Number(u64::from(header.port))),
    ]
}

/// Pushes the error number and returns what follows it.
fn error(block: &Block<'_>, fields: &mut Vec<Node>) -> Option<Span> {
    let span = block.span.clone();
    let number = span.start..(span.start + 4).min(span.end);
    let Some(value) = signed(block.bytes(&number)).filter(|_| number.len() == 4) else {
        if !span.is_empty() {
            fields.push(block.trailing(span));
        }
        return None;
    };
    let known = i32::try_from(value).ok().filter(|errno| *errno < 0);
    let value = match known.and_then(errno::name) {
        Some(name) => Value::Text(Cow::Borrowed(name)),
        None => Value::Signed(value),
    };
    fields.push(node(Cow::Borrowed("error"), None, &number, value));
    Some(number.end..span.end)
}

fn extended(block: &Block<'_>, span: Span, flags: u16) -> Vec<Node> {
    if flags & ACK_TLVS != 0 {
        return block.inner(span).attrs(&EXTENDED);
    }
    match span.is_empty() {
        true => Vec::new(),
        false => vec![block.trailing(span)],
    }
}

const CAPPED: u16 = 0x100;
const ACK_TLVS: u16 = 0x200;

/// `enum nlmsgerr_attrs`, `linux/netlink.h`.
static EXTENDED: Table = Table(&[
    attr(1, "NLMSGERR_ATTR_MSG", Kind::Text),
    attr(2, "NLMSGERR_ATTR_OFFS", Kind::Uint),
    attr(3, "NLMSGERR_ATTR_COOKIE", Kind::Raw),
    attr(4, "NLMSGERR_ATTR_POLICY", Kind::Nest(&POLICY)),
    attr(5, "NLMSGERR_ATTR_MISS_TYPE", Kind::Uint),
    attr(6, "NLMSGERR_ATTR_MISS_NEST", Kind::Uint),
]);

/// What the kernel would have accepted, `enum netlink_policy_type_attr`.
pub(super) static POLICY: Table = Table(&[
    attr(1, "NL_POLICY_TYPE_ATTR_TYPE", Kind::Names(POLICY_TYPE)),
    attr(2, "NL_POLICY_TYPE_ATTR_MIN_VALUE_S", Kind::Int),
    attr(3, "NL_POLICY_TYPE_ATTR_MAX_VALUE_S", Kind::Int),
    attr(4, "NL_POLICY_TYPE_ATTR_MIN_VALUE_U", Kind::Uint),
    attr(5, "NL_POLICY_TYPE_ATTR_MAX_VALUE_U", Kind::Uint),
    attr(6, "NL_POLICY_TYPE_ATTR_MIN_LENGTH", Kind::Uint),
    attr(7, "NL_POLICY_TYPE_ATTR_MAX_LENGTH", Kind::Uint),
    attr(8, "NL_POLICY_TYPE_ATTR_POLICY_IDX", Kind::Uint),
    attr(9, "NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE", Kind::Uint),
    attr(10, "NL_POLICY_TYPE_ATTR_BITFIELD32_MASK", Kind::Uint),
    attr(12, "NL_POLICY_TYPE_ATTR_MASK", Kind::Uint),
]);

const POLICY_TYPE: Constants = &[
    (0, "NL_ATTR_TYPE_INVALID"),
    (1, "NL_ATTR_TYPE_FLAG"),
    (2, "NL_ATTR_TYPE_U8"),
    (3, "NL_ATTR_TYPE_U16"),
    (4, "NL_ATTR_TYPE_U32"),
    (5, "NL_ATTR_TYPE_U64"),
    (6, "NL_ATTR_TYPE_S8"),
    (7, "NL_ATTR_TYPE_S16"),
    (8, "NL_ATTR_TYPE_S32"),
    (9, "NL_ATTR_TYPE_S64"),
    (10, "NL_ATTR_TYPE_BINARY"),
    (11, "NL_ATTR_TYPE_STRING"),
    (12, "NL_ATTR_TYPE_NUL_STRING"),
    (13, "NL_ATTR_TYPE_NESTED"),
    (14, "NL_ATTR_TYPE_NESTED_ARRAY"),
    (15, "NL_ATTR_TYPE_BITFIELD32"),
    (16, "NL_ATTR_TYPE_SINT"),
    (17, "NL_ATTR_TYPE_UINT"),
];

const COMMON: Constants = &[
    (0x1, "request"),
    (0x2, "multi"),
    (0x4, "ack"),
    (0x8, "echo"),
    (0x10, "dump_intr"),
    (0x20, "dump_filtered"),
];

const GET: Constants = &[
    (0x1, "request"),
    (0x2, "multi"),
    (0x4, "ack"),
    (0x8, "echo"),
    (0x10, "dump_intr"),
    (0x20, "dump_filtered"),
    (0x300, "dump"),
    (0x100, "root"),
    (0x200, "match"),
    (0x400, "atomic"),
];

const NEW: Constants = &[
    (0x1, "request"),
    (0x2, "multi"),
    (0x4, "ack"),
    (0x8, "echo"),
    (0x10, "dump_intr"),
    (0x20, "dump_filtered"),
    (0x100, "replace"),
    (0x200, "excl"),
    (0x400, "create"),
    (0x800, "append"),
];

const DELETE: Constants = &[
    (0x1, "request"),
    (0x2, "multi"),
    (0x4, "ack"),
    (0x8, "echo"),
    (0x10, "dump_intr"),
    (0x20, "dump_filtered"),
    (0x100, "nonrec"),
    (0x200, "bulk"),
];

const ANSWER: Constants = &[
    (0x1, "request"),
    (0x2, "multi"),
    (0x4, "ack"),
    (0x8, "echo"),
    (0x10, "dump_intr"),
    (0x20, "dump_filtered"),
    (0x100, "capped"),
    (0x200, "ack_tlvs"),
];
