//! The stages of portmap.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "portmap/add/parse-config",
        "The plugin reads its configuration"
    ),
    stage!("portmap/add/find-iptables", "The plugin looks for iptables"),
    stage!(
        "portmap/add/mark",
        "A mark for packets that need another sender"
    ),
    stage!(
        "portmap/add/masquerade",
        "Marked packets get the node's address"
    ),
    stage!("portmap/add/localnet", "localhost may reach the pod"),
    stage!(
        "portmap/add/entry-chain",
        "All packets to the node are looked at"
    ),
    stage!("portmap/add/dnat", "Ports of the node lead to the pod"),
    stage!("portmap/add/conntrack", "Old UDP connections are forgotten"),
    stage!("portmap/add/result", "The plugin passes the result on"),
    stage!(
        "portmap/check/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "portmap/check/find-iptables",
        "The plugin looks for iptables"
    ),
    stage!("portmap/check/check-rules", "The rules are looked at"),
    stage!(
        "portmap/del/parse-config",
        "The plugin reads its configuration"
    ),
    stage!("portmap/del/find-iptables", "The plugin looks for iptables"),
    stage!("portmap/del/delete-rules", "The pod's rules are removed"),
    stage!("portmap/del/old-rules", "Rules of old versions are removed"),
];
