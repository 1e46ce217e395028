//! A process in the lesson's sandbox that looks and tells: what the kernel has in each namespace, whether an
//! echo request is answered, what stands in files.
//!
//! It is cniscope again, started fresh and so with one thread, as moving into namespaces takes. Questions come as
//! lines on its standard input, answers go as lines to its standard output; it ends with its input.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::event;
use crate::sandbox::named::Info;
use crate::topology::State;

mod inside;

pub use inside::main;

/// The first argument by which cniscope knows that it is a witness.
pub const ARGUMENT: &str = "__witness";

/// What a witness is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    /// The state of every namespace.
    World,
    /// The same if something has changed since the last look, as far as the kernel tells by itself.
    News,
    Ping {
        from: String,
        to: String,
        size: usize,
        whole: bool,
    },
    Files {
        pattern: String,
    },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    World(event::World),
    NoNews,
    /// `None` if there was an answer, else why there was none.
    Ping(Option<String>),
    /// Path and text, in order.
    Files(Vec<(String, String)>),
    Failed(String),
}

/// The near end of a witness.
#[derive(Debug)]
pub struct Witness {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Witness {
    /// Sends a witness into a sandbox; without one into that which we are in.
    pub fn send(sandbox: Option<&Info>) -> Result<Witness, Error> {
        let failed = |error: std::io::Error| Error::Witness(error.to_string());
        let mut command = Command::new("/proc/self/exe");
        command.arg0("cniscope").arg(ARGUMENT);
        command.args(sandbox.map(|it| it.pid.to_string()));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::Witness("it has no pipes".to_owned()));
        };
        Ok(Witness {
            child,
            questions: Some(questions),
            answers: BufReader::new(answers),
        })
    }

    /// Everything that stands in the namespaces, those that the learner has made included.
    pub fn world(&mut self) -> Result<State, Error> {
        match self.ask(&Ask::World)? {
            Answer::World(world) => Ok(state_of(&world)),
            other => Err(unexpected(&other)),
        }
    }

    /// The same, if anything has changed since the last time.
    pub fn news(&mut self) -> Result<Option<State>, Error> {
        match self.ask(&Ask::News)? {
            Answer::World(world) => Ok(Some(state_of(&world))),
            Answer::NoNews => Ok(None),
            other => Err(unexpected(&other)),
        }
    }

    /// Sends an echo request of `size` bytes. `None` if it was answered, else why not.
    pub(super) fn ping(
        &mut self,
        from: &str,
        to: &str,
        size: usize,
        whole: bool,
    ) -> Result<Option<String>, Error> {
        let (from, to) = (from.to_owned(), to.to_owned());
        match self.ask(&Ask::Ping {
            from,
            to,
            size,
            whole,
        })? {
            Answer::Ping(answer) => Ok(answer),
            other => Err(unexpected(&other)),
        }
    }

    /// Files whose path fits, with their texts.
    pub(super) fn files(&mut self, pattern: &str) -> Result<Vec<(String, String)>, Error> {
        let pattern = pattern.to_owned();
        match self.ask(&Ask::Files { pattern })? {
            Answer::Files(files) => Ok(files),
            other => Err(unexpected(&other)),
        }
    }

    fn ask(&mut self, ask: &Ask) -> Result<Answer, Error> {
        let failed = |error: std::io::Error| Error::Witness(error.to_string());
        let text = serde_json::to_string(ask).map_err(|it| failed(it.into()))?;
        if let Some(questions) = &mut self.questions {
            writeln!(questions, "{text}").map_err(failed)?;
        }
        let mut line = String::new();
        if self.answers.read_line(&mut line).map_err(failed)? == 0 {
            return Err(Error::Witness(
                "the witness has ended: was the sandbox stopped?".to_owned(),
            ));
        }
        match serde_json::from_str(&line).map_err(|it| failed(it.into()))? {
            Answer::Failed(why) => Err(Error::Witness(why)),
            answer => Ok(answer),
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.questions = None; // its input ends, and so does it
        let _ = self.child.wait();
    }
}

fn state_of(world: &event::World) -> State {
    let mut state = State::default();
    state.world(world);
    state
}

fn unexpected(answer: &Answer) -> Error {
    Error::Witness(format!("an answer to another question: {answer:?}"))
}
