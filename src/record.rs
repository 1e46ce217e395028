//! Recordings: a file of JSON lines, a header first. `session` writes the lines, [`Recording`] reads them.
//!
//! A recording that ends in the middle of a line (its writer was killed) is good up to there, and says so.

mod compat;
#[cfg(test)]
mod properties;
mod read;

pub use read::{Error, Recording};
