//! Where packets go: routes, rules, neighbours, forwarding databases of bridges.

use serde::{Deserialize, Serialize};

/// A route. Those that the kernel keeps in the table `local` for each address are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// `default`, or `10.22.0.0/16`.
    pub destination: String,
    /// `ipv4`, `ipv6`.
    pub family: String,
    /// `unicast`, `blackhole`, `unreachable`.
    pub kind: String,
    /// `main`, or the number of the table.
    pub table: String,
    /// Who has made it: `kernel`, `static`, `boot`, `dhcp`.
    pub protocol: String,
    /// `global`, `link`.
    pub scope: String,
    /// The smaller one is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<u64>,
    /// The address that packets are sent from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where packets go next: one, or several that share them.
    pub hops: Vec<Hop>,
}

/// Where packets go next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The gateway, if the destination is not on the link itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// A routing rule. Those that every namespace has from the start are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `ipv4`, `ipv6`.
    pub family: String,
    /// The smaller one is asked first.
    pub priority: u64,
    /// What it does: `to_tbl`, `blackhole`.
    pub action: String,
    /// The table that it leads to.
    pub table: String,
    /// From these addresses; absent: from all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To these addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What else it asks for, by the kernel's names: `iifname`, `fwmark`.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub conditions: std::collections::BTreeMap<String, serde_json::Value>,
}

/// A neighbour that somebody has asked for, or noted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its address.
    pub address: String,
    /// The link.
    pub device: String,
    /// Its hardware address, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// `reachable`, `stale`, `permanent`, `failed`: ip-neighbour(8).
    pub state: Vec<String>,
}

/// Where a bridge, or a vxlan, sends frames to a hardware address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The hardware address.
    pub mac: String,
    /// The port, or the vxlan itself.
    pub device: String,
    /// The bridge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<String>,
    /// The VLAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u64>,
    /// Of a vxlan: the machine behind which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// `permanent` is the port's own, or was noted by somebody; `reachable` was learned.
    pub state: Vec<String>,
}
