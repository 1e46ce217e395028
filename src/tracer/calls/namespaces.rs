//! setns(2) and unshare(2): a thread moves to another namespace.

use std::os::unix::fs::MetadataExt;

use super::{After, Entry, Stopped};
use crate::event::What;
use crate::sys::abi::Call;
use crate::tracer::{Seen, paths};

/// The kinds of namespaces by their clone(2) flag.
const KINDS: &[(i32, &str)] = &[
    (libc::CLONE_NEWNET, "net"),
    (libc::CLONE_NEWNS, "mnt"),
    (libc::CLONE_NEWUSER, "user"),
    (libc::CLONE_NEWPID, "pid"),
    (libc::CLONE_NEWIPC, "ipc"),
    (libc::CLONE_NEWUTS, "uts"),
    (libc::CLONE_NEWCGROUP, "cgroup"),
];

pub(super) fn before(it: &Stopped) -> Entry {
    match it.call {
        Call::Setns => setns(it),
        _ => unshare(it),
    }
}

fn setns(it: &Stopped) -> Entry {
    let fd = it.fd(0);
    // A descriptor of a namespace that a path leads to is named by that path; the inode tells which it is.
    let inode = std::fs::metadata(format!("/proc/{}/fd/{fd}", it.tid)).map_or(0, |it| it.ino());
    let link =
        paths::of_descriptor(it.tid, fd).map_or_else(|| "?".to_owned(), |it| paths::text(&it));
    let kind = match KINDS.iter().find(|(flag, _)| *flag == it.fd(1)) {
        Some((_, name)) => (*name).to_owned(),
        None => link
            .split(':')
            .next()
            .filter(|it| !it.starts_with('/'))
            .unwrap_or("any")
            .to_owned(),
    };
    let target = format!("{kind}:[{inode}]");
    let what = What::Setns {
        namespace: kind,
        target,
    };
    Entry::one(Seen::What(what), it.netns(), After::Failure)
}

fn unshare(it: &Stopped) -> Entry {
    let flags = it.fd(0);
    let seen = KINDS
        .iter()
        .filter(|(flag, _)| flags & flag != 0)
        .map(|(_, name)| {
            let what = What::Setns {
                namespace: (*name).to_owned(),
                target: "new".into(),
            };
            (Seen::What(what), it.netns())
        })
        .collect::<Vec<_>>();
    // Go's runtime unshares the file table only (CLONE_FS, CLONE_FILES): nothing to tell.
    let after = if seen.is_empty() {
        After::Nothing
    } else {
        After::Failure
    };
    Entry { seen, after }
}
