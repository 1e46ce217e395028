//! All that the screen depends on.

use std::collections::{HashMap, VecDeque};

use crate::record::{Kind, Node, NodeId, Store};
use crate::session::Job;

mod moment;
mod prompt;
mod rows;

pub(super) use moment::Moment;
pub(super) use prompt::{Prompt, Purpose};
pub(super) use rows::{Row, TreeRow};

use super::theme::Theme;

/// A pane that can have the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Stages,
    Wiring,
    Detail,
}

/// A tab of the detail pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Explain,
    Netlink,
    Json,
    Env,
    Changes,
    Source,
    Output,
}

impl Tab {
    pub(super) const ALL: [Tab; 7] = [
        Tab::Explain,
        Tab::Netlink,
        Tab::Json,
        Tab::Env,
        Tab::Changes,
        Tab::Source,
        Tab::Output,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Tab::Explain => "Explain",
            Tab::Netlink => "Netlink",
            Tab::Json => "JSON",
            Tab::Env => "Env",
            Tab::Changes => "Changes",
            Tab::Source => "Source",
            Tab::Output => "Output",
        }
    }

    /// Its place among the tabs, from 0.
    pub(super) fn index(self) -> usize {
        Tab::ALL.iter().position(|it| *it == self).unwrap_or(0)
    }
}

/// Which messages the tree shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// What the plugin did and what came of it.
    Brief,
    /// Every event.
    All,
    /// What failed.
    Failed,
}

/// What lies over the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlay {
    Help,
    Page,
}

/// How a live run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// The plugin, or the sandbox around it, is at work.
    Running,
    /// It waits for the user; `at` and `why` of the event.
    Held { at: String, why: Option<String> },
    /// The run is over, with this exit code; `None` if its end was not seen.
    Ended(Option<i32>),
}

/// A run that goes on while one looks.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) job: Job,
    pub(super) phase: Phase,
    /// Verbs of the job that have not begun.
    pub(super) to_come: VecDeque<String>,
    /// Process of the sandbox.
    pub(super) pid: u32,
}

/// Where a scrolled pane stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Scroll {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The model.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) store: Store,
    pub(super) live: Option<Live>,
    pub(super) theme: Theme,
    /// Columns and rows of the terminal.
    pub(super) size: (u16, u16),
    pub(super) selected: Row,
    pub(super) follow: bool,
    pub(super) filter: Filter,
    pub(super) folds: HashMap<NodeId, bool>,
    pub(super) focus: Pane,
    pub(super) zoom: bool,
    /// The wiring stands where the details are, on a screen that has no room for both.
    pub(super) wiring_first: bool,
    pub(super) tab: Tab,
    pub(super) detail: Scroll,
    pub(super) drawing: Scroll,
    /// The selected node of the decoded message.
    pub(super) node: usize,
    pub(super) breakpoints: Vec<String>,
    pub(super) search: Option<String>,
    pub(super) prompt: Option<Prompt>,
    pub(super) overlay: Option<(Overlay, usize)>,
    /// What the program has to say to the last key.
    pub(super) note: Option<String>,
    /// The breakpoints hold one for once, which goes at the next hold.
    pub(super) forget_run_to: bool,
    /// `seq` of the last hold and of the one before; 0 for none.
    pub(super) holds: (u64, u64),
    /// A question that `y` answers with yes.
    pub(super) asks_to_quit: bool,
    pub(super) rows: Vec<TreeRow>,
    pub(super) moment: Moment,
}

impl Model {
    pub(super) fn new(store: Store, live: Option<Live>, theme: Theme, size: (u16, u16)) -> Model {
        let mut model = Model {
            follow: live.is_some(),
            store,
            live,
            theme,
            size,
            selected: Row::Nothing,
            filter: Filter::Brief,
            folds: HashMap::new(),
            focus: Pane::Stages,
            zoom: false,
            wiring_first: false,
            tab: Tab::Explain,
            detail: Scroll::default(),
            drawing: Scroll::default(),
            node: 0,
            breakpoints: Vec::new(),
            search: None,
            prompt: None,
            overlay: None,
            note: None,
            forget_run_to: false,
            holds: (0, 0),
            asks_to_quit: false,
            rows: Vec::new(),
            moment: Moment::default(),
        };
        if let Some(live) = &model.live {
            model.breakpoints.clone_from(&live.job.breakpoints);
        }
        let first = model.store.outline().calls().first().copied();
        if let (None, Some(call)) = (&model.live, first) {
            let stage = model.store.outline().node(call);
            let stage = stage.and_then(|it| it.children.first().copied());
            model.selected = Row::Node(stage.unwrap_or(call));
        }
        model.refresh();
        model
    }

    /// Brings what is derived up to date, after anything has changed.
    pub(super) fn refresh(&mut self) {
        self.rows = rows::rows(self);
        let at = self.selected.clone();
        let since = self.last_step();
        if !self.moment.is_of(&at, since, &self.store) {
            self.moment = Moment::of(&at, since, &self.store);
        }
    }

    /// The hold before this one, if the present is what is looked at: what came since is the last step.
    fn last_step(&self) -> Option<u64> {
        if !self.is_held() || self.selected != self.present() {
            return None;
        }
        Some(self.holds.1)
    }

    /// True if the plugin, or the runtime between two verbs, waits for the user.
    pub(super) fn is_held(&self) -> bool {
        matches!(
            self.live.as_ref().map(|it| &it.phase),
            Some(Phase::Held { .. })
        )
    }

    /// True if it waits between two verbs, or after the last.
    pub(super) fn is_between_verbs(&self) -> bool {
        let phase = self.live.as_ref().map(|it| &it.phase);
        matches!(phase, Some(Phase::Held { at, .. }) if at == "verb" || at == "end")
    }

    /// The row of what is happening now: what is held, between two verbs the call that is over, else the last event.
    pub(super) fn present(&self) -> Row {
        let at = match self.live.as_ref().map(|it| &it.phase) {
            Some(Phase::Held { at, .. }) => Some(at.as_str()),
            _ => None,
        };
        let call = self.store.outline().calls().last();
        if let (Some("verb" | "end"), Some(call)) = (at, call) {
            return Row::Node(*call);
        }
        let Some(last) = self.last_done(at.is_some()) else {
            return Row::Nothing;
        };
        let node = self.store.entry(last).and_then(|it| it.node());
        // Before a plugin's own mark nothing has been asked for: then it is the stage that is held.
        match node {
            Some(node) if at.is_none() || self.begins_stage(last) => Row::Node(node),
            _ => Row::Event(last),
        }
    }

    fn begins_stage(&self, seq: u64) -> bool {
        let entry = self.store.entry(seq);
        entry.is_some_and(|it| matches!(it.kind, Kind::Stage | Kind::Call))
    }

    /// The last event of the plugin's own: what cniscope did during a hold does not count.
    fn last_done(&self, held: bool) -> Option<u64> {
        let is_ours = |kind: Kind| match kind {
            Kind::Held | Kind::World | Kind::Ping => true,
            Kind::Change | Kind::Notice => held,
            _ => false,
        };
        let entry = |seq: u64| self.store.entry(seq).map(|it| it.kind);
        let last = (1..=self.store.len()).rev();
        let mut others = last.skip_while(|it| entry(*it).is_some_and(is_ours));
        others.next()
    }

    /// True if one looks at what was before, while a live run stands further on.
    pub(super) fn in_the_past(&self) -> bool {
        let to_come = matches!(self.selected, Row::Expected(_) | Row::Verb(_));
        self.live.is_some() && !self.follow && !to_come && self.selected != self.present()
    }

    /// The event up to which things have happened, as the tree shows them.
    pub(super) fn position(&self) -> u64 {
        match (&self.live, self.follow) {
            (Some(_), true) => self.store.len(),
            _ => self.selected.first(&self.store),
        }
    }

    /// True if it begins after what the tree shows as done.
    pub(super) fn is_to_come(&self, node: &Node) -> bool {
        node.first > self.position()
    }

    /// Where the selected row stands among the visible ones.
    pub(super) fn cursor(&self) -> Option<usize> {
        self.rows.iter().position(|it| it.row == self.selected)
    }
}
