//! A line that the user types.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What the line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Purpose {
    Search,
    Breakpoints,
    Inject,
    Shell,
    Ping,
    Verb,
}

/// A line being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Prompt {
    pub(in crate::tui) purpose: Purpose,
    pub(in crate::tui) text: String,
    /// Characters before the cursor.
    pub(in crate::tui) cursor: usize,
    /// What is wrong with what was typed.
    pub(in crate::tui) error: Option<String>,
}

impl Prompt {
    pub(in crate::tui) fn new(purpose: Purpose, text: String) -> Prompt {
        Prompt {
            purpose,
            cursor: text.chars().count(),
            text,
            error: None,
        }
    }

    /// What is asked.
    pub(in crate::tui) fn question(&self) -> &'static str {
        match self.purpose {
            Purpose::Search => "search",
            Purpose::Breakpoints => "breakpoints",
            Purpose::Inject => "let it fail with",
            Purpose::Shell => "shell in",
            Purpose::Ping => "ping",
            Purpose::Verb => "next verb",
        }
    }

    /// How to answer.
    pub(in crate::tui) fn hint(&self) -> &'static str {
        match self.purpose {
            Purpose::Search => "a word, a name, an address; ] and [ go on from there",
            Purpose::Breakpoints => {
                "stage create-veth; netlink RTM_NEWROUTE dst=0.0.0.0/0; exec iptables"
            }
            Purpose::Inject => "an errno (EEXIST, EPERM, ENOMEM), delay=200ms, or kill",
            Purpose::Shell => "node, pod1, ..., outside",
            Purpose::Ping => "from where, and an address",
            Purpose::Verb => "ADD, CHECK, DEL, GC or STATUS",
        }
    }

    /// A key that edits the line. What closes it is up to who has opened it.
    pub(in crate::tui) fn edit(&mut self, key: &KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u') if control => self.clear(),
            KeyCode::Char(it) if !control => self.insert(it),
            KeyCode::Backspace => self.backspace(),
            KeyCode::Left => self.move_to(self.cursor.saturating_sub(1)),
            KeyCode::Right => self.move_to(self.cursor + 1),
            KeyCode::Home => self.move_to(0),
            KeyCode::End => self.move_to(usize::MAX),
            _ => {}
        }
    }

    fn insert(&mut self, it: char) {
        let at = self.byte();
        self.text.insert(at, it);
        self.cursor += 1;
        self.error = None;
    }

    fn backspace(&mut self) {
        if self.cursor > 0 {
            self.cursor -= 1;
            let at = self.byte();
            self.text.remove(at);
        }
        self.error = None;
    }

    fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
        self.error = None;
    }

    /// Moves the cursor, to one of the ends at most.
    fn move_to(&mut self, cursor: usize) {
        self.cursor = cursor.min(self.text.chars().count());
    }

    fn byte(&self) -> usize {
        let mut indices = self.text.char_indices().map(|(at, _)| at);
        indices.nth(self.cursor).unwrap_or(self.text.len())
    }
}
