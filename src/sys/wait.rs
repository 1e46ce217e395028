//! What a status of wait4(2) says about a tracee. A pure function with its table of tests.

use std::fmt;

/// A change of state of one task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// It has ended.
    Ended(Ended),
    /// It is stopped and waits for the tracer.
    Stopped(Stop),
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It called exit with this code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
}

/// Why a task is stopped, ptrace(2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The filter matched: the call has not acted yet.
    Seccomp,
    /// Entry or exit of a system call; `PTRACE_GET_SYSCALL_INFO` tells which.
    Syscall,
    /// fork, vfork or clone made a new task; `PTRACE_GETEVENTMSG` tells which.
    NewTask,
    /// execve has succeeded.
    Exec,
    /// The first stop of a new task, or an answer to `PTRACE_INTERRUPT`.
    Event,
    /// A stopping signal has stopped the whole process.
    Group,
    /// A signal is about to be delivered.
    Signal(i32),
}

/// Reads a status as wait4(2) delivers it for a task attached with `PTRACE_SEIZE` and
/// `PTRACE_O_TRACESYSGOOD`.
pub fn decode(status: i32) -> Waited {
    if libc::WIFEXITED(status) {
        return Waited::Ended(Ended::Code(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return Waited::Ended(Ended::Signal(libc::WTERMSIG(status)));
    }
    let signal = libc::WSTOPSIG(status);
    Waited::Stopped(match status >> 16 {
        libc::PTRACE_EVENT_SECCOMP => Stop::Seccomp,
        libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => {
            Stop::NewTask
        }
        libc::PTRACE_EVENT_EXEC => Stop::Exec,
        libc::PTRACE_EVENT_STOP if signal == libc::SIGTRAP => Stop::Event,
        libc::PTRACE_EVENT_STOP => Stop::Group,
        _ if signal == libc::SIGTRAP | 0x80 => Stop::Syscall,
        _ => Stop::Signal(signal),
    })
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Code(code) => write!(f, "exit code {code}"),
            Ended::Signal(signal) => write!(f, "signal {}", signal_name(*signal)),
        }
    }
}

/// `SIGKILL`; `SIGRTMIN+3` and the like keep their number.
pub fn signal_name(signal: i32) -> String {
    match nix::sys::signal::Signal::try_from(signal) {
        Ok(known) => known.as_str().to_owned(),
        Err(_) => format!("signal {signal}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_of_wait() {
        let stopped = |event: i32, signal: i32| event << 16 | signal << 8 | 0x7f;
        for (status, expected) in [
            (0x0300, Waited::Ended(Ended::Code(3))),
            (9, Waited::Ended(Ended::Signal(9))),
            (0x80 | 11, Waited::Ended(Ended::Signal(11))),
            (stopped(7, libc::SIGTRAP), Waited::Stopped(Stop::Seccomp)),
            (stopped(3, libc::SIGTRAP), Waited::Stopped(Stop::NewTask)),
            (stopped(2, libc::SIGTRAP), Waited::Stopped(Stop::NewTask)),
            (stopped(4, libc::SIGTRAP), Waited::Stopped(Stop::Exec)),
            (stopped(128, libc::SIGTRAP), Waited::Stopped(Stop::Event)),
            (stopped(128, libc::SIGSTOP), Waited::Stopped(Stop::Group)),
            (
                stopped(0, libc::SIGTRAP | 0x80),
                Waited::Stopped(Stop::Syscall),
            ),
            (
                stopped(0, libc::SIGURG),
                Waited::Stopped(Stop::Signal(libc::SIGURG)),
            ),
            (stopped(0, 35), Waited::Stopped(Stop::Signal(35))),
        ] {
            assert_eq!(decode(status), expected, "status {status:#x}");
        }
    }
}
