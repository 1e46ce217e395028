//! Names of numbers in netfilter: families as `nft` calls them, keys and operators as the kernel headers do.

use super::super::schema::Constants;

pub(in crate::wire) use super::super::rtnetlink::constants::IP_PROTOCOL;

/// `NFPROTO_*`, in the words of nft(8).
pub(in crate::wire) const FAMILY: Constants = &[
    (0, "unspec"),
    (1, "inet"),
    (2, "ip"),
    (3, "arp"),
    (5, "netdev"),
    (7, "bridge"),
    (10, "ip6"),
];

/// `NF_*` and `NFT_*` verdicts; nf_tables has its own below zero.
pub(in crate::wire) const VERDICT: Constants = &[
    (0, "drop"),
    (1, "accept"),
    (2, "stolen"),
    (3, "queue"),
    (4, "repeat"),
    (0xffff_ffff, "continue"),
    (0xffff_fffe, "break"),
    (0xffff_fffd, "jump"),
    (0xffff_fffc, "goto"),
    (0xffff_fffb, "return"),
];

/// Registers: the verdict, four of 16 bytes, and the same as sixteen of 4 bytes.
pub(in crate::wire) const REGISTER: Constants = &[
    (0, "NFT_REG_VERDICT"),
    (1, "NFT_REG_1"),
    (2, "NFT_REG_2"),
    (3, "NFT_REG_3"),
    (4, "NFT_REG_4"),
    (8, "NFT_REG32_00"),
    (9, "NFT_REG32_01"),
    (10, "NFT_REG32_02"),
    (11, "NFT_REG32_03"),
    (12, "NFT_REG32_04"),
    (13, "NFT_REG32_05"),
    (14, "NFT_REG32_06"),
    (15, "NFT_REG32_07"),
    (16, "NFT_REG32_08"),
    (17, "NFT_REG32_09"),
    (18, "NFT_REG32_10"),
    (19, "NFT_REG32_11"),
    (20, "NFT_REG32_12"),
    (21, "NFT_REG32_13"),
    (22, "NFT_REG32_14"),
    (23, "NFT_REG32_15"),
];

/// `NFT_TABLE_F_*`.
pub(in crate::wire) const TABLE_FLAGS: Constants =
    &[(1 << 0, "dormant"), (1 << 1, "owner"), (1 << 2, "persist")];

/// `NFT_CHAIN_*`.
pub(in crate::wire) const CHAIN_FLAGS: Constants = &[
    (1 << 0, "base"),
    (1 << 1, "hw_offload"),
    (1 << 2, "binding"),
];

/// `NFT_FLOWTABLE_*`.
pub(in crate::wire) const FLOWTABLE_FLAGS: Constants =
    &[(1 << 0, "hw_offload"), (1 << 1, "counter")];

/// `NFT_RULE_COMPAT_F_*`.
pub(in crate::wire) const COMPAT_FLAGS: Constants = &[(1 << 0, "unused"), (1 << 1, "inv")];

/// `NFT_SET_*`.
pub(in crate::wire) const SET_FLAGS: Constants = &[
    (1 << 0, "anonymous"),
    (1 << 1, "constant"),
    (1 << 2, "interval"),
    (1 << 3, "map"),
    (1 << 4, "timeout"),
    (1 << 5, "eval"),
    (1 << 6, "object"),
    (1 << 7, "concat"),
    (1 << 8, "expr"),
];

/// What a set is optimised for.
pub(in crate::wire) const SET_POLICY: Constants = &[(0, "performance"), (1, "memory")];

/// nft numbers the types of keys itself, six bits a part in a concatenation; the kernel knows the last two.
pub(in crate::wire) const SET_TYPE: Constants = &[
    (5, "integer"),
    (6, "string"),
    (7, "ipv4_addr"),
    (8, "ipv6_addr"),
    (9, "ether_addr"),
    (10, "ether_type"),
    (12, "inet_proto"),
    (13, "inet_service"),
    (14, "icmp_type"),
    (19, "mark"),
    (20, "iface_index"),
    (26, "ct_state"),
    (41, "ifname"),
    (0xffff_ff00, "verdict"),
    (0xffff_fff0, "object"),
];

/// `NFT_SET_ELEM_*`.
pub(in crate::wire) const ELEMENT_FLAGS: Constants =
    &[(1 << 0, "interval_end"), (1 << 1, "catchall")];

/// `NFT_OBJECT_*`.
pub(in crate::wire) const OBJECT: Constants = &[
    (0, "unspec"),
    (1, "counter"),
    (2, "quota"),
    (3, "ct_helper"),
    (4, "limit"),
    (5, "connlimit"),
    (6, "tunnel"),
    (7, "ct_timeout"),
    (8, "secmark"),
    (9, "ct_expect"),
    (10, "synproxy"),
];

/// `NFT_CMP_*`.
pub(in crate::wire) const CMP_OP: Constants = &[
    (0, "eq"),
    (1, "neq"),
    (2, "lt"),
    (3, "lte"),
    (4, "gt"),
    (5, "gte"),
];

/// `NFT_RANGE_*`.
pub(in crate::wire) const RANGE_OP: Constants = &[(0, "eq"), (1, "neq")];

/// `NFT_BITWISE_*`.
pub(in crate::wire) const BITWISE_OP: Constants = &[
    (0, "mask_xor"),
    (1, "lshift"),
    (2, "rshift"),
    (3, "and"),
    (4, "or"),
    (5, "xor"),
];

/// `NFT_BYTEORDER_*`.
pub(in crate::wire) const BYTEORDER_OP: Constants = &[(0, "ntoh"), (1, "hton")];

/// `NFT_DYNSET_OP_*`.
pub(in crate::wire) const DYNSET_OP: Constants = &[(0, "add"), (1, "update"), (2, "delete")];

/// `NFT_DYNSET_F_*`.
pub(in crate::wire) const DYNSET_FLAGS: Constants = &[(1 << 0, "inv"), (1 << 1, "expr")];

/// The one flag of many expressions.
pub(in crate::wire) const INVERT: Constants = &[(1 << 0, "inv")];

/// `NFT_PAYLOAD_*`.
pub(in crate::wire) const PAYLOAD_BASE: Constants = &[
    (0, "ll_header"),
    (1, "network_header"),
    (2, "transport_header"),
    (3, "inner_header"),
    (4, "tunnel_header"),
];

/// `NFT_EXTHDR_OP_*`.
pub(in crate::wire) const EXTHDR_OP: Constants = &[
    (0, "ipv6"),
    (1, "tcpopt"),
    (2, "ipv4"),
    (3, "sctp"),
    (4, "dccp"),
];

/// `NFT_META_*`.
pub(in crate::wire) const META_KEY: Constants = &[
    (0, "len"),
    (1, "protocol"),
    (2, "priority"),
    (3, "mark"),
    (4, "iif"),
    (5, "oif"),
    (6, "iifname"),
    (7, "oifname"),
    (8, "iftype"),
    (9, "oiftype"),
    (10, "skuid"),
    (11, "skgid"),
    (12, "nftrace"),
    (13, "rtclassid"),
    (14, "secmark"),
    (15, "nfproto"),
    (16, "l4proto"),
    (17, "bri_iifname"),
    (18, "bri_oifname"),
    (19, "pkttype"),
    (20, "cpu"),
    (21, "iifgroup"),
    (22, "oifgroup"),
    (23, "cgroup"),
    (24, "prandom"),
    (25, "secpath"),
    (26, "iifkind"),
    (27, "oifkind"),
    (28, "bri_iifpvid"),
    (29, "bri_iifvproto"),
    (30, "time_ns"),
    (31, "time_day"),
    (32, "time_hour"),
    (33, "sdif"),
    (34, "sdifname"),
    (36, "broute"),
];

/// `NFT_CT_*`.
pub(in crate::wire) const CT_KEY: Constants = &[
    (0, "state"),
    (1, "direction"),
    (2, "status"),
    (3, "mark"),
    (4, "secmark"),
    (5, "expiration"),
    (6, "helper"),
    (7, "l3protocol"),
    (8, "src"),
    (9, "dst"),
    (10, "protocol"),
    (11, "proto_src"),
    (12, "proto_dst"),
    (13, "labels"),
    (14, "pkts"),
    (15, "bytes"),
    (16, "avgpkt"),
    (17, "zone"),
    (18, "eventmask"),
    (19, "src_ip"),
    (20, "dst_ip"),
    (21, "src_ip6"),
    (22, "dst_ip6"),
    (23, "id"),
];

/// `IP_CT_DIR_*`.
pub(in crate::wire) const CT_DIRECTION: Constants = &[(0, "original"), (1, "reply")];

/// `IPS_*`.
pub(in crate::wire) const CT_STATUS: Constants = &[
    (1 << 0, "expected"),
    (1 << 1, "seen_reply"),
    (1 << 2, "assured"),
    (1 << 3, "confirmed"),
    (1 << 4, "src_nat"),
    (1 << 5, "dst_nat"),
    (1 << 6, "seq_adjust"),
    (1 << 7, "src_nat_done"),
    (1 << 8, "dst_nat_done"),
    (1 << 9, "dying"),
    (1 << 10, "fixed_timeout"),
    (1 << 11, "template"),
    (1 << 12, "untracked"),
    (1 << 13, "helper"),
    (1 << 14, "offload"),
    (1 << 15, "hw_offload"),
];

/// `TCP_CONNTRACK_*`.
pub(in crate::wire) const TCP_STATE: Constants = &[
    (0, "none"),
    (1, "syn_sent"),
    (2, "syn_recv"),
    (3, "established"),
    (4, "fin_wait"),
    (5, "close_wait"),
    (6, "last_ack"),
    (7, "time_wait"),
    (8, "close"),
    (9, "syn_sent2"),
];

/// `NFT_RT_*`.
pub(in crate::wire) const RT_KEY: Constants = &[
    (0, "classid"),
    (1, "nexthop4"),
    (2, "nexthop6"),
    (3, "tcpmss"),
    (4, "xfrm"),
];

/// `NFT_SOCKET_*`.
pub(in crate::wire) const SOCKET_KEY: Constants = &[
    (0, "transparent"),
    (1, "mark"),
    (2, "wildcard"),
    (3, "cgroupv2"),
];

/// `NFT_FIB_RESULT_*`.
pub(in crate::wire) const FIB_RESULT: Constants =
    &[(0, "unspec"), (1, "oif"), (2, "oifname"), (3, "addrtype")];

/// `NFTA_FIB_F_*`.
pub(in crate::wire) const FIB_FLAGS: Constants = &[
    (1 << 0, "saddr"),
    (1 << 1, "daddr"),
    (1 << 2, "mark"),
    (1 << 3, "iif"),
    (1 << 4, "oif"),
    (1 << 5, "present"),
];

/// `NFT_LIMIT_*`.
pub(in crate::wire) const LIMIT_TYPE: Constants = &[(0, "pkts"), (1, "pkt_bytes")];

/// `NFT_LOGLEVEL_*`, in the words of nft(8).
pub(in crate::wire) const LOG_LEVEL: Constants = &[
    (0, "emerg"),
    (1, "alert"),
    (2, "crit"),
    (3, "err"),
    (4, "warn"),
    (5, "notice"),
    (6, "info"),
    (7, "debug"),
    (8, "audit"),
];

/// `NFT_REJECT_*`.
pub(in crate::wire) const REJECT_TYPE: Constants =
    &[(0, "icmp_unreach"), (1, "tcp_rst"), (2, "icmpx_unreach")];

/// `NFT_NAT_*`.
pub(in crate::wire) const NAT_TYPE: Constants = &[(0, "snat"), (1, "dnat")];

/// `NF_NAT_RANGE_*`.
pub(in crate::wire) const NAT_FLAGS: Constants = &[
    (1 << 0, "map_ips"),
    (1 << 1, "proto_specified"),
    (1 << 2, "proto_random"),
    (1 << 3, "persistent"),
    (1 << 4, "proto_random_fully"),
    (1 << 5, "proto_offset"),
    (1 << 6, "netmap"),
];

/// `NFT_NG_*`.
pub(in crate::wire) const NUMGEN_TYPE: Constants = &[(0, "incremental"), (1, "random")];
