//! Names of numbers that belong to links and bridges.

use super::super::super::schema::Constants;

/// `linux/if_arp.h`.
pub(in crate::wire) const HARDWARE: Constants = &[
    (1, "ARPHRD_ETHER"),
    (32, "ARPHRD_INFINIBAND"),
    (256, "ARPHRD_SLIP"),
    (280, "ARPHRD_CAN"),
    (290, "ARPHRD_MCTP"),
    (512, "ARPHRD_PPP"),
    (519, "ARPHRD_RAWIP"),
    (768, "ARPHRD_TUNNEL"),
    (769, "ARPHRD_TUNNEL6"),
    (772, "ARPHRD_LOOPBACK"),
    (776, "ARPHRD_SIT"),
    (778, "ARPHRD_IPGRE"),
    (779, "ARPHRD_PIMREG"),
    (801, "ARPHRD_IEEE80211"),
    (803, "ARPHRD_IEEE80211_RADIOTAP"),
    (804, "ARPHRD_IEEE802154"),
    (823, "ARPHRD_IP6GRE"),
    (824, "ARPHRD_NETLINK"),
    (825, "ARPHRD_6LOWPAN"),
    (826, "ARPHRD_VSOCKMON"),
    (65535, "ARPHRD_VOID"),
    (65534, "ARPHRD_NONE"),
];

/// Interface flags, netdevice(7).
pub(in crate::wire) const IFF: Constants = &[
    (1 << 0, "up"),
    (1 << 1, "broadcast"),
    (1 << 2, "debug"),
    (1 << 3, "loopback"),
    (1 << 4, "pointopoint"),
    (1 << 5, "notrailers"),
    (1 << 6, "running"),
    (1 << 7, "noarp"),
    (1 << 8, "promisc"),
    (1 << 9, "allmulti"),
    (1 << 10, "master"),
    (1 << 11, "slave"),
    (1 << 12, "multicast"),
    (1 << 13, "portsel"),
    (1 << 14, "automedia"),
    (1 << 15, "dynamic"),
    (1 << 16, "lower_up"),
    (1 << 17, "dormant"),
    (1 << 18, "echo"),
];

/// Which of the flags a request changes; all ones is the custom for "all of them".
pub(in crate::wire) const IFF_CHANGE: Constants = &[
    (0xffff_ffff, "all"),
    (1 << 0, "up"),
    (1 << 1, "broadcast"),
    (1 << 2, "debug"),
    (1 << 3, "loopback"),
    (1 << 4, "pointopoint"),
    (1 << 5, "notrailers"),
    (1 << 6, "running"),
    (1 << 7, "noarp"),
    (1 << 8, "promisc"),
    (1 << 9, "allmulti"),
    (1 << 10, "master"),
    (1 << 11, "slave"),
    (1 << 12, "multicast"),
    (1 << 13, "portsel"),
    (1 << 14, "automedia"),
    (1 << 15, "dynamic"),
    (1 << 16, "lower_up"),
    (1 << 17, "dormant"),
    (1 << 18, "echo"),
];

/// RFC 2863 states, `linux/if.h`.
pub(in crate::wire) const OPERSTATE: Constants = &[
    (0, "IF_OPER_UNKNOWN"),
    (1, "IF_OPER_NOTPRESENT"),
    (2, "IF_OPER_DOWN"),
    (3, "IF_OPER_LOWERLAYERDOWN"),
    (4, "IF_OPER_TESTING"),
    (5, "IF_OPER_DORMANT"),
    (6, "IF_OPER_UP"),
];

/// `linux/if.h`.
pub(in crate::wire) const LINK_MODE: Constants = &[
    (0, "IF_LINK_MODE_DEFAULT"),
    (1, "IF_LINK_MODE_DORMANT"),
    (2, "IF_LINK_MODE_TESTING"),
];

/// What a request for links asks for beyond the usual.
pub(in crate::wire) const EXT_MASK: Constants = &[
    (1 << 0, "vf"),
    (1 << 1, "brvlan"),
    (1 << 2, "brvlan_compressed"),
    (1 << 3, "skip_stats"),
    (1 << 4, "mrp"),
    (1 << 5, "cfm_config"),
    (1 << 6, "cfm_status"),
    (1 << 7, "mst"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const LINK_EVENT: Constants = &[
    (0, "IFLA_EVENT_NONE"),
    (1, "IFLA_EVENT_REBOOT"),
    (2, "IFLA_EVENT_FEATURES"),
    (3, "IFLA_EVENT_BONDING_FAILOVER"),
    (4, "IFLA_EVENT_NOTIFY_PEERS"),
    (5, "IFLA_EVENT_IGMP_RESEND"),
    (6, "IFLA_EVENT_BONDING_OPTIONS"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const XDP_ATTACHED: Constants = &[
    (0, "XDP_ATTACHED_NONE"),
    (1, "XDP_ATTACHED_DRV"),
    (2, "XDP_ATTACHED_SKB"),
    (3, "XDP_ATTACHED_HW"),
    (4, "XDP_ATTACHED_MULTI"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const XDP_FLAGS: Constants = &[
    (1 << 0, "update_if_noexist"),
    (1 << 1, "skb_mode"),
    (1 << 2, "drv_mode"),
    (1 << 3, "hw_mode"),
    (1 << 4, "replace"),
];

/// How the link-local address is made.
pub(in crate::wire) const ADDR_GEN_MODE: Constants = &[
    (0, "IN6_ADDR_GEN_MODE_EUI64"),
    (1, "IN6_ADDR_GEN_MODE_NONE"),
    (2, "IN6_ADDR_GEN_MODE_STABLE_PRIVACY"),
    (3, "IN6_ADDR_GEN_MODE_RANDOM"),
];

/// State of router discovery and of IPv6 itself on a link.
pub(in crate::wire) const INET6_FLAGS: Constants = &[
    (0x80, "ra_othercnf"),
    (0x40, "ra_managed"),
    (0x20, "ra_rcvd"),
    (0x10, "rs_sent"),
    (0x8000_0000, "ready"),
];

/// `linux/if_ether.h`.
pub(in crate::wire) const ETHERTYPE: Constants = &[
    (0x0800, "ETH_P_IP"),
    (0x0806, "ETH_P_ARP"),
    (0x8100, "ETH_P_8021Q"),
    (0x86dd, "ETH_P_IPV6"),
    (0x88a8, "ETH_P_8021AD"),
];

/// To the bridge above the link or to the link itself.
pub(in crate::wire) const BRIDGE_FLAGS: Constants = &[(1 << 0, "master"), (1 << 1, "self")];

/// `linux/if_bridge.h`.
pub(in crate::wire) const BRIDGE_MODE: Constants = &[
    (0, "BRIDGE_MODE_VEB"),
    (1, "BRIDGE_MODE_VEPA"),
    (0xffff, "BRIDGE_MODE_UNDEF"),
];

/// `linux/if_bridge.h`.
pub(in crate::wire) const VLAN_INFO: Constants = &[
    (1 << 0, "master"),
    (1 << 1, "pvid"),
    (1 << 2, "untagged"),
    (1 << 3, "range_begin"),
    (1 << 4, "range_end"),
    (1 << 5, "brentry"),
    (1 << 6, "only_opts"),
];

/// Spanning tree, `linux/if_bridge.h`.
pub(in crate::wire) const PORT_STATE: Constants = &[
    (0, "BR_STATE_DISABLED"),
    (1, "BR_STATE_LISTENING"),
    (2, "BR_STATE_LEARNING"),
    (3, "BR_STATE_FORWARDING"),
    (4, "BR_STATE_BLOCKING"),
];

/// `linux/if_bridge.h`.
pub(in crate::wire) const MULTICAST_ROUTER: Constants = &[
    (0, "MDB_RTR_TYPE_DISABLED"),
    (1, "MDB_RTR_TYPE_TEMP_QUERY"),
    (2, "MDB_RTR_TYPE_PERM"),
    (3, "MDB_RTR_TYPE_TEMP"),
];

/// `linux/if_vlan.h`.
pub(in crate::wire) const VLAN_FLAGS: Constants = &[
    (1 << 0, "reorder_hdr"),
    (1 << 1, "gvrp"),
    (1 << 2, "loose_binding"),
    (1 << 3, "mvrp"),
    (1 << 4, "bridge_binding"),
];

/// Whether tunnels forbid fragments.
pub(in crate::wire) const VXLAN_DF: Constants = &[(0, "unset"), (1, "set"), (2, "inherit")];

/// `linux/if_link.h`.
pub(in crate::wire) const MACVLAN_MODE: Constants = &[
    (1, "MACVLAN_MODE_PRIVATE"),
    (2, "MACVLAN_MODE_VEPA"),
    (4, "MACVLAN_MODE_BRIDGE"),
    (8, "MACVLAN_MODE_PASSTHRU"),
    (16, "MACVLAN_MODE_SOURCE"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const MACVLAN_FLAGS: Constants = &[(1 << 0, "nopromisc"), (1 << 1, "nodst")];

/// `linux/if_link.h`.
pub(in crate::wire) const MACVLAN_MADDR: Constants = &[
    (0, "MACVLAN_MACADDR_ADD"),
    (1, "MACVLAN_MACADDR_DEL"),
    (2, "MACVLAN_MACADDR_FLUSH"),
    (3, "MACVLAN_MACADDR_SET"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const IPVLAN_MODE: Constants = &[
    (0, "IPVLAN_MODE_L2"),
    (1, "IPVLAN_MODE_L3"),
    (2, "IPVLAN_MODE_L3S"),
];

/// `linux/if_link.h`.
pub(in crate::wire) const IPVLAN_FLAGS: Constants = &[(1 << 0, "private"), (1 << 1, "vepa")];

/// `linux/if_tun.h`.
pub(in crate::wire) const TUN_TYPE: Constants = &[(1, "IFF_TUN"), (2, "IFF_TAP")];
