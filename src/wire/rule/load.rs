//! What an expression loads: a part of a header, or something that is known of the packet.

use super::Reader;
use super::key::{Form, Key};
use crate::wire::tree::Node;

pub(super) fn payload(reader: &Reader<'_>, data: &Node) -> Option<Key> {
    let offset = data.attr("NFTA_PAYLOAD_OFFSET")?.number()?;
    let length = data.attr("NFTA_PAYLOAD_LEN")?.number()?;
    let network = match reader.family {
        "ip" | "ip6" => reader.family,
        _ => reader.network.unwrap_or_default(),
    };
    let (name, form) = match (data.attr("NFTA_PAYLOAD_BASE")?.text()?, network) {
        ("network_header", "ip") => match (offset, length) {
            // A prefix of whole bytes is loaded as so many bytes.
            (12, 1..=4) => ("ip saddr".to_owned(), Form::Ipv4),
            (16, 1..=4) => ("ip daddr".to_owned(), Form::Ipv4),
            (9, 1) => ("ip protocol".to_owned(), Form::Protocol),
            (8, 1) => ("ip ttl".to_owned(), Form::Number),
            _ => return None,
        },
        ("network_header", "ip6") => match (offset, length) {
            (8, 1..=16) => ("ip6 saddr".to_owned(), Form::Ipv6),
            (24, 1..=16) => ("ip6 daddr".to_owned(), Form::Ipv6),
            (6, 1) => ("ip6 nexthdr".to_owned(), Form::Protocol),
            (7, 1) => ("ip6 hoplimit".to_owned(), Form::Number),
            _ => return None,
        },
        ("transport_header", _) => {
            let protocol = reader.transport.as_deref()?;
            match (protocol, offset, length) {
                ("tcp" | "udp" | "sctp", 0, 2) => (format!("{protocol} sport"), Form::Number),
                ("tcp" | "udp" | "sctp", 2, 2) => (format!("{protocol} dport"), Form::Number),
                ("icmp", 0, 1) => ("icmp type".to_owned(), Form::Number),
                ("icmpv6", 0, 1) => ("icmpv6 type".to_owned(), Form::Number),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Key { name, form })
}

pub(super) fn meta(data: &Node) -> Option<Key> {
    let key = data.attr("NFTA_META_KEY")?.text()?;
    let (name, form) = match key {
        "iifname" | "oifname" => (key.to_owned(), Form::LinkName),
        "iif" | "oif" => (key.to_owned(), Form::LinkIndex),
        "l4proto" => ("meta l4proto".to_owned(), Form::Protocol),
        "nfproto" => ("meta nfproto".to_owned(), Form::Family),
        "mark" => ("meta mark".to_owned(), Form::Mark),
        "skuid" | "skgid" => (format!("meta {key}"), Form::HostNumber),
        _ => return None,
    };
    Some(Key { name, form })
}

pub(super) fn ct(data: &Node) -> Option<Key> {
    if data.attr("NFTA_CT_DIRECTION").is_some() {
        return None;
    }
    let (name, form) = match data.attr("NFTA_CT_KEY")?.text()? {
        "state" => ("ct state", Form::State),
        "status" => ("ct status", Form::Status),
        "mark" => ("ct mark", Form::Mark),
        _ => return None,
    };
    Some(Key {
        name: name.to_owned(),
        form,
    })
}

pub(super) fn fib(data: &Node) -> Option<Key> {
    let flags = data.attr("NFTA_FIB_FLAGS")?.flags();
    if data.attr("NFTA_FIB_RESULT")?.text()? != "addrtype" || flags.iter().any(|it| it == "present")
    {
        return None;
    }
    Some(Key {
        name: format!("fib {} type", flags.join(" . ")),
        form: Form::AddressType,
    })
}
