//! Addresses, routes, rules, neighbours.

use serde_json::Value as Json;

use super::links::Links;
use super::{Objects, Properties, constant, field_text, flags, flatten, number, object, text};
use crate::wire::{Message, Node};

pub(in crate::net::state) fn addresses(messages: &[Message], links: &Links) -> Objects {
    let mut objects = Objects::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWADDR") {
        let ip = text(&message.attrs, "IFA_LOCAL").or_else(|| text(&message.attrs, "IFA_ADDRESS"));
        let (Some(ip), Some(prefix), Some(index)) = (
            ip,
            number(message, "ifa_prefixlen"),
            number(message, "ifa_index"),
        ) else {
            continue;
        };
        let name = format!("{ip}/{prefix} dev {}", links.word(index));
        let mut properties = rest(
            message,
            &[
                "IFA_CACHEINFO",
                "IFA_FLAGS",
                "IFA_LOCAL",
                "IFA_ADDRESS",
                "IFA_LABEL",
            ],
        );
        put_constant(&mut properties, message, "scope", "ifa_scope", "RT_SCOPE_");
        let flags = flags(
            message
                .attr("IFA_FLAGS")
                .or_else(|| message.field("ifa_flags")),
        );
        properties.insert("flags".into(), flags.into());
        objects.insert(
            format!("{index:010} {ip}/{prefix}"),
            object("address", name, properties),
        );
    }
    objects
}

pub(in crate::net::state) fn routes(messages: &[Message], links: &Links) -> Objects {
    let mut objects = Objects::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWROUTE") {
        let prefix = number(message, "rtm_dst_len").unwrap_or(0);
        let kind = constant(field_text(message, "rtm_type"), "RTN_");
        let ipv6 = field_text(message, "rtm_family") == "AF_INET6";
        let mut name = match (text(&message.attrs, "RTA_DST"), ipv6) {
            (Some(destination), _) => format!("{destination}/{prefix}"),
            (None, false) => "default".to_owned(),
            (None, true) => "default (IPv6)".to_owned(),
        };
        if kind != "unicast" {
            name = format!("{kind} {name}");
        }
        if let Some(gateway) = text(&message.attrs, "RTA_GATEWAY") {
            name.push_str(&format!(" via {gateway}"));
        }
        if let Some(index) = message
            .attr("RTA_OIF")
            .and_then(Node::number)
            .and_then(|it| u32::try_from(it).ok())
        {
            name.push_str(&format!(" dev {}", links.word(index)));
        }
        let mut properties = rest(
            message,
            &[
                "RTA_CACHEINFO",
                "RTA_TABLE",
                "RTA_DST",
                "RTA_GATEWAY",
                "RTA_OIF",
            ],
        );
        put_constant(
            &mut properties,
            message,
            "protocol",
            "rtm_protocol",
            "RTPROT_",
        );
        put_constant(&mut properties, message, "scope", "rtm_scope", "RT_SCOPE_");
        let table =
            text(&message.attrs, "RTA_TABLE").unwrap_or_else(|| field_text(message, "rtm_table"));
        let table = match message.attr("RTA_TABLE").and_then(Node::number) {
            Some(number) => number.to_string(),
            None => constant(table, "RT_TABLE_"),
        };
        if table != "main" && table != "local" {
            name.push_str(&format!(" table {table}"));
        }
        let metric = properties
            .get("priority")
            .map_or_else(String::new, ToString::to_string);
        let key = format!("{table} {name} {metric}");
        properties.insert("table".into(), table.into());
        objects.insert(key, object("route", name, properties));
    }
    objects
}

pub(in crate::net::state) fn rules(messages: &[Message]) -> Objects {
    let mut objects = Objects::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWRULE") {
        let properties = rest(message, &[]);
        let family = constant(field_text(message, "family"), "AF_");
        let priority = message
            .attr("FRA_PRIORITY")
            .and_then(Node::number)
            .unwrap_or(0);
        // Rules have no identity of their own: one that differs is another one.
        let key = format!(
            "{family} {priority:010} {}",
            Json::from_iter(properties.clone())
        );
        let table = text(&message.attrs, "FRA_TABLE")
            .map_or_else(String::new, |it| constant(it, "RT_TABLE_"));
        let name = format!("{priority} ({family}) lookup {table}");
        objects.insert(key, object("rule", name, properties));
    }
    objects
}

pub(in crate::net::state) fn neighbours(messages: &[Message], links: &Links) -> Objects {
    let mut objects = Objects::new();
    for message in messages.iter().filter(|it| it.kind == "RTM_NEWNEIGH") {
        let (Some(ip), Some(index)) = (
            text(&message.attrs, "NDA_DST"),
            number(message, "ndm_ifindex"),
        ) else {
            continue;
        };
        let state = flags(message.field("ndm_state"));
        // Entries that the kernel makes for multicast, and those that age, come and go by themselves.
        if !state
            .iter()
            .any(|it| it.to_lowercase().contains("permanent"))
        {
            continue;
        }
        let name = format!("{ip} dev {}", links.word(index));
        let mut properties = rest(message, &["NDA_CACHEINFO", "NDA_PROBES", "NDA_DST"]);
        properties.insert("state".into(), state.into());
        objects.insert(
            format!("{index:010} {ip}"),
            object("neighbour", name, properties),
        );
    }
    objects
}

/// All attributes but these.
fn rest(message: &Message, but: &[&str]) -> Properties {
    let nodes: Vec<Node> = message
        .attrs
        .iter()
        .filter(|it| !but.contains(&&*it.name))
        .cloned()
        .collect();
    let mut properties = Properties::new();
    flatten("", &nodes, &mut properties);
    properties
}

fn put_constant(
    properties: &mut Properties,
    message: &Message,
    key: &str,
    field: &str,
    prefix: &str,
) {
    let value = constant(field_text(message, field), prefix);
    properties.insert(key.into(), value.into());
}
