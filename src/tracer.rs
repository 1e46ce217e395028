//! The tracer: an unmodified program, its threads and its children, observed at the system-call boundary.
//!
//! [`Engine::run`] starts one program and returns when it and all that it started have ended. Whatever it
//! sees goes to an [`Observer`] *before* the kernel acts on it (answers: after), while the task is stopped:
//! the observer may take its time, that is a hold. Nothing here decodes netlink; bytes leave as they are.
//!
//! Invariant: what the tracer sees and cannot read becomes an observation that says so, never silence.

mod calls;
mod engine;
mod faults;
mod filter;
mod paths;
mod processes;
mod sockets;

pub use engine::{Command, Engine, Error, Limits, Outcome};
pub use processes::Process;

use crate::event::What;

/// Something that a task is about to do, or an answer that it is about to see.
#[derive(Debug)]
pub enum Seen {
    /// A datagram on a netlink socket.
    Netlink(Datagram),
    /// A mark of a plugin of ours: the stage that begins.
    Mark(String),
    /// Anything else, in the recording's words.
    What(What),
}

/// A datagram on a netlink socket, not decoded.
#[derive(Debug)]
pub struct Datagram {
    /// True for what the task sends.
    pub request: bool,
    /// The socket's family, `NETLINK_ROUTE` = 0.
    pub protocol: u32,
    /// The system call.
    pub syscall: &'static str,
    /// The bytes, up to the limit.
    pub bytes: Vec<u8>,
    /// Bytes beyond the limit.
    pub cut: u64,
}

/// Who does it and where.
#[derive(Debug)]
pub struct Who<'a> {
    /// The process.
    pub process: &'a Process,
    /// The thread.
    pub tid: i32,
    /// Inode of the network namespace in which it takes effect; 0 if it could not be read.
    pub netns: u64,
}

/// What the observer makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The task goes on.
    Go,
    /// All tasks of the call are killed.
    Kill,
    /// The kernel does not do it, and the task is told this errno. Of a datagram one message fails, by its place
    /// among the messages; the kernel sees nothing of the others either, if it takes all or none.
    Fail {
        /// `EEXIST`
        errno: i32,
        /// From 0.
        message: usize,
    },
}

/// Receives what the tracer sees.
pub trait Observer {
    /// Called while the task is stopped. Returns a number by which [`Observer::failed`] can refer to it.
    fn seen(&mut self, who: &Who<'_>, seen: Seen) -> (u64, Verdict);

    /// The system call behind observation `number` failed.
    fn failed(&mut self, who: &Who<'_>, number: u64, errno: i32) -> Verdict;

    /// Called when the control descriptor becomes readable while tasks run.
    fn control(&mut self) -> Verdict;

    /// Called when nothing has happened for some milliseconds.
    fn idle(&mut self);

    /// Time spent in holds so far: it does not count towards the limit of time.
    fn held(&self) -> std::time::Duration;
}
