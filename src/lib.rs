//! cniscope runs a real CNI plugin in throw-away network namespaces and shows every stage of it.
//!
//! The modules below stand in reading order. An item uses only its own layer and the layers above it
//! in this list; `tests/it/tidy.rs` keeps that rule. ARCHITECTURE.md is the map.

// --- pure: no I/O, no clock, no unsafe

pub mod configs;

pub mod spec;

pub mod wire;

pub mod event;

pub mod stage;

#[cfg(feature = "cli")]
pub mod breakpoint;

#[cfg(feature = "cli")]
pub mod topology;

// --- kernel: the only layer that touches the operating system; `unsafe` in sys/ alone

pub mod sys;

pub mod net;

// --- machines

pub mod plugin;

#[cfg(feature = "cli")]
pub mod runtime;

#[cfg(feature = "cli")]
pub mod sandbox;

#[cfg(feature = "cli")]
pub mod tracer;

#[cfg(feature = "cli")]
pub mod record;

#[cfg(feature = "cli")]
pub mod session;

#[cfg(feature = "cli")]
pub mod inspect;

// --- people

#[cfg(feature = "cli")]
pub mod learn;

#[cfg(feature = "cli")]
pub mod report;

#[cfg(feature = "cli")]
pub mod tui;

// --- edge

#[cfg(feature = "cli")]
pub mod cli;

#[cfg(feature = "cli")]
pub mod cmd;
