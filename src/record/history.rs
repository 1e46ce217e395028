//! The state of the namespaces at any place of a recording: kept at some places, and from there on replayed.

use super::read::Error;
use crate::event::{Change, Event, What, World};
use crate::topology::State;

/// A state is kept after at least this many changes: what replaying them costs is not noticed.
const SPACING: usize = 1024;

/// Where the state changes, and what it was at some of these places.
#[derive(Debug, Default)]
pub(super) struct History {
    /// `seq` of each event that changes it.
    changes: Vec<u64>,
    /// States after the first so many of `changes`.
    kept: Vec<(usize, State)>,
    latest: State,
    since_kept: usize,
}

impl History {
    /// Takes event `seq` in, which says how everything stands.
    pub(super) fn world(&mut self, seq: u64, world: &World) {
        self.latest.world(world);
        self.changed(seq);
    }

    /// Takes event `seq` in, which says what has changed.
    pub(super) fn change(&mut self, seq: u64, netns: &str, change: &Change) {
        self.latest.change(netns, change);
        self.changed(seq);
    }

    fn changed(&mut self, seq: u64) {
        self.changes.push(seq);
        self.since_kept += 1;
        // A large state is kept less often, so that memory grows with the recording and not with its square.
        if self.since_kept >= SPACING.max(self.latest.len()) {
            self.kept.push((self.changes.len(), self.latest.clone()));
            self.since_kept = 0;
        }
    }

    /// The state after event `seq`; `read` gives an event by its number.
    pub(super) fn at(
        &self,
        seq: u64,
        read: impl Fn(u64) -> Result<Option<Event>, Error>,
    ) -> Result<State, Error> {
        let count = self.changes.partition_point(|it| *it <= seq);
        if count == self.changes.len() {
            return Ok(self.latest.clone());
        }
        let kept = self.kept.partition_point(|(it, _)| *it <= count);
        let (mut done, mut state) = match kept.checked_sub(1).and_then(|it| self.kept.get(it)) {
            Some((done, state)) => (*done, state.clone()),
            None => (0, State::default()),
        };
        while done < count {
            if let Some(event) = read(self.changes[done])? {
                apply(&mut state, &event);
            }
            done += 1;
        }
        Ok(state)
    }
}

fn apply(state: &mut State, event: &Event) {
    match &event.what {
        What::World(world) => state.world(world),
        What::Change(change) => state.change(event.netns.as_deref().unwrap_or("?"), change),
        _ => {}
    }
}
