//! Rules for the IPAM plugins that work with files or with nothing: host-local and static.

use super::{Rule, rule};

pub(super) const HOST_LOCAL_ADD: &[Rule] = &[
    rule("host-local/add/lock-store", &[], |it| {
        it.takes_file("/lock")
    }),
    rule(
        "host-local/add/allocate",
        &["host-local/add/lock-store"],
        |it| it.changes_file_but("/lock"),
    ),
    rule("host-local/add/result", &[], |it| it.prints_result()),
];

pub(super) const HOST_LOCAL_CHECK: &[Rule] = &[rule("host-local/check/find-lease", &[], |it| {
    it.takes_file("/lock")
})];

pub(super) const HOST_LOCAL_DEL: &[Rule] = &[
    rule("host-local/del/lock-store", &[], |it| {
        it.takes_file("/lock")
    }),
    rule(
        "host-local/del/release",
        &["host-local/del/lock-store"],
        |it| it.changes_file_but("/lock"),
    ),
];

pub(super) const STATIC_ADD: &[Rule] = &[rule("static/add/result", &[], |it| it.prints_result())];
