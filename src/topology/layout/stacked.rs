//! Boxes below each other, for narrow screens: the far end of a cable is told in words.

use super::rows::{self, Row};
use super::{Layout, Role};
use crate::event::escape;
use crate::topology::graph::Graph;

pub(super) fn lay_out(graph: &Graph, width: usize) -> Layout {
    let mut layout = Layout::new(width);
    let mut y = 0;
    for namespace in &graph.namespaces {
        let mut rows = Vec::new();
        for link in &namespace.links {
            let from = rows.len();
            rows::of_link(link, &mut rows);
            if let Some(row) = rows.get_mut(from) {
                rows::port_of(link, row);
                rows::far_end(&namespace.name, link, row);
            }
        }
        let routes = rows::of_namespace(namespace, |_| false);
        rows.extend(routes);
        if rows.is_empty() {
            let mut row = Row::default();
            row.pieces
                .push((Role::Note, "  (nothing)".to_owned(), None));
            rows.push(row);
        }
        let size = (width, rows.len() + 2);
        layout.frame((0, y), size, &escape(&namespace.name));
        for (row, at) in rows.iter().zip(y + 1..) {
            layout.row((2, at), row, width.saturating_sub(4));
        }
        y += size.1;
    }
    layout
}
