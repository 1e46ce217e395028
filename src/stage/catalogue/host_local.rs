//! The stages of host-local.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "host-local/add/parse-config",
        "The IPAM plugin reads the same configuration"
    ),
    stage!("host-local/add/lock-store", "The store is locked"),
    stage!(
        "host-local/add/allocate",
        "A free address is chosen and noted"
    ),
    stage!("host-local/add/result", "The address is reported"),
    stage!(
        "host-local/check/parse-config",
        "The IPAM plugin reads the same configuration"
    ),
    stage!("host-local/check/find-lease", "The lease is looked for"),
    stage!(
        "host-local/del/parse-config",
        "The IPAM plugin reads the same configuration"
    ),
    stage!("host-local/del/lock-store", "The store is locked"),
    stage!("host-local/del/release", "The address is free again"),
    stage!(
        "host-local/gc/parse-config",
        "The IPAM plugin reads what is still valid"
    ),
    stage!(
        "host-local/gc/release",
        "Addresses that nobody has are free again"
    ),
    stage!(
        "host-local/status/parse-config",
        "The IPAM plugin reads the same configuration"
    ),
    stage!(
        "host-local/status/find-free",
        "A free address is looked for"
    ),
];
