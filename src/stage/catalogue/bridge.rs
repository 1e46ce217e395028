//! The stages of bridge.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "bridge/add/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "bridge/add/ensure-bridge",
        "The bridge in the node exists and is up"
    ),
    stage!(
        "bridge/add/open-netns",
        "The plugin opens the pod's namespace"
    ),
    stage!(
        "bridge/add/create-veth",
        "A veth pair joins the pod and the node"
    ),
    stage!(
        "bridge/add/attach-port",
        "The node's end becomes a port of the bridge"
    ),
    stage!("bridge/add/vlan", "VLANs of the port"),
    stage!(
        "bridge/add/spoof-check",
        "A filter against forged MAC addresses"
    ),
    stage!("bridge/add/ipam", "Another plugin chooses the address"),
    stage!(
        "bridge/add/container-sysctls",
        "Settings of the pod's interface"
    ),
    stage!("bridge/add/container-address", "The pod gets its address"),
    stage!("bridge/add/container-routes", "The pod learns its way out"),
    stage!("bridge/add/container-up", "The pod's interface is set up"),
    stage!(
        "bridge/add/bridge-address",
        "The bridge becomes the pods' gateway"
    ),
    stage!("bridge/add/forwarding", "The node forwards packets"),
    stage!(
        "bridge/add/masquerade",
        "Packets leave under the node's address"
    ),
    stage!("bridge/add/wait-port", "The port comes up"),
    stage!("bridge/add/result", "The plugin reports what it has made"),
    stage!(
        "bridge/check/parse-config",
        "The plugin reads its configuration"
    ),
    stage!("bridge/check/ipam", "The IPAM plugin checks its part"),
    stage!("bridge/check/check-bridge", "The bridge is looked at"),
    stage!(
        "bridge/check/check-container",
        "The pod's interface is looked at"
    ),
    stage!("bridge/check/check-port", "The node's end is looked at"),
    stage!(
        "bridge/check/check-addresses",
        "Addresses and routes are looked at"
    ),
    stage!(
        "bridge/del/parse-config",
        "The plugin reads its configuration"
    ),
    stage!("bridge/del/delete-veth", "The veth pair is removed"),
    stage!("bridge/del/ipam", "The address is given back"),
    stage!(
        "bridge/del/masquerade",
        "The masquerading rules are removed"
    ),
    stage!("bridge/del/spoof-check", "The MAC filter is removed"),
    stage!(
        "bridge/del/vlan-gateway",
        "The gateway of an unused VLAN goes"
    ),
    stage!(
        "bridge/gc/parse-config",
        "The plugin reads what is still valid"
    ),
    stage!(
        "bridge/gc/delete-veth",
        "Veth pairs that belong to no valid attachment are removed"
    ),
    stage!("bridge/gc/ipam", "The IPAM plugin cleans up"),
    stage!(
        "bridge/gc/masquerade",
        "Stale masquerading rules are removed"
    ),
    stage!(
        "bridge/gc/spoof-check",
        "Filters of links that are gone are removed"
    ),
    stage!(
        "bridge/status/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "bridge/status/check-bridge",
        "The bridge could be made or used"
    ),
    stage!(
        "bridge/status/ipam",
        "The IPAM plugin is asked whether it is ready"
    ),
];
