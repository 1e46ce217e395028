//! What a system call means: one file per family. A call is read twice at most, before it acts and, if its
//! answer matters, after.

mod datagrams;
mod exec;
mod files;
mod namespaces;
mod streams;
mod unread;

use super::sockets::Sockets;
use super::{Process, Seen};
use crate::sys::abi::Call;

pub(super) use datagrams::{delivered, sent};
pub(super) use exec::is_32_bit;

/// A task that is stopped at a system call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) pid: i32,
    pub(super) tid: i32,
    pub(super) call: Call,
    pub(super) args: [u64; 6],
}

/// What was read before the call acts.
#[derive(Debug)]
pub(super) struct Entry {
    /// To be shown to the observer now, each with the inode of the namespace it concerns.
    pub(super) seen: Vec<(Seen, u64)>,
    /// What to look at when the call has acted.
    pub(super) after: After,
}

/// What to look at when the call has acted.
#[derive(Debug)]
pub(super) enum After {
    /// Nothing: the task needs no second stop.
    Nothing,
    /// Whether it failed.
    Failure,
    /// Whether it failed, while the process becomes this.
    Exec(Box<Process>),
    /// What a netlink socket of this family and namespace has delivered.
    Datagram { protocol: u32, netns: u64 },
    /// What came from standard input.
    Input,
}

impl Entry {
    fn nothing() -> Entry {
        Entry {
            seen: Vec::new(),
            after: After::Nothing,
        }
    }

    fn one(seen: Seen, netns: u64, after: After) -> Entry {
        Entry {
            seen: vec![(seen, netns)],
            after,
        }
    }
}

/// Reads a call that has not acted yet.
pub(super) fn before(
    it: &Stopped,
    sockets: &mut Sockets,
    processes: &super::processes::Processes,
) -> Entry {
    use Call as C;
    match it.call {
        C::Sendto | C::Sendmsg | C::Sendmmsg => datagrams::send(it, sockets),
        C::Recvfrom | C::Recvmsg | C::Recvmmsg => datagrams::receive(it, sockets),
        C::Read | C::Readv => streams::read(it, sockets),
        C::Write | C::Writev | C::Pwrite64 => streams::write(it, sockets),
        C::Execve | C::Execveat => exec::before(it, processes),
        C::Setns | C::Unshare => namespaces::before(it),
        C::Ioctl | C::Setsockopt | C::Mount | C::Umount2 | C::Bpf | C::IoUringSetup => {
            unread::before(it)
        }
        _ => files::before(it),
    }
}

/// Reads what a call has delivered. `value` is what it returned, at least 0.
pub(super) fn after(it: &Stopped, after: &After, value: i64) -> Vec<(Seen, u64)> {
    match after {
        After::Nothing | After::Failure | After::Exec(_) => Vec::new(),
        After::Datagram { protocol, netns } => datagrams::received(it, *protocol, *netns, value),
        After::Input => streams::input(it, value),
    }
}

impl Stopped {
    /// The argument as the descriptor or small number that it is.
    fn fd(&self, index: usize) -> i32 {
        // The kernel takes the low half as `int`.
        self.args[index] as u32 as i32
    }

    /// The namespace that the thread is in now; it is the thread's, not the process's.
    pub(super) fn netns(&self) -> u64 {
        use std::os::unix::fs::MetadataExt;
        let path = format!("/proc/{}/task/{}/ns/net", self.pid, self.tid);
        std::fs::metadata(path).map_or(0, |it| it.ino())
    }
}
