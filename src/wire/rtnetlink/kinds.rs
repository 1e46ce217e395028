//! `IFLA_LINKINFO`: what is particular to a kind of link.

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::super::walk::Block;
use super::bridge::{BRIDGE, BRIDGE_PORT};
use super::constants::link::{
    ETHERTYPE, IPVLAN_FLAGS, IPVLAN_MODE, MACVLAN_FLAGS, MACVLAN_MADDR, MACVLAN_MODE, TUN_TYPE,
    VLAN_FLAGS, VXLAN_DF,
};
use super::link::LINK;
use super::tunnels::{GRE, IP_TUNNEL, VTI, XFRM};

pub(super) static INFO: Table = Table(&[
    attr(1, "IFLA_INFO_KIND", Kind::Text),
    attr(2, "IFLA_INFO_DATA", Kind::Choose(data)),
    attr(3, "IFLA_INFO_XSTATS", Kind::Raw),
    attr(4, "IFLA_INFO_SLAVE_KIND", Kind::Text),
    attr(5, "IFLA_INFO_SLAVE_DATA", Kind::Choose(port_data)),
]);

/// The kind stands beside its data.
fn data(block: &Block<'_>) -> Kind {
    Kind::Nest(match block.find_text(1) {
        Some("bridge") => &BRIDGE,
        Some("veth") => &VETH,
        Some("vlan") => &VLAN,
        Some("vxlan") => &VXLAN,
        Some("macvlan" | "macvtap") => &MACVLAN,
        Some("ipvlan" | "ipvtap") => &IPVLAN,
        Some("vrf") => &VRF,
        Some("tun") => &TUN,
        Some("geneve") => &GENEVE,
        Some("bond") => &BOND,
        Some("ipip" | "sit" | "ip6tnl") => &IP_TUNNEL,
        Some("gre" | "gretap" | "erspan" | "ip6gre" | "ip6gretap" | "ip6erspan") => &GRE,
        Some("vti" | "vti6") => &VTI,
        Some("xfrm") => &XFRM,
        _ => &UNKNOWN,
    })
}

fn port_data(block: &Block<'_>) -> Kind {
    Kind::Nest(match block.find_text(4) {
        Some("bridge") => &BRIDGE_PORT,
        Some("vrf") => &VRF_PORT,
        _ => &UNKNOWN,
    })
}

/// The peer is a whole link: header and attributes.
static VETH: Table = Table(&[attr(1, "VETH_INFO_PEER", Kind::Struct(&LINK))]);

static VLAN: Table = Table(&[
    attr(1, "IFLA_VLAN_ID", Kind::Uint),
    attr(2, "IFLA_VLAN_FLAGS", Kind::Struct(&VLAN_FLAG_PAIR)),
    attr(
        3,
        "IFLA_VLAN_EGRESS_QOS",
        Kind::List("IFLA_VLAN_QOS_MAPPING", &Kind::Struct(&QOS)),
    ),
    attr(
        4,
        "IFLA_VLAN_INGRESS_QOS",
        Kind::List("IFLA_VLAN_QOS_MAPPING", &Kind::Struct(&QOS)),
    ),
    attr(5, "IFLA_VLAN_PROTOCOL", Kind::BeNames(ETHERTYPE)),
]);

/// `struct ifla_vlan_flags`.
static VLAN_FLAG_PAIR: Layout = Layout {
    fields: &[
        field("flags", 4, Kind::Bits(VLAN_FLAGS)),
        field("mask", 4, Kind::Bits(VLAN_FLAGS)),
    ],
    attrs: &UNKNOWN,
};

/// `struct ifla_vlan_qos_mapping`.
static QOS: Layout = Layout {
    fields: &[field("from", 4, Kind::Uint), field("to", 4, Kind::Uint)],
    attrs: &UNKNOWN,
};

static VXLAN: Table = Table(&[
    attr(1, "IFLA_VXLAN_ID", Kind::Uint),
    attr(2, "IFLA_VXLAN_GROUP", Kind::Ip),
    attr(3, "IFLA_VXLAN_LINK", Kind::Uint),
    attr(4, "IFLA_VXLAN_LOCAL", Kind::Ip),
    attr(5, "IFLA_VXLAN_TTL", Kind::Uint),
    attr(6, "IFLA_VXLAN_TOS", Kind::Uint),
    attr(7, "IFLA_VXLAN_LEARNING", Kind::Uint),
    attr(8, "IFLA_VXLAN_AGEING", Kind::Uint),
    attr(9, "IFLA_VXLAN_LIMIT", Kind::Uint),
    attr(10, "IFLA_VXLAN_PORT_RANGE", Kind::Struct(&PORTS)),
    attr(11, "IFLA_VXLAN_PROXY", Kind::Uint),
    attr(12, "IFLA_VXLAN_RSC", Kind::Uint),
    attr(13, "IFLA_VXLAN_L2MISS", Kind::Uint),
    attr(14, "IFLA_VXLAN_L3MISS", Kind::Uint),
    attr(15, "IFLA_VXLAN_PORT", Kind::Be),
    attr(16, "IFLA_VXLAN_GROUP6", Kind::Ip),
    attr(17, "IFLA_VXLAN_LOCAL6", Kind::Ip),
    attr(18, "IFLA_VXLAN_UDP_CSUM", Kind::Uint),
    attr(19, "IFLA_VXLAN_UDP_ZERO_CSUM6_TX", Kind::Uint),
    attr(20, "IFLA_VXLAN_UDP_ZERO_CSUM6_RX", Kind::Uint),
    attr(21, "IFLA_VXLAN_REMCSUM_TX", Kind::Uint),
    attr(22, "IFLA_VXLAN_REMCSUM_RX", Kind::Uint),
    attr(23, "IFLA_VXLAN_GBP", Kind::Present),
    attr(24, "IFLA_VXLAN_REMCSUM_NOPARTIAL", Kind::Present),
    attr(25, "IFLA_VXLAN_COLLECT_METADATA", Kind::Uint),
    attr(26, "IFLA_VXLAN_LABEL", Kind::Be),
    attr(27, "IFLA_VXLAN_GPE", Kind::Present),
    attr(28, "IFLA_VXLAN_TTL_INHERIT", Kind::Present),
    attr(29, "IFLA_VXLAN_DF", Kind::Names(VXLAN_DF)),
    attr(30, "IFLA_VXLAN_VNIFILTER", Kind::Uint),
    attr(31, "IFLA_VXLAN_LOCALBYPASS", Kind::Uint),
    attr(32, "IFLA_VXLAN_LABEL_POLICY", Kind::Uint),
    attr(33, "IFLA_VXLAN_RESERVED_BITS", Kind::Raw),
    attr(34, "IFLA_VXLAN_MC_ROUTE", Kind::Uint),
]);

/// `struct ifla_vxlan_port_range`.
static PORTS: Layout = Layout {
    fields: &[field("low", 2, Kind::Be), field("high", 2, Kind::Be)],
    attrs: &UNKNOWN,
};

static MACVLAN: Table = Table(&[
    attr(1, "IFLA_MACVLAN_MODE", Kind::Names(MACVLAN_MODE)),
    attr(2, "IFLA_MACVLAN_FLAGS", Kind::Bits(MACVLAN_FLAGS)),
    attr(3, "IFLA_MACVLAN_MACADDR_MODE", Kind::Names(MACVLAN_MADDR)),
    attr(4, "IFLA_MACVLAN_MACADDR", Kind::Link),
    attr(
        5,
        "IFLA_MACVLAN_MACADDR_DATA",
        Kind::List("IFLA_MACVLAN_MACADDR", &Kind::Link),
    ),
    attr(6, "IFLA_MACVLAN_MACADDR_COUNT", Kind::Uint),
    attr(7, "IFLA_MACVLAN_BC_QUEUE_LEN", Kind::Uint),
    attr(8, "IFLA_MACVLAN_BC_QUEUE_LEN_USED", Kind::Uint),
    attr(9, "IFLA_MACVLAN_BC_CUTOFF", Kind::Int),
]);

static IPVLAN: Table = Table(&[
    attr(1, "IFLA_IPVLAN_MODE", Kind::Names(IPVLAN_MODE)),
    attr(2, "IFLA_IPVLAN_FLAGS", Kind::Bits(IPVLAN_FLAGS)),
]);

static VRF: Table = Table(&[attr(1, "IFLA_VRF_TABLE", Kind::Uint)]);

static VRF_PORT: Table = Table(&[attr(1, "IFLA_VRF_PORT_TABLE", Kind::Uint)]);

static TUN: Table = Table(&[
    attr(1, "IFLA_TUN_OWNER", Kind::Uint),
    attr(2, "IFLA_TUN_GROUP", Kind::Uint),
    attr(3, "IFLA_TUN_TYPE", Kind::Names(TUN_TYPE)),
    attr(4, "IFLA_TUN_PI", Kind::Uint),
    attr(5, "IFLA_TUN_VNET_HDR", Kind::Uint),
    attr(6, "IFLA_TUN_PERSIST", Kind::Uint),
    attr(7, "IFLA_TUN_MULTI_QUEUE", Kind::Uint),
    attr(8, "IFLA_TUN_NUM_QUEUES", Kind::Uint),
    attr(9, "IFLA_TUN_NUM_DISABLED_QUEUES", Kind::Uint),
]);

static GENEVE: Table = Table(&[
    attr(1, "IFLA_GENEVE_ID", Kind::Uint),
    attr(2, "IFLA_GENEVE_REMOTE", Kind::Ip),
    attr(3, "IFLA_GENEVE_TTL", Kind::Uint),
    attr(4, "IFLA_GENEVE_TOS", Kind::Uint),
    attr(5, "IFLA_GENEVE_PORT", Kind::Be),
    attr(6, "IFLA_GENEVE_COLLECT_METADATA", Kind::Present),
    attr(7, "IFLA_GENEVE_REMOTE6", Kind::Ip),
    attr(8, "IFLA_GENEVE_UDP_CSUM", Kind::Uint),
    attr(9, "IFLA_GENEVE_UDP_ZERO_CSUM6_TX", Kind::Uint),
    attr(10, "IFLA_GENEVE_UDP_ZERO_CSUM6_RX", Kind::Uint),
    attr(11, "IFLA_GENEVE_LABEL", Kind::Be),
    attr(12, "IFLA_GENEVE_TTL_INHERIT", Kind::Uint),
    attr(13, "IFLA_GENEVE_DF", Kind::Names(VXLAN_DF)),
    attr(14, "IFLA_GENEVE_INNER_PROTO_INHERIT", Kind::Present),
]);

static BOND: Table = Table(&[
    attr(1, "IFLA_BOND_MODE", Kind::Uint),
    attr(2, "IFLA_BOND_ACTIVE_SLAVE", Kind::Uint),
    attr(3, "IFLA_BOND_MIIMON", Kind::Uint),
    attr(4, "IFLA_BOND_UPDELAY", Kind::Uint),
    attr(5, "IFLA_BOND_DOWNDELAY", Kind::Uint),
    attr(6, "IFLA_BOND_USE_CARRIER", Kind::Uint),
    attr(7, "IFLA_BOND_ARP_INTERVAL", Kind::Uint),
    attr(
        8,
        "IFLA_BOND_ARP_IP_TARGET",
        Kind::List("address", &Kind::Ip),
    ),
    attr(9, "IFLA_BOND_ARP_VALIDATE", Kind::Uint),
    attr(10, "IFLA_BOND_ARP_ALL_TARGETS", Kind::Uint),
    attr(11, "IFLA_BOND_PRIMARY", Kind::Uint),
    attr(12, "IFLA_BOND_PRIMARY_RESELECT", Kind::Uint),
    attr(13, "IFLA_BOND_FAIL_OVER_MAC", Kind::Uint),
    attr(14, "IFLA_BOND_XMIT_HASH_POLICY", Kind::Uint),
    attr(15, "IFLA_BOND_RESEND_IGMP", Kind::Uint),
    attr(16, "IFLA_BOND_NUM_PEER_NOTIF", Kind::Uint),
    attr(17, "IFLA_BOND_ALL_SLAVES_ACTIVE", Kind::Uint),
    attr(18, "IFLA_BOND_MIN_LINKS", Kind::Uint),
    attr(19, "IFLA_BOND_LP_INTERVAL", Kind::Uint),
    attr(20, "IFLA_BOND_PACKETS_PER_SLAVE", Kind::Uint),
    attr(21, "IFLA_BOND_AD_LACP_RATE", Kind::Uint),
    attr(22, "IFLA_BOND_AD_SELECT", Kind::Uint),
    attr(23, "IFLA_BOND_AD_INFO", Kind::Nest(&UNKNOWN)),
    attr(24, "IFLA_BOND_AD_ACTOR_SYS_PRIO", Kind::Uint),
    attr(25, "IFLA_BOND_AD_USER_PORT_KEY", Kind::Uint),
    attr(26, "IFLA_BOND_AD_ACTOR_SYSTEM", Kind::Link),
    attr(27, "IFLA_BOND_TLB_DYNAMIC_LB", Kind::Uint),
    attr(28, "IFLA_BOND_PEER_NOTIF_DELAY", Kind::Uint),
    attr(29, "IFLA_BOND_AD_LACP_ACTIVE", Kind::Uint),
    attr(30, "IFLA_BOND_MISSED_MAX", Kind::Uint),
    attr(
        31,
        "IFLA_BOND_NS_IP6_TARGET",
        Kind::List("address", &Kind::Ip),
    ),
]);
