//! Moving the selection and what is scrolled.

use crate::record::NodeKind;
use crate::tui::model::{Model, Pane, Row, Tab};

impl Model {
    /// Rows of a page.
    pub(super) fn page(&self) -> usize {
        usize::from(self.size.1).saturating_sub(6).max(1)
    }

    pub(super) fn up(&mut self, by: usize) {
        match self.focus {
            Pane::Stages => self.move_selection(|at| at.saturating_sub(by)),
            Pane::Wiring => self.drawing.line = self.drawing.line.saturating_sub(by),
            Pane::Detail if self.tab == Tab::Netlink => self.node = self.node.saturating_sub(by),
            Pane::Detail => self.detail.line = self.detail.line.saturating_sub(by),
        }
    }

    pub(super) fn down(&mut self, by: usize) {
        match self.focus {
            Pane::Stages => self.move_selection(|at| at.saturating_add(by)),
            Pane::Wiring => self.drawing.line = self.drawing.line.saturating_add(by),
            Pane::Detail if self.tab == Tab::Netlink => self.node = self.node.saturating_add(by),
            Pane::Detail => self.detail.line = self.detail.line.saturating_add(by),
        }
    }

    fn move_selection(&mut self, to: impl Fn(usize) -> usize) {
        let last = self.rows.len().saturating_sub(1);
        let at = to(self.cursor().unwrap_or(0)).min(last);
        if let Some(row) = self.rows.get(at).map(|it| it.row.clone()) {
            self.select(row);
            self.follow = self.live.is_some() && self.selected == self.present();
        }
    }

    /// In a live run the present, in a recording the last row.
    pub(super) fn go_to_end(&mut self) {
        match self.focus {
            Pane::Stages if self.live.is_some() => {
                self.follow = true;
                self.select(self.present());
            }
            _ => self.down(usize::MAX),
        }
    }

    pub(super) fn next_pane(&mut self, by: usize) {
        let panes = [Pane::Stages, Pane::Wiring, Pane::Detail];
        let at = panes.iter().position(|it| *it == self.focus).unwrap_or(0);
        self.focus = panes[(at + by) % panes.len()];
        // On a small screen the pane with the keys is the one that is shown.
        match self.focus {
            Pane::Wiring => self.wiring_first = true,
            Pane::Detail => self.wiring_first = false,
            Pane::Stages => {}
        }
    }

    pub(super) fn fold(&mut self) {
        match (self.focus, self.selected.clone()) {
            (Pane::Stages, Row::Node(id)) if self.is_open(id) && self.has_inside(id) => {
                self.folds.insert(id, false);
            }
            (Pane::Stages, Row::Node(id)) => {
                if let Some(parent) = self.store.outline().node(id).and_then(|it| it.parent) {
                    self.go_to(Row::Node(parent));
                }
            }
            (Pane::Stages, Row::Event(seq)) => {
                if let Some(node) = self.store.entry(seq).and_then(|it| it.node()) {
                    self.go_to(Row::Node(node));
                }
            }
            (Pane::Wiring, _) => self.drawing.column = self.drawing.column.saturating_sub(8),
            (Pane::Detail, _) => self.detail.column = self.detail.column.saturating_sub(8),
            _ => {}
        }
    }

    pub(super) fn unfold(&mut self) {
        match (self.focus, self.selected.clone()) {
            (Pane::Stages, Row::Node(id)) if !self.is_open(id) => {
                self.folds.insert(id, true);
            }
            (Pane::Stages, Row::Node(_)) => self.move_selection(|at| at + 1),
            (Pane::Wiring, _) => self.drawing.column += 8,
            (Pane::Detail, _) => self.detail.column += 8,
            _ => {}
        }
    }

    pub(super) fn toggle(&mut self) {
        if let (Pane::Stages, Row::Node(id)) = (self.focus, self.selected.clone()) {
            let open = self.is_open(id);
            self.folds.insert(id, !open);
        }
    }

    /// Selects a row that is not the one with the present.
    pub(super) fn go_to(&mut self, row: Row) {
        self.select(row);
        self.follow = self.live.is_some() && self.selected == self.present();
    }

    fn has_inside(&self, id: u32) -> bool {
        let node = self.store.outline().node(id);
        node.is_some_and(|it| !it.children.is_empty() || matches!(it.kind, NodeKind::Stage(_)))
    }
}
