//! Rules for the reference plugin portmap, from 1.1.1 to 1.9: each family of addresses has its own pass.

use super::seen::Seen;
use super::{Rule, again, rule};

pub(super) const ADD: &[Rule] = &[
    again("portmap/add/find-iptables", &[], |it| it.asks_for_program()),
    again("portmap/add/mark", &[], |it| {
        it.works_on_chain("CNI-HOSTPORT-SETMARK")
    })
    .during(&["portmap/add/find-iptables"]),
    again("portmap/add/masquerade", &[], |it| {
        it.lists_table() || it.works_on_chain("CNI-HOSTPORT-MASQ")
    })
    .during(&["portmap/add/mark"]),
    // Version 1.1.1 does this before it redirects ports, newer ones do it afterwards.
    again("portmap/add/localnet", &[], |it| {
        it.own && (it.requests(&["RTM_GETROUTE"]) || it.writes_setting(&["/route_localnet"]))
    }),
    again("portmap/add/entry-chain", &[], |it| {
        it.lists_table() || it.works_on_chain("CNI-HOSTPORT-DNAT")
    })
    .during(&["portmap/add/masquerade", "portmap/add/localnet"]),
    // The table may have been listed for another chain here.
    again("portmap/add/entry-chain", &[], |it| {
        it.works_on_chain("CNI-HOSTPORT-DNAT") || it.works_on_chain("PREROUTING")
    })
    .during(&["portmap/add/find-iptables"]),
    again("portmap/add/dnat", &[], |it| {
        it.lists_table() || it.works_on_chain("CNI-DN-")
    })
    .during(&["portmap/add/entry-chain"]),
    // All rules in one.
    again("portmap/add/dnat", &[], |it| it.works_with_nft()),
    again("portmap/add/conntrack", &[], |it| {
        it.own && it.asks_family("netfilter")
    }),
    rule("portmap/add/result", &[], |it| it.prints_result()),
];

pub(super) const CHECK: &[Rule] = &[
    again("portmap/check/find-iptables", &[], |it| {
        it.asks_for_program()
    }),
    again("portmap/check/check-rules", &[], |it| {
        it.works_on_rules() && !tries_out(it)
    }),
];

pub(super) const DEL: &[Rule] = &[
    again("portmap/del/find-iptables", &[], |it| it.asks_for_program()),
    again("portmap/del/delete-rules", &[], |it| {
        it.works_on_chain("CNI-DN-") || it.works_with_nft()
    }),
    again("portmap/del/old-rules", &[], |it| {
        it.works_on_chain("CNI-SN-")
    }),
];

/// A chain that always exists is listed, to see whether this family can be used.
fn tries_out(seen: &Seen<'_>) -> bool {
    seen.works_on_chain("OUTPUT") || seen.works_on_chain("INPUT")
}
