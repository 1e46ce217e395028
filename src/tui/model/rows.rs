//! The tree of stages and messages as rows, folded and filtered.

use super::{Filter, Model};
use crate::record::{Kind, NodeId, NodeKind, Store};
use crate::stage;

/// What a row stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum Row {
    /// Nothing has happened yet.
    Nothing,
    /// A call, a delegated plugin, a stage.
    Node(NodeId),
    /// An event by its `seq`.
    Event(u64),
    /// A stage that the book knows and that may still come.
    Expected(&'static str),
    /// A verb that is still to come.
    Verb(String),
}

/// A row with the depth at which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct TreeRow {
    pub(in crate::tui) row: Row,
    pub(in crate::tui) depth: usize,
}

impl Row {
    /// The event with which it begins, 0 if it has not.
    pub(in crate::tui) fn first(&self, store: &Store) -> u64 {
        match self {
            Row::Node(id) => store.outline().node(*id).map_or(0, |it| it.first),
            Row::Event(seq) => *seq,
            Row::Expected(_) | Row::Verb(_) => store.len(),
            Row::Nothing => 0,
        }
    }
}

/// Calls are open by themselves as long as there are few.
const FEW_CALLS: usize = 12;

/// Most messages of one stage that are shown at once: around the selected one.
const MESSAGES: usize = 5_000;

pub(super) fn rows(model: &Model) -> Vec<TreeRow> {
    let outline = model.store.outline();
    let mut rows = Vec::new();
    let mut loose = outline.loose().iter().copied().peekable();
    for call in outline.calls() {
        let first = outline.node(*call).map_or(0, |it| it.first);
        while let Some(seq) = loose.next_if(|it| *it < first) {
            event_row(model, seq, 0, &mut rows);
        }
        node_rows(model, *call, 0, &mut rows);
    }
    loose.for_each(|seq| event_row(model, seq, 0, &mut rows));
    if let Some(live) = &model.live {
        let to_come = live.to_come.iter().map(|it| TreeRow {
            row: Row::Verb(it.clone()),
            depth: 0,
        });
        rows.extend(to_come);
    }
    rows
}

impl Model {
    /// True if the rows in the node are shown.
    pub(in crate::tui) fn is_open(&self, id: NodeId) -> bool {
        if let Some(open) = self.folds.get(&id) {
            return *open;
        }
        let outline = self.store.outline();
        match outline.node(id).map(|it| &it.kind) {
            Some(NodeKind::Call) => outline.calls().len() <= FEW_CALLS || self.holds_selection(id),
            Some(NodeKind::Plugin(_)) => true,
            Some(NodeKind::Stage(_)) => match &self.selected {
                Row::Event(seq) => self
                    .store
                    .entry(*seq)
                    .is_some_and(|it| it.node() == Some(id)),
                _ => false,
            },
            None => false,
        }
    }

    fn holds_selection(&self, id: NodeId) -> bool {
        let mut at = match &self.selected {
            Row::Node(node) => Some(*node),
            Row::Event(seq) => self.store.entry(*seq).and_then(|it| it.node()),
            _ => self.store.outline().calls().last().copied(),
        };
        while let Some(node) = at {
            if node == id {
                return true;
            }
            at = self.store.outline().node(node).and_then(|it| it.parent);
        }
        false
    }

    /// True if the tree shows the event of this kind.
    pub(in crate::tui) fn shows(&self, seq: u64) -> bool {
        let Some(entry) = self.store.entry(seq) else {
            return false;
        };
        match (self.filter, entry.kind) {
            (_, Kind::Stage | Kind::Call) => false,
            (_, Kind::Notice | Kind::Injected) => true,
            (Filter::All, _) => true,
            (Filter::Failed, _) => entry.failed || entry.kind == Kind::Unseen,
            (Filter::Brief, Kind::Reply) => false,
            (Filter::Brief, Kind::Input | Kind::Held | Kind::World | Kind::Exit) => false,
            (Filter::Brief, _) => true,
        }
    }
}

fn event_row(model: &Model, seq: u64, depth: usize, rows: &mut Vec<TreeRow>) {
    if model.shows(seq) || model.selected == Row::Event(seq) {
        let row = Row::Event(seq);
        rows.push(TreeRow { row, depth });
    }
}

fn node_rows(model: &Model, id: NodeId, depth: usize, rows: &mut Vec<TreeRow>) {
    let Some(node) = model.store.outline().node(id) else {
        return;
    };
    let row = Row::Node(id);
    rows.push(TreeRow { row, depth });
    let is_call = node.kind == NodeKind::Call;
    if is_call && !model.is_open(id) {
        return;
    }
    // Messages of a call or a delegated plugin that stand before its first stage belong to it alone.
    let messages = match node.kind {
        NodeKind::Stage(_) => model.is_open(id),
        _ => model.folds.get(&id) != Some(&false),
    };
    let mut children = node.children.iter().copied().peekable();
    if messages {
        let (mut from, mut to) = (node.first, node.last);
        if to - from > MESSAGES as u64 {
            let here = model.selected.first(&model.store).clamp(from, to);
            from = from.max(here.saturating_sub(MESSAGES as u64 / 2));
            to = to.min(from + MESSAGES as u64);
        }
        for seq in from..=to {
            let first = |id: &NodeId| model.store.outline().node(*id).map_or(0, |it| it.first);
            while let Some(child) = children.next_if(|it| first(it) <= seq) {
                node_rows(model, child, depth + 1, rows);
            }
            let own = model.store.entry(seq).and_then(|it| it.node()) == Some(id);
            if own {
                event_row(model, seq, depth + 1, rows);
            }
        }
    }
    children.for_each(|child| node_rows(model, child, depth + 1, rows));
    if node.open && model.live.is_some() && !matches!(node.kind, NodeKind::Stage(_)) {
        expected_rows(model, id, depth + 1, rows);
    }
}

/// The stages that the book knows behind the one that is going on. They may come: it depends on the configuration.
fn expected_rows(model: &Model, id: NodeId, depth: usize, rows: &mut Vec<TreeRow>) {
    let outline = model.store.outline();
    let last = outline.node(id).and_then(|it| it.children.last().copied());
    let Some(NodeKind::Stage(current)) = last.and_then(|it| outline.node(it)).map(|it| &it.kind)
    else {
        return;
    };
    let Some(at) = stage::all().position(|it| it.id == current) else {
        return;
    };
    let Some(now) = stage::find(current).filter(|it| it.verb().is_some()) else {
        return;
    };
    let behind = stage::all()
        .skip(at + 1)
        .take_while(|it| it.plugin() == now.plugin() && it.verb() == now.verb());
    rows.extend(behind.map(|it| TreeRow {
        row: Row::Expected(it.id),
        depth,
    }));
}
