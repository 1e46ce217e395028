//! Rules for plugins that have none of their own: stages by the kind of activity.
//!
//! What changes something begins a stage. Questions do only at CHECK, which asks and changes nothing; at the
//! other verbs a question mostly prepares the request that follows it.

use super::{Rule, again, rule};
use crate::event::What;

pub(super) const ANY: &[Rule] = &[
    READ_CONFIG,
    DELEGATE,
    FIREWALL,
    again("other/links", &[], |it| it.requests(LINKS)),
    again("other/addresses", &[], |it| it.requests(ADDRESSES)),
    again("other/routes", &[], |it| it.requests(ROUTES)),
    again("other/rules", &[], |it| it.requests(RULES)),
    SYSCTLS,
    FILES,
    NAMESPACES,
    OTHER_NETLINK,
    RESULT,
];

pub(super) const CHECK: &[Rule] = &[
    READ_CONFIG,
    DELEGATE,
    FIREWALL,
    again("other/links", &[], |it| {
        it.requests(LINKS) || it.requests(&["RTM_GETLINK", "RTM_GETQDISC"])
    }),
    again("other/addresses", &[], |it| {
        it.requests(ADDRESSES) || it.requests(&["RTM_GETADDR"])
    }),
    again("other/routes", &[], |it| {
        it.requests(ROUTES) || it.requests(&["RTM_GETROUTE", "RTM_GETNEIGH"])
    }),
    again("other/rules", &[], |it| {
        it.requests(RULES) || it.requests(&["RTM_GETRULE"])
    }),
    SYSCTLS,
    FILES,
    NAMESPACES,
    OTHER_NETLINK,
    RESULT,
];

const LINKS: &[&str] = &[
    "RTM_NEWLINK",
    "RTM_SETLINK",
    "RTM_DELLINK",
    "RTM_NEWQDISC",
    "RTM_DELQDISC",
    "RTM_NEWTCLASS",
    "RTM_DELTCLASS",
    "RTM_NEWTFILTER",
    "RTM_DELTFILTER",
];
const ADDRESSES: &[&str] = &["RTM_NEWADDR", "RTM_DELADDR"];
const ROUTES: &[&str] = &[
    "RTM_NEWROUTE",
    "RTM_DELROUTE",
    "RTM_NEWNEIGH",
    "RTM_DELNEIGH",
];
const RULES: &[&str] = &["RTM_NEWRULE", "RTM_DELRULE"];

const READ_CONFIG: Rule = rule("other/read-config", &[], |it| it.reads_config());
const DELEGATE: Rule = again("other/delegate", &[], |it| it.delegates());
const FIREWALL: Rule = again("other/firewall", &[], |it| it.filters_packets());
const SYSCTLS: Rule = again("other/sysctls", &[], |it| {
    matches!(it.what, What::Sysctl { .. })
});
const FILES: Rule = again("other/files", &[], |it| matches!(it.what, What::File(_)));
const NAMESPACES: Rule = again("other/namespaces", &[], |it| it.enters_pod());
const OTHER_NETLINK: Rule = again("other/other-netlink", &[], |it| {
    it.asks_family("generic") || it.asks_family("sock_diag") || it.asks_family("xfrm")
});
const RESULT: Rule = rule("other/result", &[], |it| it.prints());
