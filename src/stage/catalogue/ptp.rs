//! The stages of ptp.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!("ptp/add/parse-config", "The plugin reads its configuration"),
    stage!("ptp/add/ipam", "Another plugin chooses the address"),
    stage!("ptp/add/forwarding", "The node forwards packets"),
    stage!("ptp/add/open-netns", "The plugin opens the pod's namespace"),
    stage!(
        "ptp/add/create-veth",
        "A veth pair joins the pod and the node"
    ),
    stage!("ptp/add/container-address", "The pod gets its address"),
    stage!("ptp/add/container-routes", "The pod learns its way out"),
    stage!(
        "ptp/add/gateway-routes",
        "The pod sends everything to its gateway"
    ),
    stage!("ptp/add/node-address", "The node's end becomes the gateway"),
    stage!(
        "ptp/add/masquerade",
        "Packets leave under the node's address"
    ),
    stage!("ptp/add/result", "The plugin reports what it has made"),
    stage!(
        "ptp/check/parse-config",
        "The plugin reads its configuration"
    ),
    stage!("ptp/check/ipam", "The IPAM plugin checks its part"),
    stage!(
        "ptp/check/check-container",
        "The pod's interface is looked at"
    ),
    stage!(
        "ptp/check/check-addresses",
        "Addresses and routes are looked at"
    ),
    stage!("ptp/del/parse-config", "The plugin reads its configuration"),
    stage!("ptp/del/ipam", "The address is given back"),
    stage!("ptp/del/delete-veth", "The veth pair is removed"),
    stage!("ptp/del/masquerade", "The masquerading rules are removed"),
];
