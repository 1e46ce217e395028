//! The same debugger on plain lines, for screen readers and pipes: the same keys, typed with Enter, do the same;
//! what the screen would show is printed when it is asked for.

use std::io::{BufRead, Write};

use crossterm::event::{KeyCode, KeyEvent};

use super::keys::{self, Action, KEYS};
use super::model::{Live, Model, Pane, Phase};
use super::theme::{Palette, Theme};
use super::update::Effect;
use super::{sentence, view};
use crate::event::Event;
use crate::record::{Error, Store};
use crate::session::{Command, Job, Session, Stepping, join};

/// Columns of what is printed.
const WIDTH: u16 = 80;

/// The debugger of a run that is stepped through on lines.
#[derive(Debug)]
pub struct Lines {
    model: Model,
    /// No more input will come: everything goes on.
    ended: bool,
}

impl Lines {
    /// For a run whose recording begins with this line.
    pub fn new(header: &str, job: &Job, pid: u32) -> Result<Lines, Error> {
        let live = Live {
            to_come: job.verbs.iter().cloned().collect(),
            job: job.clone(),
            phase: Phase::Running,
            pid,
        };
        let theme = Theme {
            palette: Palette::None,
            ascii: false,
        };
        let size = (WIDTH, u16::MAX);
        Ok(Lines {
            model: Model::new(Store::live(header)?, Some(live), theme, size),
            ended: false,
        })
    }

    /// Takes the next line of the recording in.
    pub fn event(&mut self, line: &str, event: &Event) {
        self.model.arrive(line, event);
    }

    /// Asks until the answer lets the plugin go on. The end of the input means: go on without holding.
    pub fn ask(
        &mut self,
        session: &mut Session,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        self.model.follow = true;
        self.model.catch_up();
        self.say(out)?;
        loop {
            let Some(typed) = self.read("n stage, m message, c continue, ? help", input, out)?
            else {
                return Ok(session.command(Command::Go {
                    until: Stepping::Free,
                })?);
            };
            for effect in self.key(&typed, input, out)? {
                if self.obey(effect, session, out)? {
                    return Ok(());
                }
            }
        }
    }

    /// Says what is held, or what stands at the place that one has gone to.
    fn say(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        if let Some(note) = self.model.note.take() {
            writeln!(out, "{note}")?;
        }
        if self.model.in_the_past() {
            writeln!(out, "{}", sentence::of_the_past(&self.model))?;
            return writeln!(out, "{}", sentence::of_row(&self.model));
        }
        writeln!(out, "{}", sentence::of(&self.model))
    }

    /// A line that is typed; `None` at the end of the input.
    fn read(
        &mut self,
        question: &str,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> std::io::Result<Option<String>> {
        let mut answer = String::new();
        if !self.ended {
            write!(out, "{question}: ")?;
            out.flush()?;
            self.ended = input.read_line(&mut answer)? == 0;
            if self.ended {
                writeln!(out, "(end of input: going on)")?;
            }
        }
        Ok((!self.ended).then(|| answer.trim().to_owned()))
    }

    /// Does what the first character says; the rest answers what the key asks.
    fn key(
        &mut self,
        typed: &str,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> anyhow::Result<Vec<Effect>> {
        let mut rest = typed.chars();
        let first = rest.next().unwrap_or('n');
        let rest = rest.as_str().trim().to_owned();
        let row = KEYS
            .iter()
            .find(|it| it.codes.contains(&KeyCode::Char(first)));
        let Some(row) = row.filter(|it| it.line) else {
            writeln!(out, "{} is not a key on lines.", first.escape_debug())?;
            self.help(out)?;
            return Ok(Vec::new());
        };
        let effects = match row.action {
            Action::Break if !rest.is_empty() => self.breakpoint(&rest),
            action => self.model.act(action),
        };
        self.model.refresh();
        if self.model.prompt.is_some() {
            return self.answer(rest, input, out);
        }
        if self.model.asks_to_quit {
            return self.confirm(&rest, input, out);
        }
        let goes_on = effects
            .iter()
            .any(|it| matches!(it, Effect::Tell(Command::Go { .. } | Command::State)));
        self.show(row.action, goes_on, out)?;
        Ok(effects)
    }

    /// Answers the line that a key has opened.
    fn answer(
        &mut self,
        rest: String,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> anyhow::Result<Vec<Effect>> {
        let Some(mut prompt) = self.model.prompt.take() else {
            return Ok(Vec::new());
        };
        let mut text = rest;
        if text.is_empty() {
            let preset = match prompt.text.trim() {
                "" => String::new(),
                preset => format!("; Enter takes {preset}"),
            };
            let question = format!("{} ({}{preset})", prompt.question(), prompt.hint());
            text = self.read(&question, input, out)?.unwrap_or_default();
        }
        if !text.is_empty() {
            prompt.text = text;
        }
        self.model.prompt = Some(prompt);
        let effects = self.model.press(&KeyEvent::from(KeyCode::Enter));
        if let Some(error) = self.model.prompt.take().and_then(|it| it.error) {
            writeln!(out, "{error}")?;
        } else if effects.is_empty() {
            self.say(out)?; // where the search has led
        }
        Ok(effects)
    }

    fn confirm(
        &mut self,
        rest: &str,
        input: &mut impl BufRead,
        out: &mut impl Write,
    ) -> anyhow::Result<Vec<Effect>> {
        let answer = match rest {
            "" => self.read(sentence::QUIT, input, out)?.unwrap_or_default(),
            given => given.to_owned(),
        };
        let key = answer.chars().next().unwrap_or('n');
        Ok(self.model.press(&KeyEvent::from(KeyCode::Char(key))))
    }

    /// Adds a breakpoint, or takes one that is set away.
    fn breakpoint(&mut self, expression: &str) -> Vec<Effect> {
        self.model
            .toggle_expression(expression)
            .unwrap_or_else(|error| {
                self.model.note = Some(error);
                Vec::new()
            })
    }

    /// Prints what the key shows on the screen.
    fn show(&mut self, action: Action, goes_on: bool, out: &mut impl Write) -> std::io::Result<()> {
        match action {
            Action::Help => {
                self.model.overlay = None;
                self.help(out)
            }
            Action::Page => {
                self.model.overlay = None;
                print(out, view::page_text(&self.model, WIDTH))
            }
            Action::Wiring => {
                // On lines there are no panes: the keys stay with the stages.
                self.model.wiring_first = false;
                self.model.focus = Pane::Stages;
                print(out, view::wiring_text(&self.model, WIDTH))
            }
            Action::Tab(_) => print(out, view::tab_text(&self.model, WIDTH)),
            _ if goes_on => Ok(()),
            // It has moved through what was, or has something to say.
            _ => self.say(out),
        }
    }

    fn help(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        for row in KEYS.iter().filter(|it| it.line) {
            writeln!(out, "  {:<10} {}", keys::names(row), row.help)?;
        }
        let more =
            "What a key asks can stand behind it: i EEXIST, p pod1 10.22.0.1, b stage create-veth.";
        writeln!(out, "  Enter alone is n. {more}")
    }

    /// Does what is to be done. True if the session goes on with it.
    fn obey(
        &mut self,
        effect: Effect,
        session: &mut Session,
        out: &mut impl Write,
    ) -> anyhow::Result<bool> {
        let command = match effect {
            Effect::Tell(command) => command,
            Effect::Quit => Command::Quit,
            Effect::Shell(namespace) => {
                out.flush()?;
                if let Err(error) = join::shell(session.pid(), &namespace, &[]) {
                    writeln!(out, "{error}")?;
                }
                // What was done there is not the plugin's.
                Command::State
            }
            Effect::Copy(_) | Effect::Restart | Effect::Edit | Effect::Redraw => return Ok(false),
        };
        let between = self.model.is_between_verbs();
        let goes_on = match &command {
            Command::Breakpoints { .. } => false,
            Command::Next { .. } => between,
            _ => true,
        };
        session.command(command)?;
        Ok(goes_on)
    }
}

fn print(out: &mut impl Write, lines: Vec<String>) -> std::io::Result<()> {
    lines
        .iter()
        .try_for_each(|it| writeln!(out, "{}", it.trim_end()))
}
