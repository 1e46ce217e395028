//! Where everything stands in a drawing: boxes for namespaces, text in them, cables between them.
//!
//! The unit is a character cell, columns to the right and rows down, which text and SVG share.

use unicode_width::UnicodeWidthStr;

use super::graph::{Graph, Mark};
use rows::Row;

mod beside;
mod nested;
mod rows;
mod stacked;

/// What a piece of text in a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Role {
    Border,
    Namespace,
    Link,
    Address,
    Route,
    Cable,
    Note,
    Space,
}

/// A place: column and row, from 0.
pub(super) type Place = (usize, usize);

/// A thing that is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A namespace's box; `size` counts its border.
    Frame {
        at: Place,
        size: (usize, usize),
        name: String,
    },
    /// Text of one line, safe for a terminal.
    Text {
        at: Place,
        text: String,
        role: Role,
        mark: Option<Mark>,
    },
    /// A cable from the right border of one box to the left border of another.
    Cable {
        from: Place,
        /// Column of the other border.
        to: usize,
        /// False if a held request would make it.
        exists: bool,
        mark: Option<Mark>,
    },
}

/// A graph laid out.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Columns that there are.
    pub(super) width: usize,
    /// What stands on them, in the order of drawing.
    pub(super) shapes: Vec<Shape>,
}

impl Layout {
    /// Lays the graph out within so many columns: side by side if there is room, else one below the other.
    pub fn of(graph: &Graph, width: usize) -> Layout {
        let width = width.max(8);
        beside::lay_out(graph, width).unwrap_or_else(|| stacked::lay_out(graph, width))
    }

    /// Lays the graph out from left to right, as wide as that takes: each namespace beside the one its cable leads to.
    pub fn nested(graph: &Graph) -> Layout {
        nested::lay_out(graph)
    }

    fn new(width: usize) -> Layout {
        Layout {
            width,
            shapes: Vec::new(),
        }
    }

    /// A box with the namespace's name in its upper line.
    fn frame(&mut self, at: Place, size: (usize, usize), name: &str) {
        let name = rows::cut(name, size.0.saturating_sub(4));
        self.shapes.push(Shape::Frame { at, size, name });
    }

    /// A row within so many columns.
    fn row(&mut self, at: Place, row: &Row, room: usize) {
        let (mut x, y) = at;
        let end = x + room;
        for (role, text, mark) in &row.pieces {
            let text = rows::cut(text, end.saturating_sub(x));
            let (at, role, mark) = ((x, y), *role, *mark);
            x += text.width();
            self.shapes.push(Shape::Text {
                at,
                text,
                role,
                mark,
            });
        }
    }

    fn cable(&mut self, from: Place, to: usize, exists: bool, mark: Option<Mark>) {
        self.shapes.push(Shape::Cable {
            from,
            to,
            exists,
            mark,
        });
    }
}
