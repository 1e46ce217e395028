//! The operating system's calls that the rest is made of: ptrace, seccomp, namespaces, mounts, descriptors.
//!
//! Invariant: `unsafe` stands here and nowhere else. Each function does one thing and answers with the errno.
#![allow(unsafe_code)]

#[cfg(feature = "cli")]
pub mod abi;
#[cfg(feature = "cli")]
pub mod fds;
#[cfg(feature = "cli")]
pub mod memory;
#[cfg(feature = "cli")]
pub mod mounts;
#[cfg(feature = "cli")]
pub mod process;
#[cfg(feature = "cli")]
pub mod ptrace;
#[cfg(feature = "cli")]
pub mod seccomp;
#[cfg(feature = "cli")]
pub mod spawn;
#[cfg(feature = "cli")]
pub mod wait;
