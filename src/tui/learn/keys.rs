//! The keys of the lessons' screen: one table for dispatch, the bottom bar, the help and the book.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::keys::table::{Key, find, key};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the table says it
pub enum Action {
    Check,
    Hint,
    Shell,
    Step,
    Goal,
    List,
    Next,
    Solution,
    Reset,
    NextPane,
    PreviousPane,
    Zoom,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Choose,
    Redraw,
    Help,
    Escape,
    Quit,
}

use KeyCode::{BackTab, Char, Down, End, Enter, Esc, Home, PageDown, PageUp, Tab, Up};

/// All keys.
#[rustfmt::skip] // a table
pub const KEYS: &[Key<Action>] = &[
    key(&[Char('c')], Action::Check, "check", "check: is everything as the lesson wants it?"),
    key(&[Char('h')], Action::Hint, "hint", "a hint, one more each time"),
    key(&[Char('s')], Action::Shell, "shell", "a shell in the lesson's world; exit comes back"),
    key(&[Char('d')], Action::Step, "debug", "the stepping debugger, in the lesson's world; q comes back"),
    key(&[Char('g')], Action::Goal, "goal", "the goal beside your own wiring"),
    key(&[Char('n')], Action::Next, "next", "start the next lesson"),
    key(&[Char('l')], Action::List, "lessons", "all lessons; Enter starts one"),
    key(&[Char('S')], Action::Solution, "", "the solution: after a check has passed, or when asked for twice"),
    key(&[Char('R')], Action::Reset, "", "start the lesson anew; what you have changed is kept beside it"),
    key(&[Tab], Action::NextPane, "pane", "next pane"),
    key(&[BackTab], Action::PreviousPane, "", "previous pane"),
    key(&[Char('z')], Action::Zoom, "", "the pane alone on the screen, and back"),
    key(&[Up, Char('k')], Action::Up, "", "up"),
    key(&[Down, Char('j')], Action::Down, "", "down"),
    key(&[PageUp], Action::PageUp, "", "a page up"),
    key(&[PageDown, Char(' ')], Action::PageDown, "", "a page down"),
    key(&[Home], Action::First, "", "to the beginning"),
    key(&[End, Char('G')], Action::Last, "", "to the end"),
    key(&[Enter], Action::Choose, "", "start the selected lesson"),
    key(&[Char('L')], Action::Redraw, "", "draw the screen anew"),
    key(&[Char('?')], Action::Help, "help", "this help"),
    key(&[Esc], Action::Escape, "", "close what is open"),
    key(&[Char('q')], Action::Quit, "quit", "quit; the lesson's world stays, and you can come back to it"),
];

/// What a key press does.
pub fn action(event: &KeyEvent) -> Option<Action> {
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return match event.code {
            Char('c') => Some(Action::Quit),
            Char('l') => Some(Action::Redraw),
            _ => None,
        };
    }
    find(KEYS, event)
}
