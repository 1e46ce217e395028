//! A screen's table of keys: what they do, and the words for them. Dispatch, bottom bar, help and the book read it.

use crossterm::event::{KeyCode, KeyEvent};

/// A row of the table.
#[derive(Debug)]
pub struct Key<A: 'static> {
    /// The keys that do it; the first one is shown in the bar.
    pub codes: &'static [KeyCode],
    /// What they do.
    pub action: A,
    /// For the bottom bar, a word or two; empty if it is not shown there.
    pub label: &'static str,
    /// For the help.
    pub help: &'static str,
}

/// A row.
pub(in crate::tui) const fn key<A: Copy>(
    codes: &'static [KeyCode],
    action: A,
    label: &'static str,
    help: &'static str,
) -> Key<A> {
    Key {
        codes,
        action,
        label,
        help,
    }
}

/// What a key does by its table, whatever is held down beside it.
pub(in crate::tui) fn find<A: Copy>(table: &[Key<A>], event: &KeyEvent) -> Option<A> {
    let row = table.iter().find(|it| it.codes.contains(&event.code));
    row.map(|it| it.action)
}
