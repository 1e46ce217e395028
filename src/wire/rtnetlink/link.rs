//! `RTM_*LINK`: rtnetlink(7), and `linux/if_link.h` for what the page lacks.

use super::super::schema::{Field, Kind, Layout, Table, UNKNOWN, attr, field};
use super::super::walk::Block;
use super::bridge::{BRIDGE_AF, BRIDGE_PORT};
use super::constants::ADDRESS_FAMILY;
use super::constants::link::{
    EXT_MASK, HARDWARE, IFF, IFF_CHANGE, LINK_EVENT, LINK_MODE, OPERSTATE, XDP_ATTACHED, XDP_FLAGS,
};
use super::devconf::{INET, INET6};
use super::kinds;

/// `struct ifinfomsg` and its attributes.
pub(in crate::wire) static LINK: Layout = Layout {
    fields: IFINFOMSG,
    attrs: &ATTRS,
};

static IFINFOMSG: &[Field] = &[
    field("ifi_family", 1, Kind::Names(ADDRESS_FAMILY)),
    field("__ifi_pad", 1, Kind::Pad),
    field("ifi_type", 2, Kind::Names(HARDWARE)),
    field("ifi_index", 4, Kind::Int),
    field("ifi_flags", 4, Kind::Bits(IFF)),
    field("ifi_change", 4, Kind::Bits(IFF_CHANGE)),
];

static ATTRS: Table = Table(&[
    attr(1, "IFLA_ADDRESS", Kind::Link),
    attr(2, "IFLA_BROADCAST", Kind::Link),
    attr(3, "IFLA_IFNAME", Kind::Text),
    attr(4, "IFLA_MTU", Kind::Uint),
    attr(5, "IFLA_LINK", Kind::Uint),
    attr(6, "IFLA_QDISC", Kind::Text),
    attr(7, "IFLA_STATS", Kind::Raw),
    attr(8, "IFLA_COST", Kind::Uint),
    attr(9, "IFLA_PRIORITY", Kind::Uint),
    attr(10, "IFLA_MASTER", Kind::Uint),
    attr(11, "IFLA_WIRELESS", Kind::Raw),
    attr(12, "IFLA_PROTINFO", Kind::Choose(protinfo)),
    attr(13, "IFLA_TXQLEN", Kind::Uint),
    attr(14, "IFLA_MAP", Kind::Struct(&MAP)),
    attr(15, "IFLA_WEIGHT", Kind::Uint),
    attr(16, "IFLA_OPERSTATE", Kind::Names(OPERSTATE)),
    attr(17, "IFLA_LINKMODE", Kind::Names(LINK_MODE)),
    attr(18, "IFLA_LINKINFO", Kind::Nest(&kinds::INFO)),
    attr(19, "IFLA_NET_NS_PID", Kind::Uint),
    attr(20, "IFLA_IFALIAS", Kind::Text),
    attr(21, "IFLA_NUM_VF", Kind::Uint),
    attr(
        22,
        "IFLA_VFINFO_LIST",
        Kind::List("IFLA_VF_INFO", &Kind::Nest(&VF)),
    ),
    attr(23, "IFLA_STATS64", Kind::Struct(&STATS64)),
    attr(24, "IFLA_VF_PORTS", Kind::Raw),
    attr(25, "IFLA_PORT_SELF", Kind::Raw),
    attr(26, "IFLA_AF_SPEC", Kind::Choose(af_spec)),
    attr(27, "IFLA_GROUP", Kind::Uint),
    attr(28, "IFLA_NET_NS_FD", Kind::Int),
    attr(29, "IFLA_EXT_MASK", Kind::Bits(EXT_MASK)),
    attr(30, "IFLA_PROMISCUITY", Kind::Uint),
    attr(31, "IFLA_NUM_TX_QUEUES", Kind::Uint),
    attr(32, "IFLA_NUM_RX_QUEUES", Kind::Uint),
    attr(33, "IFLA_CARRIER", Kind::Uint),
    attr(34, "IFLA_PHYS_PORT_ID", Kind::Raw),
    attr(35, "IFLA_CARRIER_CHANGES", Kind::Uint),
    attr(36, "IFLA_PHYS_SWITCH_ID", Kind::Raw),
    attr(37, "IFLA_LINK_NETNSID", Kind::Int),
    attr(38, "IFLA_PHYS_PORT_NAME", Kind::Text),
    attr(39, "IFLA_PROTO_DOWN", Kind::Uint),
    attr(40, "IFLA_GSO_MAX_SEGS", Kind::Uint),
    attr(41, "IFLA_GSO_MAX_SIZE", Kind::Uint),
    attr(43, "IFLA_XDP", Kind::Nest(&XDP)),
    attr(44, "IFLA_EVENT", Kind::Names(LINK_EVENT)),
    attr(45, "IFLA_NEW_NETNSID", Kind::Int),
    attr(46, "IFLA_TARGET_NETNSID", Kind::Int),
    attr(47, "IFLA_CARRIER_UP_COUNT", Kind::Uint),
    attr(48, "IFLA_CARRIER_DOWN_COUNT", Kind::Uint),
    attr(49, "IFLA_NEW_IFINDEX", Kind::Int),
    attr(50, "IFLA_MIN_MTU", Kind::Uint),
    attr(51, "IFLA_MAX_MTU", Kind::Uint),
    attr(52, "IFLA_PROP_LIST", Kind::Nest(&PROPERTIES)),
    attr(53, "IFLA_ALT_IFNAME", Kind::Text),
    attr(54, "IFLA_PERM_ADDRESS", Kind::Link),
    attr(55, "IFLA_PROTO_DOWN_REASON", Kind::Nest(&DOWN_REASON)),
    attr(56, "IFLA_PARENT_DEV_NAME", Kind::Text),
    attr(57, "IFLA_PARENT_DEV_BUS_NAME", Kind::Text),
    attr(58, "IFLA_GRO_MAX_SIZE", Kind::Uint),
    attr(59, "IFLA_TSO_MAX_SIZE", Kind::Uint),
    attr(60, "IFLA_TSO_MAX_SEGS", Kind::Uint),
    attr(61, "IFLA_ALLMULTI", Kind::Uint),
    attr(62, "IFLA_DEVLINK_PORT", Kind::Nest(&UNKNOWN)),
    attr(63, "IFLA_GSO_IPV4_MAX_SIZE", Kind::Uint),
    attr(64, "IFLA_GRO_IPV4_MAX_SIZE", Kind::Uint),
    attr(65, "IFLA_DPLL_PIN", Kind::Nest(&UNKNOWN)),
    attr(66, "IFLA_MAX_PACING_OFFLOAD_HORIZON", Kind::Uint),
    attr(67, "IFLA_NETNS_IMMUTABLE", Kind::Uint),
    attr(68, "IFLA_HEADROOM", Kind::Uint),
    attr(69, "IFLA_TAILROOM", Kind::Uint),
]);

/// `IFLA_PROP_LIST`, and the attribute in it, which also stands alone in `RTM_GETLINK`.
static PROPERTIES: Table = Table(&[attr(53, "IFLA_ALT_IFNAME", Kind::Text)]);

static DOWN_REASON: Table = Table(&[
    attr(1, "IFLA_PROTO_DOWN_REASON_MASK", Kind::Uint),
    attr(2, "IFLA_PROTO_DOWN_REASON_VALUE", Kind::Uint),
]);

static XDP: Table = Table(&[
    attr(1, "IFLA_XDP_FD", Kind::Int),
    attr(2, "IFLA_XDP_ATTACHED", Kind::Names(XDP_ATTACHED)),
    attr(3, "IFLA_XDP_FLAGS", Kind::Bits(XDP_FLAGS)),
    attr(4, "IFLA_XDP_PROG_ID", Kind::Uint),
    attr(5, "IFLA_XDP_DRV_PROG_ID", Kind::Uint),
    attr(6, "IFLA_XDP_SKB_PROG_ID", Kind::Uint),
    attr(7, "IFLA_XDP_HW_PROG_ID", Kind::Uint),
    attr(8, "IFLA_XDP_EXPECTED_FD", Kind::Int),
]);

static VF: Table = Table(&[
    attr(1, "IFLA_VF_MAC", Kind::Raw),
    attr(2, "IFLA_VF_VLAN", Kind::Raw),
    attr(3, "IFLA_VF_TX_RATE", Kind::Raw),
    attr(4, "IFLA_VF_SPOOFCHK", Kind::Raw),
    attr(5, "IFLA_VF_LINK_STATE", Kind::Raw),
    attr(6, "IFLA_VF_RATE", Kind::Raw),
    attr(7, "IFLA_VF_RSS_QUERY_EN", Kind::Raw),
    attr(8, "IFLA_VF_STATS", Kind::Raw),
    attr(9, "IFLA_VF_TRUST", Kind::Raw),
    attr(10, "IFLA_VF_IB_NODE_GUID", Kind::Raw),
    attr(11, "IFLA_VF_IB_PORT_GUID", Kind::Raw),
    attr(12, "IFLA_VF_VLAN_LIST", Kind::Raw),
    attr(13, "IFLA_VF_BROADCAST", Kind::Raw),
]);

static MAP: Layout = Layout {
    fields: &[
        field("mem_start", 8, Kind::Uint),
        field("mem_end", 8, Kind::Uint),
        field("base_addr", 8, Kind::Uint),
        field("irq", 2, Kind::Uint),
        field("dma", 1, Kind::Uint),
        field("port", 1, Kind::Uint),
        field("padding", 4, Kind::Pad),
    ],
    attrs: &UNKNOWN,
};

/// `struct rtnl_link_stats64`. `IFLA_STATS` holds the same counters cut to 32 bits, and stays raw.
static STATS64: Layout = Layout {
    fields: &[
        field("rx_packets", 8, Kind::Uint),
        field("tx_packets", 8, Kind::Uint),
        field("rx_bytes", 8, Kind::Uint),
        field("tx_bytes", 8, Kind::Uint),
        field("rx_errors", 8, Kind::Uint),
        field("tx_errors", 8, Kind::Uint),
        field("rx_dropped", 8, Kind::Uint),
        field("tx_dropped", 8, Kind::Uint),
        field("multicast", 8, Kind::Uint),
        field("collisions", 8, Kind::Uint),
        field("rx_length_errors", 8, Kind::Uint),
        field("rx_over_errors", 8, Kind::Uint),
        field("rx_crc_errors", 8, Kind::Uint),
        field("rx_frame_errors", 8, Kind::Uint),
        field("rx_fifo_errors", 8, Kind::Uint),
        field("rx_missed_errors", 8, Kind::Uint),
        field("tx_aborted_errors", 8, Kind::Uint),
        field("tx_carrier_errors", 8, Kind::Uint),
        field("tx_fifo_errors", 8, Kind::Uint),
        field("tx_heartbeat_errors", 8, Kind::Uint),
        field("tx_window_errors", 8, Kind::Uint),
        field("rx_compressed", 8, Kind::Uint),
        field("tx_compressed", 8, Kind::Uint),
        field("rx_nohandler", 8, Kind::Uint),
        field("rx_otherhost_dropped", 8, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

static FAMILIES: Table = Table(&[
    attr(2, "AF_INET", Kind::Nest(&INET)),
    attr(7, "AF_BRIDGE", Kind::Nest(&BRIDGE_AF)),
    attr(10, "AF_INET6", Kind::Nest(&INET6)),
    attr(45, "AF_MCTP", Kind::Nest(&MCTP)),
]);

static MCTP: Table = Table(&[attr(1, "IFLA_MCTP_NET", Kind::Uint)]);

/// To a bridge (`bridge(8)`) the attribute is one family's, to everybody else a list of families.
fn af_spec(block: &Block<'_>) -> Kind {
    match u64::from(block.family) {
        AF_BRIDGE => Kind::Nest(&BRIDGE_AF),
        _ => Kind::Nest(&FAMILIES),
    }
}

fn protinfo(block: &Block<'_>) -> Kind {
    match u64::from(block.family) {
        AF_BRIDGE => Kind::Nest(&BRIDGE_PORT),
        AF_INET6 => Kind::Nest(&INET6),
        _ => Kind::Nest(&UNKNOWN),
    }
}

const AF_BRIDGE: u64 = 7;
const AF_INET6: u64 = 10;
