//! `ip link`, ip-link(8).

use super::words::{Words, constant, flags, index, link_name, number};
use super::{Names, kinds};
use crate::wire::tree::{Message, Node, Value};

/// `ip link add` or `ip link set`.
pub(super) fn change(message: &Message, names: &dyn Names) -> Option<Words> {
    let create = message.has_flag("create");
    let replace = message.has_flag("replace");
    let by_index = u32::try_from(number(message, "ifi_index")).ok()?;
    let name = message.attr("IFLA_IFNAME").and_then(Node::text);
    match (create, message.attr("IFLA_LINKINFO")) {
        (true, Some(_)) if replace => None,
        (true, Some(_)) => Some(add(message, by_index, name, names)),
        _ => set(message, by_index, name, names),
    }
}

/// `ip link del`.
pub(super) fn delete(message: &Message, names: &dyn Names) -> Option<Words> {
    let mut words = Words::new("ip link del");
    target(&mut words, message, names)?;
    for attr in &message.attrs {
        if !matches!(
            &*attr.name,
            "IFLA_IFNAME" | "IFLA_ALT_IFNAME" | "IFLA_EXT_MASK"
        ) {
            words.lose(&attr.name);
        }
    }
    Some(words)
}

/// `ip link property add`.
pub(super) fn property(message: &Message, verb: &str, names: &dyn Names) -> Option<Words> {
    let mut words = Words::new(&format!("ip link property {verb}"));
    let by_index = u32::try_from(number(message, "ifi_index")).ok()?;
    let name = match (by_index, message.attr("IFLA_IFNAME")) {
        (0, name) => name?.text()?.to_owned(),
        _ => link_name(by_index, names),
    };
    words.option("dev", &name);
    for property in message.attr("IFLA_PROP_LIST")?.children() {
        match &*property.name {
            "IFLA_ALT_IFNAME" => words.node("altname", property),
            other => words.lose(other),
        }
    }
    Some(words)
}

/// The options that a link and the peer of a veth have in common. `named` is true if the name stands
/// in the command already.
pub(super) fn options(words: &mut Words, attrs: &[Node], named: bool, names: &dyn Names) {
    for attr in attrs {
        match &*attr.name {
            "IFLA_IFNAME" if named => {}
            "IFLA_IFNAME" => words.node("name", attr),
            "IFLA_MASTER" => match index(attr) {
                Some(0) => words.word("nomaster"),
                Some(master) => words.link("master", master, names),
                None => words.lose(&attr.name),
            },
            "IFLA_NET_NS_FD" => match netns(attr, names) {
                Some(netns) => words.option("netns", &netns),
                None => words.lose(&attr.name),
            },
            "IFLA_PROTO_DOWN" => words.switch("protodown", attr),
            "IFLA_CARRIER" => words.switch("carrier", attr),
            "IFLA_LINKMODE" => prefixed(words, "mode", attr, "IF_LINK_MODE_"),
            "IFLA_OPERSTATE" => prefixed(words, "state", attr, "IF_OPER_"),
            "IFLA_AF_SPEC" => families(words, attr),
            // Stand elsewhere in the command, or say only what the answer shall hold.
            "IFLA_LINK" | "IFLA_LINKINFO" | "IFLA_EXT_MASK" => {}
            name => match OPTIONS.iter().find(|(known, _)| *known == name) {
                Some((_, option)) => words.node(option, attr),
                None => words.lose(name),
            },
        }
    }
}

/// `up`, `promisc on`: the flags that the request changes.
pub(super) fn switches(words: &mut Words, fields: &[Node]) {
    let find = |name: &str| fields.iter().find(|it| it.name == name);
    let (set, mask) = (find("ifi_flags"), find("ifi_change"));
    // The kernel takes no mask at all for all flags, if a flag is set.
    let all = flags(mask).any(|flag| flag == "all")
        || (flags(mask).next().is_none() && flags(set).next().is_some());
    for (flag, on, off) in SWITCHES {
        if all || flags(mask).any(|it| it == *flag) {
            words.word(match flags(set).any(|it| it == *flag) {
                true => on,
                false => off,
            });
        }
    }
    for flag in flags(if all { set } else { mask }) {
        if !SWITCHES.iter().any(|(known, _, _)| *known == flag) {
            words.lose(&format!("ifi_flags {flag}"));
        }
    }
}

fn add(message: &Message, by_index: u32, name: Option<&str>, names: &dyn Names) -> Words {
    let mut words = Words::new("ip link add");
    if let Some(below) = message.attr("IFLA_LINK").and_then(index) {
        words.link("link", below, names);
        if let Some(name) = name {
            words.option("name", name);
        }
    } else if let Some(name) = name {
        words.subject("name", name);
    }
    if by_index != 0 {
        words.option("index", &by_index.to_string());
    }
    switches(&mut words, &message.fields);
    options(&mut words, &message.attrs, true, names);
    if let Some(info) = message.attr("IFLA_LINKINFO") {
        kinds::kind(&mut words, info, names);
    }
    if !message.has_flag("excl") {
        words.lose("a change of it if it is there already");
    }
    words
}

fn set(message: &Message, by_index: u32, name: Option<&str>, names: &dyn Names) -> Option<Words> {
    let mut words = Words::new("ip link set");
    target(&mut words, message, names)?;
    if name.is_none() && message.attrs.is_empty() && flagless(message) {
        return None;
    }
    switches(&mut words, &message.fields);
    if message.attr("IFLA_LINK").is_some() {
        words.lose("IFLA_LINK");
    }
    // A link that is named by its index gets a new name; iproute2 asks for both at once like this too.
    options(&mut words, &message.attrs, by_index == 0, names);
    if let Some(info) = message.attr("IFLA_LINKINFO") {
        kinds::kind(&mut words, info, names);
    }
    Some(words)
}

/// The link that the request is about: by index, by name, by alternative name, or all of a group.
fn target(words: &mut Words, message: &Message, names: &dyn Names) -> Option<()> {
    let by_index = u32::try_from(number(message, "ifi_index")).ok()?;
    if by_index != 0 {
        words.subject("dev", &link_name(by_index, names));
        return Some(());
    }
    for name in ["IFLA_IFNAME", "IFLA_ALT_IFNAME"] {
        if let Some(name) = message.attr(name).and_then(Node::text) {
            words.subject("dev", name);
            return Some(());
        }
    }
    words.node("group", message.attr("IFLA_GROUP")?);
    Some(())
}

fn flagless(message: &Message) -> bool {
    let fields = ["ifi_flags", "ifi_change"];
    let mut set = fields.iter().flat_map(|it| flags(message.field(it)));
    set.next().is_none()
}

fn netns(attr: &Node, names: &dyn Names) -> Option<String> {
    match attr.value {
        Value::Signed(fd) => names.netns_of_fd(i32::try_from(fd).ok()?),
        _ => None,
    }
}

fn families(words: &mut Words, attr: &Node) {
    for family in attr.children() {
        for setting in family.children() {
            match &*setting.name {
                "IFLA_INET6_ADDR_GEN_MODE" => match setting.text() {
                    Some("IN6_ADDR_GEN_MODE_STABLE_PRIVACY") => {
                        words.word("addrgenmode stable_secret");
                    }
                    _ => prefixed(words, "addrgenmode", setting, "IN6_ADDR_GEN_MODE_"),
                },
                other => words.lose(other),
            }
        }
    }
}

fn prefixed(words: &mut Words, option: &str, node: &Node, prefix: &str) {
    match constant(node, prefix) {
        Some(value) => words.option(option, &value),
        None => words.lose(&node.name),
    }
}

const OPTIONS: &[(&str, &str)] = &[
    ("IFLA_MTU", "mtu"),
    ("IFLA_ADDRESS", "address"),
    ("IFLA_BROADCAST", "broadcast"),
    ("IFLA_TXQLEN", "txqueuelen"),
    ("IFLA_NET_NS_PID", "netns"),
    ("IFLA_LINK_NETNSID", "link-netnsid"),
    ("IFLA_IFALIAS", "alias"),
    ("IFLA_GROUP", "group"),
    ("IFLA_NUM_TX_QUEUES", "numtxqueues"),
    ("IFLA_NUM_RX_QUEUES", "numrxqueues"),
    ("IFLA_GSO_MAX_SIZE", "gso_max_size"),
    ("IFLA_GSO_MAX_SEGS", "gso_max_segs"),
    ("IFLA_GRO_MAX_SIZE", "gro_max_size"),
    ("IFLA_GSO_IPV4_MAX_SIZE", "gso_ipv4_max_size"),
    ("IFLA_GRO_IPV4_MAX_SIZE", "gro_ipv4_max_size"),
];

const SWITCHES: &[(&str, &str, &str)] = &[
    ("up", "up", "down"),
    ("promisc", "promisc on", "promisc off"),
    ("allmulti", "allmulticast on", "allmulticast off"),
    ("multicast", "multicast on", "multicast off"),
    ("noarp", "arp off", "arp on"),
    ("notrailers", "trailers off", "trailers on"),
    ("dynamic", "dynamic on", "dynamic off"),
];
