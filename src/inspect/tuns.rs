//! Who has a tun or tap device open: /proc/PID/fdinfo names it, proc_pid_fdinfo(5).

use std::fs;
use std::path::PathBuf;

use super::find::{Found, command};
use super::model::{Namespace, Process};

/// Adds the processes to their devices. The name counts in the namespace that the process was in when it opened the
/// device, which is not told: so only a process that is still in the device's namespace is named.
pub(super) fn join(namespaces: &mut [Namespace], found: &Found) {
    for (pid, fd) in &found.tuns {
        let dir = PathBuf::from(format!("/proc/{pid}"));
        let Some(name) = fs::read_to_string(dir.join(format!("fdinfo/{fd}")))
            .ok()
            .and_then(|it| {
                Some(
                    it.lines()
                        .find_map(|it| it.strip_prefix("iff:"))?
                        .trim()
                        .to_owned(),
                )
            })
        else {
            continue;
        };
        let inode = fs::read_link(dir.join("ns/net")).ok();
        let inode = inode.and_then(|it| super::find::number(&it, "net"));
        let mut spaces = namespaces.iter_mut().filter(|it| Some(it.inode) == inode);
        let links = spaces.by_ref().flat_map(|it| &mut it.links);
        for link in links.filter(|it| it.kind == "tun" && it.name == name) {
            let (pid, command) = (*pid, command(&dir));
            link.used_by.push(Process { pid, command });
        }
    }
}
