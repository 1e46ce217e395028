//! What is joined to the wiring: address translation, listening sockets, CNI's own records.

use serde::{Deserialize, Serialize};

use super::Process;

/// A rule that translates addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nat {
    /// `masquerade`, `snat`, `dnat`, `redirect`.
    pub kind: String,
    /// `nftables`, or `iptables` whose rules nf_tables holds.
    pub by: String,
    /// `ip nat`: family and table.
    pub table: String,
    /// The chain.
    pub chain: String,
    /// The rule in words; in brackets what has no words.
    pub rule: String,
    /// Comments of the rule and of those that lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<String>,
    /// Addresses whose packets it is for: of the rule, or of those that lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Where packets go: `10.22.0.2:80`, and the ports that lead there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Ports of the host that lead there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    /// Whom it serves: namespaces that have one of the addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<u64>,
}

/// A socket that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// `tcp`, `udp`.
    pub protocol: String,
    /// `0.0.0.0`: any.
    pub address: String,
    /// The port.
    pub port: u64,
    /// The user who has made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u64>,
    /// Who has it open; empty if that is hidden.
    pub processes: Vec<Process>,
}

/// An attachment, as a runtime has noted it in the result cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The network.
    pub network: String,
    /// The container's ID.
    pub container_id: String,
    /// The interface.
    pub ifname: String,
    /// The path of the namespace.
    pub netns: String,
    /// `namespace/name` of the pod.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod: Option<String>,
    /// The addresses that were given.
    pub addresses: Vec<String>,
    /// How it was joined to the namespace: `path` if the path leads there, `address` if the interface has one of the
    /// addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_by: Option<String>,
    /// The file.
    pub file: String,
}

/// A lease of host-local.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The network.
    pub network: String,
    /// The address.
    pub address: String,
    /// The container's ID.
    pub container_id: String,
    /// The interface; older leases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ifname: Option<String>,
    /// The file.
    pub file: String,
}

/// Records that belong to no namespace that was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orphans {
    /// Of the result cache.
    pub attachments: Vec<Attachment>,
    /// Of host-local.
    pub leases: Vec<Lease>,
}
