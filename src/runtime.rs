//! What a runtime does around plugins, as libcni does it: which plugins a network has, in which order a
//! verb calls them, what each gets, what its output means, and the cache of results.
//!
//! Invariant: nothing here starts a process; the session does, under the tracer.

pub mod cache;
pub mod call;
pub mod find;
pub mod network;
pub mod outcome;
