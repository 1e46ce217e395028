//! The bridge: a link's kind, its ports and its VLANs, `linux/if_bridge.h`, bridge(8).

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::super::walk::Block;
use super::constants::link::{
    BRIDGE_FLAGS, BRIDGE_MODE, ETHERTYPE, MULTICAST_ROUTER, PORT_STATE, VLAN_INFO,
};
use super::constants::{ADDRESS_FAMILY, PROTOCOL};

/// `IFLA_INFO_DATA` of a bridge.
pub(super) static BRIDGE: Table = Table(&[
    attr(1, "IFLA_BR_FORWARD_DELAY", Kind::Uint),
    attr(2, "IFLA_BR_HELLO_TIME", Kind::Uint),
    attr(3, "IFLA_BR_MAX_AGE", Kind::Uint),
    attr(4, "IFLA_BR_AGEING_TIME", Kind::Uint),
    attr(5, "IFLA_BR_STP_STATE", Kind::Uint),
    attr(6, "IFLA_BR_PRIORITY", Kind::Uint),
    attr(7, "IFLA_BR_VLAN_FILTERING", Kind::Uint),
    attr(8, "IFLA_BR_VLAN_PROTOCOL", Kind::BeNames(ETHERTYPE)),
    attr(9, "IFLA_BR_GROUP_FWD_MASK", Kind::Uint),
    attr(10, "IFLA_BR_ROOT_ID", Kind::Struct(&BRIDGE_ID)),
    attr(11, "IFLA_BR_BRIDGE_ID", Kind::Struct(&BRIDGE_ID)),
    attr(12, "IFLA_BR_ROOT_PORT", Kind::Uint),
    attr(13, "IFLA_BR_ROOT_PATH_COST", Kind::Uint),
    attr(14, "IFLA_BR_TOPOLOGY_CHANGE", Kind::Uint),
    attr(15, "IFLA_BR_TOPOLOGY_CHANGE_DETECTED", Kind::Uint),
    attr(16, "IFLA_BR_HELLO_TIMER", Kind::Uint),
    attr(17, "IFLA_BR_TCN_TIMER", Kind::Uint),
    attr(18, "IFLA_BR_TOPOLOGY_CHANGE_TIMER", Kind::Uint),
    attr(19, "IFLA_BR_GC_TIMER", Kind::Uint),
    attr(20, "IFLA_BR_GROUP_ADDR", Kind::Link),
    attr(21, "IFLA_BR_FDB_FLUSH", Kind::Present),
    attr(22, "IFLA_BR_MCAST_ROUTER", Kind::Names(MULTICAST_ROUTER)),
    attr(23, "IFLA_BR_MCAST_SNOOPING", Kind::Uint),
    attr(24, "IFLA_BR_MCAST_QUERY_USE_IFADDR", Kind::Uint),
    attr(25, "IFLA_BR_MCAST_QUERIER", Kind::Uint),
    attr(26, "IFLA_BR_MCAST_HASH_ELASTICITY", Kind::Uint),
    attr(27, "IFLA_BR_MCAST_HASH_MAX", Kind::Uint),
    attr(28, "IFLA_BR_MCAST_LAST_MEMBER_CNT", Kind::Uint),
    attr(29, "IFLA_BR_MCAST_STARTUP_QUERY_CNT", Kind::Uint),
    attr(30, "IFLA_BR_MCAST_LAST_MEMBER_INTVL", Kind::Uint),
    attr(31, "IFLA_BR_MCAST_MEMBERSHIP_INTVL", Kind::Uint),
    attr(32, "IFLA_BR_MCAST_QUERIER_INTVL", Kind::Uint),
    attr(33, "IFLA_BR_MCAST_QUERY_INTVL", Kind::Uint),
    attr(34, "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL", Kind::Uint),
    attr(35, "IFLA_BR_MCAST_STARTUP_QUERY_INTVL", Kind::Uint),
    attr(36, "IFLA_BR_NF_CALL_IPTABLES", Kind::Uint),
    attr(37, "IFLA_BR_NF_CALL_IP6TABLES", Kind::Uint),
    attr(38, "IFLA_BR_NF_CALL_ARPTABLES", Kind::Uint),
    attr(39, "IFLA_BR_VLAN_DEFAULT_PVID", Kind::Uint),
    attr(41, "IFLA_BR_VLAN_STATS_ENABLED", Kind::Uint),
    attr(42, "IFLA_BR_MCAST_STATS_ENABLED", Kind::Uint),
    attr(43, "IFLA_BR_MCAST_IGMP_VERSION", Kind::Uint),
    attr(44, "IFLA_BR_MCAST_MLD_VERSION", Kind::Uint),
    attr(45, "IFLA_BR_VLAN_STATS_PER_PORT", Kind::Uint),
    attr(46, "IFLA_BR_MULTI_BOOLOPT", Kind::Struct(&BOOLOPT)),
    attr(47, "IFLA_BR_MCAST_QUERIER_STATE", Kind::Nest(&UNKNOWN)),
    attr(48, "IFLA_BR_FDB_N_LEARNED", Kind::Uint),
    attr(49, "IFLA_BR_FDB_MAX_LEARNED", Kind::Uint),
]);

/// `IFLA_PROTINFO` to and from a bridge, and `IFLA_INFO_SLAVE_DATA` of a port.
pub(super) static BRIDGE_PORT: Table = Table(&[
    attr(1, "IFLA_BRPORT_STATE", Kind::Names(PORT_STATE)),
    attr(2, "IFLA_BRPORT_PRIORITY", Kind::Uint),
    attr(3, "IFLA_BRPORT_COST", Kind::Uint),
    attr(4, "IFLA_BRPORT_MODE", Kind::Uint),
    attr(5, "IFLA_BRPORT_GUARD", Kind::Uint),
    attr(6, "IFLA_BRPORT_PROTECT", Kind::Uint),
    attr(7, "IFLA_BRPORT_FAST_LEAVE", Kind::Uint),
    attr(8, "IFLA_BRPORT_LEARNING", Kind::Uint),
    attr(9, "IFLA_BRPORT_UNICAST_FLOOD", Kind::Uint),
    attr(10, "IFLA_BRPORT_PROXYARP", Kind::Uint),
    attr(11, "IFLA_BRPORT_LEARNING_SYNC", Kind::Uint),
    attr(12, "IFLA_BRPORT_PROXYARP_WIFI", Kind::Uint),
    attr(13, "IFLA_BRPORT_ROOT_ID", Kind::Struct(&BRIDGE_ID)),
    attr(14, "IFLA_BRPORT_BRIDGE_ID", Kind::Struct(&BRIDGE_ID)),
    attr(15, "IFLA_BRPORT_DESIGNATED_PORT", Kind::Uint),
    attr(16, "IFLA_BRPORT_DESIGNATED_COST", Kind::Uint),
    attr(17, "IFLA_BRPORT_ID", Kind::Uint),
    attr(18, "IFLA_BRPORT_NO", Kind::Uint),
    attr(19, "IFLA_BRPORT_TOPOLOGY_CHANGE_ACK", Kind::Uint),
    attr(20, "IFLA_BRPORT_CONFIG_PENDING", Kind::Uint),
    attr(21, "IFLA_BRPORT_MESSAGE_AGE_TIMER", Kind::Uint),
    attr(22, "IFLA_BRPORT_FORWARD_DELAY_TIMER", Kind::Uint),
    attr(23, "IFLA_BRPORT_HOLD_TIMER", Kind::Uint),
    attr(24, "IFLA_BRPORT_FLUSH", Kind::Present),
    attr(
        25,
        "IFLA_BRPORT_MULTICAST_ROUTER",
        Kind::Names(MULTICAST_ROUTER),
    ),
    attr(27, "IFLA_BRPORT_MCAST_FLOOD", Kind::Uint),
    attr(28, "IFLA_BRPORT_MCAST_TO_UCAST", Kind::Uint),
    attr(29, "IFLA_BRPORT_VLAN_TUNNEL", Kind::Uint),
    attr(30, "IFLA_BRPORT_BCAST_FLOOD", Kind::Uint),
    attr(31, "IFLA_BRPORT_GROUP_FWD_MASK", Kind::Uint),
    attr(32, "IFLA_BRPORT_NEIGH_SUPPRESS", Kind::Uint),
    attr(33, "IFLA_BRPORT_ISOLATED", Kind::Uint),
    attr(34, "IFLA_BRPORT_BACKUP_PORT", Kind::Uint),
    attr(35, "IFLA_BRPORT_MRP_RING_OPEN", Kind::Uint),
    attr(36, "IFLA_BRPORT_MRP_IN_OPEN", Kind::Uint),
    attr(37, "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT", Kind::Uint),
    attr(38, "IFLA_BRPORT_MCAST_EHT_HOSTS_CNT", Kind::Uint),
    attr(39, "IFLA_BRPORT_LOCKED", Kind::Uint),
    attr(40, "IFLA_BRPORT_MAB", Kind::Uint),
    attr(41, "IFLA_BRPORT_MCAST_N_GROUPS", Kind::Uint),
    attr(42, "IFLA_BRPORT_MCAST_MAX_GROUPS", Kind::Uint),
    attr(43, "IFLA_BRPORT_NEIGH_VLAN_SUPPRESS", Kind::Uint),
    attr(44, "IFLA_BRPORT_BACKUP_NHID", Kind::Uint),
]);

/// `IFLA_AF_SPEC` in messages of the family `AF_BRIDGE`.
pub(super) static BRIDGE_AF: Table = Table(&[
    attr(0, "IFLA_BRIDGE_FLAGS", Kind::Bits(BRIDGE_FLAGS)),
    attr(1, "IFLA_BRIDGE_MODE", Kind::Names(BRIDGE_MODE)),
    attr(2, "IFLA_BRIDGE_VLAN_INFO", Kind::Struct(&VLAN)),
    attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_INFO", Kind::Nest(&TUNNEL)),
    attr(4, "IFLA_BRIDGE_MRP", Kind::Nest(&UNKNOWN)),
    attr(5, "IFLA_BRIDGE_CFM", Kind::Nest(&UNKNOWN)),
    attr(6, "IFLA_BRIDGE_MST", Kind::Nest(&UNKNOWN)),
]);

static TUNNEL: Table = Table(&[
    attr(1, "IFLA_BRIDGE_VLAN_TUNNEL_ID", Kind::Uint),
    attr(2, "IFLA_BRIDGE_VLAN_TUNNEL_VID", Kind::Uint),
    attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_FLAGS", Kind::Bits(VLAN_INFO)),
]);

/// `struct ifla_bridge_id`.
static BRIDGE_ID: Layout = Layout {
    fields: &[field("prio", 2, Kind::Be), field("addr", 6, Kind::Link)],
    attrs: &UNKNOWN,
};

/// `struct br_boolopt_multi`.
static BOOLOPT: Layout = Layout {
    fields: &[
        field("optval", 4, Kind::Uint),
        field("optmask", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `struct bridge_vlan_info`.
static VLAN: Layout = Layout {
    fields: &[
        field("flags", 2, Kind::Bits(VLAN_INFO)),
        field("vid", 2, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `RTM_*VLAN`: `struct br_vlan_msg`.
pub(super) static VLANDB: Layout = Layout {
    fields: &[
        field("family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("reserved1", 1, Kind::Pad),
        field("reserved2", 2, Kind::Pad),
        field("ifindex", 4, Kind::Uint),
    ],
    attrs: &VLANDB_ATTRS,
};

static VLANDB_ATTRS: Table = Table(&[
    attr(1, "BRIDGE_VLANDB_ENTRY", Kind::Nest(&VLANDB_ENTRY)),
    attr(2, "BRIDGE_VLANDB_GLOBAL_OPTIONS", Kind::Nest(&UNKNOWN)),
]);

static VLANDB_ENTRY: Table = Table(&[
    attr(1, "BRIDGE_VLANDB_ENTRY_INFO", Kind::Struct(&VLAN)),
    attr(2, "BRIDGE_VLANDB_ENTRY_RANGE", Kind::Uint),
    attr(3, "BRIDGE_VLANDB_ENTRY_STATE", Kind::Names(PORT_STATE)),
    attr(4, "BRIDGE_VLANDB_ENTRY_TUNNEL_INFO", Kind::Nest(&UNKNOWN)),
    attr(5, "BRIDGE_VLANDB_ENTRY_STATS", Kind::Nest(&UNKNOWN)),
    attr(6, "BRIDGE_VLANDB_ENTRY_MCAST_ROUTER", Kind::Uint),
]);

/// `RTM_*MDB`: `struct br_port_msg`.
pub(super) static MDB: Layout = Layout {
    fields: &[
        field("family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("padding", 3, Kind::Pad),
        field("ifindex", 4, Kind::Uint),
    ],
    attrs: &MDB_ATTRS,
};

/// A request holds one entry, an answer all of them; the number of the attribute is the same.
static MDB_ATTRS: Table = Table(&[
    attr(1, "MDBA_MDB", Kind::Choose(groups)),
    attr(2, "MDBA_ROUTER", Kind::Choose(routers)),
]);

fn groups(block: &Block<'_>) -> Kind {
    match block.request {
        true => ENTRY,
        false => Kind::List("MDBA_MDB_ENTRY", &ENTRIES),
    }
}

fn routers(block: &Block<'_>) -> Kind {
    match block.request {
        true => Kind::Nest(&UNKNOWN),
        false => Kind::List("MDBA_ROUTER_PORT", &PORT),
    }
}

const ENTRY: Kind = Kind::Struct(&GROUP);
static ENTRIES: Kind = Kind::List("MDBA_MDB_ENTRY_INFO", &ENTRY);
static PORT: Kind = Kind::Struct(&ROUTER);

/// `struct br_mdb_entry`.
static GROUP: Layout = Layout {
    fields: &[
        field("ifindex", 4, Kind::Uint),
        field("state", 1, Kind::Uint),
        field("flags", 1, Kind::Uint),
        field("vid", 2, Kind::Uint),
        field("addr", 16, Kind::Raw),
        field("proto", 2, Kind::BeNames(ETHERTYPE)),
        field("padding", 2, Kind::Pad),
    ],
    attrs: &GROUP_ATTRS,
};

static GROUP_ATTRS: Table = Table(&[
    attr(1, "MDBA_MDB_EATTR_TIMER", Kind::Uint),
    attr(2, "MDBA_MDB_EATTR_SRC_LIST", Kind::Nest(&UNKNOWN)),
    attr(3, "MDBA_MDB_EATTR_GROUP_MODE", Kind::Uint),
    attr(4, "MDBA_MDB_EATTR_SOURCE", Kind::Ip),
    attr(5, "MDBA_MDB_EATTR_RTPROT", Kind::Names(PROTOCOL)),
    attr(6, "MDBA_MDB_EATTR_DST", Kind::Ip),
]);

static ROUTER: Layout = Layout {
    fields: &[field("ifindex", 4, Kind::Uint)],
    attrs: &ROUTER_ATTRS,
};

static ROUTER_ATTRS: Table = Table(&[
    attr(1, "MDBA_ROUTER_PATTR_TIMER", Kind::Uint),
    attr(2, "MDBA_ROUTER_PATTR_TYPE", Kind::Names(MULTICAST_ROUTER)),
    attr(3, "MDBA_ROUTER_PATTR_INET_TIMER", Kind::Uint),
    attr(4, "MDBA_ROUTER_PATTR_INET6_TIMER", Kind::Uint),
    attr(5, "MDBA_ROUTER_PATTR_VID", Kind::Uint),
]);
