//! Stages of a plugin that makes no marks, concluded from what it does by a table of rules.
//!
//! A rule names the stage, the stages of which one must have come before or must be going on, and what begins
//! it. A rule serves once, unless it may repeat; the first that fits wins. A plugin without a table has stages
//! by the kind of its activity.
//!
//! A stage lasts until the next one begins. So what begins none belongs to the stage before it, and an error
//! to the stage that has failed.

mod activity;
mod bridge;
mod commands;
mod firewall;
mod loopback;
mod portmap;
mod ptp;
mod seen;
mod stores;

use super::catalogue::{Stage, find};
use crate::event::{Direction, What};
use crate::wire::{Message, Node};
use seen::{Seen, made_kind};

/// The stages of one plugin process.
#[derive(Debug)]
pub struct Inference {
    rules: &'static [Rule],
    first: &'static str,
    used: Vec<bool>,
    came: Vec<&'static str>,
    memory: Memory,
}

/// What has to be remembered of earlier events.
#[derive(Debug, Default)]
struct Memory {
    /// Name of the bridge, as the request to make it says.
    bridge: Option<String>,
    /// Name of the other end of the first veth pair, the node's, as the request to make it says.
    peer: Option<String>,
    /// The namespace in which the plugin has started.
    home: Option<String>,
}

/// How a stage begins.
struct Rule {
    stage: &'static str,
    /// One of these must have come before; none is needed if the list is empty.
    after: &'static [&'static str],
    /// None of these may have come.
    without: &'static [&'static str],
    /// One of these must be going on; any may if the list is empty.
    during: &'static [&'static str],
    begins: fn(&Seen<'_>) -> bool,
    repeats: bool,
}

impl Rule {
    const fn without(self, without: &'static [&'static str]) -> Rule {
        Rule { without, ..self }
    }

    const fn during(self, during: &'static [&'static str]) -> Rule {
        Rule { during, ..self }
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.stage)
    }
}

const fn rule(
    stage: &'static str,
    after: &'static [&'static str],
    begins: fn(&Seen<'_>) -> bool,
) -> Rule {
    Rule {
        stage,
        after,
        without: &[],
        during: &[],
        begins,
        repeats: false,
    }
}

const fn again(
    stage: &'static str,
    after: &'static [&'static str],
    begins: fn(&Seen<'_>) -> bool,
) -> Rule {
    Rule {
        stage,
        after,
        without: &[],
        during: &[],
        begins,
        repeats: true,
    }
}

impl Inference {
    /// For a process that runs this plugin for this verb.
    pub fn new(plugin: &str, verb: &str) -> Self {
        let (first, rules) = table(plugin, verb);
        Inference {
            rules,
            first,
            used: vec![false; rules.len()],
            came: Vec::new(),
            memory: Memory::default(),
        }
    }

    /// The stage that begins with this event, if one does. Called with every event of the plugin's process
    /// and of its helpers, in order, before the event is recorded. The first call begins the first stage.
    ///
    /// `own` is false for events of helper processes and for the start of a delegated plugin.
    pub fn next(&mut self, what: &What, netns: Option<&str>, own: bool) -> Option<&'static Stage> {
        if self.came.is_empty() {
            self.memory.home = netns.map(str::to_owned);
            self.came.push(self.first);
            return find(self.first);
        }
        self.memory.learn(what, netns);
        let seen = Seen {
            what,
            netns,
            own,
            memory: &self.memory,
        };
        let current = self.came.last().copied();
        let fits = |(at, rule): &(usize, &Rule)| {
            (rule.repeats || !self.used[*at])
                && current != Some(rule.stage)
                && (rule.after.is_empty() || rule.after.iter().any(|it| self.came.contains(it)))
                && !rule.without.iter().any(|it| self.came.contains(it))
                && (rule.during.is_empty() || current.is_some_and(|it| rule.during.contains(&it)))
                && (rule.begins)(&seen)
        };
        let (at, rule) = self.rules.iter().enumerate().find(fits)?;
        self.used[at] = true;
        self.came.push(rule.stage);
        find(rule.stage)
    }
}

impl Memory {
    fn learn(&mut self, what: &What, netns: Option<&str>) {
        let What::Netlink(netlink) = what else { return };
        if netlink.direction != Direction::Request {
            return;
        }
        for message in &netlink.messages {
            match made_kind(message) {
                Some("bridge") => self.bridge = text(message.attr("IFLA_IFNAME")),
                // A pair that is made from within the node is a VLAN's gateway.
                Some("veth") if netns != self.home.as_deref() => self.peer = peer_name(message),
                _ => {}
            }
        }
    }
}

fn peer_name(message: &Message) -> Option<String> {
    let data = message.attr("IFLA_LINKINFO")?.attr("IFLA_INFO_DATA")?;
    text(data.attr("VETH_INFO_PEER")?.attr("IFLA_IFNAME"))
}

fn text(node: Option<&Node>) -> Option<String> {
    node?.text().map(str::to_owned)
}

fn table(plugin: &str, verb: &str) -> (&'static str, &'static [Rule]) {
    match (plugin, verb) {
        ("bridge", "ADD") => ("bridge/add/parse-config", bridge::ADD),
        ("bridge", "CHECK") => ("bridge/check/parse-config", bridge::CHECK),
        ("bridge", "DEL") => ("bridge/del/parse-config", bridge::DEL),
        ("bridge", "GC") => ("other/start", bridge::GC),
        ("bridge", "STATUS") => ("other/start", bridge::STATUS),
        ("loopback", "ADD") => ("loopback/add/parse-config", loopback::ADD),
        ("loopback", "CHECK") => ("loopback/check/parse-config", loopback::CHECK),
        ("loopback", "DEL") => ("loopback/del/parse-config", loopback::DEL),
        ("ptp", "ADD") => ("ptp/add/parse-config", ptp::ADD),
        ("ptp", "CHECK") => ("ptp/check/parse-config", ptp::CHECK),
        ("ptp", "DEL") => ("ptp/del/parse-config", ptp::DEL),
        ("portmap", "ADD") => ("portmap/add/parse-config", portmap::ADD),
        ("portmap", "CHECK") => ("portmap/check/parse-config", portmap::CHECK),
        ("portmap", "DEL") => ("portmap/del/parse-config", portmap::DEL),
        ("firewall", "ADD") => ("firewall/add/parse-config", firewall::ADD),
        ("firewall", "CHECK") => ("firewall/check/parse-config", firewall::CHECK),
        ("firewall", "DEL") => ("firewall/del/parse-config", firewall::DEL),
        ("host-local", "ADD") => ("host-local/add/parse-config", stores::HOST_LOCAL_ADD),
        ("host-local", "CHECK") => ("host-local/check/parse-config", stores::HOST_LOCAL_CHECK),
        ("host-local", "DEL") => ("host-local/del/parse-config", stores::HOST_LOCAL_DEL),
        ("static", "ADD") => ("static/add/parse-config", stores::STATIC_ADD),
        ("static", "CHECK") => ("static/check/compare", &[]),
        ("static", "DEL") => ("static/del/release", &[]),
        (_, "CHECK") => ("other/start", activity::CHECK),
        _ => ("other/start", activity::ANY),
    }
}

#[cfg(test)]
mod tests;
