//! Conntrack entries and expectations, `linux/netfilter/nfnetlink_conntrack.h`.

use super::super::schema::{Kind, Table, UNKNOWN, attr};
use super::constants::{CT_STATUS, IP_PROTOCOL, TCP_STATE};

pub(super) static CONNTRACK: Table = Table(&[
    attr(1, "CTA_TUPLE_ORIG", Kind::Nest(&TUPLE)),
    attr(2, "CTA_TUPLE_REPLY", Kind::Nest(&TUPLE)),
    attr(3, "CTA_STATUS", Kind::BeBits(CT_STATUS)),
    attr(4, "CTA_PROTOINFO", Kind::Nest(&PROTOINFO)),
    attr(5, "CTA_HELP", Kind::Nest(&HELP)),
    attr(6, "CTA_NAT_SRC", Kind::Nest(&NAT)),
    attr(7, "CTA_TIMEOUT", Kind::Be),
    attr(8, "CTA_MARK", Kind::Be),
    attr(9, "CTA_COUNTERS_ORIG", Kind::Nest(&COUNTERS)),
    attr(10, "CTA_COUNTERS_REPLY", Kind::Nest(&COUNTERS)),
    attr(11, "CTA_USE", Kind::Be),
    attr(12, "CTA_ID", Kind::Be),
    attr(13, "CTA_NAT_DST", Kind::Nest(&NAT)),
    attr(14, "CTA_TUPLE_MASTER", Kind::Nest(&TUPLE)),
    attr(15, "CTA_SEQ_ADJ_ORIG", Kind::Nest(&UNKNOWN)),
    attr(16, "CTA_SEQ_ADJ_REPLY", Kind::Nest(&UNKNOWN)),
    attr(17, "CTA_SECMARK", Kind::Be),
    attr(18, "CTA_ZONE", Kind::Be),
    attr(19, "CTA_SECCTX", Kind::Nest(&UNKNOWN)),
    attr(20, "CTA_TIMESTAMP", Kind::Nest(&UNKNOWN)),
    attr(21, "CTA_MARK_MASK", Kind::Be),
    attr(22, "CTA_LABELS", Kind::Raw),
    attr(23, "CTA_LABELS_MASK", Kind::Raw),
    attr(24, "CTA_SYNPROXY", Kind::Nest(&UNKNOWN)),
    attr(25, "CTA_FILTER", Kind::Nest(&UNKNOWN)),
    attr(26, "CTA_STATUS_MASK", Kind::BeBits(CT_STATUS)),
]);

static TUPLE: Table = Table(&[
    attr(1, "CTA_TUPLE_IP", Kind::Nest(&IP)),
    attr(2, "CTA_TUPLE_PROTO", Kind::Nest(&PROTO)),
    attr(3, "CTA_TUPLE_ZONE", Kind::Be),
]);

static IP: Table = Table(&[
    attr(1, "CTA_IP_V4_SRC", Kind::Ip),
    attr(2, "CTA_IP_V4_DST", Kind::Ip),
    attr(3, "CTA_IP_V6_SRC", Kind::Ip),
    attr(4, "CTA_IP_V6_DST", Kind::Ip),
]);

static PROTO: Table = Table(&[
    attr(1, "CTA_PROTO_NUM", Kind::Names(IP_PROTOCOL)),
    attr(2, "CTA_PROTO_SRC_PORT", Kind::Be),
    attr(3, "CTA_PROTO_DST_PORT", Kind::Be),
    attr(4, "CTA_PROTO_ICMP_ID", Kind::Be),
    attr(5, "CTA_PROTO_ICMP_TYPE", Kind::Uint),
    attr(6, "CTA_PROTO_ICMP_CODE", Kind::Uint),
    attr(7, "CTA_PROTO_ICMPV6_ID", Kind::Be),
    attr(8, "CTA_PROTO_ICMPV6_TYPE", Kind::Uint),
    attr(9, "CTA_PROTO_ICMPV6_CODE", Kind::Uint),
]);

static PROTOINFO: Table = Table(&[
    attr(1, "CTA_PROTOINFO_TCP", Kind::Nest(&TCP)),
    attr(2, "CTA_PROTOINFO_DCCP", Kind::Nest(&UNKNOWN)),
    attr(3, "CTA_PROTOINFO_SCTP", Kind::Nest(&UNKNOWN)),
]);

static TCP: Table = Table(&[
    attr(1, "CTA_PROTOINFO_TCP_STATE", Kind::Names(TCP_STATE)),
    attr(2, "CTA_PROTOINFO_TCP_WSCALE_ORIGINAL", Kind::Uint),
    attr(3, "CTA_PROTOINFO_TCP_WSCALE_REPLY", Kind::Uint),
    attr(4, "CTA_PROTOINFO_TCP_FLAGS_ORIGINAL", Kind::Raw),
    attr(5, "CTA_PROTOINFO_TCP_FLAGS_REPLY", Kind::Raw),
]);

static HELP: Table = Table(&[
    attr(1, "CTA_HELP_NAME", Kind::Text),
    attr(2, "CTA_HELP_INFO", Kind::Raw),
]);

static NAT: Table = Table(&[
    attr(1, "CTA_NAT_V4_MINIP", Kind::Ip),
    attr(2, "CTA_NAT_V4_MAXIP", Kind::Ip),
    attr(3, "CTA_NAT_PROTO", Kind::Nest(&NAT_PROTO)),
    attr(4, "CTA_NAT_V6_MINIP", Kind::Ip),
    attr(5, "CTA_NAT_V6_MAXIP", Kind::Ip),
]);

static NAT_PROTO: Table = Table(&[
    attr(1, "CTA_PROTONAT_PORT_MIN", Kind::Be),
    attr(2, "CTA_PROTONAT_PORT_MAX", Kind::Be),
]);

static COUNTERS: Table = Table(&[
    attr(1, "CTA_COUNTERS_PACKETS", Kind::Be),
    attr(2, "CTA_COUNTERS_BYTES", Kind::Be),
]);

pub(super) static EXPECTATION: Table = Table(&[
    attr(1, "CTA_EXPECT_MASTER", Kind::Nest(&TUPLE)),
    attr(2, "CTA_EXPECT_TUPLE", Kind::Nest(&TUPLE)),
    attr(3, "CTA_EXPECT_MASK", Kind::Nest(&TUPLE)),
    attr(4, "CTA_EXPECT_TIMEOUT", Kind::Be),
    attr(5, "CTA_EXPECT_ID", Kind::Be),
    attr(6, "CTA_EXPECT_HELP_NAME", Kind::Text),
    attr(7, "CTA_EXPECT_ZONE", Kind::Be),
    attr(8, "CTA_EXPECT_FLAGS", Kind::Be),
    attr(9, "CTA_EXPECT_CLASS", Kind::Be),
    attr(10, "CTA_EXPECT_NAT", Kind::Nest(&UNKNOWN)),
    attr(11, "CTA_EXPECT_FN", Kind::Text),
]);
