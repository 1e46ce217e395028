//! One program from its first stop to its last: stops are handled as they come.

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signalfd::SignalFd;

use super::streams::Streams;
use super::{Limits, Outcome};
use crate::event::What;
use crate::sys::abi::{self, Call};
use crate::sys::ptrace::{self, Resume, SyscallStop};
use crate::sys::spawn::Spawned;
use crate::sys::wait::{Ended, Stop, Waited, signal_name};
use crate::tracer::calls::{self, After, Stopped};
use crate::tracer::faults::Faults;
use crate::tracer::processes::Processes;
use crate::tracer::sockets::Sockets;
use crate::tracer::{Observer, Process, Seen, Verdict, Who};

/// A system call that a task is in, to be looked at when it has acted.
pub(super) struct Inside {
    stopped: Stopped,
    after: After,
    /// The observer's numbers of what was shown, with their namespaces.
    shown: Vec<(u64, u64)>,
}

pub(super) struct Run<'a> {
    pub(super) first: i32,
    pub(super) limits: Limits,
    pub(super) started: Instant,
    pub(super) held_before: Duration,
    pub(super) processes: Processes,
    pub(super) sockets: Sockets,
    pub(super) inside: HashMap<i32, Inside>,
    /// Tasks whose first stop came before their parent's event: stopped until that event says whose they are.
    pub(super) early: Vec<i32>,
    pub(super) streams: Streams,
    pub(super) ended: Option<(Ended, Instant)>,
    pub(super) remarks: Vec<String>,
    pub(super) killed: bool,
    pub(super) faults: Faults,
    pub(super) observer: &'a mut dyn Observer,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        spawned: Spawned,
        stdin: Vec<u8>,
        limits: Limits,
        observer: &'a mut dyn Observer,
    ) -> Run<'a> {
        Run {
            first: spawned.pid,
            limits,
            started: Instant::now(),
            held_before: observer.held(),
            processes: Processes::default(),
            sockets: Sockets::of_call([&spawned.stdout, &spawned.stderr]),
            inside: HashMap::new(),
            early: Vec::new(),
            streams: Streams::new(spawned, stdin, limits.output),
            ended: None,
            remarks: Vec::new(),
            killed: false,
            faults: Faults::default(),
            observer,
        }
    }
}

impl Run<'_> {
    pub(super) fn until_all_have_ended(
        mut self,
        signals: &SignalFd,
        control: BorrowedFd<'_>,
    ) -> Result<Outcome, Errno> {
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
        let former = self.inside.remove(&tid);
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
        if let Some(again) = former.filter(|it| it.stopped == stopped) {
            // Restarted by the kernel: it has been shown.
            self.inside.insert(tid, again);
            return ptrace::resume(tid, Resume::ToExit, 0);
        }
        let entry = calls::before(&stopped, &mut self.sockets, &self.processes);
        let mut shown = Vec::new();
        let mut refused = None;
        for (at, (seen, netns)) in entry.seen.into_iter().enumerate() {
            // A program that is about to start is shown as what it will be.
            let becoming = match &entry.after {
                After::Exec(process) => Some(&**process),
                _ => None,
            };
            let protocol = match &seen {
                Seen::Netlink(datagram) => Some(datagram.protocol),
                _ => None,
            };
            let (number, verdict) = self.show(tid, netns, seen, becoming);
            shown.push((number, netns));
            if let Verdict::Fail { errno, message } = verdict {
                let datagram = protocol.zip(calls::sent(&stopped).into_iter().nth(at));
                let spoilt = datagram.map(|(protocol, pieces)| {
                    self.faults
                        .spoil(&stopped, protocol, &pieces, message, errno)
                });
                // What is no message, or stands where it cannot be changed, fails as a system call.
                if spoilt != Some(Ok(())) {
                    refused = Some(errno);
                }
            }
        }
        let mut after = entry.after;
        if let Some(errno) = refused {
            abi::refuse(tid, errno)?;
            after = After::Failure;
        }
        if matches!(after, After::Nothing) {
            return ptrace::resume(tid, Resume::Run, 0);
        }
        self.inside.insert(
            tid,
            Inside {
                stopped,
                after,
                shown,
            },
        );
        ptrace::resume(tid, Resume::ToExit, 0)
    }

    fn at_exit(&mut self, tid: i32) -> Result<(), Errno> {
        let stop = ptrace::syscall_stop(tid)?;
        self.faults.restore(tid);
        if let (SyscallStop::Exit { value }, Some(inside)) = (stop, self.inside.remove(&tid)) {
            match i32::try_from(-value) {
                Ok(errno @ 1..=511) => self.call_failed(tid, &inside, errno),
                // -ERESTARTSYS and its kin (512 to 516) never reach the program: the call begins again, and stops
                // again at its entry. A write to net.ipv4.ip_forward does so for as long as somebody has the lock.
                Ok(512..=4095) => {
                    self.inside.insert(tid, inside);
                }
                _ => {
                    if matches!(inside.after, After::Datagram { .. }) {
                        for (pieces, total) in calls::delivered(&inside.stopped, value) {
                            self.faults.answer(&inside.stopped, &pieces, total);
                        }
                    }
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
        let mut kill = false;
        for (number, netns) in &inside.shown {
            let verdict = self.observer.failed(
                &Who {
                    process,
                    tid,
                    netns: *netns,
                },
                *number,
                errno,
            );
            kill |= verdict == Verdict::Kill;
        }
        if kill {
            self.kill_all();
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

    fn show(
        &mut self,
        tid: i32,
        netns: u64,
        seen: Seen,
        becoming: Option<&Process>,
    ) -> (u64, Verdict) {
        let Some(process) = becoming.or_else(|| self.processes.of_task(tid)) else {
            return (0, Verdict::Go);
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
        (number, verdict)
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
}
