//! Questions that rules ask of an event.

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
        self.messages().any(|it| {
            let info = it
                .attr("IFLA_LINKINFO")
                .and_then(|it| it.attr("IFLA_INFO_KIND"));
            it.kind == "RTM_NEWLINK" && info.and_then(|it| it.text()) == Some(kind)
        })
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
        self.messages().any(|it| {
            it.kind == "RTM_GETLINK"
                && name.is_none_or(|name| {
                    it.attr("IFLA_IFNAME").and_then(|it| it.text()) == Some(name)
                })
        })
    }

    /// The same by number, as our own plugins ask.
    pub(super) fn asks_for_peer(&self) -> bool {
        self.memory
            .peer
            .as_deref()
            .is_some_and(|peer| self.asks_for_link(Some(peer)))
    }

    /// A move to another network namespace than the plugin's first.
    pub(super) fn enters_pod(&self) -> bool {
        matches!(self.what, What::Setns { namespace, target } if namespace == "net" && Some(target.as_str()) != self.memory.home.as_deref())
    }

    /// A setting is written whose path ends so.
    pub(super) fn writes_setting(&self, ends: &[&str]) -> bool {
        matches!(self.what, What::Sysctl { path, .. } if ends.iter().any(|it| path.ends_with(it)))
    }

    /// A delegated plugin is started.
    pub(super) fn delegates(&self) -> bool {
        matches!(self.what, What::Exec(it) if it.env.get("CNI_COMMAND").is_some_and(|it| !it.0.is_empty()))
            && !self.own
            && !self.runs(HELPERS)
    }

    /// A program of one of these names is started.
    pub(super) fn runs(&self, names: &[&str]) -> bool {
        matches!(self.what, What::Exec(it) if names.iter().any(|name| it.path.rsplit('/').next() == Some(name)))
    }

    /// A program that manages packet filters is started, or a request for them is made.
    pub(super) fn filters_packets(&self) -> bool {
        self.runs(HELPERS) || self.asks_family("netfilter")
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
        self.own
            && matches!(
                self.what,
                What::Output {
                    stream: Stream::Stdout,
                    ..
                }
            )
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        let messages = match self.what {
            What::Netlink(it) if it.direction == Direction::Request => it.messages.as_slice(),
            _ => &[],
        };
        messages.iter()
    }
}

/// Programs that plugins use for packet filters.
const HELPERS: &[&str] = &[
    "iptables",
    "ip6tables",
    "nft",
    "iptables-save",
    "iptables-restore",
    "ip6tables-restore",
];
