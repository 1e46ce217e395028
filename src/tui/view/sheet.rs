//! A sheet over the panes: the help, a page, a list. It is framed, has a title, and is scrolled by lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph, Widget};

use super::bordered;
use crate::tui::theme::{Role, Theme};

/// Columns that text is read well in.
pub(in crate::tui) const READABLE: u16 = 96;

/// Where it lies: in the middle, at most so wide, above the line of keys.
pub(in crate::tui) fn place(area: Rect, widest: u16) -> Rect {
    let width = area.width.min(widest);
    Rect::new(
        area.x + (area.width - width) / 2,
        area.y,
        width,
        area.height.saturating_sub(1),
    )
}

/// Columns inside of its frame.
pub(in crate::tui) fn columns(place: Rect) -> u16 {
    place.width.saturating_sub(2)
}

/// Lines that it shows at once.
pub(in crate::tui) fn height(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}

/// Draws its lines from line `first` on.
pub(in crate::tui) fn draw(
    theme: &Theme,
    title: &'static str,
    lines: Vec<Line<'static>>,
    first: usize,
    place: Rect,
    buffer: &mut Buffer,
) {
    Clear.render(place, buffer);
    let block = bordered(theme)
        .border_style(theme.style(Role::Focus))
        .title(title);
    let inner = block.inner(place);
    block.render(place, buffer);
    let lines: Vec<_> = lines.into_iter().skip(first).collect();
    Paragraph::new(lines).render(inner, buffer);
}
