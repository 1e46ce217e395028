//! The drawing of the namespaces: what the selected row made, changed or asks for stands out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span as Piece};
use ratatui::widgets::{Paragraph, Widget};

use crate::topology::{Drawing, Emphasis, Graph, Layout, Mark, Role as Part};
use crate::tui::model::{Model, Pane, Row};
use crate::tui::theme::Role;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let title = match model.in_the_past() {
        true => " wiring (past) ",
        false => " wiring ",
    };
    let inner = super::frame(model, Pane::Wiring, Line::from(title), area, buffer);
    let drawing = drawing(model, inner.width);
    let lines: Vec<Line<'static>> = drawing
        .lines
        .into_iter()
        .skip(model.drawing.line)
        .map(|line| {
            let piece = |it: crate::topology::Span| {
                let role = it.mark.map_or_else(|| role(it.role), marked);
                Piece::styled(it.text, model.theme.style(role))
            };
            line.into_iter().map(piece).collect()
        })
        .collect();
    let column = u16::try_from(model.drawing.column).unwrap_or(u16::MAX);
    Paragraph::new(lines)
        .scroll((0, column))
        .render(inner, buffer);
}

/// The drawing as lines of text.
pub(in crate::tui) fn text(model: &Model, width: u16) -> Vec<String> {
    let text = drawing(model, width).text();
    text.lines().map(str::to_owned).collect()
}

/// Rows that the drawing takes in a pane of this width, its frame not counted.
pub(super) fn height(model: &Model, width: u16) -> u16 {
    let lines = drawing(model, width.saturating_sub(2)).lines.len();
    u16::try_from(lines).unwrap_or(u16::MAX - 2)
}

/// How far it can be scrolled: lines and columns.
pub(super) fn extent(model: &Model, area: Rect) -> (usize, usize) {
    let drawing = drawing(model, area.width.saturating_sub(2));
    let height = usize::from(area.height.saturating_sub(2));
    let width = usize::from(area.width.saturating_sub(2));
    (
        drawing.lines.len().saturating_sub(height),
        drawing.width.saturating_sub(width),
    )
}

fn drawing(model: &Model, width: u16) -> Drawing {
    let graph = Graph::new(&model.moment.state, &emphasis(model));
    Drawing::of(&Layout::of(&graph, usize::from(width)), model.theme.ascii)
}

/// What the selected row has changed, and what a held request would make.
fn emphasis(model: &Model) -> Emphasis {
    let mut emphasis = Emphasis::default();
    emphasis.changed(&model.moment.changes);
    if let (Row::Event(_), Some(event)) = (&model.selected, &model.moment.event) {
        emphasis.wanted(event);
    }
    emphasis
}

fn marked(mark: Mark) -> Role {
    match mark {
        Mark::Made => Role::Made,
        Mark::Changed => Role::Changed,
        Mark::Removed => Role::Removed,
        Mark::Asked => Role::Asked,
        Mark::Failed => Role::Failed,
    }
}

fn role(part: Part) -> Role {
    match part {
        Part::Border => Role::Border,
        Part::Namespace => Role::Bold,
        Part::Link | Part::Address | Part::Cable | Part::Space => Role::Normal,
        Part::Route | Part::Note => Role::Dim,
    }
}
