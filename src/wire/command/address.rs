//! `ip address`, ip-address(8).

use super::words::{Words, constant, flags, link_index, number, text};
use super::{Names, verb};
use crate::wire::tree::{Message, Node};

/// `ip addr add`, `replace` or `change`.
pub(super) fn add(message: &Message, names: &dyn Names) -> Option<Words> {
    // Without any of these flags the kernel adds too.
    let verb = match verb(message) {
        Some("append" | "prepend") | None => "add",
        Some(verb) => verb,
    };
    let mut words = Words::new(&format!("ip addr {verb}"));
    prefix(&mut words, message)?;
    for attr in &message.attrs {
        match &*attr.name {
            // `ifa_address` holds the same flags, as far as they fit.
            "IFA_LOCAL" | "IFA_ADDRESS" | "IFA_FLAGS" => {}
            "IFA_BROADCAST" => words.node("brd", attr),
            "IFA_ANYCAST" => words.node("any", attr),
            "IFA_LABEL" => words.node("label", attr),
            "IFA_RT_PRIORITY" => words.node("metric", attr),
            "IFA_CACHEINFO" => {
                lifetime(&mut words, "valid_lft", attr.attr("ifa_valid")?);
                lifetime(&mut words, "preferred_lft", attr.attr("ifa_prefered")?);
            }
            other => words.lose(other),
        }
    }
    let scope = message.field("ifa_scope")?;
    let usual = match local(message)?.text()?.starts_with("127.") {
        true => Some("RT_SCOPE_HOST"),
        false => Some("RT_SCOPE_UNIVERSE"),
    };
    // The kernel works out the scope of an IPv6 address itself.
    if text(message, "ifa_family") == "AF_INET" && scope.text() != usual {
        match scope.text() {
            Some("RT_SCOPE_UNIVERSE") => words.word("scope global"),
            _ => words.option("scope", &constant(scope, "RT_SCOPE_")?),
        }
    }
    let set = message
        .attr("IFA_FLAGS")
        .or_else(|| message.field("ifa_flags"));
    for flag in flags(set) {
        match flag {
            "nodad" | "optimistic" | "noprefixroute" => words.word(flag),
            "homeaddress" => words.word("home"),
            "managetempaddr" => words.word("mngtmpaddr"),
            "mcautojoin" => words.word("autojoin"),
            // The kernel sets and clears these itself.
            "permanent" | "secondary" => {}
            other => words.lose(&format!("flag {other}")),
        }
    }
    dev(&mut words, message, names)?;
    Some(words)
}

/// `ip addr del`. What else the request says of the address does not matter to the kernel.
pub(super) fn delete(message: &Message, names: &dyn Names) -> Option<Words> {
    let mut words = Words::new("ip addr del");
    prefix(&mut words, message)?;
    if let Some(label) = message.attr("IFA_LABEL") {
        words.node("label", label);
    }
    dev(&mut words, message, names)?;
    Some(words)
}

/// The address with its prefix; of a point-to-point link both ends.
fn prefix(words: &mut Words, message: &Message) -> Option<()> {
    let length = number(message, "ifa_prefixlen");
    let local = local(message)?.text()?;
    let peer = message.attr("IFA_ADDRESS").and_then(Node::text);
    match peer.filter(|it| *it != local) {
        Some(peer) => {
            words.value(local);
            words.option("peer", &format!("{peer}/{length}"));
        }
        None => words.value(&format!("{local}/{length}")),
    }
    Some(())
}

fn local(message: &Message) -> Option<&Node> {
    message
        .attr("IFA_LOCAL")
        .or_else(|| message.attr("IFA_ADDRESS"))
}

fn dev(words: &mut Words, message: &Message, names: &dyn Names) -> Option<()> {
    words.link("dev", link_index(message, "ifa_index")?, names);
    Some(())
}

fn lifetime(words: &mut Words, option: &str, node: &Node) {
    match node.number() {
        Some(0xffff_ffff) => words.option(option, "forever"),
        _ => words.node(option, node),
    }
}
