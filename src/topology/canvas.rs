//! A sheet of cells to draw on, turned into lines of spans.

use unicode_width::UnicodeWidthChar;

use super::drawing::{Role, Span};
use super::graph::Mark;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    /// Empty behind a wide character.
    text: String,
    role: Role,
    mark: Option<Mark>,
}

/// A sheet of cells that grows downwards, and never to the right.
#[derive(Debug)]
pub(super) struct Canvas {
    width: usize,
    rows: Vec<Vec<Cell>>,
}

impl Canvas {
    pub(super) fn new(width: usize) -> Canvas {
        Canvas {
            width,
            rows: Vec::new(),
        }
    }

    /// Writes text from a place on; what is beyond the right edge is lost.
    pub(super) fn put(&mut self, at: (usize, usize), text: &str, role: Role, mark: Option<Mark>) {
        let (mut x, y) = at;
        let blank = Cell {
            text: " ".to_owned(),
            role: Role::Space,
            mark: None,
        };
        while self.rows.len() <= y {
            self.rows.push(vec![blank.clone(); self.width]);
        }
        for it in text.chars() {
            let columns = it.width().unwrap_or(0);
            if columns == 0 || x + columns > self.width {
                continue;
            }
            for (part, cell) in self.rows[y][x..x + columns].iter_mut().enumerate() {
                let text = if part == 0 {
                    it.to_string()
                } else {
                    String::new()
                };
                *cell = Cell { text, role, mark };
            }
            x += columns;
        }
    }

    /// The same in each of some rows: a vertical line.
    pub(super) fn down(&mut self, x: usize, rows: std::ops::Range<usize>, text: &str) {
        rows.for_each(|y| self.put((x, y), text, Role::Border, None));
    }

    /// The rows as spans, without blanks at their ends.
    pub(super) fn lines(self) -> Vec<Vec<Span>> {
        self.rows.into_iter().map(line).collect()
    }
}

fn line(cells: Vec<Cell>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for cell in cells {
        match spans.last_mut() {
            Some(it) if it.role == cell.role && it.mark == cell.mark => {
                it.text.push_str(&cell.text)
            }
            _ => spans.push(Span {
                text: cell.text,
                role: cell.role,
                mark: cell.mark,
            }),
        }
    }
    if spans.last().is_some_and(|it| it.role == Role::Space) {
        spans.pop();
    }
    spans
}
