//! Addresses, routes, rules, neighbours, forwarding databases.

use std::collections::{BTreeMap, HashMap};

use super::{family, index, text, word};
use crate::inspect::model::{Address, Entry, Hop, Link, Neighbour, Route, Rule};
use crate::net::state::{flags, flatten};
use crate::wire::{Message, Node};

/// Names of the links of a namespace by number.
pub(in crate::inspect) struct Names(HashMap<u32, String>);

impl Names {
    pub(in crate::inspect) fn of(links: &[Link]) -> Names {
        Names(links.iter().map(|it| (it.index, it.name.clone())).collect())
    }

    /// The name, or `link 7` of one that has gone meanwhile.
    fn word(&self, index: u32) -> String {
        let known = self.0.get(&index).cloned();
        known.unwrap_or_else(|| format!("link {index}"))
    }

    fn device(&self, node: Option<&Node>) -> Option<String> {
        index(node).map(|it| self.word(it))
    }
}

/// Adds the addresses to their links.
pub(in crate::inspect) fn addresses(links: &mut [Link], messages: &[Message]) {
    let mut of_link: HashMap<u32, Vec<Address>> = HashMap::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWADDR") {
        let local = text(message, "IFA_LOCAL");
        let remote = text(message, "IFA_ADDRESS");
        let (Some(index), Some(ip)) = (
            index(message.field("ifa_index")),
            local.as_ref().or(remote.as_ref()),
        ) else {
            continue;
        };
        let prefix = message
            .field("ifa_prefixlen")
            .and_then(Node::number)
            .unwrap_or(0);
        let all = message
            .attr("IFA_FLAGS")
            .or_else(|| message.field("ifa_flags"));
        of_link.entry(index).or_default().push(Address {
            address: format!("{ip}/{prefix}"),
            scope: scope(message, "ifa_scope"),
            // IPv4 has both always, IPv6 the local one only if they differ.
            peer: local
                .is_some()
                .then_some(remote.clone())
                .flatten()
                .filter(|it| it != ip),
            flags: flags(all),
        });
    }
    for link in links {
        link.addresses = of_link.remove(&link.index).unwrap_or_default();
    }
}

fn scope(message: &Message, field: &str) -> String {
    match word(message.field(field), "RT_SCOPE_").as_str() {
        "universe" => "global".to_owned(),
        other => other.to_owned(),
    }
}

/// Routes, without what the kernel keeps in the table `local`.
pub(in crate::inspect) fn routes(messages: &[Message], names: &Names) -> Vec<Route> {
    let of_kernel = |it: &Message| {
        let table = word(
            it.attr("RTA_TABLE").or_else(|| it.field("rtm_table")),
            "RT_TABLE_",
        );
        it.kind != "RTM_NEWROUTE" || table == "local"
    };
    let messages = messages.iter().filter(|it| !of_kernel(it));
    messages.map(|it| route(it, names)).collect()
}

fn route(message: &Message, names: &Names) -> Route {
    let prefix = message
        .field("rtm_dst_len")
        .and_then(Node::number)
        .unwrap_or(0);
    let destination = match text(message, "RTA_DST") {
        Some(destination) => format!("{destination}/{prefix}"),
        None => "default".to_owned(),
    };
    let gateway = |of: &dyn Fn(&str) -> Option<String>| of("RTA_GATEWAY").or_else(|| of("RTA_VIA"));
    let several = message
        .attr("RTA_MULTIPATH")
        .map(Node::children)
        .unwrap_or_default();
    let mut hops: Vec<Hop> = several
        .iter()
        .map(|hop| Hop {
            gateway: gateway(&|name| via(hop.attr(name)?)),
            device: names.device(hop.attr("rtnh_ifindex")),
        })
        .collect();
    if hops.is_empty() {
        hops.push(Hop {
            gateway: gateway(&|name| via(message.attr(name)?)),
            device: names.device(message.attr("RTA_OIF")),
        });
        hops.retain(|it| *it != Hop::default());
    }
    Route {
        destination,
        family: family(message, "rtm_family"),
        kind: word(message.field("rtm_type"), "RTN_"),
        table: word(
            message
                .attr("RTA_TABLE")
                .or_else(|| message.field("rtm_table")),
            "RT_TABLE_",
        ),
        protocol: word(message.field("rtm_protocol"), "RTPROT_"),
        scope: scope(message, "rtm_scope"),
        metric: message.attr("RTA_PRIORITY").and_then(Node::number),
        source: text(message, "RTA_PREFSRC"),
        hops,
    }
}

/// A gateway, also one of the other family.
fn via(node: &Node) -> Option<String> {
    let text = node.text().map(str::to_owned);
    text.or_else(|| {
        node.children()
            .iter()
            .find_map(|it| it.text().filter(|it| !it.starts_with("AF_")))
            .map(str::to_owned)
    })
}

/// Rules, without those that every namespace has.
pub(in crate::inspect) fn rules(messages: &[Message]) -> Vec<Rule> {
    let messages = messages.iter().filter(|it| it.kind == "RTM_NEWRULE");
    messages.map(rule).filter(|it| !is_standard(it)).collect()
}

fn is_standard(rule: &Rule) -> bool {
    let at = (rule.priority, rule.table.as_str());
    let plain = rule.from.is_none()
        && rule.to.is_none()
        && rule.conditions.is_empty()
        && rule.action == "to_tbl";
    // Multicast routing has rules of its own, under families of its own, which ip-rule(8) does not show.
    let standard = match rule.family.as_str() {
        "ipv4" | "ipv6" => [(0, "local"), (32766, "main"), (32767, "default")].contains(&at),
        _ => rule.priority == 32767,
    };
    plain && standard
}

fn rule(message: &Message) -> Rule {
    let range = |name: &str, length: &str| {
        let length = message.field(length).and_then(Node::number)?;
        Some(format!("{}/{length}", text(message, name)?))
    };
    let mut conditions = BTreeMap::new();
    let told = [
        "FRA_SRC",
        "FRA_DST",
        "FRA_PRIORITY",
        "FRA_TABLE",
        "FRA_PROTOCOL",
        "FRA_SUPPRESS_PREFIXLEN",
    ];
    let rest: Vec<Node> = message
        .attrs
        .iter()
        .filter(|it| !told.contains(&&*it.name))
        .cloned()
        .collect();
    flatten("", &rest, &mut conditions);
    // -1: routes of any length of prefix count.
    let suppressed = message
        .attr("FRA_SUPPRESS_PREFIXLEN")
        .and_then(crate::net::look::integer);
    if let Some(length) = suppressed.filter(|it| *it >= 0) {
        conditions.insert("suppress_prefixlen".to_owned(), length.into());
    }
    Rule {
        family: family(message, "family"),
        priority: message
            .attr("FRA_PRIORITY")
            .and_then(Node::number)
            .unwrap_or(0),
        action: word(message.field("action"), "FR_ACT_"),
        table: word(
            message.attr("FRA_TABLE").or_else(|| message.field("table")),
            "RT_TABLE_",
        ),
        from: range("FRA_SRC", "src_len"),
        to: range("FRA_DST", "dst_len"),
        conditions,
    }
}

/// Neighbours, without those that the kernel notes for addresses that need none (multicast, loopback).
pub(in crate::inspect) fn neighbours(messages: &[Message], names: &Names) -> Vec<Neighbour> {
    let neighbour = |message: &Message| {
        let state = flags(message.field("ndm_state"));
        let needs_none = state.is_empty() || state.iter().any(|it| it == "noarp");
        (message.kind == "RTM_NEWNEIGH" && !needs_none).then_some(())?;
        Some(Neighbour {
            address: text(message, "NDA_DST")?,
            device: names.device(message.field("ndm_ifindex"))?,
            mac: text(message, "NDA_LLADDR"),
            state,
        })
    };
    messages.iter().filter_map(neighbour).collect()
}

/// Entries of bridges and vxlans; what a link listens to by itself (multicast) is left out.
pub(in crate::inspect) fn entries(messages: &[Message], names: &Names) -> Vec<Entry> {
    let entry = |message: &Message| {
        let bridge = names.device(message.attr("NDA_MASTER"));
        let destination = text(message, "NDA_DST");
        (message.kind == "RTM_NEWNEIGH" && (bridge.is_some() || destination.is_some()))
            .then_some(())?;
        let flags_of = flags(message.field("ndm_flags"));
        // A port's own list of multicast addresses carries its bridge too, but says that it is its own.
        (destination.is_some() || !flags_of.iter().any(|it| it == "self")).then_some(())?;
        Some(Entry {
            mac: text(message, "NDA_LLADDR")?,
            device: names.device(message.field("ndm_ifindex"))?,
            bridge,
            vlan: message.attr("NDA_VLAN").and_then(Node::number),
            destination,
            state: flags(message.field("ndm_state")),
        })
    };
    messages.iter().filter_map(entry).collect()
}
