//! One rule: whose packets it is for, and what it does with their addresses.
//!
//! Followed are the registers that hold a source address, a port or a new address; conditions of other kinds stand in
//! the rule's words. xtables' structures are those of `linux/netfilter/x_tables.h` and its extensions.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::wire::{Message, Node, Value};

/// What a rule says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// `masquerade`, `snat`, `dnat`, `redirect`.
    pub(super) translation: Option<&'static str>,
    pub(super) to: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) ports: Vec<String>,
    pub(super) comments: Vec<String>,
    /// The chain that it leads to.
    pub(super) jump: Option<String>,
    /// True if it has parts that only iptables makes.
    pub(super) iptables: bool,
}

/// What a register holds.
enum Held {
    Source(Option<u32>),
    Port,
    Value(Vec<u8>),
}

pub(super) fn parse(message: &Message) -> Parsed {
    let mut parsed = Parsed::default();
    let mut registers: HashMap<String, Held> = HashMap::new();
    let expressions = message.attr("NFTA_RULE_EXPRESSIONS");
    for it in expressions.into_iter().flat_map(Node::children) {
        let (Some(name), Some(data)) = (
            it.attr("NFTA_EXPR_NAME").and_then(Node::text),
            it.attr("NFTA_EXPR_DATA"),
        ) else {
            continue;
        };
        // What cannot be read says nothing here; it stands in the rule's words.
        let _ = expression(name, data, &mut registers, &mut parsed);
    }
    let user = message.attr("NFTA_RULE_USERDATA");
    let comments = user
        .into_iter()
        .flat_map(Node::children)
        .filter(|it| it.name == "comment");
    parsed
        .comments
        .extend(comments.filter_map(Node::text).map(str::to_owned));
    parsed
}

fn expression(
    name: &str,
    data: &Node,
    registers: &mut HashMap<String, Held>,
    parsed: &mut Parsed,
) -> Option<()> {
    match name {
        "payload" => {
            let held = payload(data);
            let register = key(data, "NFTA_PAYLOAD_DREG")?;
            match held {
                Some(held) => registers.insert(register, held),
                None => registers.remove(&register),
            };
        }
        "bitwise" => {
            let mask = bytes(data.attr("NFTA_BITWISE_MASK")?.attr("NFTA_DATA_VALUE")?)?;
            let length: u32 = mask.iter().map(|it| it.count_ones()).sum();
            if let Some(Held::Source(_)) = registers.get(&key(data, "NFTA_BITWISE_SREG")?) {
                registers.insert(key(data, "NFTA_BITWISE_DREG")?, Held::Source(Some(length)));
            }
        }
        "cmp" => {
            let value = bytes(data.attr("NFTA_CMP_DATA")?.attr("NFTA_DATA_VALUE")?)?;
            if data.attr("NFTA_CMP_OP")?.text()? != "eq" {
                return None;
            }
            match registers.get(&key(data, "NFTA_CMP_SREG")?)? {
                Held::Source(length) => parsed.sources.push(prefix(value, *length)?),
                Held::Port => parsed
                    .ports
                    .push(u16::from_be_bytes(value.try_into().ok()?).to_string()),
                Held::Value(_) => {}
            }
        }
        "immediate" => {
            let data_of = data.attr("NFTA_IMMEDIATE_DATA")?;
            if let Some(verdict) = data_of.attr("NFTA_DATA_VERDICT") {
                parsed.jump = verdict
                    .attr("NFTA_VERDICT_CHAIN")
                    .and_then(Node::text)
                    .map(str::to_owned);
            } else {
                let value = bytes(data_of.attr("NFTA_DATA_VALUE")?)?.to_vec();
                registers.insert(key(data, "NFTA_IMMEDIATE_DREG")?, Held::Value(value));
            }
        }
        "masq" => parsed.translation = Some("masquerade"),
        "redir" => {
            parsed.translation = Some("redirect");
            parsed.to = port_in(registers, key(data, "NFTA_REDIR_REG_PROTO_MIN"));
        }
        "nat" => {
            let source = data.attr("NFTA_NAT_TYPE").and_then(Node::text) == Some("snat");
            parsed.translation = Some(if source { "snat" } else { "dnat" });
            let address =
                key(data, "NFTA_NAT_REG_ADDR_MIN").and_then(|it| match registers.get(&it)? {
                    Held::Value(value) => address(value),
                    _ => None,
                });
            parsed.to = joined(
                address,
                port_in(registers, key(data, "NFTA_NAT_REG_PROTO_MIN")),
            );
        }
        "match" => extension(data, parsed)?,
        "target" => target(data, parsed)?,
        _ => {}
    }
    Some(())
}

/// Addresses stand at fixed places of the network header, ports at the start of the transport header.
fn payload(data: &Node) -> Option<Held> {
    let number = |name: &str| data.attr(name)?.number();
    let base = data.attr("NFTA_PAYLOAD_BASE")?.text()?;
    let length = number("NFTA_PAYLOAD_LEN")?;
    match (base, number("NFTA_PAYLOAD_OFFSET")?, length) {
        // A prefix of whole bytes is loaded as so many bytes.
        ("network_header", 12, 1..=4) | ("network_header", 8, 2..=16) => {
            let whole = length == 4 || length == 16;
            Some(Held::Source(
                (!whole).then_some(u32::try_from(8 * length).ok()?),
            ))
        }
        ("transport_header", 2, 2) => Some(Held::Port),
        _ => None,
    }
}

fn extension(data: &Node, parsed: &mut Parsed) -> Option<()> {
    parsed.iptables = true;
    let info = data.attr("NFTA_MATCH_INFO")?;
    match data.attr("NFTA_MATCH_NAME")?.text()? {
        "comment" => parsed.comments.push(info.text()?.to_owned()),
        // struct xt_tcp, struct xt_udp: a range of source ports, one of destination ports.
        "tcp" | "udp" => {
            let bytes = bytes(info)?;
            let port =
                |at: usize| Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
            let (first, last) = (port(4)?, port(6)?);
            if (first, last) != (0, u16::MAX) {
                parsed.ports.push(range(first, last));
            }
        }
        // struct xt_multiport_v1: which ports, how many, the ports; 1 is the destination's.
        "multiport" => {
            let bytes = bytes(info)?;
            let (which, count) = (*bytes.first()?, usize::from(*bytes.get(1)?));
            if which == 1 {
                let ports = bytes.get(2..)?.chunks_exact(2).take(count.min(15));
                let port = |it: &[u8]| u16::from_ne_bytes([it[0], it[1]]).to_string();
                parsed.ports.extend(ports.map(port));
            }
        }
        _ => {}
    }
    Some(())
}

fn target(data: &Node, parsed: &mut Parsed) -> Option<()> {
    parsed.iptables = true;
    let kind = match data.attr("NFTA_TARGET_NAME")?.text()? {
        "MASQUERADE" => "masquerade",
        "SNAT" => "snat",
        "DNAT" => "dnat",
        "REDIRECT" => "redirect",
        _ => return None,
    };
    parsed.translation = Some(kind);
    if kind == "masquerade" {
        return Some(());
    }
    let info = bytes(data.attr("NFTA_TARGET_INFO")?)?;
    // struct nf_nat_ipv4_multi_range_compat is as long as one IPv4 range, struct nf_nat_range (of any revision) begins
    // with flags and two addresses of 16 bytes.
    let (address, port) = match info.len() {
        20 | 24 => (address(info.get(8..12)?), info.get(16..18)?),
        _ => {
            let bytes = info.get(4..20)?;
            let short = bytes[4..].iter().all(|it| *it == 0);
            (
                address(if short { &bytes[..4] } else { bytes }),
                info.get(36..38)?,
            )
        }
    };
    let port = u16::from_be_bytes(port.try_into().ok()?);
    parsed.to = joined(
        address.filter(|_| kind != "redirect"),
        (port != 0).then(|| port.to_string()),
    );
    Some(())
}

fn key(data: &Node, name: &str) -> Option<String> {
    let node = data.attr(name)?;
    let text = node.text().map(str::to_owned);
    text.or_else(|| node.number().map(|it| it.to_string()))
}

fn port_in(registers: &HashMap<String, Held>, key: Option<String>) -> Option<String> {
    match registers.get(&key?)? {
        Held::Value(value) => {
            Some(u16::from_be_bytes(value.get(..2)?.try_into().ok()?).to_string())
        }
        _ => None,
    }
}

fn bytes(node: &Node) -> Option<&[u8]> {
    match &node.value {
        Value::Raw(bytes) => Some(&bytes.0),
        _ => None,
    }
}

fn range(first: u16, last: u16) -> String {
    match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    }
}

/// `10.22.0.2:80`.
fn joined(address: Option<IpAddr>, port: Option<String>) -> Option<String> {
    Some(match (address, port) {
        (Some(IpAddr::V6(address)), Some(port)) => format!("[{address}]:{port}"),
        (Some(address), Some(port)) => format!("{address}:{port}"),
        (Some(address), None) => address.to_string(),
        (None, Some(port)) => format!(":{port}"),
        (None, None) => return None,
    })
}

fn address(value: &[u8]) -> Option<IpAddr> {
    match value.len() {
        4 => Some(Ipv4Addr::from(<[u8; 4]>::try_from(value).ok()?).into()),
        16 => Some(Ipv6Addr::from(<[u8; 16]>::try_from(value).ok()?).into()),
        _ => None,
    }
}

fn prefix(value: &[u8], length: Option<u32>) -> Option<String> {
    let mut whole = vec![0; if value.len() <= 4 { 4 } else { 16 }];
    whole.get_mut(..value.len())?.copy_from_slice(value);
    let address = address(&whole)?;
    Some(match length {
        Some(length) => format!("{address}/{length}"),
        None => address.to_string(),
    })
}
