//! Where packets go: routes, rules, neighbours, forwarding databases.

use super::Sheet;
use crate::event::escape;
use crate::inspect::model::{Entry, Link, Namespace, Neighbour, Route, Rule};

pub(super) fn of_namespace(sheet: &mut Sheet, space: &Namespace) {
    sheet.items("Routes", space.routes.iter().map(route));
    sheet.items("Routing rules", space.rules.iter().map(rule));
    sheet.items("Neighbours", space.neighbours.iter().map(neighbour));
    sheet.items(
        "Where bridges and tunnels send frames",
        space.fdb.iter().map(entry),
    );
}

/// What of it is said of a link.
pub(super) fn of_link(sheet: &mut Sheet, space: &Namespace, link: &Link) {
    let name = Some(&link.name);
    let over_it = |it: &&Route| it.hops.iter().any(|it| it.device.as_ref() == name);
    sheet.items(
        "Routes over it",
        space.routes.iter().filter(over_it).map(route),
    );
    let on_it = |it: &&Neighbour| it.device == link.name;
    sheet.items(
        "Neighbours on it",
        space.neighbours.iter().filter(on_it).map(neighbour),
    );
    let of_it = |it: &&Entry| it.device == link.name || it.bridge.as_ref() == name;
    sheet.items(
        "Where frames are sent",
        space.fdb.iter().filter(of_it).map(entry),
    );
}

fn route(it: &Route) -> String {
    let mut text = String::new();
    if it.kind != "unicast" {
        text.push_str(&format!("{} ", escape(&it.kind)));
    }
    text.push_str(&escape(&it.destination));
    if it.family == "ipv6" && it.destination == "default" {
        text.push_str(" (IPv6)");
    }
    for (number, hop) in it.hops.iter().enumerate() {
        text.push_str(if number > 0 { " and" } else { "" });
        if let Some(gateway) = &hop.gateway {
            text.push_str(&format!(" via {}", escape(gateway)));
        }
        if let Some(device) = &hop.device {
            text.push_str(&format!(" dev {}", escape(device)));
        }
    }
    if let Some(source) = &it.source {
        text.push_str(&format!(" src {}", escape(source)));
    }
    if let Some(metric) = it.metric {
        text.push_str(&format!(" metric {metric}"));
    }
    if it.table != "main" {
        text.push_str(&format!(" table {}", escape(&it.table)));
    }
    let (scope, protocol) = (escape(&it.scope), escape(&it.protocol));
    format!("{text} (scope {scope}, by {protocol})")
}

fn rule(it: &Rule) -> String {
    let from = it.from.as_deref().unwrap_or("all");
    let mut text = format!("{}: from {}", it.priority, escape(from));
    if let Some(to) = &it.to {
        text.push_str(&format!(" to {}", escape(to)));
    }
    for (name, value) in &it.conditions {
        let value = escape(&value.to_string());
        text.push_str(&format!(" {} {value}", escape(name)));
    }
    let (action, table) = (escape(&it.action), escape(&it.table));
    format!("{text}: {action} {table} ({})", escape(&it.family))
}

fn neighbour(it: &Neighbour) -> String {
    let mac = match &it.mac {
        Some(mac) => format!("is {}", escape(mac)),
        None => "has no known MAC".to_owned(),
    };
    let (address, device) = (escape(&it.address), escape(&it.device));
    format!("{address} {mac} on {device}{}", states(&it.state))
}

fn entry(it: &Entry) -> String {
    let mut text = format!("{} over {}", escape(&it.mac), escape(&it.device));
    if let Some(bridge) = it.bridge.as_ref().filter(|bridge| **bridge != it.device) {
        text.push_str(&format!(" of {}", escape(bridge)));
    }
    if let Some(vlan) = it.vlan {
        text.push_str(&format!(" in VLAN {vlan}"));
    }
    if let Some(destination) = &it.destination {
        text.push_str(&format!(" to the machine {}", escape(destination)));
    }
    text + &states(&it.state)
}

fn states(states: &[String]) -> String {
    match states.is_empty() {
        true => String::new(),
        false => format!(" ({})", escape(&states.join(", "))),
    }
}
