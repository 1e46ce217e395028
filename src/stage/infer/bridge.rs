//! Rules for the bridge plugin: the reference plugin's from 1.1.1 to 1.9, and ours.

use super::{Rule, again, rule};

/// Any of these means that the pod's interface has been configured.
const CONFIGURED: &[&str] = &["bridge/add/container-address", "bridge/add/container-up"];

pub(super) const ADD: &[Rule] = &[
    rule("bridge/add/ensure-bridge", &[], |it| {
        it.makes_link("bridge")
    }),
    rule(
        "bridge/add/open-netns",
        &["bridge/add/ensure-bridge"],
        |it| it.enters_pod(),
    ),
    rule("bridge/add/create-veth", &["bridge/add/open-netns"], |it| {
        it.makes_link("veth")
    }),
    rule(
        "bridge/add/attach-port",
        &["bridge/add/create-veth"],
        |it| it.link_request_with("IFLA_MASTER"),
    ),
    // First the VLANs that the port has are asked for.
    rule("bridge/add/vlan", &["bridge/add/attach-port"], |it| {
        it.at_home() && (it.dumps_bridge_ports() || it.link_request_with("IFLA_AF_SPEC"))
    })
    .without(&["bridge/add/ipam"]),
    rule("bridge/add/ipam", &["bridge/add/attach-port"], |it| {
        it.delegates()
    }),
    rule("bridge/add/container-sysctls", &["bridge/add/ipam"], |it| {
        it.enters_pod()
            || !it.at_home() && it.writes_setting(&["/enhanced_dad", "/accept_dad", "/arp_notify"])
    }),
    rule("bridge/add/container-address", &["bridge/add/ipam"], |it| {
        !it.at_home()
            && (it.requests(&["RTM_NEWADDR"])
                || it.writes_setting(&["/disable_ipv6", "/keep_addr_on_down"]))
    }),
    rule("bridge/add/container-routes", CONFIGURED, |it| {
        !it.at_home() && it.requests(&["RTM_GETADDR", "RTM_NEWROUTE"])
    }),
    // Without an IPAM plugin the interface is only set up.
    rule(
        "bridge/add/container-up",
        &["bridge/add/attach-port"],
        |it| !it.at_home() && it.requests(&["RTM_NEWLINK", "RTM_SETLINK"]),
    )
    .without(&["bridge/add/ipam"]),
    // With a VLAN the gateway's address stands on a veth pair of its own, which may be there already.
    again("bridge/add/bridge-address", CONFIGURED, |it| {
        it.at_home() && (it.requests(&["RTM_GETADDR", "RTM_NEWADDR"]) || it.asks_for_vlan_gateway())
    }),
    again("bridge/add/forwarding", CONFIGURED, |it| {
        it.writes_setting(&["/ip_forward", "/forwarding"])
    }),
    rule("bridge/add/masquerade", CONFIGURED, |it| {
        it.translates_addresses()
    }),
    rule(
        "bridge/add/spoof-check",
        &["bridge/add/attach-port"],
        |it| it.filters_frames(),
    )
    .without(&["bridge/add/ipam"]),
    rule("bridge/add/wait-port", CONFIGURED, |it| {
        it.at_home() && it.asks_for_peer()
    }),
    // The bridge is read once more, as its MAC address may have changed.
    rule("bridge/add/result", CONFIGURED, |it| {
        it.at_home() && it.asks_for_bridge()
    }),
    rule("bridge/add/result", CONFIGURED, |it| it.prints_result()),
];

pub(super) const CHECK: &[Rule] = &[
    rule("bridge/check/ipam", &[], |it| it.delegates()),
    rule("bridge/check/check-bridge", &[], |it| {
        it.at_home() && it.asks_for_link(None)
    }),
    rule("bridge/check/check-container", &[], |it| it.enters_pod()),
    rule(
        "bridge/check/check-port",
        &["bridge/check/check-container"],
        |it| it.at_home() && it.asks_for_link(None),
    ),
    rule(
        "bridge/check/check-addresses",
        &["bridge/check/check-port"],
        |it| it.enters_pod() || it.requests(&["RTM_GETADDR", "RTM_GETROUTE"]),
    ),
];

pub(super) const DEL: &[Rule] = &[
    rule("bridge/del/delete-veth", &[], |it| it.enters_pod()),
    rule("bridge/del/ipam", &[], |it| it.delegates()),
    rule("bridge/del/spoof-check", &[], |it| it.filters_frames()),
    rule("bridge/del/masquerade", &[], |it| it.translates_addresses()),
];

/// The reference plugin does nothing at GC; at STATUS it asks the IPAM plugin, if there is one.
pub(super) const GC: &[Rule] = &[
    rule("other/read-config", &[], |it| it.reads_config()),
    rule("bridge/gc/ipam", &[], |it| it.delegates()),
];

pub(super) const STATUS: &[Rule] = &[
    rule("other/read-config", &[], |it| it.reads_config()),
    rule("bridge/status/ipam", &[], |it| it.delegates()),
];
