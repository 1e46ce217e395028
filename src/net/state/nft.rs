//! The nf_tables ruleset: tables, chains, rules.

use serde_json::Value as Json;

use super::Objects;
use super::objects::{flatten, text};
use crate::event::Object;
use crate::net::socket::Netlink;
use crate::wire::{self, Message};

/// NFNL_SUBSYS_NFTABLES of `linux/netfilter/nfnetlink.h`, in the high byte of the type.
const SUBSYSTEM: u16 = 10 << 8;
const GET_TABLE: u16 = SUBSYSTEM | 1;
const GET_CHAIN: u16 = SUBSYSTEM | 4;
const GET_RULE: u16 = SUBSYSTEM | 7;

/// Reads the ruleset; empty if the kernel has no nf_tables or does not tell.
pub(super) fn read(socket: &mut Netlink) -> Objects {
    let mut objects = Objects::new();
    for (kind, describe) in [
        (GET_TABLE, table as fn(&Message) -> Option<(String, String)>),
        (GET_CHAIN, chain),
        (GET_RULE, rule),
    ] {
        for message in socket.dump(kind, 0).unwrap_or_default() {
            let Some((key, name)) = describe(&message) else {
                continue;
            };
            let mut properties = std::collections::BTreeMap::new();
            // The expressions of a rule are a list, which has no place in properties by name: they are put into
            // nft's words, with brackets around what nft has no words for.
            match words(&message).filter(|_| kind == GET_RULE) {
                Some(rule) => {
                    properties.insert("rule".to_owned(), rule.into());
                }
                None => flatten("", &message.attrs, &mut properties),
            }
            // Counters and the number of users change by themselves.
            properties.retain(|key, value| {
                !key.ends_with("_use") && !key.contains("counter") && *value != Json::Null
            });
            objects.insert(
                key,
                Object {
                    class: "nft".into(),
                    name,
                    properties,
                },
            );
        }
    }
    objects
}

/// `ip saddr 10.24.0.2 jump CNI-2f87`.
fn words(message: &Message) -> Option<String> {
    let summary = wire::summary(wire::NETLINK_NETFILTER, message, &NoNames);
    let (_, words) = summary.split_once(": ")?;
    Some(words.to_owned())
}

/// Rules name links themselves.
struct NoNames;

impl wire::Names for NoNames {
    fn link(&self, _index: u32) -> Option<String> {
        None
    }

    fn netns_of_fd(&self, _fd: i32) -> Option<String> {
        None
    }
}

fn family(message: &Message) -> String {
    let name = message
        .field("nfgen_family")
        .and_then(|it| it.text())
        .unwrap_or("?");
    match name.trim_start_matches("NFPROTO_") {
        "IPV4" => "ip".into(),
        "IPV6" => "ip6".into(),
        other => other.to_lowercase(),
    }
}

fn table(message: &Message) -> Option<(String, String)> {
    let name = format!(
        "table {} {}",
        family(message),
        text(&message.attrs, "NFTA_TABLE_NAME")?
    );
    Some((format!("1 {name}"), name))
}

fn chain(message: &Message) -> Option<(String, String)> {
    let table = text(&message.attrs, "NFTA_CHAIN_TABLE")?;
    let name = format!(
        "chain {} {table} {}",
        family(message),
        text(&message.attrs, "NFTA_CHAIN_NAME")?
    );
    Some((format!("2 {name}"), name))
}

fn rule(message: &Message) -> Option<(String, String)> {
    let (table, chain) = (
        text(&message.attrs, "NFTA_RULE_TABLE")?,
        text(&message.attrs, "NFTA_RULE_CHAIN")?,
    );
    let handle = message.attr("NFTA_RULE_HANDLE")?.number()?;
    let name = format!("rule {} {table} {chain} handle {handle}", family(message));
    Some((format!("3 {name}"), name))
}
