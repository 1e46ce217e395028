//! Addresses, routes, rules and neighbours in a line.

use super::dev;
use crate::wire::Names;
use crate::wire::command::destination;
use crate::wire::tree::{Message, Node, Value};

pub(super) fn address(message: &Message, names: &dyn Names) -> Option<String> {
    let local = message
        .attr("IFA_LOCAL")
        .or_else(|| message.attr("IFA_ADDRESS"))?;
    let length = message.field("ifa_prefixlen")?.number()?;
    let on = dev(message.field("ifa_index"), names)?;
    let word = if message.kind == "RTM_DELADDR" {
        "from"
    } else {
        "on"
    };
    Some(format!(
        "{}{}/{length} {word} {on}",
        gone(message),
        local.text()?
    ))
}

pub(super) fn route(message: &Message, names: &dyn Names) -> Option<String> {
    let mut line = format!("{}{}", gone(message), destination(message));
    if let Some(kind) = message.field("rtm_type").and_then(Node::text)
        && !matches!(kind, "RTN_UNICAST" | "RTN_UNSPEC")
    {
        line.push_str(&format!(
            " {}",
            kind.trim_start_matches("RTN_").to_ascii_lowercase()
        ));
    }
    if let Some(gateway) = message.attr("RTA_GATEWAY").and_then(Node::text) {
        line.push_str(&format!(" via {gateway}"));
    }
    if let Some(out) = dev(message.attr("RTA_OIF"), names) {
        line.push_str(&format!(" dev {out}"));
    }
    for hop in message
        .attr("RTA_MULTIPATH")
        .into_iter()
        .flat_map(Node::children)
    {
        match hop.attr("RTA_GATEWAY").and_then(Node::text) {
            Some(gateway) => line.push_str(&format!(" nexthop {gateway}")),
            None => line.push_str(" nexthop"),
        }
    }
    let table = message
        .attr("RTA_TABLE")
        .or_else(|| message.field("rtm_table"));
    match table.map(|it| &it.value) {
        Some(Value::Number(number)) => line.push_str(&format!(" table {number}")),
        Some(Value::Text(name)) if name == "RT_TABLE_LOCAL" => line.push_str(" table local"),
        _ => {}
    }
    Some(line)
}

pub(super) fn rule(message: &Message) -> Option<String> {
    let mut line = format!("{}rule", gone(message));
    if let Some(priority) = message.attr("FRA_PRIORITY").and_then(Node::number) {
        line.push_str(&format!(" {priority}"));
    }
    for (word, attr, length) in [("from", "FRA_SRC", "src_len"), ("to", "FRA_DST", "dst_len")] {
        if let Some(address) = message.attr(attr).and_then(Node::text) {
            let length = message.field(length)?.number()?;
            line.push_str(&format!(" {word} {address}/{length}"));
        }
    }
    if let Some(action) = message.field("action").and_then(Node::text)
        && !matches!(action, "FR_ACT_TO_TBL" | "FR_ACT_UNSPEC")
    {
        let action = action.trim_start_matches("FR_ACT_").to_ascii_lowercase();
        line.push_str(&format!(" {action}"));
        if let Some(priority) = message.attr("FRA_GOTO").and_then(Node::number) {
            line.push_str(&format!(" {priority}"));
        }
        return Some(line);
    }
    let table = message.attr("FRA_TABLE").or_else(|| message.field("table"));
    match table.map(|it| &it.value) {
        Some(Value::Number(number)) => line.push_str(&format!(" table {number}")),
        Some(Value::Text(name)) if name != "RT_TABLE_UNSPEC" => {
            let name = name.trim_start_matches("RT_TABLE_").to_ascii_lowercase();
            line.push_str(&format!(" table {name}"));
        }
        _ => {}
    }
    Some(line)
}

pub(super) fn neighbour(message: &Message, names: &dyn Names) -> Option<String> {
    let mut said = Vec::new();
    said.extend(message.attr("NDA_DST").and_then(Node::text));
    said.extend(message.attr("NDA_LLADDR").and_then(Node::text));
    let mut line = format!("{}{}", gone(message), said.join(" at "));
    if let Some(on) = dev(message.field("ndm_ifindex"), names) {
        line.push_str(&format!(" on {on}"));
    }
    Some(line)
}

pub(super) fn nsid(message: &Message, names: &dyn Names) -> Option<String> {
    let number = match message.attr("NETNSA_NSID")?.value {
        Value::Signed(-1) => "no number".to_owned(),
        Value::Signed(number) => format!("number {number}"),
        _ => return None,
    };
    let netns = match message.attr("NETNSA_FD").map(|it| &it.value) {
        Some(Value::Signed(fd)) => names.netns_of_fd(i32::try_from(*fd).ok()?),
        _ => None,
    };
    let netns = netns.unwrap_or_else(|| "a namespace".to_owned());
    Some(format!("{}{netns} has {number} here", gone(message)))
}

/// How a deletion begins: asked for, or reported.
fn gone(message: &Message) -> &'static str {
    match (
        message.kind.starts_with("RTM_DEL"),
        message.has_flag("request"),
    ) {
        (true, true) => "remove ",
        (true, false) => "gone: ",
        _ => "",
    }
}

/// `queueing discipline tbf on eth0`.
pub(super) fn qdisc(message: &Message, names: &dyn Names) -> Option<String> {
    let kind = message.attr("TCA_KIND")?.text()?;
    let on = dev(message.field("tcm_ifindex"), names)?;
    Some(format!(
        "{}queueing discipline {kind} on {on}",
        gone(message)
    ))
}

/// `settings of eth0`.
pub(super) fn netconf(message: &Message, names: &dyn Names) -> Option<String> {
    let of = match message.attr("NETCONFA_IFINDEX")?.value {
        Value::Signed(-1) => "all links".to_owned(),
        Value::Signed(-2) => "new links".to_owned(),
        _ => dev(message.attr("NETCONFA_IFINDEX"), names)?,
    };
    Some(format!("settings of {of}"))
}
