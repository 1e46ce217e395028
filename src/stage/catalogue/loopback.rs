//! The stages of loopback.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "loopback/add/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "loopback/add/enter-netns",
        "A thread moves into the pod's namespace"
    ),
    stage!("loopback/add/set-up", "lo is set up"),
    stage!(
        "loopback/add/read-addresses",
        "The addresses of lo are read"
    ),
    stage!("loopback/add/result", "The plugin reports what it has done"),
    stage!(
        "loopback/check/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "loopback/check/enter-netns",
        "A thread moves into the pod's namespace"
    ),
    stage!("loopback/check/verify-up", "lo is looked at"),
    stage!(
        "loopback/del/parse-config",
        "The plugin reads its configuration"
    ),
    stage!(
        "loopback/del/enter-netns",
        "A thread moves into the pod's namespace"
    ),
    stage!("loopback/del/set-down", "lo is set down"),
];
