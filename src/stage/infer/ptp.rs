//! Rules for the reference plugin ptp, from 1.1.1 to 1.9.

use super::{Rule, rule};

const ADDRESS: &[&str] = &["ptp/add/container-address"];

pub(super) const ADD: &[Rule] = &[
    rule("ptp/add/ipam", &[], |it| it.delegates()),
    rule("ptp/add/forwarding", &["ptp/add/ipam"], |it| {
        it.at_home() && it.writes_setting(&["/ip_forward", "/forwarding"])
    }),
    // Nothing is written if the node forwards already.
    rule("ptp/add/open-netns", &["ptp/add/ipam"], |it| {
        it.enters_pod()
    }),
    rule("ptp/add/create-veth", &["ptp/add/open-netns"], |it| {
        it.makes_link("veth")
    }),
    rule(
        "ptp/add/container-address",
        &["ptp/add/create-veth"],
        |it| {
            !it.at_home()
                && (it.requests(&["RTM_NEWADDR"])
                    || it.writes_setting(&["/disable_ipv6", "/keep_addr_on_down"]))
        },
    ),
    // Before routes over an IPv6 gateway are added, the address must have been found to be unique.
    rule("ptp/add/container-routes", ADDRESS, |it| {
        !it.at_home() && it.requests(&["RTM_GETADDR", "RTM_NEWROUTE"])
    })
    .without(&["ptp/add/gateway-routes"]),
    rule("ptp/add/gateway-routes", ADDRESS, |it| {
        !it.at_home() && it.requests(&["RTM_DELROUTE"])
    }),
    rule("ptp/add/node-address", ADDRESS, |it| {
        it.at_home() && (it.asks_for_peer() || it.requests(&["RTM_NEWADDR"]))
    }),
    rule("ptp/add/masquerade", ADDRESS, |it| {
        it.translates_addresses()
    }),
    rule("ptp/add/result", ADDRESS, |it| it.prints_result()),
];

pub(super) const CHECK: &[Rule] = &[
    rule("ptp/check/ipam", &[], |it| it.delegates()),
    rule("ptp/check/check-container", &[], |it| it.enters_pod()),
    rule(
        "ptp/check/check-addresses",
        &["ptp/check/check-container"],
        |it| it.requests(&["RTM_GETADDR", "RTM_GETROUTE"]),
    ),
];

pub(super) const DEL: &[Rule] = &[
    rule("ptp/del/ipam", &[], |it| it.delegates()),
    rule("ptp/del/delete-veth", &[], |it| it.enters_pod()),
    rule("ptp/del/masquerade", &[], |it| it.translates_addresses()),
];
