//! Draws the model. Nothing here changes anything; all text from outside has been escaped before it gets here.

mod areas;
mod bars;
mod detail;
pub(super) mod markdown;
mod overlay;
mod paper;
pub(super) mod sheet;
mod stages;
mod wiring;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph, Widget};

use super::model::{Model, Pane};
use super::theme::{Role, Theme};
use areas::Areas;

pub(super) use bars::key_bar;
pub(super) use detail::{copied, text as tab_text};
pub(super) use overlay::WORDS;
pub(super) use overlay::page_text;
pub(super) use paper::{Paper, cut, wrap};
pub(super) use wiring::text as wiring_text;

/// Draws the whole screen.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    draw_on(model, area, frame.buffer_mut());
    if let Some(at) = bars::cursor(model, area) {
        frame.set_cursor_position(at);
    }
}

/// Draws onto a buffer, within the area.
pub(super) fn draw_on(model: &Model, area: Rect, buffer: &mut Buffer) {
    if area.width < 20 || area.height < 6 {
        let text = "cniscope needs 20 columns and 6 rows";
        return Paragraph::new(text).render(area, buffer);
    }
    let areas = Areas::of(model, area);
    bars::header(model, areas.header, buffer);
    if let Some(area) = areas.stages {
        stages::draw(model, area, buffer);
    }
    if let Some(area) = areas.wiring {
        wiring::draw(model, area, buffer);
    }
    if let Some(area) = areas.detail {
        detail::draw(model, area, buffer);
    }
    bars::status(model, areas.status, buffer);
    bars::keys(model, areas.bar, buffer);
    if model.overlay.is_some() {
        overlay::draw(model, area, buffer);
    }
}

/// Keeps what is scrolled within what is there.
pub(super) fn settle(model: &mut Model) {
    let (width, height) = model.size;
    let area = Rect::new(0, 0, width, height);
    if width < 20 || height < 6 {
        return;
    }
    let areas = Areas::of(model, area);
    if let Some(area) = areas.wiring {
        let (lines, columns) = wiring::extent(model, area);
        model.drawing.line = model.drawing.line.min(lines);
        model.drawing.column = model.drawing.column.min(columns);
    }
    if let Some(area) = areas.detail {
        detail::settle(model, area);
    }
    if let Some((overlay, line)) = model.overlay {
        let last = overlay::last_line(model, area);
        model.overlay = Some((overlay, line.min(last)));
    }
}

/// The frame of a pane. Returns the area inside.
fn frame(model: &Model, pane: Pane, title: Line<'static>, area: Rect, buffer: &mut Buffer) -> Rect {
    let role = if model.focus == pane {
        Role::Focus
    } else {
        Role::Border
    };
    let block = bordered(&model.theme)
        .border_style(model.theme.style(role))
        .title(title);
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// A frame of lines or, in ASCII, of `+`, `-` and `|`.
pub(super) fn bordered(theme: &Theme) -> Block<'static> {
    const ASCII: ratatui::symbols::border::Set<'_> = ratatui::symbols::border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    };
    let block = Block::new().borders(Borders::ALL);
    if theme.ascii {
        block.border_set(ASCII)
    } else {
        block.border_type(BorderType::Plain)
    }
}
