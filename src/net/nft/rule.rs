//! A rule: expressions that load a part of the packet into a register and compare it, and what happens then.
//!
//! They are the ones that nft(8) makes of the same words, so that it lists them in these words.

use std::net::IpAddr;

use crate::spec::Cidr;
use crate::wire::{Body, Node, Value};

/// A rule to be added.
#[derive(Debug, Default)]
pub struct Rule {
    expressions: Vec<Expression>,
    comment: String,
}

#[derive(Debug)]
enum Expression {
    /// Loads what is known of the packet.
    Meta(u32),
    /// Loads bytes of a header.
    Payload { base: u32, offset: u32, length: u32 },
    /// Keeps the bits of the mask.
    Mask(Vec<u8>),
    /// Goes on with the next expression if the register has this value, or if it has not.
    Compare { equal: bool, value: Vec<u8> },
    /// Ends the rule.
    Verdict { code: i32, chain: String },
    /// Gives the packet the address of the link that it leaves by.
    Masquerade,
}

// linux/netfilter/nf_tables.h: one register of 16 bytes is enough.
const REGISTER: u32 = 1;
const VERDICT_REGISTER: u32 = 0;
const META_IIFNAME: u32 = 6;
const META_NFPROTO: u32 = 15;
const LINK_HEADER: u32 = 0;
const NETWORK_HEADER: u32 = 1;
const DROP: i32 = 0;
const JUMP: i32 = -3;
const GOTO: i32 = -4;
const RETURN: i32 = -5;
/// `IFNAMSIZ`, linux/if.h.
const LINK_NAME: usize = 16;

impl Rule {
    /// Of packets that came in by this link.
    #[must_use]
    pub fn input_link(mut self, name: &str) -> Rule {
        let mut value = name.as_bytes().to_vec();
        value.resize(LINK_NAME.max(value.len()), 0);
        self.expressions.push(Expression::Meta(META_IIFNAME));
        self.compare(true, value)
    }

    /// Of frames from this hardware address, in the bridge family.
    #[must_use]
    pub fn ether_source(mut self, mac: &[u8]) -> Rule {
        self.expressions.push(Expression::Payload {
            base: LINK_HEADER,
            offset: 6,
            length: 6,
        });
        self.compare(true, mac.to_vec())
    }

    /// Of packets from this address, in the inet family.
    #[must_use]
    pub fn source(self, ip: IpAddr) -> Rule {
        let prefix = if ip.is_ipv6() { 128 } else { 32 };
        let offset = if ip.is_ipv6() { 8 } else { 12 };
        self.of_family(ip)
            .network(Cidr { ip, prefix }, offset, true)
    }

    /// Of packets to an address in this network, in the inet family.
    #[must_use]
    pub fn destination(self, network: Cidr) -> Rule {
        let offset = destination(network.ip);
        self.of_family(network.ip).network(network, offset, true)
    }

    /// Of packets to an address outside of this network; [`source`](Rule::source) has said of which family.
    #[must_use]
    pub fn destination_outside(self, network: Cidr) -> Rule {
        let offset = destination(network.ip);
        self.network(network, offset, false)
    }

    /// They get the address of the link that they leave by.
    #[must_use]
    pub fn masquerade(mut self) -> Rule {
        self.expressions.push(Expression::Masquerade);
        self
    }

    /// They go through the chain and come back.
    #[must_use]
    pub fn jump(self, chain: &str) -> Rule {
        self.verdict(JUMP, chain)
    }

    /// They go through the chain and do not come back.
    #[must_use]
    pub fn goto(self, chain: &str) -> Rule {
        self.verdict(GOTO, chain)
    }

    /// They go back where this chain was called.
    #[must_use]
    pub fn go_back(self) -> Rule {
        self.verdict(RETURN, "")
    }

    /// They are dropped.
    #[must_use]
    pub fn drop(self) -> Rule {
        self.verdict(DROP, "")
    }

    /// What nft(8) shows beside the rule.
    #[must_use]
    pub fn comment(mut self, words: &str) -> Rule {
        words.clone_into(&mut self.comment);
        self
    }

    pub(super) fn words(&self) -> &str {
        &self.comment
    }

    /// In the inet family a header has a form only once the packet's family is known.
    fn of_family(mut self, ip: IpAddr) -> Rule {
        self.expressions.push(Expression::Meta(META_NFPROTO));
        self.compare(true, vec![if ip.is_ipv6() { 10 } else { 2 }])
    }

    fn network(mut self, network: Cidr, offset: u32, equal: bool) -> Rule {
        let bytes = match network.network() {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        // Of a prefix of whole bytes only those are loaded, of another all, under a mask.
        let (whole, is_whole) = (
            usize::from(network.prefix / 8),
            network.prefix.is_multiple_of(8),
        );
        let mut value = bytes;
        if is_whole && whole > 0 {
            value.truncate(whole);
        }
        self.expressions.push(Expression::Payload {
            base: NETWORK_HEADER,
            offset,
            length: u32::try_from(value.len()).unwrap_or(0),
        });
        if !is_whole || whole == 0 {
            let mut mask = vec![0; value.len()];
            mask[..whole].fill(0xff);
            mask[whole] = !(0xff_u8 >> (network.prefix % 8));
            self.expressions.push(Expression::Mask(mask));
        }
        self.compare(equal, value)
    }

    fn compare(mut self, equal: bool, value: Vec<u8>) -> Rule {
        self.expressions.push(Expression::Compare { equal, value });
        self
    }

    fn verdict(mut self, code: i32, chain: &str) -> Rule {
        self.expressions.push(Expression::Verdict {
            code,
            chain: chain.to_owned(),
        });
        self
    }

    /// Writes `NFTA_RULE_EXPRESSIONS`.
    pub(super) fn write(&self, body: &mut Body<'_>) {
        body.nest(4, |list| {
            for expression in &self.expressions {
                list.nest(1, |it| {
                    it.text(1, expression.name());
                    it.nest(2, |it| expression.write(it));
                });
            }
        });
    }
}

fn destination(ip: IpAddr) -> u32 {
    if ip.is_ipv6() { 24 } else { 16 }
}

impl Expression {
    fn name(&self) -> &'static str {
        match self {
            Expression::Meta(_) => "meta",
            Expression::Payload { .. } => "payload",
            Expression::Mask(_) => "bitwise",
            Expression::Compare { .. } => "cmp",
            Expression::Verdict { .. } => "immediate",
            Expression::Masquerade => "masq",
        }
    }

    /// Writes `NFTA_EXPR_DATA`: attributes of the kind of expression.
    fn write(&self, it: &mut Body<'_>) {
        match self {
            Expression::Meta(key) => {
                it.be32(2, *key);
                it.be32(1, REGISTER);
            }
            Expression::Payload {
                base,
                offset,
                length,
            } => {
                it.be32(1, REGISTER);
                it.be32(2, *base);
                it.be32(3, *offset);
                it.be32(4, *length);
            }
            Expression::Mask(mask) => {
                it.be32(1, REGISTER);
                it.be32(2, REGISTER);
                it.be32(3, u32::try_from(mask.len()).unwrap_or(0));
                it.nest(4, |it| it.attr(1, mask));
                it.nest(5, |it| it.attr(1, &vec![0; mask.len()]));
            }
            Expression::Compare { equal, value } => {
                it.be32(1, REGISTER);
                it.be32(2, u32::from(!equal));
                it.nest(3, |it| it.attr(1, value));
            }
            Expression::Verdict { code, chain } => {
                it.be32(1, VERDICT_REGISTER);
                it.nest(2, |it| {
                    it.nest(2, |it| {
                        it.be32(1, code.cast_unsigned());
                        if !chain.is_empty() {
                            it.text(2, chain);
                        }
                    });
                });
            }
            Expression::Masquerade => {}
        }
    }
}

/// The name of a link, if the value can be one: padded with zero bytes to `IFNAMSIZ`.
pub(super) fn link_name(value: &Node) -> Option<String> {
    let Value::Raw(bytes) = &value.value else {
        return None;
    };
    let end = bytes.0.iter().position(|it| *it == 0)?;
    let is_name = bytes.0.len() == LINK_NAME && end > 0 && bytes.0[end..].iter().all(|it| *it == 0);
    let text = std::str::from_utf8(&bytes.0[..end]).ok()?;
    is_name.then(|| text.to_owned())
}
