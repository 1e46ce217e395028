//! The keys: one table for dispatch, the bottom bar, the help, the line mode and the book.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub mod table;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the table says it
pub enum Action {
    NextStage,
    NextMessage,
    Over,
    Finish,
    Continue,
    NextVerb,
    RunToCursor,
    Back,
    Forward,
    Break,
    Breakpoints,
    Inject,
    Shell,
    Ping,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Present,
    Fold,
    Unfold,
    Toggle,
    NextPane,
    PreviousPane,
    Tab(u8),
    NextTab,
    PreviousTab,
    Wiring,
    Zoom,
    Page,
    Search,
    SearchNext,
    SearchPrevious,
    Filter,
    Follow,
    Copy,
    Restart,
    Edit,
    State,
    Redraw,
    Help,
    Escape,
    Quit,
}

impl Action {
    /// True if it makes sense only while a plugin runs: not in a recording.
    pub fn needs_a_run(self) -> bool {
        use Action::{Edit, Follow, Inject, NextVerb, Ping, Restart, RunToCursor, Shell, State};
        matches!(
            self,
            NextVerb | Inject | Shell | Ping | State | RunToCursor | Follow | Restart | Edit
        )
    }
}

/// A group of keys in the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Lets the plugin go on, or moves through a recording.
    Step,
    /// Changes what happens.
    Act,
    /// Moves the selection.
    Move,
    /// Changes what is shown.
    Look,
    /// The program.
    Program,
}

impl Group {
    /// All groups in the order of the help.
    pub const ALL: [Group; 5] = [
        Group::Step,
        Group::Act,
        Group::Move,
        Group::Look,
        Group::Program,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Step => "Going on",
            Group::Act => "While the plugin is held",
            Group::Move => "Moving",
            Group::Look => "Looking",
            Group::Program => "The program",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Key {
    /// The keys that do it; the first one is shown in the bar.
    pub codes: &'static [KeyCode],
    /// What they do.
    pub action: Action,
    /// For the bottom bar, a word or two; empty if it is not shown there.
    pub label: &'static str,
    /// For the help.
    pub help: &'static str,
    /// Where it stands in the help.
    pub group: Group,
    /// True if the line mode knows it too.
    pub line: bool,
}

const fn key(
    codes: &'static [KeyCode],
    action: Action,
    label: &'static str,
    help: &'static str,
    group: Group,
    line: bool,
) -> Key {
    Key {
        codes,
        action,
        label,
        help,
        group,
        line,
    }
}

use KeyCode::{BackTab, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};

/// All keys.
#[rustfmt::skip] // a table
pub const KEYS: &[Key] = &[
    key(&[Char('n')], Action::NextStage, "stage", "next stage, also into a plugin that this one calls", Group::Step, true),
    key(&[Char('m')], Action::NextMessage, "message", "next message: up to the next request to the kernel", Group::Step, true),
    key(&[Char('o')], Action::Over, "over", "next stage of this plugin, over a plugin that it calls", Group::Step, true),
    key(&[Char('f')], Action::Finish, "", "finish: up to the end of this plugin", Group::Step, true),
    key(&[Char('c')], Action::Continue, "continue", "continue up to a breakpoint or the end of the verb", Group::Step, true),
    key(&[Char('r')], Action::RunToCursor, "", "run to the selected row, if it is still to come", Group::Step, false),
    key(&[Char('v')], Action::NextVerb, "", "which verb comes next: ADD, CHECK, DEL, GC, STATUS", Group::Step, true),
    key(&[Char('<'), Char(',')], Action::Back, "back", "back to what was before (the plugin stays held)", Group::Step, true),
    key(&[Char('>'), Char('.')], Action::Forward, "", "forward to what came after", Group::Step, true),
    key(&[Char('b')], Action::Break, "break", "breakpoint at the selected stage or request, on or off", Group::Act, true),
    key(&[Char('B')], Action::Breakpoints, "", "edit the breakpoints as expressions: netlink RTM_NEWROUTE dst=0.0.0.0/0", Group::Act, true),
    key(&[Char('i')], Action::Inject, "inject", "let what the plugin is held before fail (EEXIST), be late (delay=200ms) or be its last (kill)", Group::Act, true),
    key(&[Char('s')], Action::Shell, "shell", "a shell in the node or a pod", Group::Act, true),
    key(&[Char('p')], Action::Ping, "ping", "ping from a namespace: pod1 10.22.0.1", Group::Act, true),
    key(&[Char('S')], Action::State, "", "look at all namespaces now, also at what nobody touched", Group::Act, true),
    key(&[Up, Char('k')], Action::Up, "", "up", Group::Move, false),
    key(&[Down, Char('j')], Action::Down, "", "down", Group::Move, false),
    key(&[PageUp], Action::PageUp, "", "a page up", Group::Move, false),
    key(&[PageDown], Action::PageDown, "", "a page down", Group::Move, false),
    key(&[Home, Char('g')], Action::First, "", "to the beginning", Group::Move, false),
    key(&[End, Char('G')], Action::Present, "", "to the end: in a live run back to the present", Group::Move, true),
    key(&[Left, Char('h')], Action::Fold, "", "fold the row, or go to the one it stands in", Group::Move, false),
    key(&[Right, Char('l')], Action::Unfold, "", "unfold the row: the messages of a stage", Group::Move, false),
    key(&[Enter, Char(' ')], Action::Toggle, "", "fold or unfold", Group::Move, false),
    key(&[Tab], Action::NextPane, "pane", "next pane", Group::Move, false),
    key(&[BackTab], Action::PreviousPane, "", "previous pane", Group::Move, false),
    key(&[Char('1')], Action::Tab(0), "", "Explain: the book's page about the stage", Group::Look, true),
    key(&[Char('2')], Action::Tab(1), "", "Netlink: the message, decoded and as bytes", Group::Look, true),
    key(&[Char('3')], Action::Tab(2), "", "JSON: the configuration in, the result out", Group::Look, true),
    key(&[Char('4')], Action::Tab(3), "", "Env: the environment of the plugin", Group::Look, true),
    key(&[Char('5')], Action::Tab(4), "", "Changes: what is different in the kernel now", Group::Look, true),
    key(&[Char('6')], Action::Tab(5), "", "Source: the Rust function of the stage (bundled plugins)", Group::Look, true),
    key(&[Char('7')], Action::Tab(6), "", "Output: what the plugin has printed", Group::Look, true),
    key(&[Char('t')], Action::NextTab, "tab", "next tab", Group::Look, false),
    key(&[Char('T')], Action::PreviousTab, "", "previous tab", Group::Look, false),
    key(&[Char('w')], Action::Wiring, "wiring", "the wiring in place of the details, and back", Group::Look, true),
    key(&[Char('z')], Action::Zoom, "", "the pane alone on the screen, and back", Group::Look, false),
    key(&[Char('O')], Action::Page, "", "open the whole page of the book", Group::Look, true),
    key(&[Char('/')], Action::Search, "search", "search for a word, a name, an address", Group::Look, true),
    key(&[Char(']')], Action::SearchNext, "", "next place found", Group::Look, true),
    key(&[Char('[')], Action::SearchPrevious, "", "previous place found", Group::Look, true),
    key(&[Char('&')], Action::Filter, "", "which messages are shown: brief, all, what failed", Group::Look, false),
    key(&[Char('F')], Action::Follow, "", "follow the live run, or stay where you look", Group::Look, false),
    key(&[Char('y')], Action::Copy, "copy", "copy: the command, or what the tab shows (OSC 52)", Group::Look, false),
    key(&[Char('R')], Action::Restart, "", "restart in a new sandbox", Group::Program, false),
    key(&[Char('e')], Action::Edit, "", "edit the network configuration ($EDITOR) and run it", Group::Program, false),
    key(&[Char('L')], Action::Redraw, "", "draw the screen anew", Group::Program, false),
    key(&[Char('?')], Action::Help, "help", "this help", Group::Program, true),
    key(&[Esc], Action::Escape, "", "close what is open", Group::Program, false),
    key(&[Char('q')], Action::Quit, "quit", "quit; what was attached is detached", Group::Program, true),
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
    let row = KEYS.iter().find(|it| it.codes.contains(&event.code));
    row.map(|it| it.action)
}

/// How a key is written.
pub fn name(code: KeyCode) -> String {
    match code {
        Char(' ') => "Space".to_owned(),
        Char(it) => it.to_string(),
        Up => "Up".to_owned(),
        Down => "Down".to_owned(),
        Left => "Left".to_owned(),
        Right => "Right".to_owned(),
        BackTab => "Shift-Tab".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The names of all keys of a row: `n`, `Up k`.
pub fn names(row: &Key) -> String {
    let names: Vec<_> = row.codes.iter().map(|it| name(*it)).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_does_two_things_and_none_needs_a_chord() {
        let mut seen = HashSet::new();
        for code in KEYS.iter().flat_map(|it| it.codes) {
            assert!(seen.insert(*code), "{} stands twice", name(*code));
        }
    }

    #[test]
    fn keys_are_found_by_the_table() {
        let press = |code| action(&KeyEvent::new(code, KeyModifiers::NONE));
        assert_eq!(press(Char('n')), Some(Action::NextStage));
        assert_eq!(press(Char('5')), Some(Action::Tab(4)));
        assert_eq!(press(KeyCode::F(12)), None);
        let ctrl_c = KeyEvent::new(Char('c'), KeyModifiers::CONTROL);
        assert_eq!(action(&ctrl_c), Some(Action::Quit));
    }
}
