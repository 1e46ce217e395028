//! The wiring as a picture that is drawn here, without graphviz.

use super::Snapshot;
use crate::inspect::facts;
use crate::topology::{Emphasis, Graph, Layout, State, svg};

/// An SVG picture: boxes for namespaces, cables between them.
pub fn picture(snapshot: &Snapshot) -> String {
    let mut state = State::default();
    state.world(&facts::world(snapshot));
    let graph = Graph::new(&state, &Emphasis::default());
    let host = crate::event::escape(&snapshot.host);
    svg::svg(
        &Layout::nested(&graph),
        &format!("The network namespaces of {host}"),
    )
}
