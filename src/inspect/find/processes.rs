//! Processes and threads: which namespace each is in. proc(5).

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::mounts::Mounts;
use super::{Error, Found, PIDS, number};
use crate::inspect::model::Holder;

/// All processes that /proc shows.
pub(super) fn pids() -> Result<Vec<i32>, Error> {
    let path = "/proc";
    let failed = |error| Error { path, error };
    let mut pids: Vec<i32> = fs::read_dir(path)
        .map_err(failed)?
        .flatten()
        .filter_map(|it| it.file_name().to_str()?.parse().ok())
        .collect();
    pids.sort_unstable();
    Ok(pids)
}

/// Looks at a process, its threads, and the mounts that it sees.
pub(super) fn look(found: &mut Found, mounts: &mut Mounts, pid: i32) {
    let dir = PathBuf::from(format!("/proc/{pid}"));
    let path = dir.join("ns/net");
    let own = match fs::read_link(&path) {
        Ok(link) => number(&link, "net"),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            found.hidden.processes += 1;
            return;
        }
        Err(_) => {
            // One that has ended and waits for its parent (a zombie) is in no namespace any more.
            found.hidden.ended += u64::from(!dir.exists());
            return;
        }
    };
    if let Some(inode) = own {
        let sighting = found.saw(inode, &path);
        sighting.processes += 1;
        if sighting.pids.len() < PIDS {
            sighting.pids.push(pid);
            let command = command(&dir);
            sighting.held(Holder::Process { pid, command });
        }
    }
    threads(found, pid, &dir, own);
    mounts.look(found, pid);
}

/// Threads that are in another namespace than their process.
fn threads(found: &mut Found, pid: i32, dir: &Path, own: Option<u64>) {
    let tasks = dir.join("task");
    // A directory has a link for each directory in it and two more: one thread needs no look.
    if fs::metadata(&tasks).is_ok_and(|it| it.nlink() <= 3) {
        return;
    }
    for task in fs::read_dir(&tasks).into_iter().flatten().flatten() {
        let Some(tid) = task.file_name().to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        let path = task.path().join("ns/net");
        let inode = fs::read_link(&path).ok().and_then(|it| number(&it, "net"));
        let Some(inode) = inode.filter(|it| Some(*it) != own) else {
            continue;
        };
        let command = command(&task.path());
        let sighting = found.saw(inode, &path);
        sighting.held(Holder::Thread { pid, tid, command });
    }
}

/// The command of a process or thread; `?` if it has just ended.
pub(in crate::inspect) fn command(dir: &Path) -> String {
    let text = fs::read(dir.join("comm")).unwrap_or_else(|_| b"?\n".to_vec());
    // It ends with one newline; a name may have more of them, prctl(2).
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    String::from_utf8_lossy(text).into_owned()
}
