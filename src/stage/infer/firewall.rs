//! Rules for the reference plugin firewall, from 1.1.1 to 1.9, with iptables: each family of addresses has its
//! own chains and rules. What it tells firewalld goes over D-Bus, which is not seen.

use super::{Rule, again, rule};

pub(super) const ADD: &[Rule] = &[
    rule("firewall/add/find-backend", &[], |it| it.asks_for_program()),
    // The backend has asked for the program of both families at once: this is another part of the plugin.
    rule(
        "firewall/add/ingress-policy",
        &["firewall/add/accept"],
        |it| it.asks_for_program(),
    ),
    rule("firewall/add/ingress-policy", &[], |it| {
        it.works_on_chain("CNI-ISOLATION-")
    }),
    again("firewall/add/accept", &[], |it| it.works_on_address()).during(&["firewall/add/chains"]),
    again("firewall/add/chains", &[], |it| {
        it.works_on_rules() && !it.works_on_address()
    })
    .during(&["firewall/add/find-backend", "firewall/add/accept"]),
    rule("firewall/add/result", &[], |it| it.prints_result()),
];

pub(super) const CHECK: &[Rule] = &[
    rule("firewall/check/find-backend", &[], |it| {
        it.asks_for_program()
    }),
    again("firewall/check/check-rules", &[], |it| {
        it.works_on_address()
    }),
    again("firewall/check/check-chains", &[], |it| {
        it.works_on_rules() && !it.works_on_address()
    }),
];

pub(super) const DEL: &[Rule] = &[
    rule("firewall/del/find-backend", &[], |it| it.asks_for_program()),
    rule("firewall/del/delete-rules", &[], |it| it.works_on_rules()),
];
