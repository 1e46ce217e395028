//! `RTM_*ROUTE`, `RTM_*NEXTHOP` and `RTM_*RULE`, rtnetlink(7).

use std::borrow::Cow;

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::super::tree::Value;
use super::super::walk::{Block, Span, align, node};
use super::constants::{
    ADDRESS_FAMILY, IP_PROTOCOL, NEXTHOP_FLAGS, PROTOCOL, ROUTE_FLAGS, ROUTE_PREFERENCE,
    ROUTE_TABLE, ROUTE_TYPE, RULE_ACTION, RULE_FLAGS, SCOPE,
};

/// `struct rtmsg` and its attributes.
pub(super) static ROUTE: Layout = Layout {
    fields: &[
        field("rtm_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("rtm_dst_len", 1, Kind::Uint),
        field("rtm_src_len", 1, Kind::Uint),
        field("rtm_tos", 1, Kind::Uint),
        field("rtm_table", 1, Kind::Names(ROUTE_TABLE)),
        field("rtm_protocol", 1, Kind::Names(PROTOCOL)),
        field("rtm_scope", 1, Kind::Names(SCOPE)),
        field("rtm_type", 1, Kind::Names(ROUTE_TYPE)),
        field("rtm_flags", 4, Kind::Bits(ROUTE_FLAGS)),
    ],
    attrs: &ROUTE_ATTRS,
};

static ROUTE_ATTRS: Table = Table(&[
    attr(1, "RTA_DST", Kind::Choose(prefix)),
    attr(2, "RTA_SRC", Kind::Choose(prefix)),
    attr(3, "RTA_IIF", Kind::Uint),
    attr(4, "RTA_OIF", Kind::Uint),
    attr(5, "RTA_GATEWAY", Kind::Ip),
    attr(6, "RTA_PRIORITY", Kind::Uint),
    attr(7, "RTA_PREFSRC", Kind::Ip),
    attr(8, "RTA_METRICS", Kind::Nest(&METRICS)),
    attr(9, "RTA_MULTIPATH", Kind::Own(next_hops)),
    attr(10, "RTA_PROTOINFO", Kind::Uint),
    attr(11, "RTA_FLOW", Kind::Uint),
    attr(12, "RTA_CACHEINFO", Kind::Struct(&CACHEINFO)),
    attr(13, "RTA_SESSION", Kind::Uint),
    attr(14, "RTA_MP_ALGO", Kind::Uint),
    attr(15, "RTA_TABLE", Kind::Names(ROUTE_TABLE)),
    attr(16, "RTA_MARK", Kind::Uint),
    attr(17, "RTA_MFC_STATS", Kind::Raw),
    attr(18, "RTA_VIA", Kind::Own(via)),
    attr(19, "RTA_NEWDST", Kind::Raw),
    attr(20, "RTA_PREF", Kind::Names(ROUTE_PREFERENCE)),
    attr(21, "RTA_ENCAP_TYPE", Kind::Uint),
    attr(22, "RTA_ENCAP", Kind::Nest(&UNKNOWN)),
    attr(23, "RTA_EXPIRES", Kind::Uint),
    attr(25, "RTA_UID", Kind::Uint),
    attr(26, "RTA_TTL_PROPAGATE", Kind::Uint),
    attr(27, "RTA_IP_PROTO", Kind::Names(IP_PROTOCOL)),
    attr(28, "RTA_SPORT", Kind::Be),
    attr(29, "RTA_DPORT", Kind::Be),
    attr(30, "RTA_NH_ID", Kind::Uint),
    attr(31, "RTA_FLOWLABEL", Kind::Be),
]);

static METRICS: Table = Table(&[
    attr(1, "RTAX_LOCK", Kind::Uint),
    attr(2, "RTAX_MTU", Kind::Uint),
    attr(3, "RTAX_WINDOW", Kind::Uint),
    attr(4, "RTAX_RTT", Kind::Uint),
    attr(5, "RTAX_RTTVAR", Kind::Uint),
    attr(6, "RTAX_SSTHRESH", Kind::Uint),
    attr(7, "RTAX_CWND", Kind::Uint),
    attr(8, "RTAX_ADVMSS", Kind::Uint),
    attr(9, "RTAX_REORDERING", Kind::Uint),
    attr(10, "RTAX_HOPLIMIT", Kind::Uint),
    attr(11, "RTAX_INITCWND", Kind::Uint),
    attr(12, "RTAX_FEATURES", Kind::Uint),
    attr(13, "RTAX_RTO_MIN", Kind::Uint),
    attr(14, "RTAX_INITRWND", Kind::Uint),
    attr(15, "RTAX_QUICKACK", Kind::Uint),
    attr(16, "RTAX_CC_ALGO", Kind::Text),
    attr(17, "RTAX_FASTOPEN_NO_COOKIE", Kind::Uint),
]);

/// An address, unless the route is for MPLS labels, which have four bytes too.
fn prefix(block: &Block<'_>) -> Kind {
    match block.family {
        AF_MPLS => Kind::Raw,
        _ => Kind::Ip,
    }
}

const AF_MPLS: u8 = 28;

/// `struct rta_cacheinfo`.
static CACHEINFO: Layout = Layout {
    fields: &[
        field("rta_clntref", 4, Kind::Uint),
        field("rta_lastuse", 4, Kind::Uint),
        field("rta_expires", 4, Kind::Int),
        field("rta_error", 4, Kind::Uint),
        field("rta_used", 4, Kind::Uint),
        field("rta_id", 4, Kind::Uint),
        field("rta_ts", 4, Kind::Uint),
        field("rta_tsage", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `struct rtvia`: a gateway of another family than the route's.
fn via(block: &Block<'_>, span: Span) -> Value {
    let family = span.start..(span.start + 2).min(span.end);
    let address = family.end..span.end;
    Value::Attrs(vec![
        node(
            Cow::Borrowed("rtvia_family"),
            None,
            &family,
            block.value(Kind::Names(ADDRESS_FAMILY), family.clone()),
        ),
        node(
            Cow::Borrowed("rtvia_addr"),
            None,
            &address,
            block.value(Kind::Ip, address.clone()),
        ),
    ])
}

/// `struct rtnexthop`.
static NEXT_HOP: Layout = Layout {
    fields: &[
        field("rtnh_len", 2, Kind::Uint),
        field("rtnh_flags", 1, Kind::Bits(NEXTHOP_FLAGS)),
        field("rtnh_hops", 1, Kind::Uint),
        field("rtnh_ifindex", 4, Kind::Int),
    ],
    attrs: &ROUTE_ATTRS,
};

/// `RTA_MULTIPATH`: structures, each as long as it says, each with attributes of its own.
fn next_hops(block: &Block<'_>, span: Span) -> Value {
    let mut nodes = Vec::new();
    let mut at = span.start;
    while let &[len0, len1, ..] = block.bytes(&(at..span.end)) {
        let end = at + usize::from(u16::from_ne_bytes([len0, len1]));
        if end < at + 8 || end > span.end {
            break;
        }
        let value = block.value(Kind::Struct(&NEXT_HOP), at..end);
        nodes.push(node(Cow::Borrowed("rtnexthop"), None, &(at..end), value));
        at = align(end);
    }
    if at < span.end {
        nodes.push(block.trailing(at..span.end));
    }
    Value::Attrs(nodes)
}

/// `struct nhmsg` and its attributes.
pub(super) static NEXTHOP: Layout = Layout {
    fields: &[
        field("nh_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("nh_scope", 1, Kind::Names(SCOPE)),
        field("nh_protocol", 1, Kind::Names(PROTOCOL)),
        field("resvd", 1, Kind::Pad),
        field("nh_flags", 4, Kind::Bits(NEXTHOP_FLAGS)),
    ],
    attrs: &NEXTHOP_ATTRS,
};

static NEXTHOP_ATTRS: Table = Table(&[
    attr(1, "NHA_ID", Kind::Uint),
    attr(2, "NHA_GROUP", Kind::Raw),
    attr(3, "NHA_GROUP_TYPE", Kind::Uint),
    attr(4, "NHA_BLACKHOLE", Kind::Present),
    attr(5, "NHA_OIF", Kind::Uint),
    attr(6, "NHA_GATEWAY", Kind::Ip),
    attr(7, "NHA_ENCAP_TYPE", Kind::Uint),
    attr(8, "NHA_ENCAP", Kind::Nest(&UNKNOWN)),
    attr(9, "NHA_GROUPS", Kind::Present),
    attr(10, "NHA_MASTER", Kind::Uint),
    attr(11, "NHA_FDB", Kind::Present),
    attr(12, "NHA_RES_GROUP", Kind::Nest(&UNKNOWN)),
    attr(13, "NHA_RES_BUCKET", Kind::Nest(&UNKNOWN)),
    attr(14, "NHA_OP_FLAGS", Kind::Uint),
    attr(15, "NHA_GROUP_STATS", Kind::Nest(&UNKNOWN)),
    attr(16, "NHA_HW_STATS_ENABLE", Kind::Uint),
    attr(17, "NHA_HW_STATS_USED", Kind::Uint),
]);

/// `struct fib_rule_hdr` and its attributes.
pub(super) static RULE: Layout = Layout {
    fields: &[
        field("family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("dst_len", 1, Kind::Uint),
        field("src_len", 1, Kind::Uint),
        field("tos", 1, Kind::Uint),
        field("table", 1, Kind::Names(ROUTE_TABLE)),
        field("res1", 1, Kind::Pad),
        field("res2", 1, Kind::Pad),
        field("action", 1, Kind::Names(RULE_ACTION)),
        field("flags", 4, Kind::Bits(RULE_FLAGS)),
    ],
    attrs: &RULE_ATTRS,
};

static RULE_ATTRS: Table = Table(&[
    attr(1, "FRA_DST", Kind::Ip),
    attr(2, "FRA_SRC", Kind::Ip),
    attr(3, "FRA_IIFNAME", Kind::Text),
    attr(4, "FRA_GOTO", Kind::Uint),
    attr(6, "FRA_PRIORITY", Kind::Uint),
    attr(10, "FRA_FWMARK", Kind::Uint),
    attr(11, "FRA_FLOW", Kind::Uint),
    attr(12, "FRA_TUN_ID", Kind::Be),
    attr(13, "FRA_SUPPRESS_IFGROUP", Kind::Int),
    attr(14, "FRA_SUPPRESS_PREFIXLEN", Kind::Int),
    attr(15, "FRA_TABLE", Kind::Names(ROUTE_TABLE)),
    attr(16, "FRA_FWMASK", Kind::Uint),
    attr(17, "FRA_OIFNAME", Kind::Text),
    attr(19, "FRA_L3MDEV", Kind::Uint),
    attr(20, "FRA_UID_RANGE", Kind::Struct(&UID_RANGE)),
    attr(21, "FRA_PROTOCOL", Kind::Names(PROTOCOL)),
    attr(22, "FRA_IP_PROTO", Kind::Names(IP_PROTOCOL)),
    attr(23, "FRA_SPORT_RANGE", Kind::Struct(&PORT_RANGE)),
    attr(24, "FRA_DPORT_RANGE", Kind::Struct(&PORT_RANGE)),
    attr(25, "FRA_DSCP", Kind::Uint),
    attr(26, "FRA_FLOWLABEL", Kind::Be),
    attr(27, "FRA_FLOWLABEL_MASK", Kind::Be),
    attr(28, "FRA_SPORT_MASK", Kind::Uint),
    attr(29, "FRA_DPORT_MASK", Kind::Uint),
    attr(30, "FRA_DSCP_MASK", Kind::Uint),
]);

/// `struct fib_rule_uid_range`.
static UID_RANGE: Layout = Layout {
    fields: &[field("start", 4, Kind::Uint), field("end", 4, Kind::Uint)],
    attrs: &UNKNOWN,
};

/// `struct fib_rule_port_range`.
static PORT_RANGE: Layout = Layout {
    fields: &[field("start", 2, Kind::Uint), field("end", 2, Kind::Uint)],
    attrs: &UNKNOWN,
};
