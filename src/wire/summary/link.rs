//! Links, ports and VLANs in a line.

use super::dev;
use crate::wire::Names;
use crate::wire::tree::{Message, Node, Value};

/// The link that a request is about.
pub(super) fn target(message: &Message, names: &dyn Names) -> Option<String> {
    let named = ["IFLA_IFNAME", "IFLA_ALT_IFNAME"]
        .iter()
        .find_map(|name| message.attr(name)?.text());
    dev(message.field("ifi_index"), names).or_else(|| named.map(str::to_owned))
}

/// A link that is made, changed or reported.
pub(super) fn new(message: &Message, names: &dyn Names) -> Option<String> {
    let kind = message
        .attr("IFLA_LINKINFO")
        .and_then(|it| it.attr("IFLA_INFO_KIND"))
        .and_then(Node::text);
    if !message.has_flag("request") {
        return report(message, kind, names);
    }
    if message.field("ifi_family").and_then(Node::text) == Some("AF_BRIDGE") {
        return port(message, "", names);
    }
    match kind.filter(|_| message.has_flag("create")) {
        Some("veth") => Some(veth(message, names)),
        Some(kind) => Some(format!(
            "create {} kind={kind}",
            target(message, names).unwrap_or_else(|| "a link".to_owned())
        )),
        None => change(message, names),
    }
}

/// A link, or VLANs of a port, that go away.
pub(super) fn delete(message: &Message, names: &dyn Names) -> Option<String> {
    if message.field("ifi_family").and_then(Node::text) == Some("AF_BRIDGE") {
        return port(message, "remove ", names);
    }
    let gone = if message.has_flag("request") {
        "delete"
    } else {
        "gone:"
    };
    Some(format!("{gone} {}", target(message, names)?))
}

/// Alternative names.
pub(super) fn property(message: &Message, names: &dyn Names) -> Option<String> {
    let list = message.attr("IFLA_PROP_LIST")?.children().iter();
    let altnames: Vec<&str> = list.filter_map(Node::text).collect();
    let verb = if message.kind == "RTM_DELLINKPROP" {
        "remove altname"
    } else {
        "altname"
    };
    Some(format!(
        "{} {verb} {}",
        target(message, names)?,
        altnames.join(" ")
    ))
}

fn report(message: &Message, kind: Option<&str>, names: &dyn Names) -> Option<String> {
    let name = message.attr("IFLA_IFNAME").and_then(Node::text);
    let name = name.map(str::to_owned).or_else(|| target(message, names))?;
    let port = message.field("ifi_family").and_then(Node::text) == Some("AF_BRIDGE");
    let mut line = format!("{} {name}", if port { "port" } else { "link" });
    if let Some(kind) = kind {
        line.push_str(&format!(" kind={kind}"));
    }
    if let Some(master) = dev(message.attr("IFLA_MASTER"), names).filter(|it| *it != name) {
        line.push_str(&format!(" master {master}"));
    }
    let up = message
        .field("ifi_flags")
        .is_some_and(|it| it.flags().iter().any(|flag| flag == "up"));
    line.push_str(if up { " up" } else { " down" });
    Some(line)
}

fn veth(message: &Message, names: &dyn Names) -> String {
    let mut line = "veth".to_owned();
    if let Some(name) = target(message, names) {
        line.push_str(&format!(" {name}"));
    }
    if let Some(netns) = netns(&message.attrs, names) {
        line.push_str(&format!(" in {netns}"));
    }
    let peer = message
        .attr("IFLA_LINKINFO")
        .and_then(|it| it.attr("IFLA_INFO_DATA"))
        .and_then(|it| it.attr("VETH_INFO_PEER"));
    if let Some(name) = peer
        .and_then(|it| it.attr("IFLA_IFNAME"))
        .and_then(Node::text)
    {
        line.push_str(&format!(" peer {name}"));
    }
    if let Some(netns) = peer.and_then(|it| netns(it.children(), names)) {
        line.push_str(&format!(" in {netns}"));
    }
    line
}

/// What is set: `cni0 up`, `vethab12 master cni0`.
fn change(message: &Message, names: &dyn Names) -> Option<String> {
    let Some(name) = target(message, names) else {
        // iproute2 asks for a change of nothing to learn how strict the kernel is.
        return Some("a probe: no link, no change".to_owned());
    };
    let mut said = Vec::new();
    let flags = |field: &str| message.field(field).map(Node::flags).unwrap_or_default();
    for flag in flags("ifi_change").iter().filter(|flag| *flag != "all") {
        let on = flags("ifi_flags").contains(flag);
        said.push(match (&**flag, on) {
            ("up", true) => "up".to_owned(),
            ("up", false) => "down".to_owned(),
            (flag, true) => format!("{flag} on"),
            (flag, false) => format!("{flag} off"),
        });
    }
    let by_index = message.field("ifi_index").and_then(Node::number) != Some(0);
    for attr in &message.attrs {
        said.push(match &*attr.name {
            "IFLA_IFNAME" if by_index => format!("name {}", attr.text()?),
            "IFLA_MASTER" => match dev(Some(attr), names) {
                Some(master) => format!("master {master}"),
                None => "nomaster".to_owned(),
            },
            "IFLA_MTU" => format!("mtu {}", attr.number()?),
            "IFLA_ADDRESS" => format!("address {}", attr.text()?),
            "IFLA_IFALIAS" => format!("alias {:?}", attr.text()?),
            "IFLA_NET_NS_FD" | "IFLA_NET_NS_PID" => match netns(&message.attrs, names) {
                Some(netns) => format!("moves to {netns}"),
                None => "moves to another namespace".to_owned(),
            },
            "IFLA_IFNAME" | "IFLA_EXT_MASK" => continue,
            other => match &attr.value {
                Value::Number(number) => format!("{} {number}", spoken(other)),
                Value::Text(text) => format!("{} {text}", spoken(other)),
                _ => spoken(other),
            },
        });
    }
    Some(format!("{name} {}", said.join(" ")).trim_end().to_owned())
}

/// Options or VLANs of a bridge port.
fn port(message: &Message, prefix: &str, names: &dyn Names) -> Option<String> {
    let name = target(message, names)?;
    let mut said = Vec::new();
    let mut first = None;
    for attr in message.attrs.iter().flat_map(Node::children) {
        match (&*attr.name, attr.number()) {
            ("IFLA_BRPORT_MODE", Some(on)) => said.push(format!("hairpin {}", switch(on))),
            ("IFLA_BRPORT_ISOLATED", Some(on)) => said.push(format!("isolated {}", switch(on))),
            ("IFLA_BRIDGE_VLAN_INFO", _) => {
                let vid = attr.attr("vid").and_then(Node::number)?;
                let flags = attr.attr("flags").map(Node::flags).unwrap_or_default();
                if flags.iter().any(|flag| flag == "range_begin") {
                    first = Some(vid);
                    continue;
                }
                said.push(match first.take() {
                    Some(first) => format!("vlan {first}-{vid}"),
                    None => format!("vlan {vid}"),
                });
            }
            ("IFLA_BRIDGE_FLAGS", _) => {}
            (other, Some(number)) => said.push(format!("{} {number}", spoken(other))),
            (other, None) => said.push(spoken(other)),
        }
    }
    Some(format!("{prefix}{name} {}", said.join(" ")))
}

fn netns(attrs: &[Node], names: &dyn Names) -> Option<String> {
    let find = |name: &str| attrs.iter().find(|it| it.name == name);
    if let Some(Value::Signed(fd)) = find("IFLA_NET_NS_FD").map(|it| &it.value) {
        return names.netns_of_fd(i32::try_from(*fd).ok()?);
    }
    let pid = find("IFLA_NET_NS_PID")?.number()?;
    Some(format!("the namespace of process {pid}"))
}

/// `IFLA_BRPORT_MCAST_FLOOD` is `mcast_flood`.
fn spoken(name: &str) -> String {
    let short = ["IFLA_BRPORT_", "IFLA_BRIDGE_", "IFLA_"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    short.unwrap_or(name).to_ascii_lowercase()
}

fn switch(on: u64) -> &'static str {
    if on == 0 { "off" } else { "on" }
}
