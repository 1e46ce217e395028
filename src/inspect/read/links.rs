//! Links: what each is, and what it refers to.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use super::{index, text, word};
use crate::inspect::model::{End, Forwarding, Link, Master, Port, Vlan};
use crate::net::look::integer;
use crate::net::state::{flags, flatten};
use crate::wire::{Message, Node, Value};

/// Kinds whose packets go through another link or namespace; all others with a lower link stand on it.
const TUNNELS: [&str; 15] = [
    "vxlan",
    "geneve",
    "gre",
    "gretap",
    "erspan",
    "ip6gre",
    "ip6gretap",
    "ip6erspan",
    "ipip",
    "sit",
    "ip6tnl",
    "vti",
    "vti6",
    "xfrm",
    "wireguard",
];

/// What a kind counts or times, and so changes by itself.
const COUNTERS: [&str; 6] = [
    "_timer",
    "_tcn",
    "n_learned",
    "n_groups",
    "topology_change",
    "ad_info",
];

/// The links of a dump.
pub(in crate::inspect) fn links(messages: &[Message]) -> Vec<Link> {
    let mut links: Vec<Link> = messages
        .iter()
        .filter(|it| it.kind == "RTM_NEWLINK")
        .filter_map(link)
        .collect();
    let names: HashMap<u32, (String, String)> = links
        .iter()
        .map(|it| (it.index, (it.name.clone(), it.kind.clone())))
        .collect();
    let mut members: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for link in &mut links {
        if let Some(master) = &mut link.master {
            let known = names.get(&master.index);
            master.name = known.map(|it| it.0.clone());
            master.kind = known.map(|it| it.1.clone()).or(master.kind.take());
            members
                .entry(master.index)
                .or_default()
                .push(link.name.clone());
        }
    }
    for link in &mut links {
        link.members = members.remove(&link.index).unwrap_or_default();
    }
    links
}

fn link(message: &Message) -> Option<Link> {
    let own = index(message.field("ifi_index"))?;
    let info = message.attr("IFLA_LINKINFO");
    let of_info = |name: &str| info.and_then(|it| it.attr(name));
    let kind = of_info("IFLA_INFO_KIND").and_then(Node::text);
    let kind = kind.map_or_else(|| word(message.field("ifi_type"), "ARPHRD_"), str::to_owned);
    let mut link = Link {
        index: own,
        name: text(message, "IFLA_IFNAME")?,
        altnames: message
            .attr("IFLA_PROP_LIST")
            .into_iter()
            .flat_map(Node::children)
            .filter_map(|it| it.text().map(str::to_owned))
            .collect(),
        alias: text(message, "IFLA_IFALIAS"),
        mac: text(message, "IFLA_ADDRESS"),
        mtu: message.attr("IFLA_MTU").and_then(Node::number).unwrap_or(0),
        state: word(message.attr("IFLA_OPERSTATE"), "IF_OPER_"),
        flags: flags(message.field("ifi_flags")),
        forwarding: forwarding(message),
        details: details(of_info("IFLA_INFO_DATA")),
        ..Link::default()
    };
    if let Some(parent) = message.attr("IFLA_PARENT_DEV_NAME").and_then(Node::text) {
        link.details.insert("device".to_owned(), parent.into());
    }
    link.master = index(message.attr("IFLA_MASTER")).map(|index| Master {
        index,
        name: None,
        kind: of_info("IFLA_INFO_SLAVE_KIND")
            .and_then(Node::text)
            .map(str::to_owned),
    });
    if of_info("IFLA_INFO_SLAVE_KIND").and_then(Node::text) == Some("bridge") {
        link.port = of_info("IFLA_INFO_SLAVE_DATA").map(port);
    } else if let Some(data) = of_info("IFLA_INFO_SLAVE_DATA") {
        let of_member = details(Some(data)).into_iter();
        link.details
            .extend(of_member.map(|(key, value)| (format!("member_{key}"), value)));
    }
    let nsid = message.attr("IFLA_LINK_NETNSID").and_then(integer);
    let lower = index(message.attr("IFLA_LINK"));
    let end = (nsid.is_some() || lower.is_some()).then(|| End {
        nsid,
        index: lower,
        ..End::default()
    });
    match kind.as_str() {
        "veth" => link.peer = end,
        // Both are told of by attributes of the kind too, in older kernels by them alone.
        it if TUNNELS.contains(&it) => {
            let told = [
                "vxlan_link",
                "iptun_link",
                "gre_link",
                "vti_link",
                "xfrm_link",
            ]
            .iter()
            .find_map(|it| link.details.get(*it)?.as_u64())
            .and_then(|it| u32::try_from(it).ok())
            .filter(|it| *it != 0);
            let end = end.or_else(|| told.map(|_| End::default()));
            link.underlay = end.map(|it| End {
                index: it.index.or(told),
                ..it
            });
        }
        _ => link.parent = end.filter(|it| it.index.is_some()),
    }
    link.kind = kind;
    Some(link)
}

/// The settings that stand below /proc/sys/net/*/conf/LINK too.
fn forwarding(message: &Message) -> Forwarding {
    let families = message.attr("IFLA_AF_SPEC");
    let of = |family: &str, conf: &str| {
        let setting = families?.attr(family)?.attr(conf)?.attr("forwarding")?;
        Some(integer(setting)? != 0)
    };
    Forwarding {
        ipv4: of("AF_INET", "IFLA_INET_CONF"),
        ipv6: of("AF_INET6", "IFLA_INET6_CONF"),
    }
}

fn details(data: Option<&Node>) -> BTreeMap<String, Json> {
    let mut details = BTreeMap::new();
    let Some(Value::Attrs(nodes)) = data.map(|it| &it.value) else {
        return details;
    };
    flatten("", nodes, &mut details);
    details.retain(|key, _| !COUNTERS.iter().any(|it| key.contains(it)));
    details
}

fn port(data: &Node) -> Port {
    let on = |name: &str| data.attr(name).and_then(Node::number) == Some(1);
    Port {
        state: word(data.attr("IFLA_BRPORT_STATE"), "BR_STATE_"),
        hairpin: on("IFLA_BRPORT_MODE"),
        isolated: on("IFLA_BRPORT_ISOLATED"),
        learning: on("IFLA_BRPORT_LEARNING"),
        flood: on("IFLA_BRPORT_UNICAST_FLOOD"),
        vlans: Vec::new(),
    }
}

/// Adds VLANs to the ports, and to bridges themselves as details.
pub(in crate::inspect) fn vlans(links: &mut [Link], messages: &[Message]) {
    let mut of_link: HashMap<u32, Vec<Vlan>> = HashMap::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWLINK") {
        let (Some(index), Some(spec)) = (
            index(message.field("ifi_index")),
            message.attr("IFLA_AF_SPEC"),
        ) else {
            continue;
        };
        of_link.entry(index).or_default().extend(ranges(spec));
    }
    for link in links {
        let Some(vlans) = of_link.remove(&link.index) else {
            continue;
        };
        match &mut link.port {
            Some(port) => port.vlans = vlans,
            None if !vlans.is_empty() => {
                let value = serde_json::to_value(vlans).unwrap_or(Json::Null);
                link.details.insert("vlans".to_owned(), value);
            }
            None => {}
        }
    }
}

/// A range is two entries, of which the first says that it begins one.
fn ranges(spec: &Node) -> Vec<Vlan> {
    let mut ranges = Vec::new();
    let mut begun = None;
    for it in spec
        .children()
        .iter()
        .filter(|it| it.name == "IFLA_BRIDGE_VLAN_INFO")
    {
        let Some(vid) = it.attr("vid").and_then(Node::number) else {
            continue;
        };
        let mut flags = flags(it.attr("flags"));
        if flags.iter().any(|it| it == "range_begin") {
            begun = Some(vid);
            continue;
        }
        flags.retain(|it| it != "range_end");
        let first = begun.take().unwrap_or(vid);
        ranges.push(Vlan {
            first,
            last: vid,
            flags,
        });
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Decoder, Encoder, NETLINK_ROUTE};

    const RTM_NEWLINK: u16 = 16;

    /// A link as the kernel tells it: `struct ifinfomsg`, name, kind, and the options of the kind.
    fn told(kind: &str, options: &[(u16, &[u8])]) -> Link {
        let mut message = Encoder::default();
        message.message(RTM_NEWLINK, 0, 1, |it| {
            it.raw(&[0, 0, 0, 3, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
            it.text(3, "tunnel");
            it.nest(18, |info| {
                info.text(1, kind);
                info.nest(2, |data| {
                    options
                        .iter()
                        .for_each(|(code, bytes)| data.attr(*code, bytes))
                });
            });
        });
        let messages = Decoder::new().decode(NETLINK_ROUTE, false, &message.finish());
        links(&messages).remove(0)
    }

    #[test]
    fn tunnels_tell_their_ends_and_what_they_go_through() {
        let (local, remote, through) = ([192, 0, 2, 1], [192, 0, 2, 9], 5_u32.to_ne_bytes());
        for (kind, codes, prefix) in [
            ("gre", [6, 7, 1], "gre"),
            ("ipip", [2, 3, 1], "iptun"),
            ("vti", [4, 5, 1], "vti"),
        ] {
            let options: [(u16, &[u8]); 3] = [
                (codes[0], &local),
                (codes[1], &remote),
                (codes[2], &through),
            ];
            let link = told(kind, &options);
            assert_eq!(link.kind, kind);
            assert_eq!(
                link.details[&format!("{prefix}_local")],
                "192.0.2.1",
                "{kind}"
            );
            assert_eq!(
                link.details[&format!("{prefix}_remote")],
                "192.0.2.9",
                "{kind}"
            );
            assert_eq!(link.underlay.and_then(|it| it.index), Some(5), "{kind}");
            assert_eq!(link.parent, None, "{kind}");
        }
    }

    #[test]
    fn a_vlan_stands_on_its_parent_and_a_bond_is_no_tunnel() {
        let link = told("vlan", &[(1, &7_u16.to_ne_bytes())]);
        assert_eq!(link.details["vlan_id"], 7);
        assert_eq!(link.underlay, None);
        assert_eq!(told("bond", &[]).parent, None);
    }
}
