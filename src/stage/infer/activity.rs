//! Rules for plugins that have none of their own: stages by the kind of activity.

use super::{Rule, again, rule};
use crate::event::What;

pub(super) const ANY: &[Rule] = &[
    rule("other/read-config", &[], |it| {
        it.own && matches!(it.what, What::Input { .. })
    }),
    again("other/delegate", &[], |it| it.delegates()),
    again("other/firewall", &[], |it| it.filters_packets()),
    again("other/links", &[], |it| {
        it.requests(&["RTM_NEWLINK", "RTM_SETLINK", "RTM_DELLINK"])
    }),
    again("other/addresses", &[], |it| {
        it.requests(&["RTM_NEWADDR", "RTM_DELADDR"])
    }),
    again("other/routes", &[], |it| {
        it.requests(&[
            "RTM_NEWROUTE",
            "RTM_DELROUTE",
            "RTM_NEWNEIGH",
            "RTM_DELNEIGH",
        ])
    }),
    again("other/rules", &[], |it| {
        it.requests(&["RTM_NEWRULE", "RTM_DELRULE"])
    }),
    again("other/sysctls", &[], |it| {
        matches!(it.what, What::Sysctl { .. })
    }),
    again("other/files", &[], |it| matches!(it.what, What::File(_))),
    again("other/namespaces", &[], |it| it.enters_pod()),
    again("other/other-netlink", &[], |it| {
        it.asks_family("generic") || it.asks_family("sock_diag") || it.asks_family("xfrm")
    }),
    rule("other/result", &[], |it| it.prints()),
];
