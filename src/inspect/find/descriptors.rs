//! Open descriptors: of namespaces, of sockets (with their namespace, if asked), of tun devices.

use std::fs;
use std::io::ErrorKind;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use super::mounts::Mounts;
use super::{Found, number};
use crate::inspect::find::processes::command;
use crate::inspect::model::Holder;
use crate::sys::{fds, netns, nsfs};

/// Looks at the descriptors of a process.
pub(super) fn look(found: &mut Found, mounts: &mut Mounts, pid: i32, deep: bool) {
    let dir = PathBuf::from(format!("/proc/{pid}"));
    let entries = match fs::read_dir(dir.join("fd")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            found.hidden.descriptors += 1;
            return;
        }
        Err(_) => return, // ended
    };
    let own = i32::try_from(std::process::id()) == Ok(pid);
    let mut process = None;
    for entry in entries.flatten() {
        let Some(fd) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        let path = entry.path();
        let link = match fs::read_link(&path) {
            Ok(link) => link,
            // The list of the numbers may be seen where what they are may not.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                found.hidden.descriptors += 1;
                return;
            }
            Err(_) => continue, // closed
        };
        if let Some(socket) = number(&link, "socket") {
            let owners = found.sockets.entry(socket).or_default();
            if owners.last() != Some(&pid) {
                owners.push(pid);
            }
            if deep && !own {
                ask(found, pid, fd, &mut process, &dir);
            }
        } else if let Some(inode) = number(&link, "mnt") {
            mounts.held(inode, &path);
        } else if link == Path::new("/dev/net/tun") {
            found.tuns.push((pid, fd));
        } else if !own && let Some(netns) = namespace(&link, &path, mounts) {
            // What we have open ourselves is what we have just found.
            let command = command(&dir);
            let sighting = found.saw(netns, &path);
            sighting.held(Holder::Descriptor { pid, command, fd });
        }
    }
}

/// The namespace that a descriptor is of. It is shown as `net:[...]` or, if it was opened where the namespace is
/// mounted, as that path; once that mount is gone, as `/`.
fn namespace(link: &Path, path: &Path, mounts: &Mounts) -> Option<u64> {
    if let Some(inode) = number(link, "net") {
        return Some(inode);
    }
    if link != Path::new("/") && !mounts.paths.contains(link) {
        return None;
    }
    // Nothing else is asked for what it is: a file of a dead file server would not answer.
    let netns = netns::Netns::open(path).ok()?;
    let fd: OwnedFd = netns.into();
    if !nsfs::is_network(fd.as_fd()) {
        return None;
    }
    nsfs::inode(fd.as_fd()).ok()
}

/// Asks a socket for its namespace, by a copy of it that is closed at once.
fn ask(found: &mut Found, pid: i32, fd: i32, process: &mut Option<OwnedFd>, dir: &Path) {
    if process.is_none() {
        *process = fds::open_process(pid).ok();
    }
    let Some(process) = process else {
        return; // ended
    };
    let netns = fds::copy_of(process, fd).and_then(|socket| fds::netns_of(&socket));
    match netns {
        Ok(netns) => {
            let command = command(dir);
            let Some((_, sighting)) = found.saw_fd(netns) else {
                return;
            };
            // Of a namespace that has processes its sockets say nothing more.
            if sighting.processes == 0 {
                sighting.held(Holder::Socket { pid, command, fd });
            }
        }
        Err(nix::errno::Errno::EPERM | nix::errno::Errno::EACCES) => found.hidden.sockets += 1,
        Err(_) => {} // closed meanwhile
    }
}
