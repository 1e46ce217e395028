//! How namespaces are wired: a model of what was observed, its layout, and drawings of it.
//!
//! [`State`] folds what a recording tells. [`Graph`] is what there is to draw: namespaces, links, addresses,
//! routes, cables, with a mark on what stands out. [`Drawing`] is that as lines of text for a given width.
//! [`intent`] says what a request that is still held would make. Nothing here knows a terminal.

mod canvas;
mod drawing;
mod graph;
pub mod intent;
mod state;

pub use drawing::{Drawing, Role, Span};
pub use graph::{Emphasis, Graph, Mark};
pub use state::State;
