//! A session for a program that must not wait for it: a thread reads, the lines come through a channel.

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::outer::{Commander, Error, Line, Session};
use super::protocol::{Command, Job};
use crate::event::Event;

/// Lines that wait to be taken in; a reader that is slow slows the plugin down.
const WAITING: usize = 4_096;

/// What comes from a session.
#[derive(Debug)]
pub enum Arrived {
    /// A line of the recording, as it stands and decoded.
    Line(String, Box<Event>),
    /// The session has ended; why, if it should not have.
    Ended(Option<String>),
}

/// A running session. It is torn down when this is dropped.
#[derive(Debug)]
pub struct Pipe {
    commander: Commander,
    lines: Receiver<Result<Message, Error>>,
    pid: u32,
    reader: Option<std::thread::JoinHandle<()>>,
}

#[derive(Debug)]
enum Message {
    Header(String),
    Event(String, Box<Event>),
    End,
}

impl Pipe {
    /// Starts the inner process on this job.
    pub fn start(job: &Job) -> Result<Pipe, Error> {
        let session = Session::start(job)?;
        let (commander, pid) = (session.commander()?, session.pid());
        let (sender, lines) = channel(WAITING);
        let reader = std::thread::Builder::new()
            .name("session".to_owned())
            .spawn(move || read(session, &sender))
            .map_err(Error::Start)?;
        Ok(Pipe {
            commander,
            lines,
            pid,
            reader: Some(reader),
        })
    }

    /// The first line. A session that cannot do its job says so here.
    pub async fn header(&mut self) -> Result<String, Error> {
        match self.lines.recv().await {
            Some(Ok(Message::Header(line))) => Ok(line),
            Some(Err(error)) => Err(error),
            _ => Err(Error::NoHeader),
        }
    }

    /// The next thing that comes.
    pub async fn next(&mut self) -> Option<Arrived> {
        self.lines.recv().await.map(arrived)
    }

    /// The next thing, if it is here already.
    pub fn waiting(&mut self) -> Option<Arrived> {
        self.lines.try_recv().ok().map(arrived)
    }

    /// Tells the session how to go on.
    pub fn command(&mut self, command: &Command) -> Result<(), Error> {
        self.commander.command(command)
    }

    /// The inner process.
    pub fn pid(&self) -> u32 {
        self.pid
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.commander.hang_up();
        self.lines.close();
        // The thread waits for the inner process: when this returns, its namespaces are gone.
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

fn arrived(message: Result<Message, Error>) -> Arrived {
    match message {
        Ok(Message::Event(line, event)) => Arrived::Line(line, event),
        Ok(Message::Header(_) | Message::End) => Arrived::Ended(None),
        Err(error) => Arrived::Ended(Some(error.to_string())),
    }
}

fn read(mut session: Session, lines: &Sender<Result<Message, Error>>) {
    loop {
        let message = match session.next() {
            Ok(Some((line, Line::Header(_)))) => Ok(Message::Header(line.to_owned())),
            Ok(Some((line, Line::Event(event)))) => Ok(Message::Event(line.to_owned(), event)),
            Ok(None) => Ok(Message::End),
            Err(error) => Err(error),
        };
        let last = !matches!(message, Ok(Message::Header(_) | Message::Event(..)));
        let listens = lines.blocking_send(message).is_ok();
        if last {
            return;
        }
        if !listens {
            while let Ok(Some(_)) = session.next() {}
            return;
        }
    }
}
