//! Expressions that do something: count, log, translate addresses, refuse.

use super::{Reader, Term};
use crate::wire::text;
use crate::wire::tree::Node;
use crate::wire::walk::{host, network};

impl<'a> Reader<'a> {
    pub(super) fn statement(&mut self, name: &str, data: &'a Node) -> Option<()> {
        match name {
            "counter" => self.counter(data),
            "masq" => {
                self.say("masquerade");
                let ports = ("NFTA_MASQ_REG_PROTO_MIN", "NFTA_MASQ_REG_PROTO_MAX");
                self.ports(data, ports)?;
                self.nat_flags(data.attr("NFTA_MASQ_FLAGS"))
            }
            "redir" => {
                self.say("redirect");
                let ports = ("NFTA_REDIR_REG_PROTO_MIN", "NFTA_REDIR_REG_PROTO_MAX");
                self.ports(data, ports)?;
                self.nat_flags(data.attr("NFTA_REDIR_FLAGS"))
            }
            "nat" => self.nat(data),
            "meta" => self.set(
                "meta",
                data.attr("NFTA_META_KEY")?,
                data.attr("NFTA_META_SREG")?,
            ),
            "ct" => self.set("ct", data.attr("NFTA_CT_KEY")?, data.attr("NFTA_CT_SREG")?),
            "limit" => self.limit(data),
            "log" => self.log(data),
            "reject" => self.reject(data),
            "objref" => self.object(data),
            _ => None,
        }
    }

    fn counter(&mut self, data: &Node) -> Option<()> {
        let number = |name: &str| data.attr(name).and_then(Node::number).unwrap_or_default();
        let (packets, bytes) = (number("NFTA_COUNTER_PACKETS"), number("NFTA_COUNTER_BYTES"));
        self.say("counter");
        if (packets, bytes) != (0, 0) {
            self.words.push(format!("packets {packets} bytes {bytes}"));
        }
        Some(())
    }

    fn nat(&mut self, data: &'a Node) -> Option<()> {
        let address = self.given(data.attr("NFTA_NAT_REG_ADDR_MIN"))?;
        let mut target = text::ip(address)?.into_owned();
        let other = data.attr("NFTA_NAT_REG_ADDR_MAX");
        if other.is_some() && self.given(other)? != address {
            return None;
        }
        if let Some(register) = data.attr("NFTA_NAT_REG_PROTO_MIN") {
            let port = self.given(Some(register))?;
            let last = data.attr("NFTA_NAT_REG_PROTO_MAX");
            if last.is_some() && self.given(last)? != port {
                return None;
            }
            let port = network(port.get(..2)?)?;
            target = match address.len() {
                16 => format!("[{target}]:{port}"),
                _ => format!("{target}:{port}"),
            };
        }
        let family = data.attr("NFTA_NAT_FAMILY")?.text()?;
        self.say(data.attr("NFTA_NAT_TYPE")?.text()?);
        if self.family == "inet" {
            self.say(family);
        }
        self.say("to");
        self.words.push(target);
        self.nat_flags(data.attr("NFTA_NAT_FLAGS"))
    }

    fn ports(&mut self, data: &'a Node, (first, last): (&str, &str)) -> Option<()> {
        let Some(register) = data.attr(first) else {
            return Some(());
        };
        let from = network(self.given(Some(register))?.get(..2)?)?;
        let to = match data.attr(last) {
            Some(register) => network(self.given(Some(register))?.get(..2)?)?,
            None => from,
        };
        self.say("to");
        self.words.push(match from == to {
            true => format!(":{from}"),
            false => format!(":{from}-{to}"),
        });
        Some(())
    }

    fn nat_flags(&mut self, flags: Option<&Node>) -> Option<()> {
        let mut said = Vec::new();
        for flag in flags.map(Node::flags).unwrap_or_default() {
            match &**flag {
                "proto_random" => said.push("random"),
                "proto_random_fully" => said.push("fully-random"),
                "persistent" => said.push("persistent"),
                // Follow from the address and the port.
                "map_ips" | "proto_specified" => {}
                _ => return None,
            }
        }
        if !said.is_empty() {
            self.words.push(said.join(","));
        }
        Some(())
    }

    /// `meta mark set 0x2000`, `meta mark set meta mark or 0x2000`.
    fn set(&mut self, object: &str, key: &Node, register: &Node) -> Option<()> {
        let key = key.text()?;
        if key != "mark" {
            return None;
        }
        let own = format!("{object} {key}");
        let value = match self.registers.get(register.text()?)? {
            Term::Given(bytes) => format!("{:#x}", host(bytes)?),
            Term::Masked(loaded, mask, turned) => {
                let (mask, turned) = (host(mask)?, host(turned)?);
                let all = u64::from(u32::MAX);
                let (operator, operand) = match (mask, turned) {
                    (mask, 0) => ("and", mask),
                    (mask, turned) if mask == !turned & all => ("or", turned),
                    (mask, turned) if mask == all => ("xor", turned),
                    _ => return None,
                };
                format!("{} {operator} {operand:#x}", loaded.name)
            }
            Term::Loaded(loaded) => loaded.name.clone(),
        };
        let phrase = format!("{own} set {value}");
        self.words.extend(phrase.split(' ').map(str::to_owned));
        Some(())
    }

    fn limit(&mut self, data: &Node) -> Option<()> {
        if data.attr("NFTA_LIMIT_TYPE")?.text()? != "pkts" {
            return None;
        }
        let unit = match data.attr("NFTA_LIMIT_UNIT")?.number()? {
            1 => "second",
            60 => "minute",
            3600 => "hour",
            86_400 => "day",
            604_800 => "week",
            _ => return None,
        };
        let over = data
            .attr("NFTA_LIMIT_FLAGS")
            .is_some_and(|it| !it.flags().is_empty());
        let rate = data.attr("NFTA_LIMIT_RATE")?.number()?;
        let burst = data.attr("NFTA_LIMIT_BURST")?.number()?;
        let over = if over { "over " } else { "" };
        let phrase = format!("limit rate {over}{rate}/{unit} burst {burst} packets");
        self.words.extend(phrase.split(' ').map(str::to_owned));
        Some(())
    }

    fn log(&mut self, data: &Node) -> Option<()> {
        self.say("log");
        for attr in data.children() {
            match &*attr.name {
                "NFTA_LOG_PREFIX" => {
                    let prefix = attr.text().filter(|it| !it.contains(['"', '\\', '$']))?;
                    self.words.push(format!("prefix \"{prefix}\""));
                }
                "NFTA_LOG_LEVEL" => self.words.push(format!("level {}", attr.text()?)),
                "NFTA_LOG_GROUP" => self.words.push(format!("group {}", attr.number()?)),
                "NFTA_LOG_SNAPLEN" => self.words.push(format!("snaplen {}", attr.number()?)),
                _ => return None,
            }
        }
        Some(())
    }

    fn reject(&mut self, data: &Node) -> Option<()> {
        let code = data.attr("NFTA_REJECT_ICMP_CODE").and_then(Node::number);
        let (kind, names): (_, &[(u64, &str)]) =
            match (data.attr("NFTA_REJECT_TYPE")?.text()?, self.family) {
                ("tcp_rst", _) => {
                    self.say("reject with tcp reset");
                    return Some(());
                }
                ("icmpx_unreach", _) => ("icmpx", ICMPX),
                ("icmp_unreach", "ip") => ("icmp", ICMP),
                ("icmp_unreach", "ip6") => ("icmpv6", ICMPV6),
                _ => return None,
            };
        let (_, name) = names.iter().find(|(number, _)| Some(*number) == code)?;
        self.words.push(format!("reject with {kind} type {name}"));
        Some(())
    }

    fn object(&mut self, data: &Node) -> Option<()> {
        let kind = data.attr("NFTA_OBJREF_IMM_TYPE")?.text()?;
        let name = data.attr("NFTA_OBJREF_IMM_NAME")?.text()?;
        if !matches!(kind, "counter" | "quota" | "limit") {
            return None;
        }
        self.words.push(format!("{kind} name {name}"));
        Some(())
    }
}

const ICMP: &[(u64, &str)] = &[
    (0, "net-unreachable"),
    (1, "host-unreachable"),
    (2, "prot-unreachable"),
    (3, "port-unreachable"),
    (9, "net-prohibited"),
    (10, "host-prohibited"),
    (13, "admin-prohibited"),
];

const ICMPV6: &[(u64, &str)] = &[
    (0, "no-route"),
    (1, "admin-prohibited"),
    (3, "addr-unreachable"),
    (4, "port-unreachable"),
];

const ICMPX: &[(u64, &str)] = &[
    (0, "no-route"),
    (1, "port-unreachable"),
    (2, "host-unreachable"),
    (3, "admin-prohibited"),
];
