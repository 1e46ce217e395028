//! The loop: wait for a stop, read it, show it, let the task go on.
//!
//! One thread does everything. It sleeps in poll(2) on a signalfd for SIGCHLD (the kernel reports every
//! stop by it), the program's pipes and the control descriptor, so a hold, a limit of time and a flood of
//! output need no other thread. It runs pinned to one processor with all its tracees: only one of them can
//! run at a time anyway, and waking across processors is most of what tracing costs.

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::calls::{self, After, Stopped};
use super::processes::Processes;
use super::sockets::Sockets;
use super::{Observer, Process, Seen, Verdict, Who, filter};
use crate::event::What;
use crate::sys::abi::Call;
use crate::sys::ptrace::{self, Resume, SyscallStop};
use crate::sys::seccomp::Filter;
use crate::sys::spawn::{Program, spawn};
use crate::sys::wait::{Ended, Stop, Waited, signal_name};

mod streams;
use streams::{Ready, Streams};

/// After this long without an event the observer may do what can wait.
const IDLE: Duration = Duration::from_millis(5);

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
        let mut run = Run {
            first: spawned.pid,
            limits,
            started: Instant::now(),
            held_before: observer.held(),
            processes: Processes::default(),
            sockets: Sockets::default(),
            inside: HashMap::new(),
            early: Vec::new(),
            streams: Streams::new(spawned, stdin, limits.output),
            ended: None,
            remarks: Vec::new(),
            killed: false,
            observer,
        };
        run.processes.first(run.first, &plugin);
        run.to_the_end(&self.signals, control)
            .map_err(|errno| Error::Wait { plugin, errno })
    }
}

/// A system call that a task is in, to be looked at when it has acted.
struct Inside {
    stopped: Stopped,
    after: After,
    /// The observer's numbers of what was shown, with their namespaces.
    shown: Vec<(u64, u64)>,
}

struct Run<'a> {
    first: i32,
    limits: Limits,
    started: Instant,
    held_before: Duration,
    processes: Processes,
    sockets: Sockets,
    inside: HashMap<i32, Inside>,
    /// Tasks whose first stop came before their parent's event: stopped until that event says whose they are.
    early: Vec<i32>,
    streams: Streams,
    ended: Option<(Ended, Instant)>,
    remarks: Vec<String>,
    killed: bool,
    observer: &'a mut dyn Observer,
}

impl Run<'_> {
    fn to_the_end(mut self, signals: &SignalFd, control: BorrowedFd<'_>) -> Result<Outcome, Errno> {
        loop {
            while signals.read_signal()?.is_some() {}
            match self.handle_all_stops() {
                Ok(()) => {}
                Err(Errno::ECHILD) => break,
                Err(errno) => return Err(errno),
            }
            self.enforce_limits();
            let ready = self.wait(signals, control)?;
            if ready.control && self.observer.control() == Verdict::Kill {
                self.kill_all();
            }
        }
        self.streams.drain();
        let (stdout, stderr, cut) = self.streams.into_output();
        if cut > 0 {
            self.remarks.push(format!(
                "{cut} bytes of output beyond the limit were dropped"
            ));
        }
        let ended = self
            .ended
            .map_or(Ended::Signal(libc::SIGKILL), |(ended, _)| ended);
        Ok(Outcome {
            stdout,
            stderr,
            ended,
            remarks: self.remarks,
            killed: self.killed,
        })
    }

    /// Handles what is pending. `ECHILD` when no task is left.
    fn handle_all_stops(&mut self) -> Result<(), Errno> {
        while let Some((tid, waited)) = ptrace::wait_any()? {
            match waited {
                Waited::Ended(ended) => self.task_ended(tid, ended),
                // A task can die at any moment of its stop; its end is reported next.
                Waited::Stopped(stop) => match self.stopped(tid, stop) {
                    Ok(()) | Err(Errno::ESRCH) => {}
                    Err(errno) => return Err(errno),
                },
            }
        }
        Ok(())
    }

    fn stopped(&mut self, tid: i32, stop: Stop) -> Result<(), Errno> {
        if self.processes.of_task(tid).is_none() {
            // Not known yet: the parent's event has not come. It stays stopped until then.
            self.early.push(tid);
            return Ok(());
        }
        match stop {
            Stop::Seccomp => self.at_entry(tid),
            Stop::Syscall => self.at_exit(tid),
            Stop::NewTask => self.new_task(tid),
            Stop::Exec => self.executed(tid),
            Stop::Event => ptrace::resume(tid, Resume::Run, 0),
            Stop::Group => ptrace::resume(tid, Resume::Listen, 0),
            Stop::Signal(signal) => ptrace::resume(tid, Resume::Run, signal),
        }
    }

    fn at_entry(&mut self, tid: i32) -> Result<(), Errno> {
        self.inside.remove(&tid); // a restarted call stops again at its entry
        let SyscallStop::Seccomp { number, args } = ptrace::syscall_stop(tid)? else {
            return ptrace::resume(tid, Resume::Run, 0);
        };
        let (Some(call), Some(process)) = (Call::from_number(number), self.processes.of_task(tid))
        else {
            return ptrace::resume(tid, Resume::Run, 0);
        };
        let stopped = Stopped {
            pid: process.pid,
            tid,
            call,
            args,
        };
        let entry = calls::before(&stopped, &mut self.sockets, &self.processes);
        let mut shown = Vec::new();
        for (seen, netns) in entry.seen {
            // A program that is about to start is shown as what it will be.
            let becoming = match &entry.after {
                After::Exec(process) => Some(&**process),
                _ => None,
            };
            shown.push((self.show(tid, netns, seen, becoming), netns));
        }
        if matches!(entry.after, After::Nothing) {
            return ptrace::resume(tid, Resume::Run, 0);
        }
        self.inside.insert(
            tid,
            Inside {
                stopped,
                after: entry.after,
                shown,
            },
        );
        ptrace::resume(tid, Resume::ToExit, 0)
    }

    fn at_exit(&mut self, tid: i32) -> Result<(), Errno> {
        let stop = ptrace::syscall_stop(tid)?;
        if let (SyscallStop::Exit { value }, Some(inside)) = (stop, self.inside.remove(&tid)) {
            match i32::try_from(-value) {
                // -ERESTARTSYS and its kin (512 to 516) never reach the program: the call begins again.
                Ok(errno @ 1..=511) => self.call_failed(tid, &inside, errno),
                Ok(512..=4095) => {}
                _ => {
                    for (seen, netns) in calls::after(&inside.stopped, &inside.after, value) {
                        self.show(tid, netns, seen, None);
                    }
                }
            }
        }
        ptrace::resume(tid, Resume::Run, 0)
    }

    fn call_failed(&mut self, tid: i32, inside: &Inside, errno: i32) {
        let Some(process) = self.processes.of_task(tid) else {
            return;
        };
        for (number, netns) in &inside.shown {
            self.observer.failed(
                &Who {
                    process,
                    tid,
                    netns: *netns,
                },
                *number,
                errno,
            );
        }
    }

    /// The parent's event. The child may have stopped before it.
    fn new_task(&mut self, parent: i32) -> Result<(), Errno> {
        let child = ptrace::event_message(parent)?;
        self.processes.born(child, parent);
        if self.processes.tasks() > self.limits.tasks {
            self.stop_because(format!(
                "more than {} processes and threads at a time: all were killed",
                self.limits.tasks
            ));
        }
        if let Some(at) = self.early.iter().position(|it| *it == child) {
            self.early.swap_remove(at);
            match ptrace::resume(child, Resume::Run, 0) {
                Ok(()) | Err(Errno::ESRCH) => {}
                Err(errno) => return Err(errno),
            }
        }
        ptrace::resume(parent, Resume::Run, 0)
    }

    fn executed(&mut self, tid: i32) -> Result<(), Errno> {
        // execve by a thread that is not the leader: it goes on under the leader's number, ptrace(2).
        let former = ptrace::event_message(tid)?;
        let inside = self.inside.remove(&former);
        if former != tid {
            self.inside.remove(&tid);
            self.processes.became_leader(former, tid);
        }
        if let Some(Inside {
            after: After::Exec(process),
            ..
        }) = inside
        {
            self.processes.became(*process);
        }
        if calls::is_32_bit(tid) {
            let detail = "its system calls are not seen".to_owned();
            self.show(
                tid,
                0,
                Seen::What(What::Unseen {
                    what: "32-bit program".into(),
                    detail,
                }),
                None,
            );
        }
        ptrace::resume(tid, Resume::Run, 0)
    }

    fn show(&mut self, tid: i32, netns: u64, seen: Seen, becoming: Option<&Process>) -> u64 {
        let Some(process) = becoming.or_else(|| self.processes.of_task(tid)) else {
            return 0;
        };
        let (number, verdict) = self.observer.seen(
            &Who {
                process,
                tid,
                netns,
            },
            seen,
        );
        if verdict == Verdict::Kill {
            self.kill_all();
        }
        number
    }

    fn task_ended(&mut self, tid: i32, ended: Ended) {
        self.inside.remove(&tid);
        self.early.retain(|it| *it != tid);
        let Some(process) = self.processes.ended(tid) else {
            return;
        };
        self.sockets.forget(tid);
        let (code, signal) = match ended {
            Ended::Code(code) => (Some(code), None),
            Ended::Signal(signal) => (None, Some(signal_name(signal))),
        };
        let who = Who {
            process: &process,
            tid,
            netns: 0,
        };
        if self
            .observer
            .seen(&who, Seen::What(What::Exit { code, signal }))
            .1
            == Verdict::Kill
        {
            self.kill_all();
        }
        if tid == self.first {
            self.ended = Some((ended, Instant::now()));
        }
    }

    fn enforce_limits(&mut self) {
        if self.killed {
            return;
        }
        if self.time_left() == Some(Duration::ZERO) {
            match self.ended {
                None => self.stop_because(format!(
                    "no end after {:.1} s: it was killed",
                    self.limits.time.as_secs_f64()
                )),
                Some(_) => {
                    let left: Vec<_> = self
                        .processes
                        .alive()
                        .iter()
                        .map(|it| format!("{} ({})", it.comm, it.pid))
                        .collect();
                    self.stop_because(format!(
                        "left running when it ended, and killed: {}",
                        left.join(", ")
                    ));
                }
            }
        } else if self.streams.flooded() {
            self.stop_because(format!(
                "more than {} bytes of output: it was killed",
                16 * self.limits.output
            ));
        }
    }

    fn wait(&mut self, signals: &SignalFd, control: BorrowedFd<'_>) -> Result<Ready, Errno> {
        let time = self.time_to_wait();
        if time > IDLE {
            let ready = self.streams.poll(signals, control, IDLE)?;
            if ready.any {
                return Ok(ready);
            }
            self.observer.idle();
        }
        self.streams.poll(signals, control, time)
    }

    fn time_left(&self) -> Option<Duration> {
        if self.killed {
            return None;
        }
        let held = self.observer.held().saturating_sub(self.held_before);
        let running = self.started.elapsed().saturating_sub(held);
        let left = self.limits.time.saturating_sub(running);
        Some(match self.ended {
            None => left,
            Some((_, at)) => self.limits.linger.saturating_sub(at.elapsed()),
        })
    }

    fn time_to_wait(&self) -> Duration {
        self.time_left().unwrap_or(Duration::from_millis(100))
    }

    fn stop_because(&mut self, remark: String) {
        self.remarks.push(remark);
        self.kill_all();
    }

    /// Kills every process of the call. Tasks that are being born meanwhile die with their first stop.
    fn kill_all(&mut self) {
        self.killed = true;
        for process in self.processes.alive() {
            // An error means that it is gone already.
            let _ =
                nix::sys::signal::kill(nix::unistd::Pid::from_raw(process.pid), Signal::SIGKILL);
        }
        for tid in &self.early {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(*tid), Signal::SIGKILL);
        }
    }
}
