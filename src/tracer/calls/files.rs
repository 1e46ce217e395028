//! Files that are opened for writing, made, renamed, removed or locked: IPAM state, locks, result caches.

use std::path::PathBuf;

use super::{After, Entry, Stopped};
use crate::event::{FileUse, What};
use crate::sys::abi::Call;
use crate::sys::memory;
use crate::tracer::{Seen, paths};

pub(super) fn before(it: &Stopped) -> Entry {
    use Call as C;
    let cwd = libc::AT_FDCWD;
    let named = |at: i32, index: usize| paths::of_argument(it.tid, at, it.args[index]);
    match it.call {
        C::Open => opened(it, named(cwd, 0), it.fd(1)),
        C::Openat => opened(it, named(it.fd(0), 1), it.fd(2)),
        C::Creat => opened(
            it,
            named(cwd, 0),
            libc::O_CREAT | libc::O_WRONLY | libc::O_TRUNC,
        ),
        // The first word of `struct open_how` is the flags, openat2(2).
        C::Openat2 => {
            let flags = memory::read_word(it.tid, it.args[2]).unwrap_or(0) as i32;
            opened(it, named(it.fd(0), 1), flags)
        }
        C::Rename => used(it, "rename", named(cwd, 0), named(cwd, 1)),
        C::Renameat | C::Renameat2 => used(it, "rename", named(it.fd(0), 1), named(it.fd(2), 3)),
        C::Unlink | C::Rmdir => used(it, "remove", named(cwd, 0), None),
        C::Unlinkat => used(it, "remove", named(it.fd(0), 1), None),
        C::Mkdir => used(it, "mkdir", named(cwd, 0), None),
        C::Mkdirat => used(it, "mkdir", named(it.fd(0), 1), None),
        C::Link => used(it, "link", named(cwd, 0), named(cwd, 1)),
        C::Linkat => used(it, "link", named(it.fd(0), 1), named(it.fd(2), 3)),
        C::Symlink => used(it, "link", named(cwd, 0), named(cwd, 1)),
        C::Symlinkat => used(it, "link", named(cwd, 0), named(it.fd(1), 2)),
        C::Flock => {
            let op = if it.fd(1) & libc::LOCK_UN != 0 {
                "unlock"
            } else {
                "lock"
            };
            used(it, op, paths::of_descriptor(it.tid, it.fd(0)), None)
        }
        _ => Entry::nothing(),
    }
}

fn opened(it: &Stopped, path: Option<PathBuf>, flags: i32) -> Entry {
    let changes = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC;
    // What is written to a setting of the kernel is told by the write.
    if flags & changes == 0 || path.as_deref().is_some_and(paths::is_kernel_setting) {
        return Entry::nothing();
    }
    used(
        it,
        if flags & libc::O_CREAT != 0 {
            "create"
        } else {
            "open"
        },
        path,
        None,
    )
}

fn used(it: &Stopped, op: &str, path: Option<PathBuf>, to: Option<PathBuf>) -> Entry {
    if path.as_deref().is_some_and(paths::is_noise) {
        return Entry::nothing();
    }
    let path = path.map_or_else(|| "?".to_owned(), |it| paths::text(&it));
    let to = to.map(|it| paths::text(&it));
    let what = What::File(FileUse {
        op: op.to_owned(),
        path,
        to,
        data: None,
    });
    Entry::one(Seen::What(what), it.netns(), After::Failure)
}
