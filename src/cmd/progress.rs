//! How far something has got that takes more than a moment: on standard error, if that is a terminal.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// What is over by then needs no progress.
const PATIENCE: Duration = Duration::from_millis(400);

/// Time between two reports.
const PAUSE: Duration = Duration::from_millis(100);

/// A line that says how far something has got. It goes when this is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    what: String,
    total: u64,
    next: Instant,
    told: bool,
}

impl Progress {
    /// Of something that is done when `total` is reached.
    pub(super) fn new(what: String, total: u64) -> Progress {
        Progress {
            what,
            total,
            next: Instant::now() + PATIENCE,
            told: false,
        }
    }

    pub(super) fn tell(&mut self, done: u64) {
        let now = Instant::now();
        if now < self.next || !stderr().is_terminal() {
            return;
        }
        self.next = now + PAUSE;
        self.told = true;
        let percent = done.saturating_mul(100) / self.total.max(1);
        // A terminal that does not take it does not matter here.
        let _ = write!(stderr(), "\r{} {percent} %\x1b[K", self.what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.told {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
