//! What a key changes of the model, and what it asks of the world.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::keys::{self, Action};
use super::model::{Effect, Model, Overlay, Pane, Place, ordered};
use super::search::From;
use super::view;
use crate::tui::model::{Prompt, Purpose};

impl Model {
    /// A key was pressed.
    pub(super) fn press(&mut self, key: &KeyEvent) -> Option<Effect> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        if key.modifiers.contains(KeyModifiers::ALT) {
            // Esc and a key in quick succession: a terminal sends the same bytes for the two.
            self.press(&KeyEvent::from(KeyCode::Esc));
            let modifiers = key.modifiers - KeyModifiers::ALT;
            return self.press(&KeyEvent { modifiers, ..*key });
        }
        self.note = None;
        if self.prompt.is_some() {
            self.type_key(key);
            return None;
        }
        let action = keys::action(key)?;
        match action {
            Action::Quit => return Some(Effect::Quit),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Help => self.show(Overlay::Help),
            Action::Unseen => self.show(Overlay::Unseen),
            Action::Escape => self.overlay = None,
            _ if self.overlay.is_some() => self.in_overlay(action),
            _ => return self.act(action),
        }
        None
    }

    fn show(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
        self.overlay_line = 0;
    }

    fn in_overlay(&mut self, action: Action) {
        let page = usize::from(self.size.1 / 2);
        let line = &mut self.overlay_line;
        match action {
            Action::Up => *line = line.saturating_sub(1),
            Action::Down => *line += 1,
            Action::PageUp => *line = line.saturating_sub(page),
            Action::PageDown => *line += page,
            Action::First => *line = 0,
            Action::Last => *line = usize::MAX / 2, // settled before it is drawn
            _ => self.overlay = None,
        }
    }

    fn act(&mut self, action: Action) -> Option<Effect> {
        match action {
            Action::Look if self.looking => {
                self.note = Some("a look is going on".to_owned());
            }
            Action::Look => {
                self.looking = true;
                return Some(Effect::Look);
            }
            Action::Copy => {
                let text = view::details_text(self);
                return (!text.is_empty()).then_some(Effect::Copy(text));
            }
            Action::Follow => self.follow(),
            Action::Back => self.back(),
            Action::Search => self.prompt = Some(Prompt::new(Purpose::Search, String::new())),
            Action::SearchNext => self.search_on(From::Next),
            Action::SearchPrevious => self.search_on(From::Previous),
            Action::Wiring => {
                self.wiring_first = !self.wiring_first;
                if matches!(self.focus, Pane::Wiring | Pane::Details) {
                    self.focus = match self.wiring_first {
                        true => Pane::Wiring,
                        false => Pane::Details,
                    };
                }
            }
            Action::All => self.turn_all(),
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(Pane::ALL.len() - 1),
            Action::ToNamespaces => self.focus_on(Pane::Namespaces),
            Action::ToLinks => self.enter_links(),
            Action::Zoom => self.zoomed = !self.zoomed,
            _ => self.scroll(action),
        }
        None
    }

    fn turn_all(&mut self) {
        self.all = !self.all;
        let spaces = self.spaces();
        if !spaces.iter().any(|it| it.inode == self.at.inode) {
            self.select_row(0);
        }
        self.note = Some(match self.all {
            true => "all namespaces are listed".to_owned(),
            false => "namespaces with nothing but lo are not listed".to_owned(),
        });
    }

    fn turn(&mut self, by: usize) {
        let next = Pane::ALL[(self.focus as usize + by) % Pane::ALL.len()];
        match next {
            // There is nothing to move among: on to the one behind it.
            Pane::Links if self.link().is_none() => {
                self.focus = Pane::Links;
                self.turn(by);
            }
            next => self.focus_on(next),
        }
    }

    pub(super) fn focus_on(&mut self, pane: Pane) {
        let was = self.on_link;
        match pane {
            Pane::Namespaces => self.on_link = false,
            Pane::Links => self.on_link = true,
            Pane::Wiring => self.wiring_first = true,
            Pane::Details => self.wiring_first = false,
        }
        if was != self.on_link {
            self.lines[Pane::Details as usize] = 0;
        }
        self.focus = pane;
    }

    fn scroll(&mut self, action: Action) {
        let page = usize::from(self.size.1 / 3).max(1);
        let at = match self.focus {
            Pane::Namespaces => self.row(),
            Pane::Links => self.link_row(),
            pane => self.lines[pane as usize],
        };
        let at = match action {
            Action::Up => at.saturating_sub(1),
            Action::Down => at + 1,
            Action::PageUp => at.saturating_sub(page),
            Action::PageDown => at + page,
            Action::First => 0,
            Action::Last => usize::MAX / 2, // settled before it is drawn
            _ => return,
        };
        match self.focus {
            Pane::Namespaces => self.select_row(at),
            Pane::Links => {
                let Some(space) = self.space() else { return };
                let (inode, links) = (space.inode, ordered(space));
                let last = links.len().saturating_sub(1);
                if let Some(link) = links.get(at.min(last)).map(|(_, it)| it.index) {
                    let wiring = self.lines[Pane::Wiring as usize];
                    let link = Some(link);
                    self.go_to(Place { inode, link });
                    self.lines[Pane::Wiring as usize] = wiring; // of the same namespace
                }
            }
            pane => self.lines[pane as usize] = at,
        }
    }

    /// The selected namespace's row in the list.
    pub(super) fn row(&self) -> usize {
        let spaces = self.spaces();
        let row = spaces.iter().position(|it| it.inode == self.at.inode);
        row.unwrap_or(0)
    }

    /// The selected link's row in the list.
    pub(super) fn link_row(&self) -> usize {
        let links = self.space().map(ordered).unwrap_or_default();
        let row = links
            .iter()
            .position(|(_, it)| Some(it.index) == self.at.link);
        row.unwrap_or(0)
    }

    /// A key while the word to search for is typed.
    fn type_key(&mut self, key: &KeyEvent) {
        let Some(prompt) = &mut self.prompt else {
            return;
        };
        match key.code {
            KeyCode::Esc => self.prompt = None,
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.prompt = None;
            }
            KeyCode::Enter => {
                let word = prompt.text.trim().to_owned();
                self.prompt = None;
                self.word = (!word.is_empty()).then_some(word);
                if self.word.is_some() {
                    self.search_on(From::Best);
                }
            }
            _ => prompt.edit(key),
        }
    }
}
