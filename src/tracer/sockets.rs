//! What descriptors are: netlink sockets, of which family and in which namespace, and the call's own output pipes.
//!
//! The socket itself is asked, once: a thread's namespace when it *uses* a socket says nothing, as a socket
//! stays where it was made. Facts are kept by the socket's inode, which is unique while it lives.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use crate::event::Stream;
use crate::sys::fds::{self, SocketFacts};

/// Facts of the sockets seen so far.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    /// What /proc calls the pipes that the called plugin got as standard output and error.
    outputs: [Option<PathBuf>; 2],
    by_inode: HashMap<u64, SocketFacts>,
    processes: HashMap<i32, OwnedFd>,
}

impl Sockets {
    /// Of a call whose output pipes, standard output first, end here.
    pub(super) fn of_call(outputs: [&OwnedFd; 2]) -> Sockets {
        // Both ends of a pipe have one name, proc(5).
        let name =
            |fd: &OwnedFd| std::fs::read_link(format!("/proc/self/fd/{}", fd.as_raw_fd())).ok();
        Sockets {
            outputs: outputs.map(name),
            ..Sockets::default()
        }
    }

    /// The stream, if this is one of the call's own, under whatever number a shell has it.
    pub(super) fn output(&self, link: &Path) -> Option<Stream> {
        let is = |at: usize| self.outputs[at].as_deref() == Some(link);
        match (is(0), is(1)) {
            (true, _) => Some(Stream::Stdout),
            (_, true) => Some(Stream::Stderr),
            _ => None,
        }
    }

    /// The facts, if `link` (the name behind descriptor `fd` of process `pid`) is a socket that can be asked.
    pub(super) fn facts(&mut self, pid: i32, fd: i32, link: &Path) -> Option<SocketFacts> {
        let inode: u64 = link
            .to_str()?
            .strip_prefix("socket:[")?
            .strip_suffix(']')?
            .parse()
            .ok()?;
        if let Some(facts) = self.by_inode.get(&inode) {
            return Some(*facts);
        }
        let process = match self.processes.entry(pid) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(fds::open_process(pid).ok()?),
        };
        let copy = fds::copy_of(process, fd).ok()?;
        let facts = fds::socket_facts(&copy).ok()?;
        self.by_inode.insert(inode, facts);
        Some(facts)
    }

    /// Forgets a process that has ended: its number may come back as another.
    pub(super) fn forget(&mut self, pid: i32) {
        self.processes.remove(&pid);
    }
}
