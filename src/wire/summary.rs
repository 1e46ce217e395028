//! One short line for a person about a message.

mod link;
mod netfilter;
mod network;

use super::command::link_name;
use super::tree::{Message, Node, Value};
use super::{NETLINK_GENERIC, NETLINK_NETFILTER, NETLINK_ROUTE, NETLINK_SOCK_DIAG, Names, errno};

/// One short line: `create cni0 kind=bridge`, `10.22.0.2/16 on eth0`, `ok`, `EEXIST (File exists)`,
/// `dump of addresses`.
pub fn summary(protocol: u32, message: &Message, names: &dyn Names) -> String {
    match &*message.kind {
        "NLMSG_ERROR" => return answer(message),
        "NLMSG_DONE" => return done(message),
        _ => {}
    }
    let line = match protocol {
        NETLINK_ROUTE => route(message, names),
        NETLINK_NETFILTER => netfilter::netfilter(message, names),
        NETLINK_GENERIC => generic(message),
        NETLINK_SOCK_DIAG => sockets(message),
        _ => None,
    };
    line.unwrap_or_else(|| spoken(message))
}

fn route(message: &Message, names: &dyn Names) -> Option<String> {
    let kind = message.kind.strip_prefix("RTM_")?;
    if let Some(object) = kind.strip_prefix("GET") {
        return get(object, message, names);
    }
    match kind {
        "NEWLINK" | "SETLINK" => link::new(message, names),
        "DELLINK" => link::delete(message, names),
        "NEWLINKPROP" | "DELLINKPROP" => link::property(message, names),
        "NEWADDR" | "DELADDR" => network::address(message, names),
        "NEWROUTE" | "DELROUTE" => network::route(message, names),
        "NEWRULE" | "DELRULE" => network::rule(message),
        "NEWNEIGH" | "DELNEIGH" => network::neighbour(message, names),
        "NEWNSID" | "DELNSID" => network::nsid(message, names),
        "NEWQDISC" | "DELQDISC" => network::qdisc(message, names),
        "NEWNETCONF" => network::netconf(message, names),
        "NEWNEIGHTBL" => Some(format!(
            "neighbour table {}",
            message.attr("NDTA_NAME")?.text()?
        )),
        _ => None,
    }
}

fn get(object: &str, message: &Message, names: &dyn Names) -> Option<String> {
    let (_, one, many) = OBJECTS.iter().find(|(known, _, _)| *known == object)?;
    if message.has_flag("dump") {
        return Some(format!("dump of {many}"));
    }
    if !message.has_flag("request") {
        return Some((*many).to_owned());
    }
    let which = match object {
        "LINK" => link::target(message, names),
        "ROUTE" => message.attr("RTA_DST").and_then(text),
        "NEIGH" => message.attr("NDA_DST").and_then(text),
        "ADDR" => message.attr("IFA_ADDRESS").and_then(text),
        _ => None,
    };
    Some(match which {
        Some(which) => format!("get {one} {which}"),
        None => format!("get {one}"),
    })
}

/// `get family ethtool`, `family ethtool is number 21`.
fn generic(message: &Message) -> Option<String> {
    let name = message.attr("CTRL_ATTR_FAMILY_NAME").and_then(Node::text);
    let number = message.attr("CTRL_ATTR_FAMILY_ID").and_then(Node::number);
    match (&*message.kind, name, number) {
        ("CTRL_CMD_GETFAMILY", Some(name), _) => Some(format!("which number has family {name}?")),
        ("CTRL_CMD_GETFAMILY", None, _) if message.has_flag("dump") => {
            Some("dump of generic families".to_owned())
        }
        ("CTRL_CMD_NEWFAMILY", Some(name), Some(number)) => {
            Some(format!("family {name} has number {number}"))
        }
        _ => None,
    }
}

fn sockets(message: &Message) -> Option<String> {
    if message.has_flag("dump") {
        return Some("dump of sockets".to_owned());
    }
    let port = message.field("idiag_sport").and_then(Node::number)?;
    let source = message.field("idiag_src").and_then(Node::text)?;
    Some(format!("socket {source} port {port}"))
}

/// `ok`, or the error and the kernel's words for it.
fn answer(message: &Message) -> String {
    let error = match message.field("error").map(|it| &it.value) {
        Some(Value::Signed(0)) => return "ok".to_owned(),
        Some(Value::Text(name)) => name.to_string(),
        Some(Value::Signed(number)) => format!("errno {}", number.unsigned_abs()),
        _ => return "error without a number".to_owned(),
    };
    let mut line = match errno::meaning(&error) {
        Some(meaning) => format!("{error} ({meaning})"),
        None => error,
    };
    if let Some(words) = message.attr("NLMSGERR_ATTR_MSG").and_then(Node::text) {
        line.push_str(": ");
        line.push_str(words);
    }
    line
}

fn done(message: &Message) -> String {
    match message.field("error").and_then(Node::text) {
        Some(error) => format!("end of dump: {error}"),
        None => "end of dump".to_owned(),
    }
}

/// The type in words: `RTM_NEWQDISC` is `new qdisc`.
fn spoken(message: &Message) -> String {
    let kind = message.kind.strip_prefix("RTM_").unwrap_or(&message.kind);
    for (prefix, verb) in [
        ("NEW", "new"),
        ("DEL", "delete"),
        ("GET", "get"),
        ("SET", "set"),
    ] {
        if let Some(object) = kind.strip_prefix(prefix) {
            let verb = if message.has_flag("dump") {
                "dump of"
            } else {
                verb
            };
            return format!("{verb} {}", object.to_ascii_lowercase());
        }
    }
    kind.to_owned()
}

/// The name of the link that a node holds the index of.
fn dev(node: Option<&Node>, names: &dyn Names) -> Option<String> {
    let index = u32::try_from(node?.number()?).ok()?;
    (index != 0).then(|| link_name(index, names))
}

fn text(node: &Node) -> Option<String> {
    node.text().map(str::to_owned)
}

const OBJECTS: &[(&str, &str, &str)] = &[
    ("LINK", "link", "links"),
    ("ADDR", "addresses", "addresses"),
    ("ROUTE", "route to", "routes"),
    ("RULE", "rule", "rules"),
    ("NEIGH", "neighbour", "neighbours"),
    ("NEIGHTBL", "neighbour table", "neighbour tables"),
    ("QDISC", "queueing discipline", "queueing disciplines"),
    ("NSID", "number of a namespace", "numbers of namespaces"),
    ("NETCONF", "settings", "settings"),
    ("MDB", "multicast groups", "multicast groups"),
    ("VLAN", "VLANs", "VLANs"),
    ("NEXTHOP", "next hop", "next hops"),
    ("ADDRLABEL", "address label", "address labels"),
    ("STATS", "statistics", "statistics"),
];
