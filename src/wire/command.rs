//! The `ip`, `bridge` or `nft` command that asks the kernel for the same as a request does.
//!
//! A reader may paste it: it does the same, or says in a comment what it leaves out (`# and
//! IFLA_INET_CONF`), or is not given at all. Names are quoted for a shell. What is left out silently
//! has no effect on the kernel's state, such as which details an answer shall hold.

mod address;
mod bridge;
mod kinds;
mod link;
mod neighbour;
mod nft;
mod route;
mod rule;
mod words;

use super::tree::Message;
use super::{NETLINK_NETFILTER, NETLINK_ROUTE};
use words::Words;

pub(super) use route::destination;
pub(super) use words::link_name;

/// Names that a command needs and the message does not hold, of the namespace that the socket belongs to.
pub trait Names {
    /// The name of the link of this index.
    fn link(&self, index: u32) -> Option<String>;
    /// What `ip link set ... netns` calls the namespace behind this descriptor of the sender.
    fn netns_of_fd(&self, fd: i32) -> Option<String>;
}

/// The command that asks for the same; none for a request that only reads, for an answer, and for what
/// no command can ask for.
pub fn command(protocol: u32, message: &Message, names: &dyn Names) -> Option<String> {
    // A request may be meant for another namespace than the socket's; the commands have no word for it.
    let elsewhere = |name: &str| name.ends_with("_TARGET_NETNSID");
    if !message.has_flag("request") || message.attrs.iter().any(|it| elsewhere(&it.name)) {
        return None;
    }
    let words = match protocol {
        NETLINK_ROUTE => route(message, names),
        NETLINK_NETFILTER => nft::nft(message, names),
        _ => None,
    };
    words.map(Words::finish)
}

fn route(message: &Message, names: &dyn Names) -> Option<Words> {
    let bridge = message.field("ifi_family").and_then(|it| it.text()) == Some("AF_BRIDGE");
    let fdb = message.field("ndm_family").and_then(|it| it.text()) == Some("AF_BRIDGE");
    match &*message.kind {
        "RTM_NEWLINK" | "RTM_SETLINK" if bridge => bridge::port(message, names),
        "RTM_DELLINK" if bridge => bridge::vlans(message, "del", names),
        "RTM_NEWLINK" | "RTM_SETLINK" => link::change(message, names),
        "RTM_DELLINK" => link::delete(message, names),
        "RTM_NEWLINKPROP" => link::property(message, "add", names),
        "RTM_DELLINKPROP" => link::property(message, "del", names),
        "RTM_NEWADDR" => address::add(message, names),
        "RTM_DELADDR" => address::delete(message, names),
        "RTM_NEWROUTE" => route::add(message, names),
        "RTM_DELROUTE" => route::delete(message, names),
        "RTM_NEWRULE" => rule::rule(message, "add"),
        "RTM_DELRULE" => rule::rule(message, "del"),
        "RTM_NEWNEIGH" if fdb => bridge::forward(message, verb(message)?, names),
        "RTM_DELNEIGH" if fdb => bridge::forward(message, "del", names),
        "RTM_NEWNEIGH" => neighbour::add(message, names),
        "RTM_DELNEIGH" => neighbour::delete(message, names),
        "RTM_NEWNSID" => netns_id(message, names),
        _ => None,
    }
}

/// What the flags of a request for something new ask for, in the words of iproute2.
fn verb(message: &Message) -> Option<&'static str> {
    let has = |name: &str| message.has_flag(name);
    Some(
        match (has("create"), has("replace"), has("excl"), has("append")) {
            (true, false, true, false) => "add",
            (true, true, false, false) => "replace",
            (true, false, false, true) => "append",
            (true, false, false, false) => "prepend",
            (false, true, false, false) => "change",
            _ => return None,
        },
    )
}

fn netns_id(message: &Message, names: &dyn Names) -> Option<Words> {
    let fd = i32::try_from(message.attr("NETNSA_FD")?.number()?).ok()?;
    let netns = names.netns_of_fd(fd).filter(|name| !name.contains('/'))?;
    let mut words = Words::new("ip netns set");
    words.value(&netns);
    match &message.attr("NETNSA_NSID")?.value {
        super::Value::Signed(-1) => words.word("auto"),
        _ => words.value(&message.attr("NETNSA_NSID")?.number()?.to_string()),
    }
    Some(words)
}
