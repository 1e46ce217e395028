//! Where network namespaces are: processes and their threads, mounts in any mount namespace, open descriptors, and, if
//! asked, sockets.
//!
//! A namespace is told from others by its inode (namespaces(7)); of each one descriptor is kept, so that the number is
//! not given to another one meanwhile. What ends while it is looked at is no error: it is not there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use nix::errno::Errno;

use super::model::{Holder, Namespace, Unseen};
use crate::sys::nsfs;

mod descriptors;
mod mounts;
mod processes;
#[cfg(test)]
mod tests;

pub(super) use processes::command;

/// Nothing can be found.
#[derive(Debug, thiserror::Error)]
#[error("list processes in {path}: {error}; mount a procfs there")]
pub struct Error {
    path: &'static str,
    #[source]
    error: std::io::Error,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The namespaces by inode.
    pub(super) namespaces: BTreeMap<u64, Sighting>,
    /// That of the calling thread.
    pub(super) own: Option<u64>,
    /// Who has a socket, by the socket's inode.
    pub(super) sockets: HashMap<u64, Vec<i32>>,
    /// Who has a tun or tap open, by process: its descriptors of /dev/net/tun.
    pub(super) tuns: Vec<(i32, i32)>,
    /// What could not be looked at.
    pub(super) unseen: BTreeSet<Unseen>,
    hidden: Hidden,
}

/// A namespace that was found.
#[derive(Debug, Default)]
pub(super) struct Sighting {
    /// A descriptor of it, unless nobody lets us have one.
    pub(super) fd: Option<OwnedFd>,
    pub(super) holders: BTreeSet<Holder>,
    /// Processes in it, the first of them by number.
    pub(super) pids: Vec<i32>,
    pub(super) processes: u64,
}

/// How many things could not be looked at, for want of a right.
#[derive(Debug, Default)]
struct Hidden {
    processes: u64,
    descriptors: u64,
    sockets: u64,
    ended: u64,
    opened: BTreeSet<(u64, String)>,
}

/// Of the processes of a namespace so many are remembered for its names.
const PIDS: usize = 16;

/// Looks everywhere. `deep` also asks each socket for its namespace, and holds it for that moment.
pub fn find(deep: bool) -> Result<Found, Error> {
    let mut found = Found::default();
    found.own();
    let mut mounts = mounts::Mounts::default();
    let pids = processes::pids()?;
    for pid in &pids {
        processes::look(&mut found, &mut mounts, *pid);
    }
    for pid in &pids {
        descriptors::look(&mut found, &mut mounts, *pid, deep);
    }
    mounts.look_at_those_without_a_process(&mut found);
    found.tell_hidden(deep);
    Ok(found)
}

impl Found {
    fn own(&mut self) {
        let Ok(file) = File::open("/proc/thread-self/ns/net") else {
            return;
        };
        if let Ok(inode) = nsfs::inode(file.as_fd()) {
            self.own = Some(inode);
            self.namespaces.entry(inode).or_default().fd = Some(file.into());
        }
    }

    /// Notes a namespace, and opens it at `path` unless that was done already.
    fn saw(&mut self, inode: u64, path: &Path) -> &mut Sighting {
        let sighting = self.namespaces.entry(inode).or_default();
        if sighting.fd.is_none() {
            match open(path, inode) {
                Ok(fd) => sighting.fd = Some(fd),
                // Gone already, or another thing by now: then there is nothing to say of it here.
                Err(Errno::ENOENT | Errno::ESRCH | Errno::ESTALE) => {}
                Err(errno) => {
                    let why = format!("open {}: {}", path.display(), word(errno));
                    self.hidden.opened.insert((inode, why));
                }
            }
        }
        sighting
    }

    /// A namespace that was seen by an open descriptor of our own.
    fn saw_fd(&mut self, fd: OwnedFd) -> Option<(u64, &mut Sighting)> {
        let inode = nsfs::inode(fd.as_fd()).ok()?;
        let sighting = self.namespaces.entry(inode).or_default();
        sighting.fd.get_or_insert(fd);
        Some((inode, sighting))
    }

    fn tell_hidden(&mut self, deep: bool) {
        let of = |count: u64, before: &str, (one, several): (&str, &str), why: &str| {
            let noun = if count == 1 { one } else { several };
            (count > 0).then(|| Unseen {
                namespace: None,
                what: format!("{before}{count} {noun}"),
                why: why.to_owned(),
            })
        };
        let processes = ("process", "processes");
        let hidden = std::mem::take(&mut self.hidden);
        self.unseen.extend(
            [
                of(
                    hidden.processes,
                    "the namespaces of ",
                    processes,
                    "they are another user's: needs CAP_SYS_PTRACE in the user namespaces of those processes (run as root of the host)",
                ),
                of(
                    hidden.descriptors,
                    "namespaces that only open descriptors hold, of ",
                    processes,
                    "they are another user's: needs CAP_SYS_PTRACE",
                ),
                of(
                    hidden.sockets,
                    "the namespaces of ",
                    ("socket", "sockets"),
                    "needs CAP_SYS_PTRACE over the process and CAP_NET_ADMIN over the socket's namespace",
                ),
                of(
                    hidden.ended,
                    "",
                    processes,
                    "they ended while they were looked at",
                ),
                (!deep).then(|| Unseen {
                    namespace: None,
                    what: "namespaces that only a socket holds".to_owned(),
                    why: "they were not looked for: --deep does, and takes a copy of each socket for a moment".to_owned(),
                }),
            ]
            .into_iter()
            .flatten(),
        );
        for (inode, why) in hidden.opened {
            let is_closed = |it: &Sighting| it.fd.is_none();
            if self.namespaces.get(&inode).is_some_and(is_closed) {
                self.unseen.insert(Unseen {
                    namespace: Some(inode),
                    what: "what stands in the namespace".to_owned(),
                    why,
                });
            }
        }
    }
}

impl Sighting {
    /// Notes what holds it, as far as there is room.
    fn held(&mut self, holder: Holder) {
        let same = |it: &&Holder| std::mem::discriminant(*it) == std::mem::discriminant(&holder);
        if self.holders.iter().filter(same).count() < Namespace::HOLDERS {
            self.holders.insert(holder);
        }
    }
}

/// Opens a file of a namespace; ESTALE if another one is there by now.
fn open(path: &Path, inode: u64) -> Result<OwnedFd, Errno> {
    let netns = crate::sys::netns::Netns::open(path)?;
    let fd: OwnedFd = netns.into();
    match nsfs::inode(fd.as_fd())? == inode {
        true => Ok(fd),
        false => Err(Errno::ESTALE),
    }
}

/// The number in `net:[4026531840]`.
pub(super) fn number(link: &Path, kind: &str) -> Option<u64> {
    let text = link.to_str()?.strip_prefix(kind)?;
    text.strip_prefix(":[")?.strip_suffix(']')?.parse().ok()
}

/// What the kernel said, and what would help.
fn word(errno: Errno) -> String {
    match errno {
        Errno::EACCES | Errno::EPERM => {
            format!("{errno} (needs CAP_SYS_PTRACE, or to be the owner)")
        }
        Errno::EMFILE | Errno::ENFILE => {
            format!("{errno} (raise the limit of open files: ulimit -n)")
        }
        other => other.to_string(),
    }
}
