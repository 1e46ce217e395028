//! Rules that translate addresses, out of an nf_tables ruleset: nft's own, and those that iptables keeps there.
//!
//! Whom such a rule is for often stands in the rule that leads to its chain: CNI's plugins make a chain for each pod
//! and jump to it for the pod's address. So conditions and comments are collected from all rules that lead there.

use std::collections::{BTreeSet, HashMap};

use super::word;
use crate::inspect::model::Nat;
use crate::wire::{self, Message, Names, Node};

mod rule;

use rule::Parsed;

/// Of the rules that lead to one, so many are followed: kube-proxy's go in thousands through a few chains.
const LEADING: usize = 64;

/// Family, table and chain.
type Chain = (String, String, String);

/// The rules of the ruleset that translate.
pub(in crate::inspect) fn nat(messages: &[Message]) -> Vec<Nat> {
    let rules: Vec<(Chain, &Message, Parsed)> = messages
        .iter()
        .filter(|it| it.kind == "NFT_MSG_NEWRULE")
        .filter_map(|it| Some((chain_of(it)?, it, rule::parse(it))))
        .collect();
    let mut leading: HashMap<Chain, Vec<usize>> = HashMap::new();
    for (number, (chain, _, parsed)) in rules.iter().enumerate() {
        if let Some(target) = &parsed.jump {
            let to = (chain.0.clone(), chain.1.clone(), target.clone());
            leading.entry(to).or_default().push(number);
        }
    }
    let mut all = Vec::new();
    for (number, (chain, message, parsed)) in rules.iter().enumerate() {
        let Some(kind) = parsed.translation else {
            continue;
        };
        let mut told = Told::default();
        told.add(parsed);
        for number in leads_to(number, &rules, &leading) {
            told.add(&rules[number].2);
        }
        all.push(Nat {
            kind: kind.to_owned(),
            by: if told.iptables {
                "iptables"
            } else {
                "nftables"
            }
            .to_owned(),
            table: format!("{} {}", chain.0, chain.1),
            chain: chain.2.clone(),
            rule: words(message),
            comments: told.comments.into_iter().collect(),
            sources: told.sources.into_iter().collect(),
            to: parsed.to.clone(),
            ports: told.ports.into_iter().collect(),
            serves: Vec::new(),
        });
    }
    all
}

/// What a rule and those that lead to it say.
#[derive(Default)]
struct Told {
    sources: BTreeSet<String>,
    ports: BTreeSet<String>,
    comments: BTreeSet<String>,
    iptables: bool,
}

impl Told {
    fn add(&mut self, rule: &Parsed) {
        self.sources.extend(rule.sources.iter().cloned());
        self.ports.extend(rule.ports.iter().cloned());
        self.comments.extend(rule.comments.iter().cloned());
        self.iptables |= rule.iptables;
    }
}

/// The rules from which this one can be reached.
fn leads_to(
    number: usize,
    rules: &[(Chain, &Message, Parsed)],
    leading: &HashMap<Chain, Vec<usize>>,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut chains = vec![&rules[number].0];
    while let Some(chain) = chains.pop() {
        for number in leading.get(chain).into_iter().flatten() {
            if found.len() < LEADING && found.insert(*number) {
                chains.push(&rules[*number].0);
            }
        }
    }
    found
}

fn chain_of(message: &Message) -> Option<Chain> {
    let text = |name: &str| message.attr(name).and_then(Node::text).map(str::to_owned);
    let family = word(message.field("nfgen_family"), "NFPROTO_");
    let family = match family.as_str() {
        "ipv4" => "ip".to_owned(),
        "ipv6" => "ip6".to_owned(),
        _ => family,
    };
    Some((family, text("NFTA_RULE_TABLE")?, text("NFTA_RULE_CHAIN")?))
}

/// `ip saddr 10.22.0.2 masquerade`.
fn words(message: &Message) -> String {
    let summary = wire::summary(wire::NETLINK_NETFILTER, message, &NoNames);
    let words = summary.split_once(": ").map(|(_, words)| words.to_owned());
    words.unwrap_or(summary)
}

/// Rules name links themselves.
struct NoNames;

impl Names for NoNames {
    fn link(&self, _index: u32) -> Option<String> {
        None
    }

    fn netns_of_fd(&self, _fd: i32) -> Option<String> {
        None
    }
}
