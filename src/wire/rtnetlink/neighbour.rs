//! `RTM_*NEIGH` and `RTM_*NEIGHTBL`, rtnetlink(7), arp(7).

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::constants::{ADDRESS_FAMILY, NTF, NTF_EXT, NUD, PROTOCOL, ROUTE_TYPE};

/// `struct ndmsg` and its attributes.
pub(super) static NEIGHBOUR: Layout = Layout {
    fields: &[
        field("ndm_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("ndm_pad1", 1, Kind::Pad),
        field("ndm_pad2", 2, Kind::Pad),
        field("ndm_ifindex", 4, Kind::Int),
        field("ndm_state", 2, Kind::Bits(NUD)),
        field("ndm_flags", 1, Kind::Bits(NTF)),
        field("ndm_type", 1, Kind::Names(ROUTE_TYPE)),
    ],
    attrs: &ATTRS,
};

static ATTRS: Table = Table(&[
    attr(1, "NDA_DST", Kind::Ip),
    attr(2, "NDA_LLADDR", Kind::Link),
    attr(3, "NDA_CACHEINFO", Kind::Struct(&CACHEINFO)),
    attr(4, "NDA_PROBES", Kind::Uint),
    attr(5, "NDA_VLAN", Kind::Uint),
    attr(6, "NDA_PORT", Kind::Be),
    attr(7, "NDA_VNI", Kind::Uint),
    attr(8, "NDA_IFINDEX", Kind::Uint),
    attr(9, "NDA_MASTER", Kind::Uint),
    attr(10, "NDA_LINK_NETNSID", Kind::Int),
    attr(11, "NDA_SRC_VNI", Kind::Uint),
    attr(12, "NDA_PROTOCOL", Kind::Names(PROTOCOL)),
    attr(13, "NDA_NH_ID", Kind::Uint),
    attr(14, "NDA_FDB_EXT_ATTRS", Kind::Nest(&UNKNOWN)),
    attr(15, "NDA_FLAGS_EXT", Kind::Bits(NTF_EXT)),
    attr(16, "NDA_NDM_STATE_MASK", Kind::Bits(NUD)),
    attr(17, "NDA_NDM_FLAGS_MASK", Kind::Bits(NTF)),
]);

/// `struct nda_cacheinfo`: clock ticks since each event.
static CACHEINFO: Layout = Layout {
    fields: &[
        field("ndm_confirmed", 4, Kind::Uint),
        field("ndm_used", 4, Kind::Uint),
        field("ndm_updated", 4, Kind::Uint),
        field("ndm_refcnt", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `struct ndtmsg` and its attributes.
pub(super) static TABLE: Layout = Layout {
    fields: &[
        field("ndtm_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("padding", 3, Kind::Pad),
    ],
    attrs: &TABLE_ATTRS,
};

static TABLE_ATTRS: Table = Table(&[
    attr(1, "NDTA_NAME", Kind::Text),
    attr(2, "NDTA_THRESH1", Kind::Uint),
    attr(3, "NDTA_THRESH2", Kind::Uint),
    attr(4, "NDTA_THRESH3", Kind::Uint),
    attr(5, "NDTA_CONFIG", Kind::Raw),
    attr(6, "NDTA_PARMS", Kind::Nest(&PARMS)),
    attr(7, "NDTA_STATS", Kind::Raw),
    attr(8, "NDTA_GC_INTERVAL", Kind::Uint),
]);

static PARMS: Table = Table(&[
    attr(1, "NDTPA_IFINDEX", Kind::Uint),
    attr(2, "NDTPA_REFCNT", Kind::Uint),
    attr(3, "NDTPA_REACHABLE_TIME", Kind::Uint),
    attr(4, "NDTPA_BASE_REACHABLE_TIME", Kind::Uint),
    attr(5, "NDTPA_RETRANS_TIME", Kind::Uint),
    attr(6, "NDTPA_GC_STALETIME", Kind::Uint),
    attr(7, "NDTPA_DELAY_PROBE_TIME", Kind::Uint),
    attr(8, "NDTPA_QUEUE_LEN", Kind::Uint),
    attr(9, "NDTPA_APP_PROBES", Kind::Uint),
    attr(10, "NDTPA_UCAST_PROBES", Kind::Uint),
    attr(11, "NDTPA_MCAST_PROBES", Kind::Uint),
    attr(12, "NDTPA_ANYCAST_DELAY", Kind::Uint),
    attr(13, "NDTPA_PROXY_DELAY", Kind::Uint),
    attr(14, "NDTPA_PROXY_QLEN", Kind::Uint),
    attr(15, "NDTPA_LOCKTIME", Kind::Uint),
    attr(16, "NDTPA_QUEUE_LENBYTES", Kind::Uint),
    attr(17, "NDTPA_MCAST_REPROBES", Kind::Uint),
    attr(19, "NDTPA_INTERVAL_PROBE_TIME_MS", Kind::Uint),
]);
