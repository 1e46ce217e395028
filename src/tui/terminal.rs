//! The terminal: taken over, given back for a while, and always given back at the end, also by a panic.

use std::io::{self, Stdout, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};

/// Most bytes that are put into the clipboard: terminals drop longer sequences, or worse, print them.
const CLIPBOARD: usize = 74_000;

/// The screen, until it is dropped.
#[derive(Debug)]
pub(super) struct Screen {
    pub(super) terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    pub(super) fn open() -> io::Result<Screen> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
        take()?;
        let backend = CrosstermBackend::new(io::stdout());
        let terminal = Terminal::new(backend).inspect_err(|_| give_back())?;
        Ok(Screen { terminal })
    }

    /// Lets another program have the terminal.
    pub(super) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let done = work();
        take()?;
        self.redraw()?;
        Ok(done)
    }

    /// Lets the next frame draw every cell. `Terminal::clear` would ask the terminal where its cursor is, and the
    /// answer would come among the keys.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        let mut backend = CrosstermBackend::new(io::stdout());
        backend.clear()?;
        self.terminal = Terminal::new(backend)?;
        Ok(())
    }

    /// Puts text into the clipboard of the terminal, wherever it runs (OSC 52).
    pub(super) fn copy(&mut self, text: &str) -> io::Result<bool> {
        if text.len() > CLIPBOARD {
            return Ok(false);
        }
        let mut out = io::stdout();
        write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text))?;
        out.flush()?;
        Ok(true)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste).inspect_err(|_| give_back())
}

/// What fails here fails because the terminal has gone, and then there is nothing to restore.
fn give_back() {
    let _ = disable_raw_mode();
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
}
