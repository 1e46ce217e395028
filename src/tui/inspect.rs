//! A live host on a screen: its namespaces, the links of the selected one, how that is wired, and everything that was
//! observed of it.
//!
//! Like the debugger it has a model, an update that returns effects, and a view. A look at the host is made on a thread
//! of its own, and only when a key asks for it: the keys never wait for it.

mod facts;
pub mod keys;
mod model;
mod neighbourhood;
mod search;
mod update;
mod view;
mod wires;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Context;
use crossterm::event::{Event as Input, EventStream, KeyCode, KeyEvent};
use futures_util::StreamExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::terminal::Screen;
use super::theme::Theme;
use crate::inspect::model::Snapshot;
use model::{Effect, Model};

/// Looks at the host; what went wrong in words.
pub type Eye = Arc<dyn Fn() -> Result<Snapshot, String> + Send + Sync>;

/// Shows the host until the user leaves. Returns the exit code of the program.
pub fn inspect(eye: Eye, all: bool, theme: Theme) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start the event loop")?;
    runtime.block_on(async {
        let mut screen = Screen::open().context("take over the terminal")?;
        let size = screen.terminal.size().context("ask for its size")?;
        let (tell, looks) = mpsc::unbounded_channel();
        let app = App {
            model: Model::new(all, theme, (size.width, size.height)),
            eye,
            tell,
            looks,
        };
        app.run(&mut screen).await
    })
}

type Looked = Result<Snapshot, String>;

struct App {
    model: Model,
    eye: Eye,
    tell: mpsc::UnboundedSender<Looked>,
    looks: mpsc::UnboundedReceiver<Looked>,
}

impl App {
    async fn run(mut self, screen: &mut Screen) -> anyhow::Result<u8> {
        let mut keys = EventStream::new();
        let mut term = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
        self.look();
        loop {
            view::settle(&mut self.model);
            self.draw(screen)?;
            let effect = tokio::select! {
                biased;
                _ = term.recv() => return Ok(128 + 15),
                _ = hangup.recv() => return Ok(128 + 1),
                key = keys.next() => match key {
                    Some(Ok(input)) => self.input(&input),
                    // The terminal has gone.
                    Some(Err(_)) | None => return Ok(128 + 1),
                },
                Some(looked) = self.looks.recv() => {
                    self.model.looked(looked);
                    None
                }
            };
            match effect {
                None => {}
                Some(Effect::Quit) => return Ok(0),
                Some(Effect::Look) => self.look(),
                Some(Effect::Redraw) => screen.redraw()?,
                Some(Effect::Copy(text)) => self.copy(screen, &text)?,
            }
        }
    }

    fn copy(&mut self, screen: &mut Screen, text: &str) -> std::io::Result<()> {
        let note = match screen.copy(text)? {
            true => "the details are copied, if the terminal allows it",
            false => "too long for a terminal's clipboard",
        };
        self.model.note = Some(note.to_owned());
        Ok(())
    }

    fn draw(&self, screen: &mut Screen) -> std::io::Result<()> {
        let drawn = screen.terminal.draw(|frame| {
            let area = frame.area();
            view::draw_on(&self.model, area, frame.buffer_mut());
            if let Some(at) = view::cursor(&self.model, area) {
                frame.set_cursor_position(at);
            }
        });
        drawn.map(drop)
    }

    fn input(&mut self, input: &Input) -> Option<Effect> {
        match input {
            Input::Key(key) => self.model.press(key),
            Input::Resize(columns, rows) => {
                self.model.size = (*columns, *rows);
                None
            }
            // Pasted text is typed text where a line is typed, and nothing else.
            Input::Paste(text) if self.model.prompt.is_some() => {
                for it in text.chars().filter(|it| !it.is_control()) {
                    self.model.press(&KeyEvent::from(KeyCode::Char(it)));
                }
                None
            }
            _ => None,
        }
    }

    /// Looks at the host without waiting for it. One that leaves meanwhile does not wait either: a look changes nothing
    /// that would have to be undone.
    fn look(&mut self) {
        let (eye, tell) = (Arc::clone(&self.eye), self.tell.clone());
        let thread = std::thread::Builder::new().name("look".to_owned());
        let started = thread.spawn(move || {
            // Nobody listens any more: then nobody wants to know.
            let _ = tell.send(eye());
        });
        if let Err(error) = started {
            let error = format!("start a thread that looks: {error}");
            self.model.looked(Err(error));
        }
    }
}
