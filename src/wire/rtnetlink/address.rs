//! `RTM_*ADDR`, `RTM_*ADDRLABEL`, `RTM_*NSID` and `RTM_*NETCONF`, rtnetlink(7).

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::constants::{ADDRESS_FAMILY, IFA_F, IFA_PROTO, SCOPE};

/// `struct ifaddrmsg` and its attributes.
pub(super) static ADDRESS: Layout = Layout {
    fields: &[
        field("ifa_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("ifa_prefixlen", 1, Kind::Uint),
        field("ifa_flags", 1, Kind::Bits(IFA_F)),
        field("ifa_scope", 1, Kind::Names(SCOPE)),
        field("ifa_index", 4, Kind::Uint),
    ],
    attrs: &ADDRESS_ATTRS,
};

static ADDRESS_ATTRS: Table = Table(&[
    attr(1, "IFA_ADDRESS", Kind::Ip),
    attr(2, "IFA_LOCAL", Kind::Ip),
    attr(3, "IFA_LABEL", Kind::Text),
    attr(4, "IFA_BROADCAST", Kind::Ip),
    attr(5, "IFA_ANYCAST", Kind::Ip),
    attr(6, "IFA_CACHEINFO", Kind::Struct(&CACHEINFO)),
    attr(7, "IFA_MULTICAST", Kind::Ip),
    attr(8, "IFA_FLAGS", Kind::Bits(IFA_F)),
    attr(9, "IFA_RT_PRIORITY", Kind::Uint),
    attr(10, "IFA_TARGET_NETNSID", Kind::Int),
    attr(11, "IFA_PROTO", Kind::Names(IFA_PROTO)),
]);

/// `struct ifa_cacheinfo`: seconds, then hundredths of seconds since the kernel started.
static CACHEINFO: Layout = Layout {
    fields: &[
        field("ifa_prefered", 4, Kind::Uint),
        field("ifa_valid", 4, Kind::Uint),
        field("cstamp", 4, Kind::Uint),
        field("tstamp", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `struct ifaddrlblmsg` and its attributes.
pub(super) static LABEL: Layout = Layout {
    fields: &[
        field("ifal_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("__ifal_reserved", 1, Kind::Pad),
        field("ifal_prefixlen", 1, Kind::Uint),
        field("ifal_flags", 1, Kind::Uint),
        field("ifal_index", 4, Kind::Uint),
        field("ifal_seq", 4, Kind::Uint),
    ],
    attrs: &LABEL_ATTRS,
};

static LABEL_ATTRS: Table = Table(&[
    attr(1, "IFAL_ADDRESS", Kind::Ip),
    attr(2, "IFAL_LABEL", Kind::Uint),
]);

/// `struct rtgenmsg` and the attributes of namespace numbers.
pub(super) static NSID: Layout = Layout {
    fields: &[field("rtgen_family", 1, Kind::Names(ADDRESS_FAMILY))],
    attrs: &NSID_ATTRS,
};

static NSID_ATTRS: Table = Table(&[
    attr(1, "NETNSA_NSID", Kind::Int),
    attr(2, "NETNSA_PID", Kind::Uint),
    attr(3, "NETNSA_FD", Kind::Int),
    attr(4, "NETNSA_TARGET_NSID", Kind::Int),
    attr(5, "NETNSA_CURRENT_NSID", Kind::Int),
]);

/// `struct netconfmsg` and its attributes.
pub(super) static NETCONF: Layout = Layout {
    fields: &[field("ncm_family", 1, Kind::Names(ADDRESS_FAMILY))],
    attrs: &NETCONF_ATTRS,
};

static NETCONF_ATTRS: Table = Table(&[
    attr(1, "NETCONFA_IFINDEX", Kind::Int),
    attr(2, "NETCONFA_FORWARDING", Kind::Int),
    attr(3, "NETCONFA_RP_FILTER", Kind::Int),
    attr(4, "NETCONFA_MC_FORWARDING", Kind::Int),
    attr(5, "NETCONFA_PROXY_NEIGH", Kind::Int),
    attr(6, "NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN", Kind::Int),
    attr(7, "NETCONFA_INPUT", Kind::Int),
    attr(8, "NETCONFA_BC_FORWARDING", Kind::Int),
]);
