//! `bridge link`, `bridge vlan` and `bridge fdb`, bridge(8).

use super::Names;
use super::words::{Words, flags, index, link_index, link_name};
use crate::wire::tree::{Message, Node};

/// `bridge link set` for the options of a port, `bridge vlan add` for its VLANs.
pub(super) fn port(message: &Message, names: &dyn Names) -> Option<Words> {
    let spec = message.attr("IFLA_AF_SPEC");
    if spec.is_some_and(|it| it.attr("IFLA_BRIDGE_VLAN_INFO").is_some()) {
        return vlans(message, "add", names);
    }
    let mut words = Words::new("bridge link set");
    words.link("dev", link_index(message, "ifi_index")?, names);
    for attr in &message.attrs {
        match &*attr.name {
            "IFLA_PROTINFO" => port_options(&mut words, attr.children(), names),
            "IFLA_AF_SPEC" => side(&mut words, attr),
            "IFLA_EXT_MASK" => {}
            other => words.lose(other),
        }
    }
    Some(words)
}

/// `bridge vlan add` or `del`, once for each VLAN or range of them.
pub(super) fn vlans(message: &Message, verb: &str, names: &dyn Names) -> Option<Words> {
    let spec = message.attr("IFLA_AF_SPEC")?;
    let dev = link_name(link_index(message, "ifi_index")?, names);
    let mut words = Words::new("");
    let mut first = None;
    for attr in spec.children() {
        match &*attr.name {
            "IFLA_BRIDGE_VLAN_INFO" => {}
            "IFLA_BRIDGE_FLAGS" => continue,
            _ => return None,
        }
        let vid = attr.attr("vid")?.number()?;
        if flags(attr.attr("flags")).any(|it| it == "range_begin") {
            first = Some(vid);
            continue;
        }
        if !words.is_empty() {
            words.word("&&");
        }
        words.word(&format!("bridge vlan {verb}"));
        words.option("dev", &dev);
        words.option(
            "vid",
            &match first.take() {
                Some(first) => format!("{first}-{vid}"),
                None => vid.to_string(),
            },
        );
        for flag in flags(attr.attr("flags")) {
            match flag {
                "pvid" | "untagged" => words.word(flag),
                "range_end" => {}
                other => words.lose(&format!("flag {other}")),
            }
        }
        side(&mut words, spec);
    }
    for other in message.attrs.iter().filter(|it| it.name != "IFLA_AF_SPEC") {
        words.lose(&other.name);
    }
    (!words.is_empty()).then_some(words)
}

/// `bridge fdb`.
pub(super) fn forward(message: &Message, verb: &str, names: &dyn Names) -> Option<Words> {
    let verb = match verb {
        "prepend" | "change" => return None,
        other => other,
    };
    let mut words = Words::new(&format!("bridge fdb {verb}"));
    words.value(message.attr("NDA_LLADDR")?.text()?);
    words.link("dev", link_index(message, "ndm_ifindex")?, names);
    for attr in &message.attrs {
        match &*attr.name {
            "NDA_LLADDR" => {}
            "NDA_DST" => words.node("dst", attr),
            "NDA_VLAN" => words.node("vlan", attr),
            "NDA_PORT" => words.node("port", attr),
            "NDA_VNI" => words.node("vni", attr),
            "NDA_SRC_VNI" => words.node("src_vni", attr),
            "NDA_NH_ID" => words.node("nhid", attr),
            "NDA_IFINDEX" => match index(attr) {
                Some(via) => words.link("via", via, names),
                None => words.lose(&attr.name),
            },
            other => words.lose(other),
        }
    }
    // Without `master` the command means the link's own table, without a state it means `permanent`.
    for flag in flags(message.field("ndm_flags")) {
        match flag {
            "self" | "master" | "use" | "router" | "sticky" => words.word(flag),
            "ext_learned" => words.word("extern_learn"),
            other => words.lose(&format!("ndm_flags {other}")),
        }
    }
    let state: Vec<&str> = flags(message.field("ndm_state")).collect();
    match state[..] {
        _ if verb == "del" => {}
        ["noarp", "permanent"] => words.word("permanent"),
        ["reachable", "noarp"] => words.word("static"),
        ["reachable"] => words.word("dynamic"),
        _ => words.lose(&format!("ndm_state {}", state.join("|"))),
    }
    Some(words)
}

/// The options of a bridge port; `bridge link` and `ip link ... type bridge_slave` share most of them.
pub(super) fn port_options(words: &mut Words, attrs: &[Node], names: &dyn Names) {
    for attr in attrs {
        match &*attr.name {
            "IFLA_BRPORT_STATE" => {
                let states = [
                    "DISABLED",
                    "LISTENING",
                    "LEARNING",
                    "FORWARDING",
                    "BLOCKING",
                ];
                let state = attr.text().and_then(|it| it.strip_prefix("BR_STATE_"));
                match states.iter().position(|it| Some(*it) == state) {
                    Some(number) => words.option("state", &number.to_string()),
                    None => words.lose(&attr.name),
                }
            }
            "IFLA_BRPORT_MULTICAST_ROUTER" => {
                let routers = ["DISABLED", "TEMP_QUERY", "PERM", "TEMP"];
                let router = attr.text().and_then(|it| it.strip_prefix("MDB_RTR_TYPE_"));
                match routers.iter().position(|it| Some(*it) == router) {
                    Some(number) => words.option("mcast_router", &number.to_string()),
                    None => words.lose(&attr.name),
                }
            }
            "IFLA_BRPORT_BACKUP_PORT" => match index(attr) {
                Some(0) => words.word("nobackup_port"),
                Some(port) => words.link("backup_port", port, names),
                None => words.lose(&attr.name),
            },
            "IFLA_BRPORT_PRIORITY" => words.node("priority", attr),
            "IFLA_BRPORT_COST" => words.node("cost", attr),
            "IFLA_BRPORT_BACKUP_NHID" => words.node("backup_nhid", attr),
            "IFLA_BRPORT_MCAST_MAX_GROUPS" => words.node("mcast_max_groups", attr),
            name => match SWITCHES.iter().find(|(known, _)| *known == name) {
                Some((_, option)) => words.switch(option, attr),
                None => words.lose(name),
            },
        }
    }
}

/// Whether the bridge above the link is meant, or the link itself.
fn side(words: &mut Words, spec: &Node) {
    for attr in spec.children() {
        match &*attr.name {
            "IFLA_BRIDGE_VLAN_INFO" => {}
            "IFLA_BRIDGE_FLAGS" => {
                for flag in flags(Some(attr)) {
                    match flag {
                        "self" | "master" => words.word(flag),
                        other => words.lose(&format!("flag {other}")),
                    }
                }
            }
            "IFLA_BRIDGE_MODE" => match attr.text() {
                Some("BRIDGE_MODE_VEB") => words.word("hwmode veb"),
                Some("BRIDGE_MODE_VEPA") => words.word("hwmode vepa"),
                _ => words.lose(&attr.name),
            },
            other => words.lose(other),
        }
    }
}

const SWITCHES: &[(&str, &str)] = &[
    ("IFLA_BRPORT_MODE", "hairpin"),
    ("IFLA_BRPORT_GUARD", "guard"),
    ("IFLA_BRPORT_PROTECT", "root_block"),
    ("IFLA_BRPORT_FAST_LEAVE", "fastleave"),
    ("IFLA_BRPORT_LEARNING", "learning"),
    ("IFLA_BRPORT_LEARNING_SYNC", "learning_sync"),
    ("IFLA_BRPORT_UNICAST_FLOOD", "flood"),
    ("IFLA_BRPORT_MCAST_FLOOD", "mcast_flood"),
    ("IFLA_BRPORT_BCAST_FLOOD", "bcast_flood"),
    ("IFLA_BRPORT_MCAST_TO_UCAST", "mcast_to_unicast"),
    ("IFLA_BRPORT_NEIGH_SUPPRESS", "neigh_suppress"),
    ("IFLA_BRPORT_NEIGH_VLAN_SUPPRESS", "neigh_vlan_suppress"),
    ("IFLA_BRPORT_VLAN_TUNNEL", "vlan_tunnel"),
    ("IFLA_BRPORT_ISOLATED", "isolated"),
    ("IFLA_BRPORT_LOCKED", "locked"),
    ("IFLA_BRPORT_MAB", "mab"),
];
