//! `NETLINK_SOCK_DIAG`: questions about sockets, sock_diag(7).

use std::borrow::Cow;

use super::decode::Form;
use super::header::Verb;
use super::rtnetlink::constants::{ADDRESS_FAMILY, IP_PROTOCOL};
use super::schema::{Constants, Kind, Layout, Table, UNKNOWN, attr, field};
use super::tree::Value;
use super::walk::{Block, Span};

/// How a message of this type is read; request and answer have one type and different forms.
pub(super) fn form(code: u16, block: &Block<'_>) -> Option<Form> {
    let kind = match code {
        20 => "SOCK_DIAG_BY_FAMILY",
        21 => "SOCK_DESTROY",
        _ => return None,
    };
    let layout = match (block.family, block.request) {
        (AF_INET | AF_INET6, true) => &INET_REQUEST,
        (AF_INET | AF_INET6, false) => &INET_ANSWER,
        (AF_UNIX, true) => &UNIX_REQUEST,
        (AF_UNIX, false) => &UNIX_ANSWER,
        _ => &OTHER,
    };
    Some(Form {
        kind: Cow::Borrowed(kind),
        verb: if block.request {
            Verb::Get
        } else {
            Verb::Other
        },
        layout: Some(layout),
    })
}

const AF_UNIX: u8 = 1;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;

/// `struct inet_diag_req_v2`.
static INET_REQUEST: Layout = Layout {
    fields: &[
        field("sdiag_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("sdiag_protocol", 1, Kind::Names(IP_PROTOCOL)),
        field("idiag_ext", 1, Kind::Bits(EXTENSIONS)),
        field("pad", 1, Kind::Pad),
        field("idiag_states", 4, Kind::Bits(STATES)),
        field("idiag_sport", 2, Kind::Be),
        field("idiag_dport", 2, Kind::Be),
        field("idiag_src", 16, Kind::Own(address)),
        field("idiag_dst", 16, Kind::Own(address)),
        field("idiag_if", 4, Kind::Uint),
        field("idiag_cookie", 8, Kind::Uint),
    ],
    attrs: &REQUEST_ATTRS,
};

static REQUEST_ATTRS: Table = Table(&[
    attr(1, "INET_DIAG_REQ_BYTECODE", Kind::Raw),
    attr(2, "INET_DIAG_REQ_SK_BPF_STORAGES", Kind::Nest(&UNKNOWN)),
    attr(3, "INET_DIAG_REQ_PROTOCOL", Kind::Names(IP_PROTOCOL)),
]);

/// `struct inet_diag_msg`.
static INET_ANSWER: Layout = Layout {
    fields: &[
        field("idiag_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("idiag_state", 1, Kind::Names(STATE)),
        field("idiag_timer", 1, Kind::Uint),
        field("idiag_retrans", 1, Kind::Uint),
        field("idiag_sport", 2, Kind::Be),
        field("idiag_dport", 2, Kind::Be),
        field("idiag_src", 16, Kind::Own(address)),
        field("idiag_dst", 16, Kind::Own(address)),
        field("idiag_if", 4, Kind::Uint),
        field("idiag_cookie", 8, Kind::Uint),
        field("idiag_expires", 4, Kind::Uint),
        field("idiag_rqueue", 4, Kind::Uint),
        field("idiag_wqueue", 4, Kind::Uint),
        field("idiag_uid", 4, Kind::Uint),
        field("idiag_inode", 4, Kind::Uint),
    ],
    attrs: &ANSWER_ATTRS,
};

static ANSWER_ATTRS: Table = Table(&[
    attr(1, "INET_DIAG_MEMINFO", Kind::Raw),
    attr(2, "INET_DIAG_INFO", Kind::Raw),
    attr(3, "INET_DIAG_VEGASINFO", Kind::Raw),
    attr(4, "INET_DIAG_CONG", Kind::Text),
    attr(5, "INET_DIAG_TOS", Kind::Uint),
    attr(6, "INET_DIAG_TCLASS", Kind::Uint),
    attr(7, "INET_DIAG_SKMEMINFO", Kind::Raw),
    attr(8, "INET_DIAG_SHUTDOWN", Kind::Uint),
    attr(10, "INET_DIAG_PROTOCOL", Kind::Names(IP_PROTOCOL)),
    attr(11, "INET_DIAG_SKV6ONLY", Kind::Uint),
    attr(15, "INET_DIAG_MARK", Kind::Uint),
    attr(17, "INET_DIAG_CLASS_ID", Kind::Uint),
    attr(19, "INET_DIAG_ULP_INFO", Kind::Nest(&UNKNOWN)),
    attr(21, "INET_DIAG_CGROUP_ID", Kind::Uint),
    attr(22, "INET_DIAG_SOCKOPT", Kind::Raw),
]);

/// `struct unix_diag_req`.
static UNIX_REQUEST: Layout = Layout {
    fields: &[
        field("sdiag_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("sdiag_protocol", 1, Kind::Uint),
        field("pad", 2, Kind::Pad),
        field("udiag_states", 4, Kind::Bits(STATES)),
        field("udiag_ino", 4, Kind::Uint),
        field("udiag_show", 4, Kind::Bits(UNIX_SHOW)),
        field("udiag_cookie", 8, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `struct unix_diag_msg`.
static UNIX_ANSWER: Layout = Layout {
    fields: &[
        field("udiag_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("udiag_type", 1, Kind::Uint),
        field("udiag_state", 1, Kind::Names(STATE)),
        field("pad", 1, Kind::Pad),
        field("udiag_ino", 4, Kind::Uint),
        field("udiag_cookie", 8, Kind::Uint),
    ],
    attrs: &UNIX_ATTRS,
};

static UNIX_ATTRS: Table = Table(&[
    attr(0, "UNIX_DIAG_NAME", Kind::Raw),
    attr(1, "UNIX_DIAG_VFS", Kind::Raw),
    attr(2, "UNIX_DIAG_PEER", Kind::Uint),
    attr(3, "UNIX_DIAG_ICONS", Kind::Raw),
    attr(4, "UNIX_DIAG_RQLEN", Kind::Raw),
    attr(5, "UNIX_DIAG_MEMINFO", Kind::Raw),
    attr(6, "UNIX_DIAG_SHUTDOWN", Kind::Uint),
    attr(7, "UNIX_DIAG_UID", Kind::Uint),
]);

/// What is common to all families.
static OTHER: Layout = Layout {
    fields: &[
        field("sdiag_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("sdiag_protocol", 1, Kind::Uint),
        field("remainder", 2, Kind::Raw),
    ],
    attrs: &UNKNOWN,
};

/// Sixteen bytes, of which IPv4 uses the first four.
fn address(block: &Block<'_>, span: Span) -> Value {
    if block.family == AF_INET
        && block
            .bytes(&(span.start + 4..span.end))
            .iter()
            .all(|byte| *byte == 0)
    {
        return block.value(Kind::Ip, span.start..span.start + 4);
    }
    block.value(Kind::Ip, span)
}

const EXTENSIONS: Constants = &[
    (0x1, "meminfo"),
    (0x2, "info"),
    (0x4, "vegasinfo"),
    (0x8, "cong"),
    (0x10, "tos"),
    (0x20, "tclass"),
    (0x40, "skmeminfo"),
    (0x80, "shutdown"),
];

/// tcp(7) states, which other sockets borrow.
const STATE: Constants = &[
    (1, "established"),
    (2, "syn_sent"),
    (3, "syn_recv"),
    (4, "fin_wait1"),
    (5, "fin_wait2"),
    (6, "time_wait"),
    (7, "close"),
    (8, "close_wait"),
    (9, "last_ack"),
    (10, "listen"),
    (11, "closing"),
    (12, "new_syn_recv"),
];

const STATES: Constants = &[
    (0xffff_ffff, "all"),
    (1 << 1, "established"),
    (1 << 2, "syn_sent"),
    (1 << 3, "syn_recv"),
    (1 << 4, "fin_wait1"),
    (1 << 5, "fin_wait2"),
    (1 << 6, "time_wait"),
    (1 << 7, "close"),
    (1 << 8, "close_wait"),
    (1 << 9, "last_ack"),
    (1 << 10, "listen"),
    (1 << 11, "closing"),
    (1 << 12, "new_syn_recv"),
];

const UNIX_SHOW: Constants = &[
    (0x1, "name"),
    (0x2, "vfs"),
    (0x4, "peer"),
    (0x8, "icons"),
    (0x10, "rqlen"),
    (0x20, "meminfo"),
    (0x40, "uid"),
];
