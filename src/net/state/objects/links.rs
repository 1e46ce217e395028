//! Links, and bridge ports as objects of their own.

use std::collections::BTreeMap;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Objects, Properties, constant, flags, flatten, number, object, short};
use crate::net::socket::Netlink;
use crate::wire::{Message, Node};

/// The links of a namespace, as last dumped.
#[derive(Debug, Clone, Default)]
pub(in crate::net::state) struct Links {
    now: Vec<Message>,
    /// Names by number, of links that are gone too: late messages speak of them.
    names: BTreeMap<u32, String>,
    /// The namespaces by name, to be asked for their numbers here.
    pub(in crate::net::state) others: Vec<(String, Arc<OwnedFd>)>,
    numbers: BTreeMap<i64, String>,
}

/// `RTM_GETNSID` and its attributes, `linux/rtnetlink.h`, `linux/net_namespace.h`.
const RTM_GETNSID: u16 = 90;
const NETNSA_FD: u16 = 3;

/// What changes by itself, or says nothing of the wiring. The settings of IPv4 and IPv6 in IFLA_AF_SPEC are
/// told as settings below /proc/sys when they are written.
const LEFT_OUT: &[&str] = &[
    "IFLA_STATS",
    "IFLA_STATS64",
    "IFLA_AF_SPEC",
    "IFLA_MAP",
    "IFLA_CARRIER_CHANGES",
    "IFLA_CARRIER_UP_COUNT",
    "IFLA_CARRIER_DOWN_COUNT",
    "IFLA_IFNAME",
    "IFLA_LINKINFO",
    "IFLA_LINK",
    "IFLA_LINK_NETNSID",
    "IFLA_MASTER",
    "IFLA_ADDRESS",
    "IFLA_OPERSTATE",
    "IFLA_DEVLINK_PORT",
    "IFLA_DPLL_PIN",
    "IFLA_XDP",
];

/// Parts of the names of what a bridge and its ports count, or time.
const COUNTERS: &[&str] = &[
    "TIMER",
    "_TCN",
    "N_LEARNED",
    "N_GROUPS",
    "HOSTS_CNT",
    "TOPOLOGY_CHANGE",
];

impl Links {
    pub(in crate::net::state) fn learn(&mut self, messages: &[Message]) {
        for message in messages {
            if let (Some(index), Some(name)) = (index(message), name(message)) {
                self.names.insert(index, name.to_owned());
            }
        }
        self.now = messages
            .iter()
            .filter(|it| it.kind == "RTM_NEWLINK")
            .cloned()
            .collect();
    }

    /// Reads by which numbers this namespace knows the others, if a link leads to one that is not known yet.
    pub(in crate::net::state) fn number(&mut self, socket: &mut Netlink) {
        let known = |it: &Message| netnsid(it).is_none_or(|id| self.numbers.contains_key(&id));
        if self.now.iter().all(known) {
            return;
        }
        for (name, fd) in &self.others {
            let mut body = vec![0u8; 4]; // struct rtgenmsg, padded
            body.extend(8u16.to_ne_bytes());
            body.extend(NETNSA_FD.to_ne_bytes());
            body.extend(fd.as_raw_fd().to_ne_bytes());
            let answer = socket.ask(RTM_GETNSID, 0, &body).unwrap_or_default();
            let id = answer
                .first()
                .and_then(|it| it.attr("NETNSA_NSID"))
                .map(|it| &it.value);
            let id = match id {
                Some(crate::wire::Value::Signed(id)) => Some(*id),
                Some(crate::wire::Value::Number(id)) => i64::try_from(*id).ok(),
                _ => None,
            };
            // -1 says that it has none here.
            if let Some(id) = id.filter(|it| *it >= 0) {
                self.numbers.insert(id, name.clone());
            }
        }
    }

    pub(in crate::net::state) fn name(&self, index: u32) -> Option<String> {
        self.names.get(&index).cloned()
    }

    /// `eth0`, or `link 7` if the number has no name.
    pub(super) fn word(&self, index: u32) -> String {
        self.name(index).unwrap_or_else(|| format!("link {index}"))
    }

    pub(in crate::net::state) fn objects(&self, all: &[(String, Links)]) -> Objects {
        let mut objects = Objects::new();
        for message in &self.now {
            let (Some(index), Some(name)) = (index(message), name(message)) else {
                continue;
            };
            let info = message.attr("IFLA_LINKINFO");
            let mut properties = self.properties(message, all);
            if let Some(data) = info.and_then(|it| it.attr("IFLA_INFO_DATA")) {
                properties.extend(data_of(data));
            }
            objects.insert(
                format!("link {index:010}"),
                object("link", name.to_owned(), properties),
            );
            if let Some(data) = info.and_then(|it| it.attr("IFLA_INFO_SLAVE_DATA")) {
                let mut properties = data_of(data);
                rename(&mut properties, "state", "BR_STATE_");
                if let Some(hairpin) = properties.remove("mode") {
                    properties.insert("hairpin".into(), hairpin);
                }
                objects.insert(
                    format!("port {index:010}"),
                    object("port", name.to_owned(), properties),
                );
            }
        }
        objects
    }

    fn properties(&self, message: &Message, all: &[(String, Links)]) -> Properties {
        let mut properties = Properties::new();
        let rest: Vec<Node> = message
            .attrs
            .iter()
            .filter(|it| !LEFT_OUT.contains(&&*it.name))
            .cloned()
            .collect();
        flatten("", &rest, &mut properties);
        let mut put = |key: &str, value: Option<Json>| {
            if let Some(value) = value {
                properties.insert(key.into(), value);
            }
        };
        let text = |name: &str| message.attr(name).and_then(Node::text);
        let kind = message
            .attr("IFLA_LINKINFO")
            .and_then(|it| it.attr("IFLA_INFO_KIND"))
            .and_then(Node::text);
        put("kind", kind.map(Json::from));
        put("mac", text("IFLA_ADDRESS").map(Json::from));
        put(
            "state",
            text("IFLA_OPERSTATE").map(|it| constant(it, "IF_OPER_").into()),
        );
        put("flags", Some(flags(message.field("ifi_flags")).into()));
        let master = message
            .attr("IFLA_MASTER")
            .and_then(Node::number)
            .and_then(|it| u32::try_from(it).ok());
        put("master", master.map(|it| self.word(it).into()));
        put("peer", self.peer(message, all).map(Json::from));
        properties
    }

    /// The other end of a veth pair, or what a link stands on: `eth0 in pod1`.
    fn peer(&self, message: &Message, all: &[(String, Links)]) -> Option<String> {
        let index = u32::try_from(message.attr("IFLA_LINK")?.number()?).ok()?;
        let Some(id) = netnsid(message) else {
            return Some(self.word(index));
        };
        let namespace = self.numbers.get(&id)?;
        let name = all
            .iter()
            .find(|(name, _)| name == namespace)?
            .1
            .word(index);
        Some(format!("{name} in {namespace}"))
    }
}

/// Options of a kind, without the prefix of the kind and without timers.
fn data_of(data: &Node) -> Properties {
    let mut properties = Properties::new();
    if let crate::wire::Value::Attrs(nodes) = &data.value {
        let steady = |it: &&Node| !COUNTERS.iter().any(|word| it.name.contains(word));
        let nodes: Vec<Node> = nodes.iter().filter(steady).cloned().collect();
        flatten("", &nodes, &mut properties);
    }
    let bare = |key: &str| {
        short(key)
            .trim_start_matches("brport_")
            .trim_start_matches("br_")
            .to_owned()
    };
    properties
        .into_iter()
        .map(|(key, value)| (bare(&key), value))
        .collect()
}

fn rename(properties: &mut Properties, key: &str, prefix: &str) {
    if let Some(Json::String(text)) = properties.get_mut(key) {
        *text = constant(text, prefix);
    }
}

fn index(message: &Message) -> Option<u32> {
    number(message, "ifi_index")
}

fn name(message: &Message) -> Option<&str> {
    message.attr("IFLA_IFNAME").and_then(Node::text)
}

fn netnsid(message: &Message) -> Option<i64> {
    match message.attr("IFLA_LINK_NETNSID")?.value {
        crate::wire::Value::Signed(id) => Some(id),
        crate::wire::Value::Number(id) => i64::try_from(id).ok(),
        _ => None,
    }
}
