//! The loop: wait for a stop, read it, show it, let the task go on.
//!
//! One thread does everything. It sleeps in poll(2) on a signalfd for SIGCHLD (the kernel reports every
//! stop by it), the program's pipes and the control descriptor, so a hold, a limit of time and a flood of
//! output need no other thread. It runs pinned to one processor with all its tracees: only one of them can
//! run at a time anyway, and waking across processors is most of what tracing costs.

use std::os::fd::BorrowedFd;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::{Observer, filter};
use crate::sys::seccomp::Filter;
use crate::sys::spawn::{Program, spawn};
use crate::sys::wait::Ended;

mod limits;
mod run;
mod streams;

use run::Run;

/// A plugin to be started.
#[derive(Debug)]
pub struct Command {
    /// The program, its arguments and environment.
    pub program: Program,
    /// `type` of the plugin.
    pub plugin: String,
    /// What stands ready on its standard input.
    pub stdin: Vec<u8>,
}

/// Bounds of one call.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time that it may take; holds do not count.
    pub time: Duration,
    /// Time that what the plugin started may outlive it.
    pub linger: Duration,
    /// Bytes of standard output, and of standard error.
    pub output: usize,
    /// Processes and threads at a time.
    pub tasks: usize,
}

/// How a call ended.
#[derive(Debug)]
pub struct Outcome {
    /// The plugin's standard output, up to the limit.
    pub stdout: Vec<u8>,
    /// The plugin's standard error, up to the limit.
    pub stderr: Vec<u8>,
    /// How the plugin's own process ended.
    pub ended: Ended,
    /// Limits that were reached, and what was done about it, in words.
    pub remarks: Vec<String>,
    /// True if a limit or the observer ended it.
    pub killed: bool,
}

/// Why a program could not be traced.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("start {plugin} under the tracer: {errno}{}", if *.errno == Errno::EPERM { " (ptrace is not allowed here; see /proc/sys/kernel/yama/ptrace_scope)" } else { "" })]
    Spawn { plugin: String, errno: Errno },
    #[error("wait for {plugin}: {errno}")]
    Wait { plugin: String, errno: Errno },
    #[error("prepare to wait for signals: {errno}")]
    Signals { errno: Errno },
}

/// A tracer for one program after the other. Stays on the thread that made it.
#[derive(Debug)]
pub struct Engine {
    filter: Filter,
    signals: SignalFd,
    _not_send: std::marker::PhantomData<*const ()>,
}

impl Engine {
    /// Blocks SIGCHLD in the calling thread, which must be the only one of its process.
    pub fn new() -> Result<Engine, Error> {
        let fail = |errno| Error::Signals { errno };
        let mut mask = SigSet::empty();
        mask.add(Signal::SIGCHLD);
        mask.thread_block().map_err(fail)?;
        let signals = SignalFd::with_flags(&mask, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC)
            .map_err(fail)?;
        Ok(Engine {
            filter: filter::filter(),
            signals,
            _not_send: std::marker::PhantomData,
        })
    }

    /// Runs the program to its end. Whatever it started has ended too when this returns.
    pub fn run(
        &mut self,
        command: Command,
        limits: Limits,
        control: BorrowedFd<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, Error> {
        let Command {
            program,
            plugin,
            stdin,
        } = command;
        let spawned = spawn(&program, &self.filter).map_err(|errno| Error::Spawn {
            plugin: plugin.clone(),
            errno,
        })?;
        let mut run = Run::new(spawned, stdin, limits, observer);
        run.processes.first(run.first, &plugin);
        run.until_all_have_ended(&self.signals, control)
            .map_err(|errno| Error::Wait { plugin, errno })
    }
}
