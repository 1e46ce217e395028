//! `ip route`, ip-route(8).

use super::words::{Words, constant, flags, index, number, text};
use super::{Names, verb};
use crate::wire::tree::{Message, Node};

/// `ip route add`, `replace`, `append`, `prepend` or `change`.
pub(super) fn add(message: &Message, names: &dyn Names) -> Option<Words> {
    route(message, verb(message)?, names)
}

/// `ip route del`.
pub(super) fn delete(message: &Message, names: &dyn Names) -> Option<Words> {
    route(message, "del", names)
}

/// What the route is for: `default`, `10.0.0.0/8`.
pub(in crate::wire) fn destination(message: &Message) -> String {
    let length = number(message, "rtm_dst_len");
    match message.attr("RTA_DST").and_then(Node::text) {
        Some("0.0.0.0" | "::") if length == 0 => "default".to_owned(),
        Some(address) if length == host_length(message) => address.to_owned(),
        Some(address) => format!("{address}/{length}"),
        None => "default".to_owned(),
    }
}

fn route(message: &Message, verb: &str, names: &dyn Names) -> Option<Words> {
    let family = text(message, "rtm_family");
    let mut words = Words::new(match family {
        "AF_INET" => "ip route",
        "AF_INET6" => "ip -6 route",
        _ => return None,
    });
    words.word(verb);
    let kind = constant(message.field("rtm_type")?, "RTN_")?;
    let usual_kind = if verb == "del" { "unspec" } else { "unicast" };
    if kind != usual_kind && kind != "unspec" {
        words.value(&kind);
    }
    words.value(&destination(message));
    if let Some(source) = message.attr("RTA_SRC").and_then(Node::text) {
        words.option(
            "from",
            &format!("{source}/{}", number(message, "rtm_src_len")),
        );
    }
    for attr in in_order(&message.attrs) {
        if attribute(&mut words, attr, names).is_none() {
            words.lose(&attr.name);
        }
    }
    if number(message, "rtm_tos") != 0 {
        words.option("tos", &format!("{:#x}", number(message, "rtm_tos")));
    }
    header(&mut words, message, verb, &kind)?;
    // The only order in which iproute2 takes next hops is after everything else.
    for hop in message
        .attr("RTA_MULTIPATH")
        .into_iter()
        .flat_map(Node::children)
    {
        next_hop(&mut words, hop, names);
    }
    Some(words)
}

/// The order of the manual page: gateway and link first.
fn in_order(nodes: &[Node]) -> Vec<&Node> {
    const FIRST: [&str; 4] = ["RTA_GATEWAY", "RTA_VIA", "RTA_OIF", "rtnh_ifindex"];
    let rank = |node: &&Node| FIRST.iter().position(|name| node.name == *name);
    let mut nodes: Vec<&Node> = nodes.iter().collect();
    nodes.sort_by_key(|node| rank(node).unwrap_or(FIRST.len()));
    nodes
}

fn attribute(words: &mut Words, attr: &Node, names: &dyn Names) -> Option<()> {
    match &*attr.name {
        "RTA_DST" | "RTA_SRC" | "RTA_TABLE" | "RTA_MULTIPATH" => {}
        "RTA_GATEWAY" => words.node("via", attr),
        "RTA_VIA" => via(words, attr)?,
        "RTA_OIF" => words.link("dev", index(attr)?, names),
        "RTA_PREFSRC" => words.node("src", attr),
        "RTA_PRIORITY" => words.node("metric", attr),
        "RTA_NH_ID" => words.node("nhid", attr),
        "RTA_EXPIRES" => words.node("expires", attr),
        "RTA_PREF" => words.option("pref", &constant(attr, "ICMPV6_ROUTER_PREF_")?),
        "RTA_METRICS" => {
            for metric in attr.children() {
                match METRICS.iter().find(|(known, _)| metric.name == *known) {
                    Some((_, option)) => words.node(option, metric),
                    None => words.lose(&metric.name),
                }
            }
        }
        _ => return None,
    }
    Some(())
}

/// The fields of the fixed header, as far as they differ from what iproute2 fills in itself.
fn header(words: &mut Words, message: &Message, verb: &str, kind: &str) -> Option<()> {
    let table = message
        .attr("RTA_TABLE")
        .or_else(|| message.field("rtm_table"))?;
    let table = constant(table, "RT_TABLE_")?;
    let usual_table = match kind {
        "local" | "broadcast" | "nat" | "anycast" => "local",
        _ => "main",
    };
    // The kernel takes no table at all for the main one.
    if table != usual_table && !(table == "unspec" && usual_table == "main") {
        words.option("table", &table);
    }
    let protocol = constant(message.field("rtm_protocol")?, "RTPROT_")?;
    let usual_protocol = if verb == "del" { "unspec" } else { "boot" };
    if protocol != usual_protocol {
        words.option("proto", &protocol);
    }
    let scope = constant(message.field("rtm_scope")?, "RT_SCOPE_")?;
    if text(message, "rtm_family") == "AF_INET" && scope != usual_scope(message, verb, kind) {
        words.option(
            "scope",
            if scope == "universe" {
                "global"
            } else {
                &scope
            },
        );
    }
    for flag in flags(message.field("rtm_flags")) {
        match flag {
            "onlink" => words.word(flag),
            other => words.lose(&format!("flag {other}")),
        }
    }
    Some(())
}

/// The scope that iproute2 fills in.
fn usual_scope(message: &Message, verb: &str, kind: &str) -> &'static str {
    let through = ["RTA_GATEWAY", "RTA_VIA", "RTA_MULTIPATH", "RTA_NH_ID"];
    match kind {
        "local" | "nat" => "host",
        "broadcast" | "multicast" | "anycast" => "link",
        "unicast" | "unspec" if verb == "del" => "nowhere",
        "unicast" | "unspec" if through.iter().all(|it| message.attr(it).is_none()) => "link",
        _ if verb == "del" => "nowhere",
        _ => "universe",
    }
}

fn next_hop(words: &mut Words, hop: &Node, names: &dyn Names) {
    words.word("nexthop");
    for node in in_order(hop.children()) {
        match &*node.name {
            "RTA_GATEWAY" => words.node("via", node),
            "RTA_VIA" if via(words, node).is_some() => {}
            "rtnh_ifindex" => match index(node) {
                Some(0) => {}
                Some(dev) => words.link("dev", dev, names),
                None => words.lose(&node.name),
            },
            "rtnh_hops" => {
                let weight = node.number().unwrap_or_default() + 1;
                words.option("weight", &weight.to_string());
            }
            "rtnh_flags" => {
                for flag in flags(Some(node)) {
                    match flag {
                        "onlink" => words.word(flag),
                        other => words.lose(&format!("flag {other}")),
                    }
                }
            }
            "rtnh_len" => {}
            other => words.lose(other),
        }
    }
}

fn via(words: &mut Words, attr: &Node) -> Option<()> {
    let family = match attr.attr("rtvia_family")?.text()? {
        "AF_INET" => "inet",
        "AF_INET6" => "inet6",
        _ => return None,
    };
    words.option("via", family);
    words.value(attr.attr("rtvia_addr")?.text()?);
    Some(())
}

fn host_length(message: &Message) -> u64 {
    match text(message, "rtm_family") {
        "AF_INET6" => 128,
        _ => 32,
    }
}

const METRICS: &[(&str, &str)] = &[
    ("RTAX_MTU", "mtu"),
    ("RTAX_WINDOW", "window"),
    ("RTAX_SSTHRESH", "ssthresh"),
    ("RTAX_CWND", "cwnd"),
    ("RTAX_ADVMSS", "advmss"),
    ("RTAX_REORDERING", "reordering"),
    ("RTAX_HOPLIMIT", "hoplimit"),
    ("RTAX_INITCWND", "initcwnd"),
    ("RTAX_INITRWND", "initrwnd"),
    ("RTAX_QUICKACK", "quickack"),
    ("RTAX_CC_ALGO", "congctl"),
    ("RTAX_FASTOPEN_NO_COOKIE", "fastopen_no_cookie"),
];
