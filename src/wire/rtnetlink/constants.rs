//! Names of numbers: constants as the kernel headers have them, bits in lower case without their prefix.

pub(super) mod link;

use super::super::schema::Constants;

/// address_families(7), and the families that only rtnetlink knows.
pub(in crate::wire) const ADDRESS_FAMILY: Constants = &[
    (0, "AF_UNSPEC"),
    (1, "AF_UNIX"),
    (2, "AF_INET"),
    (7, "AF_BRIDGE"),
    (10, "AF_INET6"),
    (16, "AF_NETLINK"),
    (17, "AF_PACKET"),
    (28, "AF_MPLS"),
    (40, "AF_VSOCK"),
    (45, "AF_MCTP"),
    (128, "RTNL_FAMILY_IPMR"),
    (129, "RTNL_FAMILY_IP6MR"),
];

/// rtnetlink(7).
pub(in crate::wire) const SCOPE: Constants = &[
    (0, "RT_SCOPE_UNIVERSE"),
    (200, "RT_SCOPE_SITE"),
    (253, "RT_SCOPE_LINK"),
    (254, "RT_SCOPE_HOST"),
    (255, "RT_SCOPE_NOWHERE"),
];

/// Address flags, `linux/if_addr.h`.
pub(in crate::wire) const IFA_F: Constants = &[
    (1 << 0, "secondary"),
    (1 << 1, "nodad"),
    (1 << 2, "optimistic"),
    (1 << 3, "dadfailed"),
    (1 << 4, "homeaddress"),
    (1 << 5, "deprecated"),
    (1 << 6, "tentative"),
    (1 << 7, "permanent"),
    (1 << 8, "managetempaddr"),
    (1 << 9, "noprefixroute"),
    (1 << 10, "mcautojoin"),
    (1 << 11, "stable_privacy"),
];

/// Who made an address.
pub(in crate::wire) const IFA_PROTO: Constants = &[
    (0, "IFAPROT_UNSPEC"),
    (1, "IFAPROT_KERNEL_LO"),
    (2, "IFAPROT_KERNEL_RA"),
    (3, "IFAPROT_KERNEL_LL"),
];

/// rtnetlink(7).
pub(in crate::wire) const ROUTE_TABLE: Constants = &[
    (0, "RT_TABLE_UNSPEC"),
    (252, "RT_TABLE_COMPAT"),
    (253, "RT_TABLE_DEFAULT"),
    (254, "RT_TABLE_MAIN"),
    (255, "RT_TABLE_LOCAL"),
];

/// Who made a route, a rule or a neighbour.
pub(in crate::wire) const PROTOCOL: Constants = &[
    (0, "RTPROT_UNSPEC"),
    (1, "RTPROT_REDIRECT"),
    (2, "RTPROT_KERNEL"),
    (3, "RTPROT_BOOT"),
    (4, "RTPROT_STATIC"),
    (8, "RTPROT_GATED"),
    (9, "RTPROT_RA"),
    (10, "RTPROT_MRT"),
    (11, "RTPROT_ZEBRA"),
    (12, "RTPROT_BIRD"),
    (13, "RTPROT_DNROUTED"),
    (14, "RTPROT_XORP"),
    (15, "RTPROT_NTK"),
    (16, "RTPROT_DHCP"),
    (17, "RTPROT_MROUTED"),
    (18, "RTPROT_KEEPALIVED"),
    (42, "RTPROT_BABEL"),
    (84, "RTPROT_OVN"),
    (99, "RTPROT_OPENR"),
    (186, "RTPROT_BGP"),
    (187, "RTPROT_ISIS"),
    (188, "RTPROT_OSPF"),
    (189, "RTPROT_RIP"),
    (192, "RTPROT_EIGRP"),
];

/// rtnetlink(7).
pub(in crate::wire) const ROUTE_TYPE: Constants = &[
    (0, "RTN_UNSPEC"),
    (1, "RTN_UNICAST"),
    (2, "RTN_LOCAL"),
    (3, "RTN_BROADCAST"),
    (4, "RTN_ANYCAST"),
    (5, "RTN_MULTICAST"),
    (6, "RTN_BLACKHOLE"),
    (7, "RTN_UNREACHABLE"),
    (8, "RTN_PROHIBIT"),
    (9, "RTN_THROW"),
    (10, "RTN_NAT"),
    (11, "RTN_XRESOLVE"),
];

/// `rtm_flags`; the low byte holds the flags of the one next hop.
pub(in crate::wire) const ROUTE_FLAGS: Constants = &[
    (0x1, "dead"),
    (0x2, "pervasive"),
    (0x4, "onlink"),
    (0x8, "nh_offload"),
    (0x10, "linkdown"),
    (0x20, "unresolved"),
    (0x40, "nh_trap"),
    (0x100, "notify"),
    (0x200, "cloned"),
    (0x400, "equalize"),
    (0x800, "prefix"),
    (0x1000, "lookup_table"),
    (0x2000, "fib_match"),
    (0x4000, "offload"),
    (0x8000, "trap"),
    (0x2000_0000, "offload_failed"),
];

/// `linux/rtnetlink.h`.
pub(in crate::wire) const NEXTHOP_FLAGS: Constants = &[
    (1 << 0, "dead"),
    (1 << 1, "pervasive"),
    (1 << 2, "onlink"),
    (1 << 3, "offload"),
    (1 << 4, "linkdown"),
    (1 << 5, "unresolved"),
    (1 << 6, "trap"),
];

/// RFC 4191.
pub(in crate::wire) const ROUTE_PREFERENCE: Constants = &[
    (0, "ICMPV6_ROUTER_PREF_MEDIUM"),
    (1, "ICMPV6_ROUTER_PREF_HIGH"),
    (2, "ICMPV6_ROUTER_PREF_INVALID"),
    (3, "ICMPV6_ROUTER_PREF_LOW"),
];

/// `linux/fib_rules.h`.
pub(in crate::wire) const RULE_ACTION: Constants = &[
    (0, "FR_ACT_UNSPEC"),
    (1, "FR_ACT_TO_TBL"),
    (2, "FR_ACT_GOTO"),
    (3, "FR_ACT_NOP"),
    (6, "FR_ACT_BLACKHOLE"),
    (7, "FR_ACT_UNREACHABLE"),
    (8, "FR_ACT_PROHIBIT"),
];

/// `linux/fib_rules.h`.
pub(in crate::wire) const RULE_FLAGS: Constants = &[
    (0x1, "permanent"),
    (0x2, "invert"),
    (0x4, "unresolved"),
    (0x8, "iif_detached"),
    (0x10, "oif_detached"),
    (0x10000, "find_saddr"),
];

/// protocols(5).
pub(in crate::wire) const IP_PROTOCOL: Constants = &[
    (0, "IPPROTO_IP"),
    (1, "IPPROTO_ICMP"),
    (2, "IPPROTO_IGMP"),
    (4, "IPPROTO_IPIP"),
    (6, "IPPROTO_TCP"),
    (17, "IPPROTO_UDP"),
    (41, "IPPROTO_IPV6"),
    (47, "IPPROTO_GRE"),
    (50, "IPPROTO_ESP"),
    (51, "IPPROTO_AH"),
    (58, "IPPROTO_ICMPV6"),
    (132, "IPPROTO_SCTP"),
    (136, "IPPROTO_UDPLITE"),
    (262, "IPPROTO_MPTCP"),
];

/// Neighbour states, rtnetlink(7).
pub(in crate::wire) const NUD: Constants = &[
    (1 << 0, "incomplete"),
    (1 << 1, "reachable"),
    (1 << 2, "stale"),
    (1 << 3, "delay"),
    (1 << 4, "probe"),
    (1 << 5, "failed"),
    (1 << 6, "noarp"),
    (1 << 7, "permanent"),
];

/// Neighbour flags, rtnetlink(7).
pub(in crate::wire) const NTF: Constants = &[
    (1 << 0, "use"),
    (1 << 1, "self"),
    (1 << 2, "master"),
    (1 << 3, "proxy"),
    (1 << 4, "ext_learned"),
    (1 << 5, "offloaded"),
    (1 << 6, "sticky"),
    (1 << 7, "router"),
];

/// `linux/neighbour.h`.
pub(in crate::wire) const NTF_EXT: Constants = &[
    (1 << 0, "managed"),
    (1 << 1, "locked"),
    (1 << 2, "ext_validated"),
];
