//! Searching the recording for a word.

use crate::event::{Event, What};
use crate::record::Kind;
use crate::report::phrase;
use crate::tui::model::Model;

impl Model {
    /// Selects the next event, or the one before, whose line or command holds the word.
    pub(super) fn search_on(&mut self, forward: bool) {
        let Some(word) = self.search.as_ref().map(|it| it.to_lowercase()) else {
            self.note = Some("search with / first".to_owned());
            return;
        };
        let from = self.selected.first(&self.store);
        let last = self.store.len();
        // Around the end, and back to where one stands.
        let found = if forward {
            (from + 1..=last)
                .chain(1..=from)
                .find(|it| self.holds(*it, &word))
        } else {
            let before = (1..from).rev();
            before
                .chain((from..=last).rev())
                .find(|it| self.holds(*it, &word))
        };
        match found {
            Some(seq) => {
                let wrapped = forward == (seq <= from);
                self.select_seq(seq);
                if wrapped && self.note.is_none() {
                    self.note = Some("searched on from the other end".to_owned());
                }
            }
            None => self.note = Some(format!("not found: {word}")),
        }
    }

    fn holds(&self, seq: u64, word: &str) -> bool {
        let quiet = |it: Kind| matches!(it, Kind::Held | Kind::World);
        if self.store.entry(seq).is_none_or(|it| quiet(it.kind)) {
            return false;
        }
        // Most lines do not hold the word anywhere: those are not parsed.
        if !self.store.line_holds(seq, word) {
            return false;
        }
        let Ok(Some(event)) = self.store.event(seq) else {
            return false;
        };
        if phrase(&event, &self.moment.names, &self.store, seq)
            .text
            .to_lowercase()
            .contains(word)
        {
            return true;
        }
        told(&event).any(|it| it.to_lowercase().contains(word))
    }
}

/// What the panes tell of an event beside its line.
fn told(event: &Event) -> impl Iterator<Item = String> {
    let mut texts = Vec::new();
    match &event.what {
        What::Netlink(it) => texts.extend(it.messages.iter().filter_map(|it| it.command.clone())),
        What::Call(it) => texts.push(it.stdin.lossy().into_owned()),
        What::Stage(it) => texts.push(it.id.clone()),
        What::Result(it) => texts.extend(it.json.as_ref().map(ToString::to_string)),
        What::Output { data, .. } | What::Input { data } => texts.push(data.lossy().into_owned()),
        _ => {}
    }
    texts.into_iter()
}
