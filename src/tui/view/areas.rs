//! Where each pane stands, by the size of the terminal.

use ratatui::layout::Rect;

use crate::tui::model::{Model, Pane};

/// From this size on stages, wiring and details are on the screen together.
const COMFORTABLE: (u16, u16) = (100, 30);

/// From this width on there is room for two panes.
const TWO_PANES: u16 = 60;

/// The places on the screen. A pane without a place is not shown now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    pub(super) header: Rect,
    pub(super) stages: Option<Rect>,
    pub(super) wiring: Option<Rect>,
    pub(super) detail: Option<Rect>,
    pub(super) status: Rect,
    pub(super) bar: Rect,
}

impl Areas {
    pub(super) fn of(model: &Model, area: Rect) -> Areas {
        let row = |y: u16, height: u16| Rect::new(area.x, area.y + y, area.width, height);
        let status_rows = if area.height >= 16 { 2 } else { 1 };
        let body = row(1, area.height - 2 - status_rows);
        let mut areas = Areas {
            header: row(0, 1),
            stages: None,
            wiring: None,
            detail: None,
            status: row(area.height - 1 - status_rows, status_rows),
            bar: row(area.height - 1, 1),
        };
        if model.zoom || area.width < TWO_PANES {
            let place = match model.focus {
                Pane::Stages => &mut areas.stages,
                Pane::Wiring => &mut areas.wiring,
                Pane::Detail => &mut areas.detail,
            };
            *place = Some(body);
            return areas;
        }
        let comfortable = area.width >= COMFORTABLE.0 && area.height >= COMFORTABLE.1;
        let left = (area.width * 32 / 100).clamp(27, 44);
        let right = Rect::new(body.x + left, body.y, body.width - left, body.height);
        areas.stages = Some(Rect::new(body.x, body.y, left, body.height));
        if !comfortable {
            let place = if model.wiring_first {
                &mut areas.wiring
            } else {
                &mut areas.detail
            };
            *place = Some(right);
            return areas;
        }
        let wanted = super::wiring::height(model, right.width) + 2;
        let most = if model.wiring_first {
            right.height * 3 / 4
        } else {
            right.height / 2
        };
        let wiring = wanted.clamp(5, most.max(5));
        areas.wiring = Some(Rect::new(right.x, right.y, right.width, wiring));
        areas.detail = Some(Rect::new(
            right.x,
            right.y + wiring,
            right.width,
            right.height - wiring,
        ));
        areas
    }
}
