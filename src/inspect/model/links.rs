//! Links and what they are to each other: a link has as many roles as it has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its number, which says something only in its own namespace.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// `veth`, `bridge`; of a link without a kind what it is made of: `ether`, `loopback`.
    pub kind: String,
    /// Further names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub altnames: Vec<String>,
    /// What somebody has noted at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Its hardware address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// The longest packet.
    pub mtu: u64,
    /// `up`, `down`, `lowerlayerdown`, `unknown`: RFC 2863.
    pub state: String,
    /// `up`, `lower_up`, `promisc`: netdevice(7).
    pub flags: Vec<String>,
    /// Its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// The other end of a veth pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<End>,
    /// The link that a vlan, macvlan or ipvlan link stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<End>,
    /// The link, or at least the namespace, through which a tunnel's packets go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub underlay: Option<End>,
    /// The bridge, bond, team or vrf that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master: Option<Master>,
    /// What it is as a port of a bridge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Port>,
    /// Of a bridge, bond, team or vrf: its members by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Processes that have a tun or tap open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<Process>,
    /// Whether it forwards packets: by family.
    pub forwarding: Forwarding,
    /// What is particular to its kind, by the kernel's names: `vlan_id`, `vxlan_id`, `iptun_remote`, `br_stp_state`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, Value>,
}

/// An address of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// `10.22.0.2/16`.
    pub address: String,
    /// `global`, `link`, `host`.
    pub scope: String,
    /// The other end's, if it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
    /// `permanent`, `tentative`, `secondary`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// A link that another one refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The namespace that it is in; absent if that was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<u64>,
    /// The number by which the referring link's namespace knows that namespace; absent if it is the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsid: Option<i64>,
    /// The number of the link there; absent if the kernel does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// Its name; absent if it was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a link belongs to, in the same namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Master {
    /// Its number.
    pub index: u32,
    /// Its name; absent if it was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `bridge`, `bond`, `team`, `vrf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A port of a bridge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// `forwarding`, `blocking`, `disabled`.
    pub state: String,
    /// Frames may go back where they came from.
    pub hairpin: bool,
    /// Frames go to ports that are not isolated only.
    pub isolated: bool,
    /// It learns where addresses are.
    pub learning: bool,
    /// Frames to unknown addresses go there.
    pub flood: bool,
    /// VLANs of the port, if the bridge tells any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vlans: Vec<Vlan>,
}

/// VLANs of a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vlan {
    /// The first.
    pub first: u64,
    /// The last: often the same.
    pub last: u64,
    /// `pvid`, `untagged`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub pid: i32,
    /// Its command.
    pub command: String,
}

/// Whether packets are forwarded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarding {
    /// net.ipv4.conf.*.forwarding; absent if it was not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv4: Option<bool>,
    /// net.ipv6.conf.*.forwarding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6: Option<bool>,
}

impl Link {
    /// True if it has the flag.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|it| it == flag)
    }
}
