//! The CNI specification as types: what a plugin is given, what it answers.
//!
//! Where the document and its reference implementation (libcni, skel) differ, this is the implementation,
//! which is what plugins and runtimes meet.

pub mod args;
pub mod config;
pub mod environment;
pub mod error;
pub mod ip;
#[cfg(test)]
pub(crate) mod properties;
pub mod result;
pub mod version;

pub use args::Args;
pub use config::Config;
pub use environment::Environment;
pub use error::Error;
pub use ip::Cidr;
pub use result::CniResult;
pub use version::{SUPPORTED, Version};
