//! The stages of firewall.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "firewall/add/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "firewall/add/find-backend",
        "The plugin looks for the firewall"
    ),
    stage!(
        "firewall/add/chains",
        "Chains for pods stand in the packet filter"
    ),
    stage!("firewall/add/accept", "The pod's packets are let through"),
    stage!("firewall/add/ingress-policy", "Other networks are kept out"),
    stage!("firewall/add/result", "The plugin passes the result on"),
    stage!(
        "firewall/check/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "firewall/check/find-backend",
        "The plugin looks for the firewall"
    ),
    stage!("firewall/check/check-chains", "The chains are looked at"),
    stage!(
        "firewall/check/check-rules",
        "The pod's rules are looked at"
    ),
    stage!(
        "firewall/del/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "firewall/del/find-backend",
        "The plugin looks for the firewall"
    ),
    stage!("firewall/del/delete-rules", "The pod's rules are removed"),
];
