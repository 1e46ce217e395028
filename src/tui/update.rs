//! How the model changes: by a key, by a line of the recording, by the size of the terminal.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

mod arrive;
mod moves;
mod prompts;
mod search;
mod stepping;

use super::keys::{self, Action};
use super::model::{Filter, Model, Overlay, Pane, Row, Scroll, Tab};
use crate::session::Command;

/// What is to be done outside of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Tell the session.
    Tell(Command),
    /// Put text into the terminal's clipboard.
    Copy(String),
    /// Open a shell in this namespace.
    Shell(String),
    /// Run the same job again, in a new sandbox.
    Restart,
    /// Let the user edit the configuration, then restart.
    Edit,
    /// Draw every cell anew.
    Redraw,
    /// Leave the program.
    Quit,
}

impl Model {
    /// A key was pressed.
    pub(super) fn press(&mut self, key: &KeyEvent) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        if key.modifiers.contains(KeyModifiers::ALT) {
            // Esc and a key in quick succession: a terminal sends the same bytes for the two.
            let mut effects = self.press(&KeyEvent::from(KeyCode::Esc));
            let modifiers = key.modifiers - KeyModifiers::ALT;
            effects.extend(self.press(&KeyEvent { modifiers, ..*key }));
            return effects;
        }
        self.note = None;
        let effects = if self.prompt.is_some() {
            self.type_key(key)
        } else if self.asks_to_quit {
            self.answer_quit(key)
        } else {
            keys::action(key).map_or_else(Vec::new, |it| self.act(it))
        };
        self.refresh();
        effects
    }

    /// The terminal has another size.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
    }

    /// Does what an action says.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if self.overlay.is_some() && self.act_on_overlay(action) {
            return Vec::new();
        }
        match action {
            Action::NextStage
            | Action::NextMessage
            | Action::Over
            | Action::Finish
            | Action::Continue
            | Action::RunToCursor => return self.go(action),
            Action::Back => self.step_back(),
            Action::Forward => self.step_forward(),
            Action::Up => self.up(1),
            Action::Down => self.down(1),
            Action::PageUp => self.up(self.page()),
            Action::PageDown => self.down(self.page()),
            Action::First => self.up(usize::MAX),
            Action::Present => self.go_to_end(),
            Action::Fold => self.fold(),
            Action::Unfold => self.unfold(),
            Action::Toggle => self.toggle(),
            Action::NextPane => self.next_pane(1),
            Action::PreviousPane => self.next_pane(2),
            Action::Tab(index) => {
                let tab = Tab::ALL.get(usize::from(index)).copied();
                self.show_tab(tab.unwrap_or(Tab::Explain));
            }
            Action::NextTab => self.show_tab(Tab::ALL[(self.tab.index() + 1) % 7]),
            Action::PreviousTab => self.show_tab(Tab::ALL[(self.tab.index() + 6) % 7]),
            Action::Wiring => {
                self.wiring_first = !self.wiring_first;
                let focus = if self.wiring_first {
                    Pane::Wiring
                } else {
                    Pane::Stages
                };
                self.focus = focus;
            }
            Action::Zoom => self.zoom = !self.zoom,
            Action::Page => self.overlay = Some((Overlay::Page, 0)),
            Action::Help => self.overlay = Some((Overlay::Help, 0)),
            Action::Filter => {
                self.filter = match self.filter {
                    Filter::Brief => Filter::All,
                    Filter::All => Filter::Failed,
                    Filter::Failed => Filter::Brief,
                };
                let shown = match self.filter {
                    Filter::Brief => "the messages that matter",
                    Filter::All => "every event",
                    Filter::Failed => "what failed",
                };
                self.note = Some(format!("shown in open stages: {shown}"));
            }
            Action::Follow => {
                self.follow = !self.follow && self.live.is_some();
                if self.follow {
                    self.selected = self.present();
                }
            }
            Action::Copy => return self.copy(),
            Action::Search
            | Action::Breakpoints
            | Action::Inject
            | Action::Shell
            | Action::Ping
            | Action::NextVerb => self.ask(action),
            Action::Break => return self.toggle_breakpoint(),
            Action::SearchNext => self.search_on(true),
            Action::SearchPrevious => self.search_on(false),
            Action::State => return self.when_held(Command::State),
            Action::Restart | Action::Edit if self.live.is_none() => {
                self.note = Some("a recording cannot be run again: this is for `step`".to_owned());
            }
            Action::Restart => return vec![Effect::Restart],
            Action::Edit => return vec![Effect::Edit],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Escape => {
                self.zoom = false;
                self.search = None;
            }
            Action::Quit if self.is_held() => self.asks_to_quit = true,
            Action::Quit => return vec![Effect::Quit],
        }
        Vec::new()
    }

    /// True if the action was for what lies over the panes.
    fn act_on_overlay(&mut self, action: Action) -> bool {
        let Some((kind, line)) = self.overlay else {
            return false;
        };
        let page = self.page();
        let line = match action {
            Action::Up => line.saturating_sub(1),
            Action::Down => line + 1,
            Action::PageUp => line.saturating_sub(page),
            Action::PageDown | Action::Toggle => line + page,
            Action::First => 0,
            Action::Redraw => return false,
            _ => {
                self.overlay = None;
                return true;
            }
        };
        self.overlay = Some((kind, line));
        true
    }

    fn answer_quit(&mut self, key: &KeyEvent) -> Vec<Effect> {
        self.asks_to_quit = false;
        match key.code {
            KeyCode::Char('y' | 'Y') => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    pub(super) fn show_tab(&mut self, tab: Tab) {
        self.tab = tab;
        self.detail = Scroll::default();
        self.wiring_first = false;
    }

    /// A command that makes sense only while the session waits.
    fn when_held(&mut self, command: Command) -> Vec<Effect> {
        if self.is_held() {
            return vec![Effect::Tell(command)];
        }
        self.note = Some("the plugin is not held now".to_owned());
        Vec::new()
    }

    /// Selects another row: what belonged to the old one is put back.
    pub(super) fn select(&mut self, row: Row) {
        if self.selected != row {
            self.selected = row;
            self.detail = Scroll::default();
            self.node = 0;
        }
    }

    fn copy(&mut self) -> Vec<Effect> {
        let text = super::view::copied(self);
        if text.is_empty() {
            self.note = Some("there is nothing to copy here".to_owned());
            return Vec::new();
        }
        let first = text.lines().next().unwrap_or_default();
        let first: String = first.chars().take(40).collect();
        self.note = Some(format!("copied, if the terminal allows it: {first}"));
        vec![Effect::Copy(text)]
    }
}
