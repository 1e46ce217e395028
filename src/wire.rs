//! Netlink bytes to a tree in which every part keeps its place in the bytes, and from there to words: the
//! `ip`, `bridge` or `nft` command that asks for the same, one line for a person.
//!
//! Invariant: decoding never fails and never drops a byte. What has no name here stays visible as raw
//! bytes under its number.
//!
//! The tables in `rtnetlink/` are the kernel headers' in the terms of `schema`; `walk` is
//! the only code that goes over bytes. The netlink-packet crates are not used here because they do not
//! say where in the bytes a value stood.

mod command;
mod decode;
mod diag;
mod encode;
mod errno;
mod generic;
mod header;
mod netfilter;
mod rtnetlink;
mod rule;
mod schema;
mod summary;
#[cfg(test)]
mod tests;
mod text;
pub mod tree;
mod uevent;
mod walk;

pub use command::{Names, command};
pub use decode::Decoder;
pub use encode::{Body, Encoder};
pub use errno::errno_name;
pub use summary::summary;
pub use tree::{Bytes, Message, Name, Node, Value};

/// `NETLINK_ROUTE`, netlink(7).
pub const NETLINK_ROUTE: u32 = 0;
/// `NETLINK_SOCK_DIAG`, sock_diag(7).
pub const NETLINK_SOCK_DIAG: u32 = 4;
/// `NETLINK_NETFILTER`.
pub const NETLINK_NETFILTER: u32 = 12;
/// `NETLINK_KOBJECT_UEVENT`: text, without `nlmsghdr`.
pub const NETLINK_KOBJECT_UEVENT: u32 = 15;
/// `NETLINK_GENERIC`.
pub const NETLINK_GENERIC: u32 = 16;

/// The name of a socket's protocol, `route`; `family 77` if it has none here.
pub fn family_name(protocol: u32) -> String {
    let name = match protocol {
        NETLINK_ROUTE => "route",
        2 => "usersock",
        NETLINK_SOCK_DIAG => "sock_diag",
        5 => "nflog",
        6 => "xfrm",
        7 => "selinux",
        8 => "iscsi",
        9 => "audit",
        10 => "fib_lookup",
        11 => "connector",
        NETLINK_NETFILTER => "netfilter",
        13 => "ip6_fw",
        NETLINK_KOBJECT_UEVENT => "kobject_uevent",
        NETLINK_GENERIC => "generic",
        18 => "scsitransport",
        20 => "rdma",
        21 => "crypto",
        22 => "smc",
        other => return format!("family {other}"),
    };
    name.to_owned()
}

/// The error of the first `NLMSG_ERROR` that holds one, `EEXIST`; none if all of them acknowledge.
pub fn refusal(messages: &[Message]) -> Option<String> {
    let mut errors = messages.iter().filter(|it| it.kind == "NLMSG_ERROR");
    errors.find_map(|message| match &message.field("error")?.value {
        Value::Text(name) => Some(name.clone().into_owned()),
        Value::Signed(0) => None,
        Value::Signed(number) => Some(errno_name(i32::try_from(*number).unwrap_or(i32::MIN))),
        _ => None,
    })
}
