//! Who has asked for a change. A message of the kernel carries the port of the socket that asked, netlink(7); that is
//! often, but need not be, the number of the process. So the process must have that very socket open.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::inspect::diff::Difference;
use crate::inspect::find::{command, number};
use crate::inspect::model::Snapshot;
use crate::wire::{Message, Node};

/// Who has asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// The port of the socket.
    pub port: u32,
    /// The process that has the socket; absent if it has ended, or is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<i32>,
    /// Its command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// What was heard of whom.
#[derive(Debug, Default)]
pub(super) struct Senders {
    /// By port; found when the port was first heard of.
    known: HashMap<u32, Sender>,
    heard: Vec<Of>,
}

/// A change that was told of.
#[derive(Debug)]
struct Of {
    nsid: Option<i32>,
    class: &'static str,
    /// The beginning of the object's name.
    name: String,
    port: u32,
}

impl Senders {
    pub(super) fn hear(&mut self, messages: &[(Option<i32>, Message)]) {
        for (nsid, message) in messages {
            let Some((class, name)) = object(message) else {
                continue;
            };
            let port = message.port;
            if port != 0 {
                self.known.entry(port).or_insert_with(|| who(port));
            }
            self.heard.push(Of {
                nsid: *nsid,
                class,
                name,
                port,
            });
        }
    }

    /// Who has made the difference, if all that was heard of it names the same one. Port 0 is the kernel itself, which
    /// follows what somebody has asked for.
    pub(super) fn of(&self, it: &Difference, now: &Snapshot) -> Option<&Sender> {
        let object = &it.change.object;
        let fits = |of: &&Of| {
            let name = object.name.strip_prefix(of.name.as_str());
            let whole = name.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            of.class == object.class
                && whole
                && place(of.nsid, now).is_none_or(|inode| inode == it.inode)
        };
        let mut ports = self
            .heard
            .iter()
            .filter(fits)
            .map(|it| it.port)
            .filter(|it| *it != 0);
        let port = ports.next()?;
        ports
            .all(|it| it == port)
            .then(|| self.known.get(&port))
            .flatten()
    }
}

/// The namespace with this number in the one that is looked from, as far as a link leads there.
fn place(nsid: Option<i32>, now: &Snapshot) -> Option<u64> {
    let own = now.looked_from?;
    let Some(nsid) = nsid else {
        return Some(own);
    };
    let space = now.namespaces.iter().find(|it| it.inode == own)?;
    let ends = space
        .links
        .iter()
        .flat_map(|it| [&it.peer, &it.parent, &it.underlay])
        .flatten();
    let mut ends = ends.filter(|it| it.nsid == Some(i64::from(nsid)));
    ends.find_map(|it| it.namespace)
}

/// Class and beginning of the name of what a message tells of.
fn object(message: &Message) -> Option<(&'static str, String)> {
    let text = |name: &str| message.attr(name).and_then(Node::text).map(str::to_owned);
    let number = |field: &str| message.field(field).and_then(Node::number);
    match &*message.kind {
        "RTM_NEWLINK" | "RTM_DELLINK" => Some(("link", text("IFLA_IFNAME")?)),
        "RTM_NEWADDR" | "RTM_DELADDR" => {
            let ip = text("IFA_LOCAL").or_else(|| text("IFA_ADDRESS"))?;
            Some(("address", format!("{ip}/{}", number("ifa_prefixlen")?)))
        }
        "RTM_NEWROUTE" | "RTM_DELROUTE" => Some((
            "route",
            match text("RTA_DST") {
                Some(to) => format!("{to}/{}", number("rtm_dst_len")?),
                None => "default".to_owned(),
            },
        )),
        "RTM_NEWRULE" | "RTM_DELRULE" => {
            let priority = message
                .attr("FRA_PRIORITY")
                .and_then(Node::number)
                .unwrap_or(0);
            Some(("rule", priority.to_string()))
        }
        _ => None,
    }
}

/// The process that has the socket of this port open. The port is looked up where we are and where the process with this
/// number is.
fn who(port: u32) -> Sender {
    let dir = format!("/proc/{port}");
    let sockets = [
        "/proc/thread-self/net/netlink".to_owned(),
        format!("{dir}/net/netlink"),
    ];
    let inodes = sockets
        .iter()
        .filter_map(|it| socket_of(port, &fs::read_to_string(it).ok()?));
    let has = |inode: u64| {
        let entries = fs::read_dir(Path::new(&dir).join("fd")).ok()?;
        let mut links = entries
            .flatten()
            .filter_map(|it| fs::read_link(it.path()).ok());
        links
            .any(|it| number(&it, "socket") == Some(inode))
            .then_some(())
    };
    let is_its = inodes.into_iter().any(|it| has(it).is_some());
    Sender {
        port,
        pid: i32::try_from(port).ok().filter(|_| is_its),
        command: is_its.then(|| command(Path::new(&dir))),
    }
}

/// The inode of the rtnetlink socket of this port: a table with the protocol in the second column, the port in the third
/// and the inode in the last.
fn socket_of(port: u32, table: &str) -> Option<u64> {
    let mut lines = table
        .lines()
        .skip(1)
        .map(|it| it.split_whitespace().collect::<Vec<_>>());
    let line = lines
        .find(|it| it.get(1) == Some(&"0") && it.get(2) == Some(&port.to_string().as_str()))?;
    line.last()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_found_by_protocol_and_port() {
        let table = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n\
                     00000000a0 0   812        00000001 0        0        0     2        0        5001\n\
                     00000000a1 15  900        00000001 0        0        0     2        0        5002\n\
                     00000000a2 0   900        00000001 0        0        0     2        0        5003\n";
        assert_eq!(socket_of(900, table), Some(5003));
        assert_eq!(socket_of(901, table), None);
    }
}
