//! Where each pane stands, by the size of the terminal.

use ratatui::layout::Rect;

use super::lists;
use crate::tui::inspect::model::{Model, Pane};

/// From this size on wiring and details are on the screen together.
const COMFORTABLE: (u16, u16) = (100, 30);

/// From this width on there is room for two panes beside each other.
const TWO_PANES: u16 = 60;

/// The places on the screen. A pane without a place is not shown now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    pub(super) header: Rect,
    panes: [Option<Rect>; 4],
    pub(super) status: Rect,
    pub(super) bar: Rect,
}

impl Areas {
    pub(super) fn of(model: &Model, area: Rect) -> Areas {
        let row = |y: u16, height: u16| Rect::new(area.x, area.y + y, area.width, height);
        let body = row(1, area.height - 3);
        let mut areas = Areas {
            header: row(0, 1),
            panes: [None; 4],
            status: row(area.height - 2, 1),
            bar: row(area.height - 1, 1),
        };
        if model.zoomed || area.width < TWO_PANES {
            areas.panes[model.focus as usize] = Some(body);
            return areas;
        }
        let left = Rect {
            width: (area.width * 33 / 100).clamp(30, 48),
            ..body
        };
        let right = Rect {
            x: left.right(),
            width: body.width - left.width,
            ..body
        };
        // The links have half, and what the namespaces leave.
        let wanted = |rows: usize| u16::try_from(rows + 2).unwrap_or(u16::MAX);
        let links = wanted(lists::links_count(model)).min(body.height / 2);
        let upper = wanted(model.spaces().len()).clamp(4, (body.height - links).max(4));
        let [upper, lower] = split(left, upper);
        areas.panes[Pane::Namespaces as usize] = Some(upper);
        areas.panes[Pane::Links as usize] = Some(lower);
        let is_comfortable = area.width >= COMFORTABLE.0 && area.height >= COMFORTABLE.1;
        if !is_comfortable {
            let pane = match model.wiring_first {
                true => Pane::Wiring,
                false => Pane::Details,
            };
            areas.panes[pane as usize] = Some(right);
            return areas;
        }
        let most = match model.wiring_first {
            true => right.height * 3 / 4,
            false => right.height / 2,
        };
        let wiring = wanted(model.pages.wiring.len()).clamp(5, most);
        let [upper, lower] = split(right, wiring);
        areas.panes[Pane::Wiring as usize] = Some(upper);
        areas.panes[Pane::Details as usize] = Some(lower);
        areas
    }

    pub(super) fn of_pane(&self, pane: Pane) -> Option<Rect> {
        self.panes[pane as usize]
    }
}

/// The width that wiring and details have, inside of their frames.
pub(super) fn text_width(model: &Model, area: Rect) -> u16 {
    let areas = Areas::of(model, area);
    let place = areas.panes[Pane::Wiring as usize].or(areas.panes[Pane::Details as usize]);
    place.unwrap_or(area).width.saturating_sub(2)
}

fn split(area: Rect, upper: u16) -> [Rect; 2] {
    let upper = upper.min(area.height);
    [
        Rect {
            height: upper,
            ..area
        },
        Rect {
            y: area.y + upper,
            height: area.height - upper,
            ..area
        },
    ]
}
