//! The mark by which a plugin of ours says that a stage begins.
//!
//! A mark is one `write` of the stage's id to a descriptor that the tracer has reserved. It is made only if
//! the environment names that descriptor, so a plugin in production makes none.

/// The environment variable that names the descriptor.
pub const FD_VARIABLE: &str = "CNISCOPE_MARK_FD";

/// The descriptor that the tracer reserves: high enough that no shell script uses it by accident.
pub const FD: i32 = 973;

/// The bytes of a mark.
pub fn encode(stage: &str) -> Vec<u8> {
    format!("stage {stage}\n").into_bytes()
}

/// The stage that a mark names.
pub fn parse(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes)
        .ok()?
        .strip_prefix("stage ")?
        .strip_suffix('\n')
}
