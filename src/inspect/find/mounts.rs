//! Mounts of namespaces, in every mount namespace: those of processes, and those that only a descriptor or a mount
//! holds. mount_namespaces(7), the format is proc_pid_mountinfo(5).

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use nix::fcntl::{OFlag, openat};
use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::stat::Mode;

use super::{Found, number};
use crate::inspect::model::{Holder, Unseen};

/// The mount namespaces that were looked at.
#[derive(Debug, Default)]
pub(super) struct Mounts {
    own: Option<u64>,
    seen: BTreeSet<u64>,
    /// Mount namespaces that were found mounted or open: where they can be opened.
    others: BTreeMap<u64, PathBuf>,
    /// Paths at which a namespace is mounted: a descriptor that was opened there is shown by that path.
    pub(super) paths: BTreeSet<PathBuf>,
}

/// A mount of a namespace file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mount {
    /// `net:[4026532000]`.
    pub(super) root: PathBuf,
    pub(super) at: PathBuf,
}

/// So many mount namespaces without a process are remembered at once: each costs a thread.
const WITHOUT_PROCESS: usize = 256;

impl Mounts {
    /// The mounts that the process sees, unless another process of its mount namespace was asked before.
    pub(super) fn look(&mut self, found: &mut Found, pid: i32) {
        if self.own.is_none() {
            self.own = namespace_of("self");
        }
        let Some(inode) = namespace_of(&pid.to_string()) else {
            return;
        };
        if self.seen.contains(&inode) {
            return;
        }
        let Ok(text) = fs::read(format!("/proc/{pid}/mountinfo")) else {
            return; // ended: another process of the namespace may tell
        };
        self.seen.insert(inode);
        let is_own = self.own == Some(inode);
        for mount in namespaces(&text) {
            self.paths.insert(mount.at.clone());
            // Below a process's root stands what it sees, in its own mount namespace.
            let path = match is_own {
                true => mount.at.clone(),
                false => below(&PathBuf::from(format!("/proc/{pid}/root")), &mount.at),
            };
            self.note(found, &mount, &path, (!is_own).then_some(inode));
        }
    }

    fn note(&mut self, found: &mut Found, mount: &Mount, path: &Path, inode: Option<u64>) {
        if let Some(netns) = number(&mount.root, "net") {
            let sighting = found.saw(netns, path);
            sighting.held(Holder::Mount {
                path: mount.at.to_string_lossy().into_owned(),
                mount_namespace: inode,
            });
        } else if let Some(other) = number(&mount.root, "mnt") {
            self.held(other, path);
        }
    }

    /// A mount namespace that something else than a process holds.
    pub(super) fn held(&mut self, inode: u64, path: &Path) {
        if self.others.len() < WITHOUT_PROCESS {
            self.others.entry(inode).or_insert_with(|| path.to_owned());
        }
    }

    /// Goes into mount namespaces that have no process, on a thread for each.
    pub(super) fn look_at_those_without_a_process(&mut self, found: &mut Found) {
        while let Some((inode, path)) = self.others.pop_first() {
            if !self.seen.insert(inode) {
                continue;
            }
            match open_there(&path) {
                Ok(mounts) => {
                    for (mount, fd) in mounts {
                        self.paths.insert(mount.at.clone());
                        let path = mount.at.to_string_lossy().into_owned();
                        let holder = Holder::Mount {
                            path,
                            mount_namespace: Some(inode),
                        };
                        if let Some((_, sighting)) = found.saw_fd(fd) {
                            sighting.held(holder);
                        }
                    }
                }
                Err(why) => {
                    let what = format!("mounts in mount namespace {inode}, which has no process");
                    found.unseen.insert(Unseen {
                        namespace: None,
                        what,
                        why,
                    });
                }
            }
        }
    }
}

/// Opens the network namespaces that are mounted in a mount namespace. A thread that shares its root and working
/// directory cannot go into one (EINVAL, setns(2)): so it takes its own first, and ends afterwards.
fn open_there(path: &Path) -> Result<Vec<(Mount, OwnedFd)>, String> {
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        format!("{what}: {error} (needs CAP_SYS_ADMIN and CAP_SYS_CHROOT)")
    };
    let file = File::open(path).map_err(|it| failed("open it", &it))?;
    let work = move || {
        unshare(CloneFlags::CLONE_FS).map_err(|it| failed("take an own root", &it))?;
        // There may be no /proc in there, or another one.
        let proc = File::open("/proc").map_err(|it| failed("open /proc", &it))?;
        setns(file.as_fd(), CloneFlags::CLONE_NEWNS).map_err(|it| failed("go into it", &it))?;
        let (flags, mode) = (OFlag::O_RDONLY | OFlag::O_CLOEXEC, Mode::empty());
        let there = openat(proc.as_fd(), "thread-self/mountinfo", flags, mode);
        let mut text = Vec::new();
        let read = there
            .map_err(std::io::Error::from)
            .and_then(|it| File::from(it).read_to_end(&mut text));
        read.map_err(|it| failed("read its mounts", &it))?;
        let open = |mount: Mount| {
            let inode = number(&mount.root, "net")?;
            let fd = super::open(&mount.at, inode).ok()?;
            Some((mount, fd))
        };
        Ok(namespaces(&text).into_iter().filter_map(open).collect())
    };
    match std::thread::spawn(work).join() {
        Ok(told) => told,
        Err(_) => Err("the thread that went into it has ended".to_owned()),
    }
}

fn namespace_of(process: &str) -> Option<u64> {
    number(
        &fs::read_link(format!("/proc/{process}/ns/mnt")).ok()?,
        "mnt",
    )
}

fn below(root: &Path, at: &Path) -> PathBuf {
    root.join(at.strip_prefix("/").unwrap_or(at))
}

/// The mounts of namespace files in a mountinfo.
pub(super) fn namespaces(text: &[u8]) -> Vec<Mount> {
    let lines = text.split(|it| *it == b'\n');
    let mount = |line: &[u8]| {
        let mut fields = line.split(|it| *it == b' ');
        let (root, at) = (fields.nth(3)?, fields.next()?);
        let mut rest = fields.skip_while(|it| *it != b"-");
        (rest.nth(1)? == b"nsfs").then(|| Mount {
            root: plain(root),
            at: plain(at),
        })
    };
    lines.filter_map(mount).collect()
}

/// A path in which blanks, tabs, newlines and backslashes stand as octal numbers.
fn plain(text: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let octal = tail
            .get(..3)
            .filter(|_| *first == b'\\')
            .and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 8).ok());
        match octal {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[3..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    OsString::from_vec(bytes).into()
}
