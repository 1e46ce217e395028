//! Integration tests: one crate, so that it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod by_hand;
mod oracle;
mod program;
mod run;
mod sandbox;
mod tidy;
