//! The lessons on a screen: the text beside the live sandbox and the checks, with a shell and the stepper one key
//! away.
//!
//! Like the debugger it has a model, an update that returns effects, and a view. It never looks at the kernel
//! itself: a witness in the lesson's sandbox does.

pub mod keys;
mod model;
mod view;

#[cfg(test)]
mod tests;

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{Event as Input, EventStream};
use futures_util::StreamExt;
use tokio::signal::unix::{SignalKind, signal};

use super::terminal::Screen;
use super::theme::Theme;
use crate::learn::{Desk, Error, Saved, Witness, classroom};
use model::{Effect, Model, Overlay};

/// How often the world is asked for news, and the folder for files that were saved.
const EVERY: Duration = Duration::from_millis(250);

/// Shows the course until the learner leaves. Returns the exit code of the program.
pub fn learn(desk: Desk, theme: Theme) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start the event loop")?;
    runtime.block_on(async {
        let mut screen = Screen::open().context("take over the terminal")?;
        let size = screen.terminal.size().context("ask for its size")?;
        let model = Model::new(&desk, theme, (size.width, size.height));
        let mut app = App {
            desk,
            model,
            witness: None,
            saved: None,
        };
        app.come_back()?;
        app.run(&mut screen).await
    })
}

struct App {
    desk: Desk,
    model: Model,
    witness: Option<Witness>,
    saved: Option<Saved>,
}

impl App {
    /// Goes on where the learner left off, if that world still stands.
    fn come_back(&mut self) -> anyhow::Result<()> {
        match self.desk.witness() {
            Ok(witness) => {
                self.open(witness)?;
                self.look(true);
            }
            Err(_) => {
                let id = self.desk.where_left_off()?.id.clone();
                self.model.show_list(&id);
            }
        }
        Ok(())
    }

    fn open(&mut self, witness: Witness) -> Result<(), Error> {
        let lesson = self.desk.current()?;
        let folder = self.desk.workspace.folder(lesson);
        self.saved = Saved::in_folder(&folder).ok();
        self.model.opened(lesson, folder.display().to_string());
        self.witness = Some(witness);
        Ok(())
    }

    async fn run(mut self, screen: &mut Screen) -> anyhow::Result<u8> {
        let mut keys = EventStream::new();
        let mut term = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        // For a shell that has the terminal: whoever presses Ctrl-C there does not mean us.
        let _interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
        let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            view::settle(&mut self.model);
            self.draw(screen)?;
            let effect = tokio::select! {
                biased;
                _ = term.recv() => return Ok(128 + 15),
                _ = hangup.recv() => return Ok(128 + 1),
                key = keys.next() => match key {
                    Some(Ok(Input::Key(key))) => self.model.press(&key),
                    Some(Ok(Input::Resize(columns, rows))) => {
                        self.model.size = (columns, rows);
                        None
                    }
                    Some(Ok(_)) => None,
                    // The terminal has gone.
                    Some(Err(_)) | None => return Ok(128 + 1),
                },
                _ = tick.tick() => self.tick(),
            };
            match effect {
                None => {}
                Some(Effect::Quit) => return Ok(0),
                Some(Effect::Redraw) => screen.redraw()?,
                Some(effect @ (Effect::Shell | Effect::Step)) => {
                    // Two readers of the terminal would share the keys.
                    drop(keys);
                    self.lend(&effect, screen)?;
                    keys = EventStream::new();
                }
                Some(effect) => {
                    if let Some(word) = word_for(&effect) {
                        self.model.note = Some(word.to_owned());
                        self.draw(screen)?;
                        self.model.note = None;
                    }
                    if let Err(error) = self.obey(effect) {
                        self.model.note = Some(error.to_string());
                    }
                }
            }
        }
    }

    fn draw(&self, screen: &mut Screen) -> std::io::Result<()> {
        let drawn = screen.terminal.draw(|frame| {
            let area = frame.area();
            view::draw_on(&self.model, area, frame.buffer_mut());
        });
        drawn.map(drop)
    }

    /// Some time has passed: is there anything new? What was checked once is checked again then.
    fn tick(&mut self) -> Option<Effect> {
        let changed = self.look(false);
        let saved = self.saved.as_ref()?.any().unwrap_or(false);
        let checked = self.model.open.as_ref()?.report.is_some();
        (saved || changed && checked).then_some(Effect::Check)
    }

    /// Looks at the world, wholly or for what the kernel tells by itself. True if there is anything new.
    fn look(&mut self, whole: bool) -> bool {
        let Some(witness) = &mut self.witness else {
            return false;
        };
        let looked = match whole {
            true => witness.world().map(Some),
            false => witness.news(),
        };
        match looked {
            Ok(None) => false,
            Ok(Some(state)) => {
                if let Some(open) = &mut self.model.open {
                    open.state = Some(state);
                }
                true
            }
            Err(error) => {
                self.lost(&error);
                false
            }
        }
    }

    /// The lesson's world has gone: another terminal has stopped it, or has started another lesson.
    fn lost(&mut self, error: &Error) {
        self.witness = None;
        let again = self.desk.read_again().and_then(|()| self.desk.witness());
        self.model.note = Some(match again.and_then(|witness| self.open(witness)) {
            Ok(()) => "this lesson was started in another terminal".to_owned(),
            Err(_) => format!("{error}; l lists the lessons, Enter starts one"),
        });
        self.model.learn_progress(&self.desk);
        if self.witness.is_some() {
            self.look(true);
        }
    }

    fn obey(&mut self, effect: Effect) -> Result<(), Error> {
        match effect {
            Effect::Start(id) => {
                self.witness = None;
                self.desk.start(&id)?;
                let witness = self.desk.witness()?;
                self.open(witness)?;
                self.look(true);
            }
            Effect::Check => {
                self.look(false); // another lesson may have been started meanwhile
                let Some(witness) = &mut self.witness else {
                    return Err(Error::NotStarted);
                };
                let report = self.desk.check(witness)?;
                self.model.checked(report);
                self.model.learn_progress(&self.desk);
                self.look(true);
            }
            Effect::Hint => {
                let shown = self.desk.hint()?;
                self.model.show(Overlay::Hints(shown));
            }
            Effect::Solution => match self.desk.solution()? {
                Some(text) => self.model.show(Overlay::Solution(text)),
                None => {
                    let note = "no check has passed yet: h gives a hint, S once more the solution";
                    self.model.note = Some(note.to_owned());
                }
            },
            Effect::Reset => {
                self.witness = None;
                let kept = self.desk.reset()?;
                let witness = self.desk.witness()?;
                self.open(witness)?;
                self.look(true);
                self.model.note = Some(match kept {
                    Some(kept) => format!("what you had changed is in {}", kept.display()),
                    None => "the lesson is as it was given".to_owned(),
                });
            }
            Effect::Shell | Effect::Step | Effect::Redraw | Effect::Quit => {}
        }
        Ok(())
    }

    /// Gives the terminal to a shell or to the stepper, in the lesson's world.
    fn lend(&mut self, effect: &Effect, screen: &mut Screen) -> anyhow::Result<()> {
        let mut command = Command::new("/proc/self/exe");
        command.arg0("cniscope").args(["shell", classroom::SANDBOX]);
        if *effect == Effect::Step {
            let step = &self.desk.current()?.manifest.step;
            command.args(["--", "cniscope", "step", &step.target]);
            command.args(["--plugins", &step.plugins]);
        }
        let status = screen.lend(|| {
            let status = command.status();
            if *effect == Effect::Step && status.as_ref().is_ok_and(|it| it.code() == Some(2)) {
                // What it has said stands on a screen that is about to be covered.
                println!("(Enter goes back)");
                let _ = std::io::stdin().read_line(&mut String::new());
            }
            status
        })?;
        if let Err(error) = status {
            self.model.note = Some(format!("start a shell in the lesson's world: {error}"));
        }
        self.look(true);
        Ok(())
    }
}

/// What takes long enough to be told.
fn word_for(effect: &Effect) -> Option<&'static str> {
    match effect {
        Effect::Start(_) => Some("the lesson's world is being made ..."),
        Effect::Check => Some("looking ..."),
        Effect::Reset => Some("the lesson's world is being made anew ..."),
        _ => None,
    }
}
