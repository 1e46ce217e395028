//! Draws the host's screen. Nothing here changes anything but what is kept of the longer texts.
//!
//! ```text
//! header
//! +- namespaces ----++- wiring ---------+
//! |                 ||                  |
//! +- links ---------++- details --------+
//! |                 ||                  |
//! +-----------------++------------------+
//! what is going on
//! keys
//! ```
//!
//! A small screen shows the wiring or the details, a very small one a pane at a time.

mod areas;
mod bars;
mod lists;
mod overlay;
mod pages;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Widget};

use super::model::{Model, Pane};
use crate::event::escape;
use crate::tui::theme::Role;
use crate::tui::view::{bordered, cut};
use areas::Areas;

pub(super) use pages::{Pages, details_text};

/// Smaller screens are told what is missing.
const SMALLEST: (u16, u16) = (20, 8);

pub(super) fn draw_on(model: &Model, area: Rect, buffer: &mut Buffer) {
    if is_too_small(area) {
        let (columns, rows) = SMALLEST;
        let text = format!("cniscope needs {columns} columns and {rows} rows");
        return Paragraph::new(text).render(area, buffer);
    }
    let areas = Areas::of(model, area);
    bars::header(model, areas.header, buffer);
    for pane in Pane::ALL {
        if let Some(area) = areas.of_pane(pane) {
            draw_pane(model, pane, area, buffer);
        }
    }
    bars::status(model, areas.status, buffer);
    bars::keys(model, areas.bar, buffer);
    overlay::draw(model, area, buffer);
}

fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// Keeps what is scrolled within what is there, what is selected in sight, and the longer texts up to date.
pub(super) fn settle(model: &mut Model) {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    if is_too_small(area) {
        return;
    }
    pages::make(model, area);
    let areas = Areas::of(model, area);
    for pane in Pane::ALL {
        let Some(area) = areas.of_pane(pane) else {
            continue;
        };
        let height = usize::from(area.height.saturating_sub(2));
        let (count, selected) = match pane {
            Pane::Namespaces => (model.spaces().len(), Some(model.row())),
            Pane::Links => (lists::links_count(model), Some(model.link_row())),
            Pane::Wiring => (model.pages.wiring.len(), None),
            Pane::Details => (model.pages.details.len(), None),
        };
        let line = &mut model.lines[pane as usize];
        if let Some(at) = selected {
            *line = (*line).min(at).max((at + 1).saturating_sub(height));
        }
        *line = (*line).min(count.saturating_sub(height));
    }
    overlay::settle(model, area);
}

fn draw_pane(model: &Model, pane: Pane, area: Rect, buffer: &mut Buffer) {
    let role = match model.focus == pane {
        true => Role::Focus,
        false => Role::Border,
    };
    let room = usize::from(area.width).saturating_sub(4);
    let title = cut(&title(model, pane), room, "");
    let block = bordered(&model.theme)
        .border_style(model.theme.style(role))
        .title(format!(" {title} "));
    let inner = block.inner(area);
    block.render(area, buffer);
    let from = model.lines[pane as usize];
    let height = usize::from(inner.height);
    let lines: Vec<Line<'static>> = match pane {
        Pane::Namespaces => lists::namespaces(model, from, inner),
        Pane::Links => lists::links(model, from, inner),
        Pane::Wiring => part(&model.pages.wiring, from, height),
        Pane::Details => part(&model.pages.details, from, height),
    };
    Paragraph::new(lines).render(inner, buffer);
}

fn part(lines: &[Line<'static>], from: usize, count: usize) -> Vec<Line<'static>> {
    lines.iter().skip(from).take(count).cloned().collect()
}

fn title(model: &Model, pane: Pane) -> String {
    let space = model.space().map(|it| escape(&it.title));
    let of = space.map_or_else(String::new, |it| format!(" of {it}"));
    match pane {
        Pane::Namespaces if model.all => "namespaces (all)".to_owned(),
        Pane::Namespaces => "namespaces".to_owned(),
        Pane::Links => format!("links{of}"),
        Pane::Wiring => format!("wiring{of}"),
        Pane::Details => match model.subject() {
            Some(link) => format!("details: {}", escape(&link.name)),
            None => format!("details{of}"),
        },
    }
}

/// Where the cursor stands while a word is typed.
pub(super) fn cursor(model: &Model, area: Rect) -> Option<Position> {
    if is_too_small(area) {
        return None;
    }
    bars::cursor(model, Areas::of(model, area).status)
}
