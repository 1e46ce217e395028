//! The stages of static.

use super::{Stage, stage};

pub(super) const STAGES: &[Stage] = &[
    stage!(
        "static/add/parse-config",
        "The IPAM plugin reads the same configuration"
    ),
    stage!("static/add/result", "The addresses are reported"),
    stage!(
        "static/check/compare",
        "The configuration is compared with the result"
    ),
    stage!("static/del/release", "There is nothing to give back"),
];
