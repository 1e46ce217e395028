//! Which descriptors are netlink sockets, of which family and in which namespace.
//!
//! The socket itself is asked, once: a thread's namespace when it *uses* a socket says nothing, as a socket
//! stays where it was made. Facts are kept by the socket's inode, which is unique while it lives.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::os::fd::OwnedFd;
use std::path::Path;

use crate::sys::fds::{self, SocketFacts};

/// Facts of the sockets seen so far.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    by_inode: HashMap<u64, SocketFacts>,
    processes: HashMap<i32, OwnedFd>,
}

impl Sockets {
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
