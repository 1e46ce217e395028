//! Questions that rules ask of an event.
//!
//! Only what goes out counts: requests, not answers; a program that is started, not one that has ended. So a
//! stage begins before the kernel acts, and can be held there.

use super::Memory;
use crate::event::{Direction, Stream, What};
use crate::wire::Message;

/// An event and what is known of the plugin so far.
pub(super) struct Seen<'a> {
    pub(super) what: &'a What,
    pub(super) netns: Option<&'a str>,
    pub(super) own: bool,
    pub(super) memory: &'a Memory,
}

impl Seen<'_> {
    /// It takes place in the namespace in which the plugin was started: the node's.
    pub(super) fn at_home(&self) -> bool {
        self.netns == self.memory.home.as_deref()
    }

    /// A request of one of these types.
    pub(super) fn requests(&self, kinds: &[&str]) -> bool {
        self.messages().any(|it| kinds.contains(&&*it.kind))
    }

    /// A request of this netlink family.
    pub(super) fn asks_family(&self, name: &str) -> bool {
        matches!(self.what, What::Netlink(it) if it.direction == Direction::Request && it.family == name)
    }

    /// A request that makes a link of this kind.
    pub(super) fn makes_link(&self, kind: &str) -> bool {
        self.messages().any(|it| made_kind(it) == Some(kind))
    }

    /// A request about a link with this attribute.
    pub(super) fn link_request_with(&self, attribute: &str) -> bool {
        self.messages().any(|it| {
            it.kind.ends_with("LINK")
                && !it.kind.starts_with("RTM_GET")
                && it.attr(attribute).is_some()
        })
    }

    /// A question for a link, by name if one is given.
    pub(super) fn asks_for_link(&self, name: Option<&str>) -> bool {
        let is_asked = |it: &Message| match name {
            Some(name) => it.attr("IFLA_IFNAME").and_then(|it| it.text()) == Some(name),
            None => true,
        };
        self.messages()
            .any(|it| it.kind == "RTM_GETLINK" && is_asked(it))
    }

    /// A question for the bridge that the plugin has asked the kernel to make.
    pub(super) fn asks_for_bridge(&self) -> bool {
        let bridge = self.memory.bridge.as_deref();
        bridge.is_some() && self.asks_for_link(bridge)
    }

    /// A question for the interface that holds the gateway's address of a VLAN, `BRIDGE.VID`.
    pub(super) fn asks_for_vlan_gateway(&self) -> bool {
        let Some(bridge) = &self.memory.bridge else {
            return false;
        };
        self.messages().any(|it| {
            let name = it.attr("IFLA_IFNAME").and_then(|it| it.text());
            let vlan = name.and_then(|it| it.strip_prefix(bridge.as_str())?.strip_prefix('.'));
            it.kind == "RTM_GETLINK" && vlan.is_some_and(|it| it.parse::<u16>().is_ok())
        })
    }

    /// A question for the node's end of the veth pair, by the name that the request to make it gave.
    pub(super) fn asks_for_peer(&self) -> bool {
        let peer = self.memory.peer.as_deref();
        peer.is_some() && self.asks_for_link(peer)
    }

    /// A question for all ports of bridges, as it is asked for their VLANs.
    pub(super) fn dumps_bridge_ports(&self) -> bool {
        self.messages().any(|it| {
            it.kind == "RTM_GETLINK"
                && it.field("ifi_family").and_then(|it| it.text()) == Some("AF_BRIDGE")
        })
    }

    /// The plugin reads its standard input.
    pub(super) fn reads_config(&self) -> bool {
        self.own && matches!(self.what, What::Input { .. })
    }

    /// A move to another network namespace than the plugin's first.
    pub(super) fn enters_pod(&self) -> bool {
        matches!(self.what, What::Setns { namespace, target } if namespace == "net" && Some(target.as_str()) != self.memory.home.as_deref())
    }

    /// A setting is written whose path ends so.
    pub(super) fn writes_setting(&self, ends: &[&str]) -> bool {
        matches!(self.what, What::Sysctl { path, .. } if ends.iter().any(|it| path.ends_with(it)))
    }

    /// A delegated plugin is started: a program in a directory of CNI_PATH, with CNI_COMMAND. Helpers inherit
    /// that variable too.
    pub(super) fn delegates(&self) -> bool {
        let What::Exec(exec) = self.what else {
            return false;
        };
        let value = |name| exec.env.get(name).map(|it| it.lossy()).unwrap_or_default();
        let directory = exec.path.rsplit_once('/').map_or("", |(it, _)| it);
        !self.own
            && !value("CNI_COMMAND").is_empty()
            && value("CNI_PATH").split(':').any(|it| it == directory)
    }

    /// A program of one of these names is started.
    pub(super) fn runs(&self, names: &[&str]) -> bool {
        matches!(self.what, What::Exec(it) if names.iter().any(|name| it.path.rsplit('/').next() == Some(name)))
    }

    /// A program that manages packet filters is started, or a request for them is made.
    pub(super) fn filters_packets(&self) -> bool {
        self.runs(HELPERS) || self.asks_family("netfilter")
    }

    /// The same for frames on a bridge. Of a program only its start tells, since some of its requests name no
    /// family: the reference plugin speaks JSON to `nft` for this, and text for all else.
    pub(super) fn filters_frames(&self) -> bool {
        match self.what {
            What::Exec(exec) => self.runs(&["nft"]) && exec.argv.iter().any(|it| it.0 == b"-j"),
            _ => self.own && self.filters_family(&["bridge"]),
        }
    }

    /// The same for packets, of IP.
    pub(super) fn translates_addresses(&self) -> bool {
        match self.what {
            What::Exec(_) => self.runs(HELPERS) && !self.filters_frames(),
            _ => self.own && self.filters_family(&["ip", "ip6", "inet"]),
        }
    }

    /// A file is used, other than one that ends so.
    pub(super) fn changes_file_but(&self, end: &str) -> bool {
        matches!(self.what, What::File(it) if !it.path.ends_with(end) && it.op != "mkdir")
    }

    /// A file that ends so is opened or locked, or its directory is made.
    pub(super) fn takes_file(&self, end: &str) -> bool {
        matches!(self.what, What::File(it) if it.path.ends_with(end) || it.op == "mkdir")
    }

    /// The plugin itself writes to its standard output.
    pub(super) fn prints(&self) -> bool {
        self.printed().is_some()
    }

    /// The same, and it is no error object: that one belongs to the stage that has failed.
    pub(super) fn prints_result(&self) -> bool {
        let error = |text: &[u8]| {
            serde_json::from_slice::<serde_json::Value>(text)
                .is_ok_and(|it| it.get("code").is_some() && it.get("msg").is_some())
        };
        self.printed().is_some_and(|text| !error(text))
    }

    fn printed(&self) -> Option<&[u8]> {
        match self.what {
            What::Output { stream, data } if self.own && *stream == Stream::Stdout => Some(&data.0),
            _ => None,
        }
    }

    fn filters_family(&self, names: &[&str]) -> bool {
        self.asks_family("netfilter")
            && self.messages().any(|it| {
                let family = it.field("nfgen_family").and_then(|it| it.text());
                family.is_some_and(|it| names.contains(&it))
            })
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        let messages = match self.what {
            What::Netlink(it) if it.direction == Direction::Request => it.messages.as_slice(),
            _ => &[],
        };
        messages.iter()
    }
}

/// The kind of link that the message asks for: `bridge`, `veth`.
pub(super) fn made_kind(message: &Message) -> Option<&str> {
    let info = message.attr("IFLA_LINKINFO")?.attr("IFLA_INFO_KIND")?;
    info.text().filter(|_| message.kind == "RTM_NEWLINK")
}

/// Programs that plugins use for packet filters.
pub(super) const HELPERS: &[&str] = &[
    "iptables",
    "ip6tables",
    "iptables-nft",
    "ip6tables-nft",
    "iptables-legacy",
    "ip6tables-legacy",
    "iptables-save",
    "ip6tables-save",
    "iptables-restore",
    "ip6tables-restore",
    "nft",
    "ebtables",
    "ipset",
];
