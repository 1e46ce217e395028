//! How namespaces are wired: a model of what was observed, its layout, and drawings of it.
//!
//! [`State`] folds what a recording tells. [`Graph`] is what there is to draw: namespaces, links, addresses,
//! routes, cables, with a mark on what stands out. [`Layout`] says where each of these stands, [`Drawing`] is that as
//! lines of text, [`svg`] as a picture. [`intent`] says what a request that is still held would make. Nothing here
//! knows a terminal.

mod emphasis;
mod graph;
pub mod intent;
mod layout;
mod state;
pub mod svg;
mod text;

#[cfg(test)]
mod tests;

pub use emphasis::Emphasis;
pub use graph::{Graph, Mark};
pub use layout::{Layout, Role};
pub use state::State;
pub use text::{Drawing, Span};
