//! The pane with the tabs: what is to be known about the selected row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::paper::Paper;
use crate::tui::model::{Model, Pane, Tab};
use crate::tui::theme::Role;

mod changes;
mod env;
mod explain;
mod json;
mod netlink;
mod outcome;
mod output;
mod source;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let inner = super::frame(model, Pane::Detail, titles(model, area.width), area, buffer);
    if model.tab == Tab::Netlink && netlink::draw(model, inner, buffer) {
        return;
    }
    let lines = lines(model, inner.width);
    let lines: Vec<_> = lines.into_iter().skip(model.detail.line).collect();
    let column = u16::try_from(model.detail.column).unwrap_or(u16::MAX);
    Paragraph::new(lines)
        .scroll((0, column))
        .render(inner, buffer);
}

/// The tabs in the frame's upper line: all of them if there is room, the shown one in brackets.
fn titles(model: &Model, width: u16) -> Line<'static> {
    let all: usize = Tab::ALL.iter().map(|it| it.title().len() + 3).sum();
    let mut spans = Vec::new();
    for tab in Tab::ALL {
        let number = tab.index() + 1;
        let shown = tab == model.tab;
        let (text, role) = match () {
            () if shown => (format!("[{number} {}]", tab.title()), Role::Focus),
            () if all + 12 <= usize::from(width) => (format!(" {} ", tab.title()), Role::Dim),
            () => (format!(" {number} "), Role::Dim),
        };
        spans.push(Span::styled(text, model.theme.style(role)));
    }
    Line::from(spans)
}

fn lines(model: &Model, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    match model.tab {
        Tab::Explain => explain::write(model, &mut paper),
        Tab::Netlink => netlink::write(model, &mut paper),
        Tab::Json => json::write(model, &mut paper),
        Tab::Env => env::write(model, &mut paper),
        Tab::Changes => changes::write(model, &mut paper),
        Tab::Source => source::write(model, &mut paper),
        Tab::Output => output::write(model, &mut paper),
    }
    paper.lines
}

/// Keeps scrolling and selection within what the tab shows.
pub(super) fn settle(model: &mut Model, area: Rect) {
    if let Some(nodes) = netlink::nodes(model) {
        model.node = model.node.min(nodes.saturating_sub(1));
    }
    let lines = lines(model, area.width.saturating_sub(2));
    let height = usize::from(area.height.saturating_sub(2));
    model.detail.line = model.detail.line.min(lines.len().saturating_sub(height));
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let room = usize::from(area.width.saturating_sub(2));
    model.detail.column = model.detail.column.min(widest.saturating_sub(room));
}

/// What the tab shows, as lines of text.
pub(in crate::tui) fn text(model: &Model, width: u16) -> Vec<String> {
    lines(model, width)
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// What the copy key copies: the command of a request, or else the text of the tab.
pub(in crate::tui) fn copied(model: &Model) -> String {
    if let Some(command) = netlink::command(model) {
        return command;
    }
    text(model, u16::MAX).join("\n").trim_end().to_owned()
}
