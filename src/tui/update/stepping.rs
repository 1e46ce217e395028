//! Going on: in the present the session is told, in the past and in a recording the selection moves the same way.

use super::Effect;
use crate::record::{Kind, NodeId, NodeKind};
use crate::session::{Command, Stepping};
use crate::tui::keys::Action;
use crate::tui::model::{Model, Phase, Row};

impl Model {
    pub(super) fn go(&mut self, action: Action) -> Vec<Effect> {
        if self.live.is_none() || self.in_the_past() {
            self.go_in_recording(action);
            return Vec::new();
        }
        if !self.is_held() {
            self.note = Some(match self.live.as_ref().map(|it| &it.phase) {
                Some(Phase::Ended(_)) => "the run is over: R runs it again, q leaves".to_owned(),
                _ => "the plugin is running".to_owned(),
            });
            return Vec::new();
        }
        let until = match action {
            Action::NextMessage => Stepping::Message,
            Action::Over => Stepping::Over,
            Action::Finish => Stepping::Finish,
            Action::Continue => Stepping::Verb,
            Action::RunToCursor => return self.run_to_cursor(),
            _ => Stepping::Stage,
        };
        self.tell_to_go(until)
    }

    pub(super) fn tell_to_go(&mut self, until: Stepping) -> Vec<Effect> {
        if let Some(live) = &mut self.live {
            live.phase = Phase::Running;
        }
        self.follow = true;
        vec![Effect::Tell(Command::Go { until })]
    }

    /// A breakpoint for once at the selected stage, which is still to come.
    fn run_to_cursor(&mut self) -> Vec<Effect> {
        let expression = match &self.selected {
            Row::Expected(stage) => format!("stage {stage}"),
            Row::Verb(verb) => format!("verb {verb}"),
            _ => {
                self.note = Some("select a stage or a verb that is still to come".to_owned());
                return Vec::new();
            }
        };
        let mut expressions = self.breakpoints.clone();
        expressions.push(expression);
        let mut effects = vec![Effect::Tell(Command::Breakpoints { expressions })];
        self.forget_run_to = true;
        effects.extend(self.tell_to_go(Stepping::Free));
        effects
    }

    fn go_in_recording(&mut self, action: Action) {
        let from = self.selected.first(&self.store);
        let here = self.moment.path.clone();
        let depth = self.depth(&here);
        let plugin_ends = self.plugin_ends(&here);
        let last = self.store.len();
        let is_there = |seq: u64| {
            let Some(entry) = self.store.entry(seq) else {
                return true;
            };
            let is_stage = matches!(entry.kind, Kind::Stage | Kind::Call);
            match action {
                Action::NextMessage => {
                    is_stage || matches!(entry.kind, Kind::Request | Kind::Sysctl)
                }
                Action::Over => {
                    is_stage && entry.node().is_none_or(|it| self.depth(&[it]) <= depth)
                }
                Action::Finish => seq > plugin_ends && (is_stage || entry.kind == Kind::Result),
                Action::Continue => entry.kind == Kind::Call || self.breaks_at(seq),
                _ => is_stage,
            }
        };
        let found = (from + 1..=last).find(|it| is_there(*it));
        match found {
            Some(seq) => self.select_seq(seq),
            None if self.live.is_some() => {
                self.follow = true;
                self.select(self.present());
            }
            None if last > 0 => {
                self.select_seq(last);
                self.note = Some("this is the end of the recording".to_owned());
            }
            None => {}
        }
    }

    /// How many plugins deep the innermost of these nodes stands.
    fn depth(&self, path: &[NodeId]) -> usize {
        let mut at = path.first().copied();
        let mut depth = 0;
        while let Some(node) = at.and_then(|it| self.store.outline().node(it)) {
            depth += usize::from(matches!(node.kind, NodeKind::Plugin(_)));
            at = node.parent;
        }
        depth
    }

    /// The last event of the plugin in which one stands.
    fn plugin_ends(&self, path: &[NodeId]) -> u64 {
        let nodes = path.iter().filter_map(|it| self.store.outline().node(*it));
        let mut plugins = nodes.filter(|it| !matches!(it.kind, NodeKind::Stage(_)));
        match plugins.next() {
            Some(it) if it.kind == NodeKind::Call => it.last.saturating_sub(1),
            Some(it) => it.last,
            None => 0,
        }
    }

    /// Selects the row of an event: a stage or a call by its node.
    pub(in crate::tui) fn select_seq(&mut self, seq: u64) {
        let entry = self.store.entry(seq);
        let row = match entry.map(|it| (it.kind, it.node())) {
            Some((Kind::Stage | Kind::Call, Some(node))) => Row::Node(node),
            _ => Row::Event(seq),
        };
        self.go_to(row);
    }

    /// Back by a message if one stands at a message, by a stage if at a stage.
    pub(super) fn step_back(&mut self) {
        let from = self.selected.first(&self.store).min(self.store.len());
        let by_message = matches!(self.selected, Row::Event(_));
        let found = (1..from).rev().find(|it| self.is_place(*it, by_message));
        if let Some(seq) = found {
            self.select_seq(seq);
        } else {
            self.note = Some("nothing was before that".to_owned());
        }
    }

    pub(super) fn step_forward(&mut self) {
        let from = self.selected.first(&self.store);
        let by_message = matches!(self.selected, Row::Event(_));
        let found = (from + 1..=self.store.len()).find(|it| self.is_place(*it, by_message));
        match found {
            Some(seq) => self.select_seq(seq),
            None if self.live.is_some() => {
                self.follow = true;
                self.select(self.present());
            }
            None => self.note = Some("nothing comes after that".to_owned()),
        }
    }

    fn is_place(&self, seq: u64, by_message: bool) -> bool {
        let kind = self.store.entry(seq).map(|it| it.kind);
        matches!(kind, Some(Kind::Stage | Kind::Call)) || by_message && self.shows(seq)
    }
}
