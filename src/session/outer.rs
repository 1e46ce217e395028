//! The outer end of a session: starts the inner process and reads its stream.

use std::io::{BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command as Program, Stdio};

use super::inner::ARGUMENT;
use super::protocol::{Command, Failure, Job};
use crate::event::{Event, Header};

/// A running session.
#[derive(Debug)]
pub struct Session {
    stream: BufReader<UnixStream>,
    child: Child,
    line: String,
}

/// The end on which a session is told what to do, for another thread than the one that reads.
#[derive(Debug)]
pub(super) struct Commander(UnixStream);

impl Commander {
    pub(super) fn command(&mut self, command: &Command) -> Result<(), Error> {
        send(&mut self.0, command)
    }

    /// Closes both ends: the inner process tears everything down.
    pub(super) fn hang_up(&mut self) {
        let _ = self.0.shutdown(std::net::Shutdown::Both);
    }
}

/// A line of the stream.
#[derive(Debug)]
pub enum Line {
    /// The recording begins.
    Header(Box<Header>),
    /// Something happened.
    Event(Box<Event>),
}

/// Why a session ended early.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("start the inner process: {0}")]
    Start(#[source] std::io::Error),
    #[error("talk to the inner process: {0}")]
    Talk(#[source] std::io::Error),
    #[error("a line from the inner process is not understood: {0}")]
    Line(#[source] serde_json::Error),
    #[error("the inner process has ended without a word ({0})")]
    Silent(std::process::ExitStatus),
    #[error("the inner process has ended before its first line")]
    NoHeader,
    #[error("{}", .0.failure)]
    Failed(Failure),
}

impl Session {
    /// Starts the inner process on this job.
    pub fn start(job: &Job) -> Result<Session, Error> {
        let (ours, theirs) = UnixStream::pair().map_err(Error::Start)?;
        let child = Program::new("/proc/self/exe")
            .arg0("cniscope")
            .arg(ARGUMENT)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(Error::Start)?;
        let mut session = Session {
            stream: BufReader::with_capacity(1 << 18, ours),
            child,
            line: String::new(),
        };
        send(session.stream.get_mut(), job)?;
        Ok(session)
    }

    /// Tells the held session how to go on.
    pub fn command(&mut self, command: Command) -> Result<(), Error> {
        send(self.stream.get_mut(), &command)
    }

    /// The next line and what it says. `None` at the end of the session.
    #[allow(clippy::should_implement_trait)] // the line is lent
    pub fn next(&mut self) -> Result<Option<(&str, Line)>, Error> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).map_err(Error::Talk)? == 0 {
            let status = self.child.wait().map_err(Error::Talk)?;
            return if status.success() {
                Ok(None)
            } else {
                Err(Error::Silent(status))
            };
        }
        let line = self.line.trim_end();
        let parsed = if line.starts_with("{\"kind\":\"header\"") {
            Line::Header(Box::new(serde_json::from_str(line).map_err(Error::Line)?))
        } else if let Ok(failure) = serde_json::from_str::<Failure>(line) {
            return Err(Error::Failed(failure));
        } else {
            Line::Event(Box::new(serde_json::from_str(line).map_err(Error::Line)?))
        };
        Ok(Some((line, parsed)))
    }

    /// True if the next line is here already, so that output need not be flushed yet.
    pub fn has_more(&self) -> bool {
        self.stream.buffer().contains(&b'\n')
    }

    /// Another end for commands.
    pub(super) fn commander(&self) -> Result<Commander, Error> {
        let socket = self.stream.get_ref().try_clone().map_err(Error::Talk)?;
        Ok(Commander(socket))
    }

    /// The inner process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

fn send(socket: &mut UnixStream, line: &impl serde::Serialize) -> Result<(), Error> {
    let mut text = serde_json::to_vec(line).map_err(Error::Line)?;
    text.push(b'\n');
    socket.write_all(&text).map_err(Error::Talk)
}
