//! Boxes below each other, for narrow screens: the far end of a cable is told in words.

use super::rows::{self, Row};
use super::{Pen, Role, frame, write};
use crate::event::escape;
use crate::topology::canvas::Canvas;
use crate::topology::graph::{Graph, Link};

pub(super) fn draw(graph: &Graph, width: usize, pen: Pen) -> Canvas {
    let mut canvas = Canvas::new(width);
    let mut y = 0;
    for namespace in &graph.namespaces {
        let mut rows = Vec::new();
        for link in &namespace.links {
            let from = rows.len();
            rows::of_link(link, &mut rows);
            if let Some(row) = rows.get_mut(from) {
                far_end(&namespace.name, link, pen, row);
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
        frame(&mut canvas, (0, y), size, &escape(&namespace.name), pen);
        for (row, at) in rows.iter().zip(y + 1..) {
            write(&mut canvas, (2, at), row, width.saturating_sub(4));
        }
        y += size.1;
    }
    canvas
}

fn far_end(netns: &str, link: &Link, pen: Pen, row: &mut Row) {
    if let Some(master) = &link.master {
        let text = format!(" port of {}", escape(master));
        row.pieces.push((Role::Note, text, None));
    }
    if let Some((place, far)) = &link.peer {
        let line = pen.cable(link.exists).repeat(2);
        let place = if place == netns {
            "here".to_owned()
        } else {
            escape(place)
        };
        let text = format!(" {line} {} in {place}", escape(far));
        row.pieces.push((Role::Cable, text, link.mark));
    }
}
