//! The inner end of the stream: numbers events, stamps their time, writes lines, reads commands.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::protocol::Command;
use crate::event::{Event, Task, What};

/// What an event belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) call: Option<u64>,
    pub(super) stage: Option<String>,
    pub(super) task: Option<Task>,
    pub(super) netns: Option<String>,
}

/// The stream to the outer process.
#[derive(Debug)]
pub(super) struct Stream {
    out: BufWriter<UnixStream>,
    commands: BufReader<UnixStream>,
    started: Instant,
    seq: u64,
    flushed: Instant,
    room: u64,
    dropped: u64,
}

/// A line is on its way after this long at the latest, while a plugin runs.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// Most events of a run; what comes after is counted, so that a plugin in a loop fills no disk.
const EVENTS: u64 = 1_000_000;

impl Stream {
    pub(super) fn new(socket: BufReader<UnixStream>) -> std::io::Result<Stream> {
        let now = Instant::now();
        let out = BufWriter::with_capacity(1 << 16, socket.get_ref().try_clone()?);
        Ok(Stream {
            out,
            commands: socket,
            started: now,
            seq: 0,
            flushed: now,
            room: EVENTS,
            dropped: 0,
        })
    }

    /// Writes one line that is not an event.
    pub(super) fn line(&mut self, line: &impl Serialize) {
        // An error means that the outer process has gone; the control descriptor tells that too, and ends the run.
        let _ = serde_json::to_writer(&mut self.out, line);
        let _ = self.out.write_all(b"\n");
    }

    /// Records an event. Returns its number, 0 if it was dropped.
    pub(super) fn event(&mut self, place: Place, what: What) -> u64 {
        let must = matches!(
            what,
            What::Result(_) | What::End { .. } | What::Call(_) | What::Notice { .. }
        );
        if self.room == 0 && !must {
            self.dropped += 1;
            return 0;
        }
        self.room = self.room.saturating_sub(1);
        self.seq += 1;
        let t_ns = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let Place {
            call,
            stage,
            task,
            netns,
        } = place;
        self.line(&Event {
            seq: self.seq,
            t_ns,
            call,
            stage,
            task,
            netns,
            what,
        });
        if self.flushed.elapsed() > FLUSH_EVERY {
            self.flush();
        }
        self.seq
    }

    /// Sends what is buffered.
    pub(super) fn flush(&mut self) {
        let _ = self.out.flush();
        self.flushed = Instant::now();
    }

    /// Waits for the next command. `None` if the outer process has gone.
    pub(super) fn command(&mut self) -> Option<Command> {
        self.flush();
        let mut line = String::new();
        match self.commands.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => serde_json::from_str(&line).ok(),
        }
    }

    /// True if the outer process says something, or goes, within the time.
    pub(super) fn is_spoken_to(&self, within: Duration) -> bool {
        use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
        use std::os::fd::AsFd;
        if !self.commands.buffer().is_empty() {
            return true;
        }
        let mut fds = [PollFd::new(
            self.commands.get_ref().as_fd(),
            PollFlags::POLLIN,
        )];
        let time = PollTimeout::try_from(within.as_millis().max(1)).unwrap_or(PollTimeout::MAX);
        matches!(poll(&mut fds, time), Ok(1..))
    }

    /// A descriptor that becomes readable when the outer process has something to say or has gone.
    pub(super) fn control(&self) -> std::io::Result<OwnedFd> {
        Ok(self.commands.get_ref().try_clone()?.into())
    }

    pub(super) fn elapsed_ns(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }
}
