//! Searching the host for a word: everything that the details tell is found.

use super::facts;
use super::model::{Model, Place, ordered};
use crate::inspect::model::{Link, Namespace, Snapshot};

/// From where a search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A new word: the place that it means most likely.
    Best,
    Next,
    Previous,
}

impl Model {
    /// Selects a place whose details hold the word.
    pub(super) fn search_on(&mut self, from: From) {
        let (Some(word), Some(snapshot)) = (&self.word, &self.snapshot) else {
            self.note = Some("search with / first".to_owned());
            return;
        };
        let found = found(snapshot, &word.to_lowercase());
        let count = found.len();
        let here = found.iter().position(|it| *it == self.place());
        let next = match (from, here) {
            _ if count == 0 => {
                self.note = Some(format!("not found: {word}"));
                return;
            }
            (From::Best, _) | (From::Next, None) => 0,
            (From::Next, Some(at)) => (at + 1) % count,
            (From::Previous, at) => (at.unwrap_or(0) + count - 1) % count,
        };
        let note = format!("{word}: {} of {count}, ] and [ go on", next + 1);
        // Back leads to where the search began, not through all that it has found.
        if from == From::Best && here != Some(next) {
            self.trail.push(self.place());
        }
        self.go_to(found[next]);
        self.seek = true;
        self.note = Some(note);
    }
}

/// The places that hold the word: first those whose very name or address it is.
fn found(snapshot: &Snapshot, word: &str) -> Vec<Place> {
    let mut found: Vec<(bool, Place)> = Vec::new();
    for space in &snapshot.namespaces {
        let inode = space.inode;
        if holds(&facts::of_namespace(snapshot, space), word) {
            let place = Place { inode, link: None };
            found.push((!is_called(space, word), place));
        }
        for (_, link) in ordered(space) {
            if holds(&facts::of_link(snapshot, space, link), word) {
                let link_place = Place {
                    inode,
                    link: Some(link.index),
                };
                found.push((!is_it(link, word), link_place));
            }
        }
    }
    found.sort_by_key(|it| it.0); // stable: in the order of the lists
    found.into_iter().map(|it| it.1).collect()
}

fn holds(facts: &[facts::Fact], word: &str) -> bool {
    facts.iter().any(|it| it.holds(word))
}

fn is_called(space: &Namespace, word: &str) -> bool {
    let mut names = space.names.iter();
    names.any(|it| it.name.to_lowercase() == word) || space.inode.to_string() == word
}

fn is_it(link: &Link, word: &str) -> bool {
    let names = [Some(&link.name), link.alias.as_ref(), link.mac.as_ref()];
    let mut names = names.into_iter().flatten().chain(&link.altnames);
    let is_address = |it: &crate::inspect::model::Address| {
        it.address == word || it.address.split('/').next() == Some(word)
    };
    names.any(|it| it.to_lowercase() == word) || link.addresses.iter().any(is_address)
}
