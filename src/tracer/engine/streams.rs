//! The program's three pipes, and the one place where the tracer sleeps.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signalfd::SignalFd;
use nix::unistd;

use crate::sys::spawn::Spawned;

/// Pipes of the program, each gone once it is closed.
pub(super) struct Streams {
    stdin: Option<OwnedFd>,
    input: Vec<u8>,
    written: usize,
    outputs: [Output; 2],
    limit: usize,
}

struct Output {
    fd: Option<OwnedFd>,
    kept: Vec<u8>,
    cut: usize,
}

/// What woke the tracer, beside the pipes, which are served already.
pub(super) struct Ready {
    /// Anything at all.
    pub(super) any: bool,
    /// The control descriptor.
    pub(super) control: bool,
}

impl Streams {
    pub(super) fn new(spawned: Spawned, input: Vec<u8>, limit: usize) -> Streams {
        let output = |fd| Output {
            fd: Some(fd),
            kept: Vec::new(),
            cut: 0,
        };
        let outputs = [output(spawned.stdout), output(spawned.stderr)];
        let mut streams = Streams {
            stdin: Some(spawned.stdin),
            input,
            written: 0,
            outputs,
            limit,
        };
        streams.feed(); // mostly all of it fits the pipe at once
        streams
    }

    /// Sleeps until a task stops, a pipe or the control descriptor is ready, or the time is up.
    pub(super) fn poll(
        &mut self,
        signals: &SignalFd,
        control: BorrowedFd<'_>,
        time: Duration,
    ) -> Result<Ready, Errno> {
        let mut fds = vec![
            PollFd::new(signals.as_fd(), PollFlags::POLLIN),
            PollFd::new(control, PollFlags::POLLIN),
        ];
        fds.extend(
            self.outputs
                .iter()
                .filter_map(|it| it.fd.as_ref())
                .map(|fd| PollFd::new(fd.as_fd(), PollFlags::POLLIN)),
        );
        fds.extend(
            self.stdin
                .as_ref()
                .map(|fd| PollFd::new(fd.as_fd(), PollFlags::POLLOUT)),
        );
        // Rounded up, so that a limit of time has passed when poll returns.
        let timeout = PollTimeout::try_from(time.as_millis() + 1).unwrap_or(PollTimeout::MAX);
        match poll(&mut fds, timeout) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
        let fired = |fd: &PollFd<'_>| fd.revents().is_some_and(|it| !it.is_empty());
        let control = fired(&fds[1]);
        let any = fds.iter().any(fired);
        let pipes = fds[2..].iter().any(fired);
        drop(fds);
        if pipes {
            self.serve();
        }
        Ok(Ready { any, control })
    }

    /// Reads what is left in the pipes when all tasks have ended.
    pub(super) fn drain(&mut self) {
        self.serve();
    }

    /// True if the program keeps writing far beyond what is kept.
    pub(super) fn flooded(&self) -> bool {
        self.outputs.iter().any(|it| it.cut > 15 * self.limit)
    }

    /// Standard output, standard error, and how many bytes were dropped.
    pub(super) fn into_output(self) -> (Vec<u8>, Vec<u8>, usize) {
        let [stdout, stderr] = self.outputs;
        (stdout.kept, stderr.kept, stdout.cut + stderr.cut)
    }

    fn serve(&mut self) {
        self.feed();
        let limit = self.limit;
        for output in &mut self.outputs {
            output.read(limit);
        }
    }

    fn feed(&mut self) {
        let Some(fd) = &self.stdin else { return };
        while self.written < self.input.len() {
            match unistd::write(fd, &self.input[self.written..]) {
                Ok(count) => self.written += count,
                Err(Errno::EAGAIN) => return,
                Err(_) => break, // the program has closed it: it does not want the rest
            }
        }
        self.stdin = None;
    }
}

impl Output {
    fn read(&mut self, limit: usize) {
        let Some(fd) = &self.fd else { return };
        let mut buffer = [0u8; 64 * 1024];
        // A program that writes as fast as we read must not keep us here: at most 1 MiB a turn.
        for _ in 0..16 {
            match unistd::read(fd, &mut buffer) {
                Ok(0) => {
                    self.fd = None;
                    return;
                }
                Ok(count) => {
                    let room = limit.saturating_sub(self.kept.len()).min(count);
                    self.kept.extend_from_slice(&buffer[..room]);
                    self.cut += count - room;
                }
                Err(Errno::EAGAIN) => return,
                Err(_) => {
                    self.fd = None;
                    return;
                }
            }
        }
    }
}
