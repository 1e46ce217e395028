//! `ip rule`, ip-rule(8).

use super::words::{Words, constant, flags, number, text};
use crate::wire::tree::{Message, Node};

/// `ip rule add` or `del`.
pub(super) fn rule(message: &Message, verb: &str) -> Option<Words> {
    let mut words = Words::new(match text(message, "family") {
        "AF_INET" => "ip rule",
        "AF_INET6" => "ip -6 rule",
        _ => return None,
    });
    words.word(verb);
    for flag in flags(message.field("flags")) {
        match flag {
            "invert" => words.word("not"),
            "find_saddr" | "permanent" => words.lose(&format!("flag {flag}")),
            // The kernel sets these itself.
            _ => {}
        }
    }
    prefix(
        &mut words,
        "from",
        message.attr("FRA_SRC"),
        number(message, "src_len"),
    );
    prefix(
        &mut words,
        "to",
        message.attr("FRA_DST"),
        number(message, "dst_len"),
    );
    if number(message, "tos") != 0 {
        words.option("tos", &format!("{:#x}", number(message, "tos")));
    }
    for attr in &message.attrs {
        if attribute(&mut words, message, attr).is_none() {
            words.lose(&attr.name);
        }
    }
    action(&mut words, message)?;
    Some(words)
}

fn attribute(words: &mut Words, message: &Message, attr: &Node) -> Option<()> {
    match &*attr.name {
        "FRA_SRC" | "FRA_DST" | "FRA_TABLE" | "FRA_GOTO" | "FRA_FWMASK" => {}
        "FRA_PRIORITY" => words.node("priority", attr),
        "FRA_IIFNAME" => words.node("iif", attr),
        "FRA_OIFNAME" => words.node("oif", attr),
        "FRA_FWMARK" => {
            let mark = attr.number()?;
            words.word("fwmark");
            match message.attr("FRA_FWMASK").and_then(Node::number) {
                Some(mask) => words.value(&format!("{mark:#x}/{mask:#x}")),
                None => words.value(&format!("{mark:#x}")),
            }
        }
        // All ones mean: none.
        "FRA_SUPPRESS_PREFIXLEN" if matches!(attr.value, crate::wire::Value::Signed(-1)) => {}
        "FRA_SUPPRESS_PREFIXLEN" => words.node("suppress_prefixlength", attr),
        "FRA_SUPPRESS_IFGROUP" => words.node("suppress_ifgroup", attr),
        "FRA_PROTOCOL" => words.option("protocol", &constant(attr, "RTPROT_")?),
        "FRA_IP_PROTO" => {
            let protocol = constant(attr, "IPPROTO_")?;
            words.option(
                "ipproto",
                match &*protocol {
                    "icmpv6" => "ipv6-icmp",
                    other => other,
                },
            );
        }
        "FRA_UID_RANGE" => range(words, "uidrange", attr)?,
        "FRA_SPORT_RANGE" => range(words, "sport", attr)?,
        "FRA_DPORT_RANGE" => range(words, "dport", attr)?,
        "FRA_L3MDEV" => words.word("l3mdev"),
        "FRA_TUN_ID" => words.node("tun_id", attr),
        _ => return None,
    }
    Some(())
}

fn action(words: &mut Words, message: &Message) -> Option<()> {
    let table = message
        .attr("FRA_TABLE")
        .or_else(|| message.field("table"))?;
    let table = constant(table, "RT_TABLE_")?;
    match text(message, "action") {
        "FR_ACT_TO_TBL" if table == "unspec" => {}
        "FR_ACT_TO_TBL" => words.option("lookup", &table),
        "FR_ACT_GOTO" => words.node("goto", message.attr("FRA_GOTO")?),
        "FR_ACT_NOP" => words.word("nop"),
        "FR_ACT_BLACKHOLE" => words.word("blackhole"),
        "FR_ACT_UNREACHABLE" => words.word("unreachable"),
        "FR_ACT_PROHIBIT" => words.word("prohibit"),
        // A request to delete may leave the action open.
        "FR_ACT_UNSPEC" if table == "unspec" => {}
        "FR_ACT_UNSPEC" => words.option("lookup", &table),
        _ => return None,
    }
    Some(())
}

fn prefix(words: &mut Words, option: &str, node: Option<&Node>, length: u64) {
    if let Some(address) = node.and_then(Node::text) {
        words.option(option, &format!("{address}/{length}"));
    }
}

fn range(words: &mut Words, option: &str, attr: &Node) -> Option<()> {
    let start = attr.attr("start")?.number()?;
    let end = attr.attr("end")?.number()?;
    words.option(option, &format!("{start}-{end}"));
    Some(())
}
