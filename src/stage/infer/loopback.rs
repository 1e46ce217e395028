//! Rules for the loopback plugin.

use super::{Rule, rule};

pub(super) const ADD: &[Rule] = &[
    rule("loopback/add/enter-netns", &[], |it| it.enters_pod()),
    rule("loopback/add/set-up", &[], |it| {
        it.requests(&["RTM_GETLINK", "RTM_NEWLINK", "RTM_SETLINK"])
    }),
    rule(
        "loopback/add/read-addresses",
        &["loopback/add/set-up"],
        |it| it.requests(&["RTM_GETADDR"]),
    ),
    rule("loopback/add/result", &[], |it| it.prints_result()),
];

pub(super) const CHECK: &[Rule] = &[
    rule("loopback/check/enter-netns", &[], |it| it.enters_pod()),
    rule("loopback/check/verify-up", &[], |it| {
        it.requests(&["RTM_GETLINK"])
    }),
];

pub(super) const DEL: &[Rule] = &[
    rule("loopback/del/enter-netns", &[], |it| it.enters_pod()),
    rule("loopback/del/set-down", &[], |it| {
        it.requests(&["RTM_GETLINK", "RTM_NEWLINK", "RTM_SETLINK"])
    }),
];
