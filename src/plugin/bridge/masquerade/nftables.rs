//! Masquerading by nf_tables: one table for all networks of the node, one rule for each address.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Owner, hash};
use crate::net::Error;
use crate::net::nft::{Base, Family, Found, Nft, Rule, Transaction};
use crate::spec::Cidr;
use crate::spec::config::Attachment;

const TABLE: &str = "cni_plugins_masquerade";
const TABLE_COMMENT: &str = "Masquerading for plugins from github.com/containernetworking/plugins";
const CHECKS: &str = "masq_checks";
const CHECKS_COMMENT: &str =
    "Masquerade traffic from certain IPs to any (non-multicast) IP outside their subnet";
const BASE: &str = "postrouting";
/// `NF_INET_POST_ROUTING`, and `NF_IP_PRI_NAT_SRC` of linux/netfilter_ipv4.h.
const POSTROUTING: Base = Base {
    kind: "nat",
    hook: 4,
    priority: 100,
};
/// The rules of the base chain, as they read when they are right.
const BASE_WORDS: [&str; 3] = [
    "meta nfproto ipv4 ip daddr 224.0.0.0/4 return",
    "meta nfproto ipv6 ip6 daddr ff00::/8 return",
    "goto masq_checks",
];
/// Longest comment that nft(8) takes, bytes.
const COMMENT: usize = 128;

pub(super) fn install(nft: &mut Nft, owner: &Owner<'_>, ips: &[Cidr]) -> Result<(), Error> {
    let id = owner.id();
    let comment = owner.comment();
    nft.change(|nft| {
        let mut it = Transaction::of(Family::Inet, TABLE);
        // Whoever removes a rule, or asks again for a chain that is there, waits when it closes its socket until
        // no processor uses the old one any more: milliseconds. So what is right already stays. The last of these
        // rules goes to the chain of checks, so that one is there too.
        let present = nft.table(Family::Inet, TABLE)?;
        let base = present.iter().filter(|it| it.chain == BASE);
        if base.map(|it| it.words.as_str()).ne(BASE_WORDS) {
            add_base(&mut it);
        }
        // Of an earlier ADD that nobody has undone.
        remove_rules(&present, &mut it, |comment| comment.starts_with(&id));
        for ip in ips {
            let rule = Rule::default()
                .source(ip.ip)
                .destination_outside(*ip)
                .masquerade();
            it.add_rule(CHECKS, &rule.comment(&comment));
        }
        Ok(it)
    })
}

/// The table and its chains.
fn add_base(it: &mut Transaction) {
    it.add_table(TABLE_COMMENT);
    it.add_chain(CHECKS, None, CHECKS_COMMENT);
    it.add_chain(BASE, Some(POSTROUTING), "");
    it.flush_chain(BASE);
    for multicast in multicast() {
        it.add_rule(BASE, &Rule::default().destination(multicast).go_back());
    }
    it.add_rule(BASE, &Rule::default().goto(CHECKS));
}

pub(super) fn remove(owner: &Owner<'_>) -> Result<(), Error> {
    let id = owner.id();
    remove_where(|comment| comment.starts_with(&id))
}

pub(super) fn collect(network: &str, valid: &[Attachment]) -> Result<(), Error> {
    let valid: HashSet<_> = valid
        .iter()
        .map(|it| {
            let owner = Owner {
                network,
                container_id: &it.container_id,
                ifname: &it.ifname,
            };
            owner.id()
        })
        .collect();
    let of_network = format!("{}-", hash(network, DIGITS));
    remove_where(|comment| {
        let id = comment.split(',').next().unwrap_or_default();
        id.starts_with(&of_network) && !valid.contains(id)
    })
}

fn remove_where(is_to_go: impl Fn(&str) -> bool) -> Result<(), Error> {
    let Some(mut nft) = Nft::find()? else {
        return Ok(()); // and so no rules
    };
    nft.change(|nft| {
        let mut it = Transaction::of(Family::Inet, TABLE);
        let present = nft.rules(Family::Inet, TABLE, CHECKS)?;
        remove_rules(&present, &mut it, &is_to_go);
        Ok(it)
    })
}

fn remove_rules(present: &[Found], it: &mut Transaction, is_to_go: impl Fn(&str) -> bool) {
    let checks = present.iter().filter(|rule| rule.chain == CHECKS);
    for rule in checks.filter(|rule| is_to_go(&rule.comment)) {
        it.delete_rule(CHECKS, rule.handle);
    }
}

/// Packets to many receivers keep their sender.
fn multicast() -> [Cidr; 2] {
    [
        Cidr {
            ip: IpAddr::V4(Ipv4Addr::new(224, 0, 0, 0)),
            prefix: 4,
        },
        Cidr {
            ip: IpAddr::V6(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0)),
            prefix: 8,
        },
    ]
}

/// Digits of each half of an attachment's number.
const DIGITS: usize = 16;

impl Owner<'_> {
    fn id(&self) -> String {
        let attachment = format!("{}:{}", self.ifname, self.container_id);
        format!(
            "{}-{}",
            hash(self.network, DIGITS),
            hash(&attachment, DIGITS)
        )
    }

    /// Starts with the number, by which the rules are found; the rest is for people.
    pub(super) fn comment(&self) -> String {
        let Owner {
            network,
            container_id,
            ifname,
        } = self;
        let id = self.id();
        let mut text = format!("{id}, net: {network}, if: {ifname}, id: {container_id}");
        text.retain(|it| it != '"');
        let mut end = text.len().min(COMMENT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text
    }
}
