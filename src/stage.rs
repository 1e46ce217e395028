//! Stages: the named steps of a verb, each with a page in the book.
//!
//! A plugin of ours marks its stages itself ([`mark`]); those of every other binary are concluded from what
//! it does ([`Inference`]).

mod catalogue;
mod infer;
pub mod mark;

pub use catalogue::{Stage, all, find};
pub use infer::Inference;
