//! The loop: keys, lines of the recording and signals come in, frames and commands go out.

use std::fs::File;

use anyhow::Context;
use crossterm::event::{Event as Input, EventStream, KeyCode, KeyEvent};
use futures_util::StreamExt;
use tokio::signal::unix::{SignalKind, signal};

use super::model::{Live, Model, Phase};
use super::terminal::Screen;
use super::theme::Theme;
use super::update::Effect;
use super::{editor, view};
use crate::record::Store;
use crate::session::{Arrived, Command, Job, Pipe, Stepping, join};

/// What is looked at.
#[derive(Debug)]
pub enum Start {
    /// A recording.
    Replay(Box<Store>),
    /// A run; its recording is kept in the file, if there is one.
    Live(Box<Job>, Option<File>),
}

/// Lines that are taken in before the next frame.
const LINES_PER_FRAME: usize = 2_000;

/// Shows the debugger until the user leaves. Returns the exit code of the program.
pub fn run(start: Start, theme: Theme) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start the event loop")?;
    runtime.block_on(async {
        match start {
            Start::Replay(store) => {
                let mut screen = open()?;
                let size = size(&screen)?;
                let model = Model::new(*store, None, theme, size);
                Ok(App::new(model, None, false).run(&mut screen).await?.0)
            }
            Start::Live(job, record) => {
                let mut screen = open()?;
                live(&mut screen, *job, record, theme).await
            }
        }
    })
}

fn open() -> anyhow::Result<Screen> {
    Screen::open().context("take over the terminal")
}

fn size(screen: &Screen) -> anyhow::Result<(u16, u16)> {
    let size = screen
        .terminal
        .size()
        .context("ask for the size of the terminal")?;
    Ok((size.width, size.height))
}

/// Runs the job, and again as often as the user wants.
async fn live(
    screen: &mut Screen,
    mut job: Job,
    record: Option<File>,
    theme: Theme,
) -> anyhow::Result<u8> {
    let mut note = None;
    loop {
        let mut pipe = Pipe::start(&job)?;
        screen.terminal.draw(|it| {
            it.render_widget("cniscope: the sandbox is being made ...", it.area());
        })?;
        let header = pipe.header().await?;
        let mut store = Store::live(&header).context("keep the recording in a temporary file")?;
        if let Some(file) = &record {
            store.copy_to(file.try_clone().context("keep the recording")?)?;
        }
        let live = Live {
            to_come: job.verbs.iter().cloned().collect(),
            job: job.clone(),
            phase: Phase::Running,
            pid: pipe.pid(),
        };
        let mut model = Model::new(store, Some(live), theme, size(screen)?);
        model.note = note.take();
        let (exit, next) = App::new(model, Some(pipe), record.is_some())
            .run(screen)
            .await?;
        match next {
            Some((config, breakpoints)) => {
                job.config = config;
                job.breakpoints = breakpoints;
                note = Some("a new run, in a new sandbox".to_owned());
            }
            None => return Ok(exit),
        }
    }
}

/// The configuration and the breakpoints of the next run.
type Again = (String, Vec<String>);

struct App {
    model: Model,
    pipe: Option<Pipe>,
    records: bool,
    leaving: bool,
    again: Option<Again>,
}

impl App {
    fn new(model: Model, pipe: Option<Pipe>, records: bool) -> App {
        App {
            model,
            pipe,
            records,
            leaving: false,
            again: None,
        }
    }

    async fn run(mut self, screen: &mut Screen) -> anyhow::Result<(u8, Option<Again>)> {
        let mut keys = EventStream::new();
        let mut term = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        // For a shell or an editor that has the terminal: whoever presses Ctrl-C there does not mean us.
        let _interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
        let _quit = signal(SignalKind::quit()).context("listen for SIGQUIT")?;
        let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
        loop {
            view::settle(&mut self.model);
            screen.terminal.draw(|it| view::draw(&self.model, it))?;
            let effects = tokio::select! {
                biased;
                _ = term.recv() => return Ok((128 + 15, None)),
                _ = hangup.recv() => return Ok((128 + 1, None)),
                key = keys.next() => match key {
                    Some(key) => self.input(&key.context("read from the terminal")?),
                    None => return Ok((128 + 1, None)), // the terminal has gone
                },
                arrived = next(&mut self.pipe) => self.arrived(arrived),
            };
            for effect in effects {
                // Two readers of the terminal would share the keys.
                let lends = matches!(effect, Effect::Shell(_) | Effect::Edit);
                if lends {
                    drop(keys);
                    self.lend(&effect, screen)?;
                    keys = EventStream::new();
                } else if self.obey(effect, screen)? {
                    return Ok((self.exit(), self.again));
                }
            }
            let over = self.pipe.is_none() && self.model.live.is_some();
            if self.again.is_some() || self.leaving && over {
                return Ok((self.exit(), self.again));
            }
        }
    }

    fn exit(&self) -> u8 {
        match self.model.live.as_ref().map(|it| &it.phase) {
            Some(Phase::Ended(Some(exit))) => u8::try_from(*exit).unwrap_or(1),
            _ => 0,
        }
    }

    fn input(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.model.press(key),
            Input::Resize(columns, rows) => {
                self.model.resize(*columns, *rows);
                Vec::new()
            }
            // Pasted text is typed text where a line is typed, and nothing else.
            Input::Paste(text) if self.model.prompt.is_some() => {
                let typed = text.chars().filter(|it| !it.is_control());
                for it in typed {
                    self.model.press(&KeyEvent::from(KeyCode::Char(it)));
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Takes in what has come, and what else is there already.
    fn arrived(&mut self, first: Option<Arrived>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut next = first;
        for _ in 0..LINES_PER_FRAME {
            match next {
                Some(Arrived::Line(line, event)) => {
                    effects.extend(self.model.arrive(&line, &event))
                }
                Some(Arrived::Ended(why)) => {
                    self.model.session_ended(why);
                    self.pipe = None;
                }
                None => self.pipe = None,
            }
            match self.pipe.as_mut().and_then(Pipe::waiting) {
                Some(it) => next = Some(it),
                None => break,
            }
        }
        self.model.catch_up();
        effects
    }

    /// Does what is to be done. True if that ends the program.
    fn obey(&mut self, effect: Effect, screen: &mut Screen) -> anyhow::Result<bool> {
        match effect {
            Effect::Tell(command) => self.tell(&command),
            Effect::Copy(text) => {
                if !screen.copy(&text)? {
                    self.model.note = Some("too long for a terminal's clipboard".to_owned());
                }
            }
            Effect::Redraw => screen.redraw()?,
            Effect::Restart => self.restart(None),
            Effect::Quit => {
                let over = matches!(
                    self.model.live.as_ref().map(|it| &it.phase),
                    None | Some(Phase::Ended(_))
                );
                if over || self.leaving {
                    return Ok(true);
                }
                self.leaving = true;
                self.tell(&Command::Quit);
                self.model.note =
                    Some("detaching what is attached; q again leaves at once".to_owned());
            }
            Effect::Shell(_) | Effect::Edit => {}
        }
        Ok(false)
    }

    fn tell(&mut self, command: &Command) {
        let Some(pipe) = &mut self.pipe else { return };
        if let Err(error) = pipe.command(command) {
            self.model.note = Some(error.to_string());
        }
    }

    /// Gives the terminal to a shell or an editor.
    fn lend(&mut self, effect: &Effect, screen: &mut Screen) -> anyhow::Result<()> {
        let Some(live) = &self.model.live else {
            return Ok(());
        };
        match effect {
            Effect::Shell(namespace) => {
                let (pid, namespace) = (live.pid, namespace.clone());
                let done = screen.lend(|| {
                    println!(
                        "cniscope: a shell in {namespace}; the plugin stays held. exit comes back."
                    );
                    join::shell(pid, &namespace, &[])
                })?;
                self.model.note = Some(match done {
                    Ok(_) => "S looks at what has changed meanwhile".to_owned(),
                    Err(error) => error.to_string(),
                });
                // What was done there is not the plugin's.
                self.tell(&Command::State);
            }
            _ => {
                let config = live.job.config.clone();
                match screen.lend(|| editor::edit(&config))? {
                    Ok(edited) if edited == config => {
                        self.model.note = Some("nothing was changed".to_owned());
                    }
                    Ok(edited) => self.restart(Some(edited)),
                    Err(error) => self.model.note = Some(error.to_string()),
                }
            }
        }
        Ok(())
    }

    fn restart(&mut self, config: Option<String>) {
        if self.records {
            self.model.note = Some("not with --record: the file holds one run".to_owned());
            return;
        }
        if let Some(live) = &self.model.live {
            let config = config.unwrap_or_else(|| live.job.config.clone());
            self.again = Some((config, self.model.breakpoints.clone()));
        }
    }
}

/// The next thing from the session; without one, never.
async fn next(pipe: &mut Option<Pipe>) -> Option<Arrived> {
    match pipe {
        Some(pipe) => pipe.next().await,
        None => std::future::pending().await,
    }
}

/// How a job is held when it is stepped through on the screen.
pub fn stepping(job: &mut Job) {
    job.stepping = Stepping::Stage;
    job.between_verbs = true;
}
