//! A layout as lines of text.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::graph::Mark;
use super::layout::{Layout, Place, Role, Shape};

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
    /// Draws the layout, within ASCII if that is asked for.
    pub fn of(layout: &Layout, ascii: bool) -> Drawing {
        let mut sheet = Sheet {
            width: layout.width,
            rows: Vec::new(),
            pen: if ascii { &ASCII } else { &LINES },
        };
        layout.shapes.iter().for_each(|it| sheet.shape(it));
        let lines: Vec<Vec<Span>> = sheet.rows.into_iter().map(line).collect();
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
struct Pen {
    /// From the upper left clockwise.
    corners: [&'static str; 4],
    across: &'static str,
    down: &'static str,
    cable: &'static str,
    /// Of what does not exist yet.
    dotted: &'static str,
    /// Where a cable leaves a box to the right, and where it enters one from the left.
    sockets: [&'static str; 2],
}

const LINES: Pen = Pen {
    corners: ["┌", "┐", "┘", "└"],
    across: "─",
    down: "│",
    cable: "─",
    dotted: "┄",
    sockets: ["├", "┤"],
};

const ASCII: Pen = Pen {
    corners: ["+"; 4],
    across: "-",
    down: "|",
    cable: "-",
    dotted: ".",
    sockets: ["+", "+"],
};

#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    /// Empty behind a wide character.
    text: String,
    role: Role,
    mark: Option<Mark>,
}

/// Cells to write on. It grows downwards, and never to the right.
struct Sheet {
    width: usize,
    rows: Vec<Vec<Cell>>,
    pen: &'static Pen,
}

impl Sheet {
    fn shape(&mut self, shape: &Shape) {
        let pen = self.pen;
        match shape {
            Shape::Frame { at, size, name } => self.frame(*at, *size, name),
            Shape::Text {
                at,
                text,
                role: Role::Cable,
                mark,
            } => {
                // A cable that is told in words within a box.
                let text = text.replace('─', pen.cable).replace('┄', pen.dotted);
                self.put(*at, &text, Role::Cable, *mark);
            }
            Shape::Text {
                at,
                text,
                role,
                mark,
            } => self.put(*at, text, *role, *mark),
            Shape::Cable {
                from,
                to,
                exists,
                mark,
            } => {
                let (x, y) = *from;
                let piece = if *exists { pen.cable } else { pen.dotted };
                let line = piece.repeat(to.saturating_sub(x + 1));
                let [leaves, enters] = pen.sockets;
                self.put(
                    (x, y),
                    &format!("{leaves}{line}{enters}"),
                    Role::Cable,
                    *mark,
                );
            }
        }
    }

    fn frame(&mut self, at: Place, size: (usize, usize), name: &str) {
        let [nw, ne, se, sw] = self.pen.corners;
        let ((x, y), (width, height)) = (at, size);
        let (right, bottom) = (x + width - 1, y + height - 1);
        let line = self.pen.across.repeat(width - 2);
        self.put((x, y), &format!("{nw}{line}{ne}"), Role::Border, None);
        self.put((x, bottom), &format!("{sw}{line}{se}"), Role::Border, None);
        for y in y + 1..bottom {
            self.put((x, y), self.pen.down, Role::Border, None);
            self.put((right, y), self.pen.down, Role::Border, None);
        }
        self.put((x + 1, y), &format!(" {name} "), Role::Namespace, None);
    }

    /// Writes text from a place on; what is beyond the right edge is lost.
    fn put(&mut self, at: Place, text: &str, role: Role, mark: Option<Mark>) {
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
}

/// Cells of the same kind together, without blanks at the end.
fn line(cells: Vec<Cell>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for cell in cells {
        match spans.last_mut() {
            Some(it) if it.role == cell.role && it.mark == cell.mark => {
                it.text.push_str(&cell.text);
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
