//! Recordings: a file of JSON lines, a header first. `session` writes the lines, [`Recording`] reads them in a row,
//! [`Store`] at any place.
//!
//! A recording that ends in the middle of a line (its writer was killed) is good up to there, and says so.

mod calls;
mod compat;
mod glance;
mod history;
mod outline;
#[cfg(test)]
mod properties;
mod read;
mod store;

pub use glance::Kind;
pub use outline::{Node, NodeId, NodeKind, Outline};
pub use read::{Error, Recording};
pub use store::{Entry, Store};
