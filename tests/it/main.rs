//! Integration tests: one crate, so that it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod better;
mod book;
mod bridge;
mod bridge_parts;
mod by_hand;
mod calls;
mod chained;
mod commands;
mod conformance;
mod console;
mod host_local;
mod host_local_load;
mod hostile;
mod lines;
mod loopback;
mod masquerade;
mod named;
mod oracle;
mod picture;
mod program;
mod recording;
mod replay;
mod run;
mod sandbox;
mod schema;
mod screen;
mod state;
mod static_ipam;
mod strace;
mod swap;
mod sweep;
mod tidy;
mod tmux;
mod twin;
mod vlan;
