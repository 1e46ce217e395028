//! One look at a namespace: dumps through sockets that are opened in it. Nothing is asked for that the kernel would
//! have to make first: no number for another namespace (RTM_GETNSID reads, RTM_NEWNSID would allocate), no module.

use std::os::fd::RawFd;
use std::path::Path;

use nix::errno::Errno;

use super::socket::{NLM_F_DUMP, Netlink};
use crate::sys::netns::{Inside, Netns};
use crate::wire::{self, Message, Node, Value};

/// A namespace that is looked at. The calling thread is in it for as long as this lives.
#[derive(Debug)]
pub struct Look {
    route: Netlink,
    /// True if a dump was disturbed by a change again and again: it may lack something, or have it twice.
    pub torn: bool,
    _inside: Option<Inside>,
}

/// `linux/rtnetlink.h`, `linux/sock_diag.h`, `linux/netfilter/nfnetlink.h`.
const RTM_GETLINK: u16 = 18;
const RTM_GETADDR: u16 = 22;
const RTM_GETROUTE: u16 = 26;
const RTM_GETNEIGH: u16 = 30;
const RTM_GETRULE: u16 = 34;
const RTM_GETNETCONF: u16 = 82;
const RTM_GETNSID: u16 = 90;
const SOCK_DIAG_BY_FAMILY: u16 = 20;
const NFT_GETCHAIN: u16 = 10 << 8 | 4;
const NFT_GETRULE: u16 = 10 << 8 | 7;

const IFLA_EXT_MASK: u16 = 29;
/// `RTEXT_FILTER_SKIP_STATS`: leaves out the counters of IPv6, which are the half of the bytes of a link.
const SKIP_STATS: u32 = 1 << 3;
/// `RTEXT_FILTER_BRVLAN_COMPRESSED`: VLANs in ranges.
const VLANS: u32 = 1 << 2;
const NETNSA_FD: u16 = 3;
const NETCONFA_IFINDEX: u16 = 1;

const AF_BRIDGE: u8 = 7;

/// A dump that a change has disturbed is taken again, so often.
const ATTEMPTS: usize = 4;

/// Which sockets are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sockets {
    /// `AF_INET` or `AF_INET6`.
    pub family: u8,
    /// `IPPROTO_TCP` or `IPPROTO_UDP`.
    pub protocol: u8,
    /// The states, a bit each: `1 << TCP_LISTEN`; a UDP socket without a peer is in `TCP_CLOSE`.
    pub states: u32,
}

impl Look {
    /// Goes into the namespace.
    pub fn into(netns: &Netns) -> Result<Look, Errno> {
        let inside = netns.enter()?;
        Look::open(Some(inside))
    }

    /// Looks at the namespace that the calling thread is in: that needs no right.
    pub fn here() -> Result<Look, Errno> {
        Look::open(None)
    }

    fn open(inside: Option<Inside>) -> Result<Look, Errno> {
        Ok(Look {
            route: Netlink::open(wire::NETLINK_ROUTE)?,
            torn: false,
            _inside: inside,
        })
    }

    /// Links, without what IPv6 counts.
    pub fn links(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETLINK, &link_request(0, SKIP_STATS))
    }

    /// Bridge ports with their VLANs.
    pub fn vlans(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETLINK, &link_request(AF_BRIDGE, VLANS | SKIP_STATS))
    }

    /// Addresses.
    pub fn addresses(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETADDR, &[0; 16])
    }

    /// Routes of all tables.
    pub fn routes(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETROUTE, &[0; 16])
    }

    /// Routing rules.
    pub fn rules(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETRULE, &[0; 16])
    }

    /// Neighbours.
    pub fn neighbours(&mut self) -> Result<Vec<Message>, Errno> {
        self.dump(RTM_GETNEIGH, &[0; 16])
    }

    /// Where bridges and vxlans send frames.
    pub fn forwarding_database(&mut self) -> Result<Vec<Message>, Errno> {
        let mut body = [0; 16];
        body[0] = AF_BRIDGE;
        self.dump(RTM_GETNEIGH, &body)
    }

    /// True if the namespace forwards packets of the family.
    pub fn forwards(&mut self, family: u8) -> Result<bool, Errno> {
        let mut body = vec![family, 0, 0, 0]; // struct netconfmsg, padded
        attribute(&mut body, NETCONFA_IFINDEX, &(-1_i32).to_ne_bytes()); // NETCONFA_IFINDEX_ALL
        let answer = self.route.ask(RTM_GETNETCONF, 0, &body)?;
        let node = answer.first().and_then(|it| it.attr("NETCONFA_FORWARDING"));
        Ok(node.and_then(Node::number).is_some_and(|it| it != 0))
    }

    /// The number by which this namespace knows another one, if it has one for it.
    pub fn number_of(&mut self, other: RawFd) -> Result<Option<i64>, Errno> {
        let mut body = vec![0; 4]; // struct rtgenmsg, padded
        attribute(&mut body, NETNSA_FD, &other.to_ne_bytes());
        let answer = self.route.ask(RTM_GETNSID, 0, &body)?;
        let node = answer.first().and_then(|it| it.attr("NETNSA_NSID"));
        // -1 says that it has none.
        Ok(node.and_then(integer).filter(|it| *it >= 0))
    }

    /// Chains and rules of nf_tables; none if the kernel has no nf_tables, or has not loaded it: then there are none.
    pub fn nft(&mut self) -> Result<Vec<Message>, Errno> {
        if !is_loaded("nf_tables") {
            return Ok(Vec::new());
        }
        let mut socket = Netlink::open(wire::NETLINK_NETFILTER)?;
        let mut messages = socket.ask(NFT_GETCHAIN, NLM_F_DUMP, &[0; 16])?;
        if !messages.is_empty() {
            messages.extend(socket.ask(NFT_GETRULE, NLM_F_DUMP, &[0; 16])?);
        }
        Ok(messages)
    }

    /// Sockets of some families and states. `None`: the kernel would load a module to tell (sock_diag(7)).
    pub fn sockets(&mut self, kinds: &[Sockets]) -> Result<Option<Vec<Message>>, Errno> {
        if !["inet_diag", "tcp_diag", "udp_diag"]
            .into_iter()
            .all(is_loaded)
        {
            return Ok(None);
        }
        let mut socket = Netlink::open(wire::NETLINK_SOCK_DIAG)?;
        let mut messages = Vec::new();
        for it in kinds {
            let mut body = [0; 56]; // struct inet_diag_req_v2
            body[0] = it.family;
            body[1] = it.protocol;
            body[4..8].copy_from_slice(&it.states.to_ne_bytes());
            messages.extend(socket.ask(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &body)?);
        }
        Ok(Some(messages))
    }

    /// The tables of iptables' older form, which netlink does not tell of; empty if there are none.
    pub fn legacy_tables(&self) -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for file in ["ip_tables_names", "ip6_tables_names"] {
            match std::fs::read_to_string(Path::new("/proc/thread-self/net").join(file)) {
                Ok(text) => names.extend(
                    text.lines()
                        .map(|it| format!("{}_{it}", &file[..file.len() - 13])),
                ),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(names)
    }

    fn dump(&mut self, kind: u16, body: &[u8]) -> Result<Vec<Message>, Errno> {
        let mut messages = Vec::new();
        for _ in 0..ATTEMPTS {
            messages = self.route.ask(kind, NLM_F_DUMP, body)?;
            if !messages.iter().any(|it| it.has_flag("dump_intr")) {
                return Ok(messages);
            }
        }
        self.torn = true;
        Ok(messages)
    }
}

/// True if the kernel has the code already. A kernel without modules has all that it will ever have; of others,
/// /sys/module names what is loaded, and modules.builtin what needs no loading.
fn is_loaded(module: &str) -> bool {
    use std::sync::OnceLock;
    static BUILT_IN: OnceLock<Option<String>> = OnceLock::new();
    let built_in = BUILT_IN.get_or_init(|| {
        std::fs::metadata("/proc/modules").ok()?;
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let path = format!("/lib/modules/{}/modules.builtin", release.trim());
        Some(std::fs::read_to_string(path).unwrap_or_default())
    });
    let Some(built_in) = built_in else {
        return true;
    };
    let file = format!("/{module}.ko");
    Path::new("/sys/module").join(module).exists() || built_in.lines().any(|it| it.ends_with(&file))
}

/// A number that may be negative.
pub fn integer(node: &Node) -> Option<i64> {
    match node.value {
        Value::Signed(number) => Some(number),
        Value::Number(number) => i64::try_from(number).ok(),
        _ => None,
    }
}

/// `struct ifinfomsg` and the filter.
fn link_request(family: u8, filter: u32) -> Vec<u8> {
    let mut body = vec![0; 16];
    body[0] = family;
    attribute(&mut body, IFLA_EXT_MASK, &filter.to_ne_bytes());
    body
}

fn attribute(body: &mut Vec<u8>, code: u16, value: &[u8; 4]) {
    body.extend(8_u16.to_ne_bytes());
    body.extend(code.to_ne_bytes());
    body.extend(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_namespace_can_be_looked_at_without_any_right() {
        let mut look = Look::here().unwrap();
        let links = look.links().unwrap();
        let lo = links
            .iter()
            .find(|it| it.attr("IFLA_IFNAME").and_then(Node::text) == Some("lo"));
        let lo = lo.expect("every namespace has lo");
        let inet6 = lo.attr("IFLA_AF_SPEC").and_then(|it| it.attr("AF_INET6"));
        let counters = inet6.and_then(|it| it.attr("IFLA_INET6_STATS"));
        assert!(inet6.is_none() || counters.is_none(), "they are left out");
        assert!(look.routes().is_ok() && look.rules().is_ok());
        assert!(look.forwards(2).is_ok() && look.forwards(10).is_ok());
        let listening = Sockets {
            family: 2,
            protocol: 6,
            states: 1 << 10,
        };
        assert!(look.sockets(&[listening]).is_ok());
    }
}
