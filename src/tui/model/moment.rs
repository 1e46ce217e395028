//! What is to be seen at the selected row: read from the recording once, when the selection moves.

use std::collections::HashSet;

use super::Row;
use crate::event::{Call, Event, What};
use crate::record::{Kind, NodeId, NodeKind, Store};
use crate::report::Learned;
use crate::topology::State;

/// Most changes and messages of a row that are read.
const MOST: usize = 500;

/// Most messages from which names of links are learned.
const LEARNED_FROM: usize = 300;

/// What is to be seen at a row.
#[derive(Debug, Default)]
pub(in crate::tui) struct Moment {
    row: Option<Row>,
    /// The hold before, if the row is what is held now.
    since: Option<u64>,
    length: u64,
    /// The event up to which things have happened.
    pub(in crate::tui) at: u64,
    /// The selected event, or that with which the selected node begins.
    pub(in crate::tui) event: Option<Event>,
    pub(in crate::tui) call: Option<Call>,
    /// Nodes that it stands in, innermost first.
    pub(in crate::tui) path: Vec<NodeId>,
    /// Id of the stage.
    pub(in crate::tui) stage: Option<String>,
    /// The plugin: the delegated one, if it is one's stage.
    pub(in crate::tui) plugin: String,
    /// Changes of the kernel's state that belong to the row; of what is held now those of the last step.
    pub(in crate::tui) changes: Vec<Event>,
    /// Netlink messages that belong to the row.
    pub(in crate::tui) messages: Vec<Event>,
    /// The namespaces as they are then.
    pub(in crate::tui) state: State,
    pub(in crate::tui) names: Learned,
    /// What could not be read.
    pub(in crate::tui) error: Option<String>,
}

impl Moment {
    /// True if it is still what is to be seen at the row.
    pub(in crate::tui) fn is_of(&self, row: &Row, since: Option<u64>, store: &Store) -> bool {
        self.row.as_ref() == Some(row) && self.since == since && self.length == store.len()
    }

    /// True if the changes are those of the last step.
    pub(in crate::tui) fn is_of_step(&self) -> bool {
        self.since.is_some()
    }

    pub(in crate::tui) fn of(row: &Row, since: Option<u64>, store: &Store) -> Moment {
        let mut moment = Moment {
            row: Some(row.clone()),
            since,
            length: store.len(),
            ..Moment::default()
        };
        if let Err(error) = moment.read(row, store) {
            moment.error = Some(format!("the recording cannot be read: {error}"));
        }
        moment
    }

    fn read(&mut self, row: &Row, store: &Store) -> Result<(), crate::record::Error> {
        let outline = store.outline();
        let node = match row {
            Row::Node(id) => Some(*id),
            Row::Event(seq) => store.entry(*seq).and_then(|it| it.node()),
            _ => None,
        };
        let (first, last) = match row {
            Row::Node(id) => outline.node(*id).map_or((0, 0), |it| (it.first, it.last)),
            Row::Event(seq) => (*seq, *seq),
            _ => (store.len(), store.len()),
        };
        self.at = last;
        self.event = store.event(first)?;
        let mut up = node;
        while let Some((id, it)) = up.and_then(|id| Some((id, outline.node(id)?))) {
            self.path.push(id);
            match &it.kind {
                NodeKind::Stage(stage) if self.stage.is_none() => self.stage = Some(stage.clone()),
                NodeKind::Plugin(plugin) if self.plugin.is_empty() => {
                    self.plugin.clone_from(plugin);
                }
                NodeKind::Call => {
                    if let Some(Event {
                        what: What::Call(call),
                        ..
                    }) = store.event(it.first)?
                    {
                        if self.plugin.is_empty() {
                            self.plugin.clone_from(&call.plugin);
                        }
                        self.call = Some(call);
                    }
                    self.learn(store, it.first, it.last.min(last + LEARNED_FROM as u64))?;
                }
                _ => {}
            }
            up = it.parent;
        }
        if let Row::Expected(stage) = row {
            self.stage = Some((*stage).to_owned());
        }
        self.state = store.state_at(last)?;
        self.gather(store, node, first, last)?;
        if let Some(since) = self.since {
            self.changes.clear();
            for seq in since + 1..=store.len() {
                if store.is(seq, Kind::Change) && self.changes.len() < MOST {
                    self.changes.extend(store.event(seq)?);
                }
            }
        }
        Ok(())
    }

    /// Reads the changes and messages of the row: of a node all that stands in it.
    fn gather(
        &mut self,
        store: &Store,
        node: Option<NodeId>,
        first: u64,
        last: u64,
    ) -> Result<(), crate::record::Error> {
        let inside = node.map(|it| below(store, it));
        for seq in first..=last {
            let Some(entry) = store.entry(seq) else { break };
            let belongs = match (&inside, entry.node()) {
                (Some(inside), Some(node)) => inside.contains(&node),
                _ => true,
            };
            let list = match entry.kind {
                _ if !belongs => continue,
                Kind::Change => &mut self.changes,
                Kind::Request | Kind::Reply => &mut self.messages,
                _ => continue,
            };
            if list.len() < MOST {
                list.extend(store.event(seq)?);
            }
        }
        Ok(())
    }

    fn learn(&mut self, store: &Store, first: u64, last: u64) -> Result<(), crate::record::Error> {
        let is_netlink = |seq: &u64| {
            let kind = store.entry(*seq).map(|it| it.kind);
            matches!(kind, Some(Kind::Request | Kind::Reply))
        };
        let mut seqs: Vec<_> = (first..=last)
            .rev()
            .filter(is_netlink)
            .take(LEARNED_FROM)
            .collect();
        seqs.reverse();
        for seq in seqs {
            if let Some(event) = store.event(seq)? {
                self.names.learn(event.netns.as_deref(), &event.what);
            }
        }
        Ok(())
    }
}

/// The node and all that stands in it.
fn below(store: &Store, id: NodeId) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    let mut ids = vec![id];
    while let Some(id) = ids.pop() {
        found.insert(id);
        if let Some(node) = store.outline().node(id) {
            ids.extend(&node.children);
        }
    }
    found
}
