//! What a register was loaded with, and how nft(8) writes a value of it.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::wire::netfilter::constants::CT_STATUS;
use crate::wire::rtnetlink::constants::{IP_PROTOCOL, ROUTE_TYPE};
use crate::wire::schema::name_of;
use crate::wire::walk::{bits, host, network};
use crate::wire::{Names, text};

/// Part of a packet, or what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// In the words of nft(8), `ip saddr`.
    pub(super) name: String,
    pub(super) form: Form,
}

/// How its bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Ipv4,
    Ipv6,
    /// In network order.
    Number,
    /// In host order.
    HostNumber,
    Mark,
    Protocol,
    Family,
    LinkName,
    LinkIndex,
    State,
    Status,
    AddressType,
}

impl Key {
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        self.name.split(' ').map(str::to_owned)
    }

    /// `ip saddr != 10.22.0.0/16`.
    pub(super) fn compared(
        &self,
        operation: &str,
        value: &[u8],
        names: &dyn Names,
    ) -> Option<Vec<String>> {
        let operator = match (operation, self.form) {
            ("eq", _) => None,
            ("neq", _) => Some("!="),
            ("lt", Form::Number) => Some("<"),
            ("lte", Form::Number) => Some("<="),
            ("gt", Form::Number) => Some(">"),
            ("gte", Form::Number) => Some(">="),
            _ => return None,
        };
        let written = self.written(value, names)?;
        let mut words: Vec<String> = self.words().collect();
        words.extend(operator.map(str::to_owned));
        words.push(written);
        Some(words)
    }

    /// The same under a mask: a prefix, a set of states, a part of a mark.
    pub(super) fn masked(&self, operation: &str, mask: &[u8], value: &[u8]) -> Option<Vec<String>> {
        let mut words: Vec<String> = self.words().collect();
        match (self.form, operation) {
            (Form::Ipv4 | Form::Ipv6, "eq" | "neq") => {
                let length = prefix_length(mask)?;
                let address = text::ip(value)?;
                if operation == "neq" {
                    words.push("!=".to_owned());
                }
                words.push(format!("{address}/{length}"));
            }
            (Form::State | Form::Status, "neq") if value.iter().all(|byte| *byte == 0) => {
                words.push(self.states(mask)?);
            }
            (Form::Mark, "eq" | "neq") => {
                let (mask, value) = (host(mask)?, host(value)?);
                let operator = if operation == "eq" { "==" } else { "!=" };
                words.extend(["&".to_owned(), format!("{mask:#x}")]);
                words.extend([operator.to_owned(), format!("{value:#x}")]);
            }
            _ => return None,
        }
        Some(words)
    }

    /// The network protocol that the rule asks for by this comparison.
    pub(super) fn network(&self, value: &[u8]) -> Option<&'static str> {
        match (self.form, value) {
            (Form::Family, [2]) => Some("ip"),
            (Form::Family, [10]) => Some("ip6"),
            _ => None,
        }
    }

    /// The transport protocol that the rule asks for by this comparison.
    pub(super) fn transport(&self, value: &[u8]) -> Option<String> {
        match self.form {
            Form::Protocol => protocol(value),
            _ => None,
        }
    }

    fn written(&self, value: &[u8], names: &dyn Names) -> Option<String> {
        match self.form {
            Form::Ipv4 => ipv4(value),
            Form::Ipv6 => ipv6(value),
            Form::Number => Some(network(value)?.to_string()),
            Form::HostNumber => Some(host(value)?.to_string()),
            Form::Mark => Some(format!("{:#x}", host(value)?)),
            Form::Protocol => protocol(value),
            Form::Family => match value {
                [2] => Some("ipv4".to_owned()),
                [10] => Some("ipv6".to_owned()),
                _ => None,
            },
            Form::LinkName => link_name(value),
            Form::LinkIndex => {
                let name = names.link(u32::try_from(host(value)?).ok()?)?;
                plain_name(&name)
            }
            Form::State | Form::Status => self.states(value),
            Form::AddressType => {
                let name = name_of(ROUTE_TYPE, host(value)?)?;
                Some(name.strip_prefix("RTN_")?.to_ascii_lowercase())
            }
        }
    }

    fn states(&self, value: &[u8]) -> Option<String> {
        let number = host(value)?;
        let names = match self.form {
            Form::State => bits(STATE, number),
            _ => bits(CT_STATUS, number),
        };
        if names.is_empty() || names.iter().any(|name| name.starts_with("0x")) {
            return None;
        }
        let names: Vec<String> = names.iter().map(|name| name.replace('_', "-")).collect();
        Some(names.join(","))
    }
}

/// `NF_CT_STATE_*_BIT` as nf_tables shifts them.
const STATE: crate::wire::schema::Constants = &[
    (0x1, "invalid"),
    (0x2, "established"),
    (0x4, "related"),
    (0x8, "new"),
    (0x40, "untracked"),
];

/// Fewer than four bytes are a prefix.
fn ipv4(value: &[u8]) -> Option<String> {
    let mut bytes = [0; 4];
    bytes.get_mut(..value.len())?.copy_from_slice(value);
    let address = Ipv4Addr::from(bytes);
    Some(match value.len() {
        4 => address.to_string(),
        some => format!("{address}/{}", some * 8),
    })
}

fn ipv6(value: &[u8]) -> Option<String> {
    let mut bytes = [0; 16];
    bytes.get_mut(..value.len())?.copy_from_slice(value);
    let address = Ipv6Addr::from(bytes);
    Some(match value.len() {
        16 => address.to_string(),
        some => format!("{address}/{}", some * 8),
    })
}

/// The protocols that nft(8) knows by name everywhere; the others by number.
fn protocol(value: &[u8]) -> Option<String> {
    let number = network(value)?;
    let name = name_of(IP_PROTOCOL, number).and_then(|it| it.strip_prefix("IPPROTO_"));
    Some(match name {
        Some("ICMPV6") => "icmpv6".to_owned(),
        Some(name @ ("TCP" | "UDP" | "SCTP" | "ICMP")) => name.to_ascii_lowercase(),
        _ => number.to_string(),
    })
}

/// A whole name of sixteen bytes, or the beginning of one.
fn link_name(value: &[u8]) -> Option<String> {
    let name = text::terminated(value)?;
    match name.len() == value.len() {
        true => Some(format!("{}*", plain_name(name)?)),
        false => plain_name(name),
    }
}

/// A name that nft(8) reads as it stands.
fn plain_name(name: &str) -> Option<String> {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let starts = name.starts_with(|it: char| it.is_ascii_alphabetic());
    (starts && name.chars().all(plain)).then(|| name.to_owned())
}

fn prefix_length(mask: &[u8]) -> Option<u32> {
    let ones: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
    let set: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let first = mask
        .iter()
        .position(|byte| *byte != 0xff)
        .unwrap_or(mask.len());
    let rest_is_zero = mask.iter().skip(first + 1).all(|byte| *byte == 0);
    (ones == set && rest_is_zero).then_some(set)
}
