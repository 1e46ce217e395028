//! What is shown of the course, and what a key changes of it.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::keys::{self, Action};
use crate::learn::{Desk, Goal, Lesson, Report};
use crate::topology::State;
use crate::tui::theme::Theme;

/// A part of the screen that can be scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Text,
    Wiring,
    Checks,
}

impl Pane {
    pub(super) const ALL: [Pane; 3] = [Pane::Text, Pane::Wiring, Pane::Checks];
}

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Overlay {
    /// All lessons, one of them selected.
    List(usize),
    Help,
    Hints(usize),
    Solution(String),
    /// The goal; true if a check has just passed.
    Goal(bool),
}

/// What a key asks of the world outside of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Start(String),
    Check,
    Hint,
    Solution,
    Reset,
    Shell,
    Step,
    Redraw,
    Quit,
}

/// A lesson of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) title: String,
    pub(super) passed: bool,
}

/// The lesson that is open.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) folder: String,
    pub(super) hints: Vec<String>,
    pub(super) goal: Option<Goal>,
    /// The kernel's state, as far as it was looked at.
    pub(super) state: Option<State>,
    pub(super) report: Option<Report>,
}

#[derive(Debug)]
pub(super) struct Model {
    pub(super) course: Vec<Entry>,
    pub(super) open: Option<Open>,
    pub(super) focus: Pane,
    pub(super) zoomed: bool,
    /// First line that is shown, by pane.
    pub(super) lines: [usize; 3],
    pub(super) overlay: Option<Overlay>,
    pub(super) overlay_line: usize,
    /// The check that was refused is still to be scrolled to.
    pub(super) shows_refusal: bool,
    /// A reset was asked for and is not confirmed yet.
    pub(super) asks_to_reset: bool,
    pub(super) note: Option<String>,
    pub(super) theme: Theme,
    pub(super) size: (u16, u16),
}

impl Model {
    pub(super) fn new(desk: &Desk, theme: Theme, size: (u16, u16)) -> Model {
        let mut model = Model {
            course: Vec::new(),
            open: None,
            focus: Pane::Text,
            zoomed: false,
            lines: [0; 3],
            overlay: None,
            overlay_line: 0,
            shows_refusal: false,
            asks_to_reset: false,
            note: None,
            theme,
            size,
        };
        model.learn_progress(desk);
        model
    }

    /// What is done, as the learner's directory has it now.
    pub(super) fn learn_progress(&mut self, desk: &Desk) {
        let entry = |(at, it): (u32, &Lesson)| Entry {
            id: it.id.clone(),
            number: it.number().unwrap_or(at),
            title: it.manifest.title.clone(),
            passed: desk.progress.of(&it.id).passed,
        };
        self.course = (1..).zip(&desk.course.lessons).map(entry).collect();
    }

    /// A lesson was started.
    pub(super) fn opened(&mut self, lesson: &Lesson, folder: String) {
        self.open = Some(Open {
            id: lesson.id.clone(),
            title: lesson.manifest.title.clone(),
            text: lesson.text.clone(),
            folder,
            hints: lesson.manifest.hints.clone(),
            goal: Goal::of(lesson),
            state: None,
            report: None,
        });
        self.overlay = None;
        self.lines = [0; 3];
        self.focus = Pane::Text;
    }

    /// All lessons, with this one selected.
    pub(super) fn show_list(&mut self, id: &str) {
        let at = self.course.iter().position(|it| it.id == id);
        self.show(Overlay::List(at.unwrap_or(0)));
    }

    pub(super) fn show(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
        self.overlay_line = 0;
    }

    /// What came of a check.
    pub(super) fn checked(&mut self, report: Report) {
        let passed = report.passed;
        if let Some(open) = &mut self.open {
            let first = open.report.as_ref().is_none_or(|it| !it.passed);
            open.report = Some(report);
            if passed && first {
                self.show(Overlay::Goal(true));
            }
        }
        self.lines[Pane::Checks as usize] = 0;
        self.shows_refusal = true;
    }

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
        if std::mem::take(&mut self.asks_to_reset) {
            let yes = key.code == KeyCode::Char('y');
            return yes.then_some(Effect::Reset);
        }
        let action = keys::action(key)?;
        match action {
            Action::Quit => return Some(Effect::Quit),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Help => self.show(Overlay::Help),
            Action::List => {
                let id = self.open.as_ref().map(|it| it.id.clone());
                self.show_list(&id.unwrap_or_default());
            }
            Action::Escape => self.overlay = None,
            _ => {
                return self
                    .in_overlay(action)
                    .unwrap_or_else(|| self.in_lesson(action));
            }
        }
        None
    }

    /// What a key does where something lies over the panes; `None` if nothing does, or it is none of its keys.
    fn in_overlay(&mut self, action: Action) -> Option<Option<Effect>> {
        let last = self.course.len().saturating_sub(1);
        match (self.overlay.as_mut()?, action) {
            (Overlay::List(at), Action::Up) => *at = at.saturating_sub(1),
            (Overlay::List(at), Action::Down) => *at = (*at + 1).min(last),
            (Overlay::List(at), Action::First | Action::PageUp) => *at = 0,
            (Overlay::List(at), Action::Last | Action::PageDown) => *at = last,
            (Overlay::List(at), Action::Choose) => {
                let id = self.course.get(*at).map(|it| it.id.clone());
                return Some(id.map(Effect::Start));
            }
            (_, Action::Up) => self.overlay_line = self.overlay_line.saturating_sub(1),
            (_, Action::Down) => self.overlay_line += 1,
            (_, Action::PageUp) => self.overlay_line = self.overlay_line.saturating_sub(10),
            (_, Action::PageDown) => self.overlay_line += 10,
            (_, Action::First) => self.overlay_line = 0,
            (_, Action::Choose) => self.overlay = None,
            _ => return None,
        }
        Some(None)
    }

    fn in_lesson(&mut self, action: Action) -> Option<Effect> {
        let Some(open) = &self.open else {
            self.note = Some("start a lesson first: l lists them".to_owned());
            return None;
        };
        let page = usize::from(self.size.1 / 2);
        let line = &mut self.lines[self.focus as usize];
        match action {
            Action::Check => return Some(Effect::Check),
            Action::Hint => return Some(Effect::Hint),
            Action::Shell => return Some(Effect::Shell),
            Action::Step => return Some(Effect::Step),
            Action::Solution => return Some(Effect::Solution),
            Action::Reset => self.asks_to_reset = true,
            Action::Goal => self.show(Overlay::Goal(false)),
            Action::Next => {
                let at = self.course.iter().position(|it| it.id == open.id);
                match at.and_then(|at| self.course.get(at + 1)) {
                    Some(next) => return Some(Effect::Start(next.id.clone())),
                    None => self.note = Some("this is the last lesson".to_owned()),
                }
            }
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(2),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::Up => *line = line.saturating_sub(1),
            Action::Down => *line += 1,
            Action::PageUp => *line = line.saturating_sub(page),
            Action::PageDown => *line += page,
            Action::First => *line = 0,
            Action::Last => *line = usize::MAX / 2, // settled before it is drawn
            _ => {}
        }
        None
    }

    fn turn(&mut self, by: usize) {
        self.focus = Pane::ALL[(self.focus as usize + by) % 3];
    }
}
