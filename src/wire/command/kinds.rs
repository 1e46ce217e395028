//! `ip link ... type KIND`, ip-link(8).

use super::words::{Words, constant, flags, index};
use super::{Names, bridge, link};
use crate::wire::tree::{Node, Value};

/// The kind of a link and what is particular to it.
pub(super) fn kind(words: &mut Words, info: &Node, names: &dyn Names) {
    for attr in info.children() {
        match &*attr.name {
            "IFLA_INFO_KIND" => words.node("type", attr),
            "IFLA_INFO_SLAVE_KIND" => match attr.text() {
                Some(kind) => words.option("type", &format!("{kind}_slave")),
                None => words.lose(&attr.name),
            },
            "IFLA_INFO_DATA" => data(words, info, attr, names),
            "IFLA_INFO_SLAVE_DATA" => bridge::port_options(words, attr.children(), names),
            other => words.lose(other),
        }
    }
}

fn data(words: &mut Words, info: &Node, data: &Node, names: &dyn Names) {
    let kind = info.attr("IFLA_INFO_KIND").and_then(Node::text);
    for attr in data.children() {
        let said = match kind {
            Some("veth") => veth(words, attr, names),
            Some("bridge") => bridge(words, attr),
            Some("vlan") => vlan(words, attr),
            Some("vxlan") => vxlan(words, attr, names),
            Some("macvlan" | "macvtap") => macvlan(words, attr),
            Some("ipvlan" | "ipvtap") => ipvlan(words, attr),
            Some("vrf") => numbered(words, attr, &[("IFLA_VRF_TABLE", "table")]),
            _ => None,
        };
        if said.is_none() {
            words.lose(&attr.name);
        }
    }
}

fn veth(words: &mut Words, attr: &Node, names: &dyn Names) -> Option<()> {
    if attr.name != "VETH_INFO_PEER" {
        return None;
    }
    words.word("peer");
    if let Some(name) = attr.attr("IFLA_IFNAME") {
        words.node("name", name);
    }
    if let Some(index) = attr
        .attr("ifi_index")
        .and_then(Node::number)
        .filter(|it| *it != 0)
    {
        words.option("index", &index.to_string());
    }
    let (fields, attrs): (Vec<_>, Vec<_>) = attr
        .children()
        .iter()
        .cloned()
        .partition(|it| it.code.is_none());
    link::switches(words, &fields);
    link::options(words, &attrs, true, names);
    Some(())
}

fn bridge(words: &mut Words, attr: &Node) -> Option<()> {
    match &*attr.name {
        "IFLA_BR_VLAN_PROTOCOL" => protocol(words, "vlan_protocol", attr),
        "IFLA_BR_FDB_FLUSH" => {
            words.word("fdb_flush");
            Some(())
        }
        "IFLA_BR_MCAST_ROUTER" => {
            let number = ["DISABLED", "TEMP_QUERY", "PERM"]
                .iter()
                .position(|name| attr.text() == Some(&format!("MDB_RTR_TYPE_{name}")))?;
            words.option("mcast_router", &number.to_string());
            Some(())
        }
        _ => numbered(words, attr, BRIDGE),
    }
}

fn vlan(words: &mut Words, attr: &Node) -> Option<()> {
    match &*attr.name {
        "IFLA_VLAN_PROTOCOL" => protocol(words, "protocol", attr),
        "IFLA_VLAN_FLAGS" => {
            for flag in flags(attr.attr("mask")) {
                let set = flags(attr.attr("flags")).any(|it| it == flag);
                words.option(flag, if set { "on" } else { "off" });
            }
            Some(())
        }
        _ => numbered(words, attr, &[("IFLA_VLAN_ID", "id")]),
    }
}

fn vxlan(words: &mut Words, attr: &Node, names: &dyn Names) -> Option<()> {
    match &*attr.name {
        "IFLA_VXLAN_LINK" => words.link("dev", index(attr)?, names),
        "IFLA_VXLAN_GROUP" | "IFLA_VXLAN_GROUP6" => {
            let address: std::net::IpAddr = attr.text()?.parse().ok()?;
            words.node(
                if address.is_multicast() {
                    "group"
                } else {
                    "remote"
                },
                attr,
            );
        }
        "IFLA_VXLAN_PORT_RANGE" => {
            words.node("srcport", attr.attr("low")?);
            words.value(&attr.attr("high")?.number()?.to_string());
        }
        "IFLA_VXLAN_GBP" => words.word("gbp"),
        "IFLA_VXLAN_GPE" => words.word("gpe"),
        name => {
            let Some((_, option)) = VXLAN_SWITCHES.iter().find(|(known, _)| *known == name) else {
                return numbered(words, attr, VXLAN);
            };
            match attr.number()? {
                0 => words.word(&format!("no{option}")),
                _ => words.word(option),
            }
        }
    }
    Some(())
}

fn macvlan(words: &mut Words, attr: &Node) -> Option<()> {
    match &*attr.name {
        "IFLA_MACVLAN_MODE" => words.option("mode", &constant(attr, "MACVLAN_MODE_")?),
        "IFLA_MACVLAN_FLAGS" => match &attr.value {
            Value::Flags(names) if names.is_empty() => {}
            Value::Flags(names) if names[..] == ["nopromisc"] => words.word("nopromisc"),
            _ => return None,
        },
        _ => return numbered(words, attr, &[("IFLA_MACVLAN_BC_QUEUE_LEN", "bcqueuelen")]),
    }
    Some(())
}

fn ipvlan(words: &mut Words, attr: &Node) -> Option<()> {
    match &*attr.name {
        "IFLA_IPVLAN_MODE" => words.option("mode", &constant(attr, "IPVLAN_MODE_")?),
        "IFLA_IPVLAN_FLAGS" => match &attr.value {
            Value::Flags(names) if names.is_empty() => words.word("bridge"),
            Value::Flags(names) if names.len() == 1 => words.value(&names[0]),
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}

fn protocol(words: &mut Words, option: &str, attr: &Node) -> Option<()> {
    let name = match attr.text()? {
        "ETH_P_8021Q" => "802.1Q",
        "ETH_P_8021AD" => "802.1ad",
        _ => return None,
    };
    words.option(option, name);
    Some(())
}

fn numbered(words: &mut Words, attr: &Node, options: &[(&str, &str)]) -> Option<()> {
    let (_, option) = options.iter().find(|(known, _)| attr.name == *known)?;
    words.node(option, attr);
    Some(())
}

const BRIDGE: &[(&str, &str)] = &[
    ("IFLA_BR_FORWARD_DELAY", "forward_delay"),
    ("IFLA_BR_HELLO_TIME", "hello_time"),
    ("IFLA_BR_MAX_AGE", "max_age"),
    ("IFLA_BR_AGEING_TIME", "ageing_time"),
    ("IFLA_BR_STP_STATE", "stp_state"),
    ("IFLA_BR_PRIORITY", "priority"),
    ("IFLA_BR_VLAN_FILTERING", "vlan_filtering"),
    ("IFLA_BR_GROUP_FWD_MASK", "group_fwd_mask"),
    ("IFLA_BR_GROUP_ADDR", "group_address"),
    ("IFLA_BR_MCAST_SNOOPING", "mcast_snooping"),
    ("IFLA_BR_MCAST_QUERY_USE_IFADDR", "mcast_query_use_ifaddr"),
    ("IFLA_BR_MCAST_QUERIER", "mcast_querier"),
    ("IFLA_BR_MCAST_HASH_ELASTICITY", "mcast_hash_elasticity"),
    ("IFLA_BR_MCAST_HASH_MAX", "mcast_hash_max"),
    ("IFLA_BR_MCAST_LAST_MEMBER_CNT", "mcast_last_member_count"),
    (
        "IFLA_BR_MCAST_STARTUP_QUERY_CNT",
        "mcast_startup_query_count",
    ),
    (
        "IFLA_BR_MCAST_LAST_MEMBER_INTVL",
        "mcast_last_member_interval",
    ),
    (
        "IFLA_BR_MCAST_MEMBERSHIP_INTVL",
        "mcast_membership_interval",
    ),
    ("IFLA_BR_MCAST_QUERIER_INTVL", "mcast_querier_interval"),
    ("IFLA_BR_MCAST_QUERY_INTVL", "mcast_query_interval"),
    (
        "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL",
        "mcast_query_response_interval",
    ),
    (
        "IFLA_BR_MCAST_STARTUP_QUERY_INTVL",
        "mcast_startup_query_interval",
    ),
    ("IFLA_BR_NF_CALL_IPTABLES", "nf_call_iptables"),
    ("IFLA_BR_NF_CALL_IP6TABLES", "nf_call_ip6tables"),
    ("IFLA_BR_NF_CALL_ARPTABLES", "nf_call_arptables"),
    ("IFLA_BR_VLAN_DEFAULT_PVID", "vlan_default_pvid"),
    ("IFLA_BR_VLAN_STATS_ENABLED", "vlan_stats_enabled"),
    ("IFLA_BR_VLAN_STATS_PER_PORT", "vlan_stats_per_port"),
    ("IFLA_BR_MCAST_STATS_ENABLED", "mcast_stats_enabled"),
    ("IFLA_BR_MCAST_IGMP_VERSION", "mcast_igmp_version"),
    ("IFLA_BR_MCAST_MLD_VERSION", "mcast_mld_version"),
];

const VXLAN: &[(&str, &str)] = &[
    ("IFLA_VXLAN_ID", "id"),
    ("IFLA_VXLAN_LOCAL", "local"),
    ("IFLA_VXLAN_LOCAL6", "local"),
    ("IFLA_VXLAN_TTL", "ttl"),
    ("IFLA_VXLAN_TOS", "tos"),
    ("IFLA_VXLAN_AGEING", "ageing"),
    ("IFLA_VXLAN_LIMIT", "maxaddress"),
    ("IFLA_VXLAN_PORT", "dstport"),
    ("IFLA_VXLAN_DF", "df"),
];

const VXLAN_SWITCHES: &[(&str, &str)] = &[
    ("IFLA_VXLAN_LEARNING", "learning"),
    ("IFLA_VXLAN_PROXY", "proxy"),
    ("IFLA_VXLAN_RSC", "rsc"),
    ("IFLA_VXLAN_L2MISS", "l2miss"),
    ("IFLA_VXLAN_L3MISS", "l3miss"),
    ("IFLA_VXLAN_UDP_CSUM", "udpcsum"),
    ("IFLA_VXLAN_UDP_ZERO_CSUM6_TX", "udp6zerocsumtx"),
    ("IFLA_VXLAN_UDP_ZERO_CSUM6_RX", "udp6zerocsumrx"),
    ("IFLA_VXLAN_REMCSUM_TX", "remcsumtx"),
    ("IFLA_VXLAN_REMCSUM_RX", "remcsumrx"),
    ("IFLA_VXLAN_COLLECT_METADATA", "external"),
];
