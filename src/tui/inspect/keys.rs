//! The keys of the host's screen: one table for dispatch, the bottom bar, the help and the book.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::keys::table::{Key, find, key};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the table says it
pub enum Action {
    Follow,
    Back,
    Look,
    Search,
    SearchNext,
    SearchPrevious,
    Wiring,
    All,
    Unseen,
    Copy,
    NextPane,
    PreviousPane,
    ToNamespaces,
    ToLinks,
    Zoom,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Redraw,
    Help,
    Escape,
    Quit,
}

use KeyCode::{
    BackTab, Backspace, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up,
};

/// All keys.
#[rustfmt::skip] // a table
pub const KEYS: &[Key<Action>] = &[
    key(&[Char('f'), Enter], Action::Follow, "follow", "follow the selected link's wire to its other end; from a namespace, go to its links"),
    key(&[Char('b'), Backspace], Action::Back, "back", "back to where you followed a wire from, or searched from"),
    key(&[Char('r')], Action::Look, "look", "look anew: the host's state is read again, the selection stays"),
    key(&[Char('/')], Action::Search, "search", "search for a name, an address, a process, any word of the details"),
    key(&[Char(']')], Action::SearchNext, "", "next place found"),
    key(&[Char('[')], Action::SearchPrevious, "", "previous place found"),
    key(&[Char('w')], Action::Wiring, "wiring", "the wiring in place of the details, and back"),
    key(&[Char('a'), Char('&')], Action::All, "all", "show namespaces with nothing but lo, too, or hide them again"),
    key(&[Char('u')], Action::Unseen, "unseen", "what is not shown, and which right or option would show it"),
    key(&[Char('y')], Action::Copy, "", "copy the details (OSC 52)"),
    key(&[Tab], Action::NextPane, "pane", "next pane"),
    key(&[BackTab], Action::PreviousPane, "", "previous pane"),
    key(&[Left, Char('h')], Action::ToNamespaces, "", "to the namespaces"),
    key(&[Right, Char('l')], Action::ToLinks, "", "to the links of the selected namespace"),
    key(&[Char('z')], Action::Zoom, "", "the pane alone on the screen, and back"),
    key(&[Up, Char('k')], Action::Up, "", "up"),
    key(&[Down, Char('j')], Action::Down, "", "down"),
    key(&[PageUp], Action::PageUp, "", "a page up"),
    key(&[PageDown, Char(' ')], Action::PageDown, "", "a page down"),
    key(&[Home, Char('g')], Action::First, "", "to the beginning"),
    key(&[End, Char('G')], Action::Last, "", "to the end"),
    key(&[Char('L')], Action::Redraw, "", "draw the screen anew"),
    key(&[Char('?')], Action::Help, "help", "this help"),
    key(&[Esc], Action::Escape, "", "close what is open"),
    key(&[Char('q')], Action::Quit, "quit", "quit; nothing was changed"),
];

/// What a key press does.
pub fn action(event: &KeyEvent) -> Option<Action> {
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return match event.code {
            Char('c') => Some(Action::Quit),
            Char('l') => Some(Action::Redraw),
            Char('f') => Some(Action::PageDown),
            Char('b') => Some(Action::PageUp),
            _ => None,
        };
    }
    find(KEYS, event)
}
