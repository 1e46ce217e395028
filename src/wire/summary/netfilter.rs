//! Messages of nf_tables and nft_compat in a line.

use crate::wire::Names;
use crate::wire::rule::rule;
use crate::wire::tree::{Message, Node};

/// `table ip nat`, `chain ip nat POSTROUTING (postrouting, priority 100)`, `rule in ip nat cni: ...`.
pub(super) fn netfilter(message: &Message, names: &dyn Names) -> Option<String> {
    let family = message
        .field("nfgen_family")
        .and_then(Node::text)
        .unwrap_or_default();
    match &*message.kind {
        "NFNL_MSG_BATCH_BEGIN" => return Some("begin: all of these or none".to_owned()),
        "NFNL_MSG_BATCH_END" => return Some("end: all of these or none".to_owned()),
        "NFNL_MSG_COMPAT_GET" => return compat(message),
        _ => {}
    }
    let name = message.kind.strip_prefix("NFT_MSG_")?;
    if name.ends_with("GEN") {
        return Some(match message.attr("NFTA_GEN_ID").and_then(Node::number) {
            Some(number) => format!("generation {number} of the ruleset"),
            None => "get generation of the ruleset".to_owned(),
        });
    }
    let (verb, object) = split(name)?;
    if message.has_flag("dump") {
        return Some(format!("dump of {}", many(object)));
    }
    if object == "TABLE" && verb == "remove " && message.attr("NFTA_TABLE_NAME").is_none() {
        return Some("remove the whole ruleset".to_owned());
    }
    let verb = match (verb, message.has_flag("request")) {
        ("remove ", false) => "gone: ",
        (verb, _) => verb,
    };
    let text = |name: &str| message.attr(name).and_then(Node::text).unwrap_or("?");
    Some(match object {
        "TABLE" => format!("{verb}table {family} {}", text("NFTA_TABLE_NAME")),
        "CHAIN" => format!(
            "{verb}chain {family} {} {}{}",
            text("NFTA_CHAIN_TABLE"),
            text("NFTA_CHAIN_NAME"),
            hook(message).unwrap_or_default()
        ),
        "RULE" => rule_line(message, verb, family, names),
        "SET" => format!(
            "{verb}set {family} {} {}",
            text("NFTA_SET_TABLE"),
            text("NFTA_SET_NAME")
        ),
        "SETELEM" => {
            let elements = message.attr("NFTA_SET_ELEM_LIST_ELEMENTS");
            let elements = match elements.map(|it| it.children().len()).unwrap_or_default() {
                1 => "1 element".to_owned(),
                count => format!("{count} elements"),
            };
            let set = text("NFTA_SET_ELEM_LIST_SET");
            let table = text("NFTA_SET_ELEM_LIST_TABLE");
            format!("{verb}{elements} of set {family} {table} {set}")
        }
        "OBJ" => format!(
            "{verb}{} {family} {} {}",
            text("NFTA_OBJ_TYPE"),
            text("NFTA_OBJ_TABLE"),
            text("NFTA_OBJ_NAME")
        ),
        "FLOWTABLE" => format!(
            "{verb}flowtable {family} {} {}",
            text("NFTA_FLOWTABLE_TABLE"),
            text("NFTA_FLOWTABLE_NAME")
        ),
        _ => return None,
    })
}

fn rule_line(message: &Message, verb: &str, family: &str, names: &dyn Names) -> String {
    let text = |name: &str| message.attr(name).and_then(Node::text);
    let handle = message.attr("NFTA_RULE_HANDLE").and_then(Node::number);
    let place = match (text("NFTA_RULE_TABLE"), text("NFTA_RULE_CHAIN")) {
        (Some(table), Some(chain)) => format!("{family} {table} {chain}"),
        (Some(table), None) => format!("{family} {table}"),
        _ => family.to_owned(),
    };
    match (message.attr("NFTA_RULE_EXPRESSIONS"), handle) {
        (Some(_), _) => {
            let words = rule(message, names).words.join(" ");
            format!("{verb}rule in {place}: {words}")
        }
        (None, Some(handle)) => format!("{verb}rule {handle} in {place}"),
        (None, None) => format!("{verb}all rules in {place}"),
    }
}

fn hook(message: &Message) -> Option<String> {
    let hook = message.attr("NFTA_CHAIN_HOOK")?;
    let at = hook.attr("NFTA_HOOK_HOOKNUM")?.text()?;
    match &hook.attr("NFTA_HOOK_PRIORITY")?.value {
        crate::wire::Value::Signed(priority) => Some(format!(" ({at}, priority {priority})")),
        _ => None,
    }
}

fn compat(message: &Message) -> Option<String> {
    let name = message.attr("NFTA_COMPAT_NAME")?.text()?;
    let kind = message.attr("NFTA_COMPAT_TYPE")?.text()?;
    let rev = message.attr("NFTA_COMPAT_REV")?.number()?;
    Some(match message.has_flag("request") {
        true => format!("does the kernel have {kind} {name}, revision {rev}?"),
        false => format!("{kind} {name} has revision {rev}"),
    })
}

fn split(name: &str) -> Option<(&'static str, &str)> {
    let verbs = [
        ("NEW", ""),
        ("GET", "get "),
        ("DEL", "remove "),
        ("DESTROY", "remove "),
    ];
    verbs.iter().find_map(|(prefix, verb)| {
        let object = name.strip_prefix(prefix)?;
        Some((*verb, object.trim_end_matches("_RESET")))
    })
}

fn many(object: &str) -> &'static str {
    match object {
        "TABLE" => "tables",
        "CHAIN" => "chains",
        "RULE" => "rules",
        "SET" => "sets",
        "SETELEM" => "elements of sets",
        "OBJ" => "named objects",
        "FLOWTABLE" => "flowtables",
        _ => "objects",
    }
}
