//! Netlink bytes to a tree in which every part keeps its place in the bytes.
//!
//! Invariant: decoding never fails and never drops a byte. What has no name here stays visible as raw
//! bytes under its number.

pub mod tree;

pub use tree::{Bytes, Message, Name, Node, Value};
