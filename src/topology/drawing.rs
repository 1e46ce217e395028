//! A graph as lines of text: namespaces are boxes, cables run between them.

use unicode_width::UnicodeWidthStr;

use super::canvas::Canvas;
use super::graph::{Graph, Mark};
use rows::Row;

mod beside;
mod rows;
mod stacked;

/// What a piece of a drawing is.
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

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its text, safe for a terminal.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Why it stands out, if it does.
    pub mark: Option<Mark>,
}

/// Lines of a drawing.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// Columns of the longest line.
    pub width: usize,
    /// The lines.
    pub lines: Vec<Vec<Span>>,
}

impl Drawing {
    /// Draws the graph within so many columns: side by side if there is room, else one below the other.
    pub fn of(graph: &Graph, width: usize, ascii: bool) -> Drawing {
        let pen = Pen { ascii };
        let width = width.max(8);
        let canvas =
            beside::draw(graph, width, pen).unwrap_or_else(|| stacked::draw(graph, width, pen));
        let lines = canvas.lines();
        let columns = |line: &Vec<Span>| line.iter().map(|it| it.text.width()).sum();
        Drawing {
            width: lines.iter().map(columns).max().unwrap_or(0),
            lines,
        }
    }

    /// The lines as plain text.
    pub fn text(&self) -> String {
        let line = |it: &Vec<Span>| {
            let text: String = it.iter().map(|it| it.text.as_str()).collect();
            format!("{}\n", text.trim_end())
        };
        self.lines.iter().map(line).collect()
    }
}

/// The characters that lines are made of.
#[derive(Debug, Clone, Copy)]
struct Pen {
    ascii: bool,
}

impl Pen {
    /// Corners from the upper left clockwise, then `─`, `│`.
    fn box_lines(self) -> [&'static str; 6] {
        if self.ascii {
            ["+", "+", "+", "+", "-", "|"]
        } else {
            ["┌", "┐", "┘", "└", "─", "│"]
        }
    }

    /// Solid if it is there, dotted if a held request would make it.
    fn cable(self, exists: bool) -> &'static str {
        match (exists, self.ascii) {
            (false, true) => ".",
            (false, false) => "┄",
            (true, true) => "-",
            (true, false) => "─",
        }
    }

    /// Where a cable leaves a box to the right, and where it enters one from the left.
    fn sockets(self) -> (&'static str, &'static str) {
        if self.ascii {
            ("+", "+")
        } else {
            ("├", "┤")
        }
    }
}

/// Draws a box with the namespace's name in its upper line.
fn frame(canvas: &mut Canvas, at: (usize, usize), size: (usize, usize), name: &str, pen: Pen) {
    let [nw, ne, se, sw, across, down] = pen.box_lines();
    let ((x, y), (width, height)) = (at, size);
    let (right, bottom) = (x + width - 1, y + height - 1);
    let line = across.repeat(width - 2);
    canvas.put((x, y), &format!("{nw}{line}{ne}"), Role::Border, None);
    canvas.put((x, bottom), &format!("{sw}{line}{se}"), Role::Border, None);
    canvas.down(x, y + 1..bottom, down);
    canvas.down(right, y + 1..bottom, down);
    let name = rows::cut(name, width.saturating_sub(4));
    canvas.put((x + 1, y), &format!(" {name} "), Role::Namespace, None);
}

/// Writes a row within so many columns.
fn write(canvas: &mut Canvas, at: (usize, usize), row: &Row, room: usize) {
    let (mut x, y) = at;
    let end = x + room;
    for (role, text, mark) in &row.pieces {
        let text = rows::cut(text, end.saturating_sub(x));
        canvas.put((x, y), &text, *role, *mark);
        x += text.width();
    }
}
