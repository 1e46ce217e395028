//! Names of files as a tracee means them: relative to its directory or to a descriptor, and the names
//! behind its descriptors.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use crate::sys::memory;

/// Longest path that the kernel takes, PATH_MAX.
const PATH_MAX: usize = 4096;

/// What the descriptor refers to, as `/proc/PID/fd` names it: a path, `socket:[77]`, `pipe:[77]`.
pub(super) fn of_descriptor(tid: i32, fd: i32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{tid}/fd/{fd}")).ok()
}

/// The path at `address`, made absolute as the call would: `at` is a descriptor or AT_FDCWD.
pub(super) fn of_argument(tid: i32, at: i32, address: u64) -> Option<PathBuf> {
    let text = memory::read_string(tid, address, PATH_MAX).ok()?;
    let path = PathBuf::from(OsString::from_vec(text));
    if path.is_absolute() {
        return Some(tidy(&path));
    }
    let base = match at {
        libc::AT_FDCWD => std::fs::read_link(format!("/proc/{tid}/cwd")).ok()?,
        fd => of_descriptor(tid, fd)?,
    };
    Some(tidy(&base.join(path)))
}

/// The path in words that a recording can hold.
pub(super) fn text(path: &Path) -> String {
    String::from_utf8_lossy(path.as_os_str().as_bytes()).into_owned()
}

/// `a/./b` and `a//b` to `a/b`. `..` stays: it may lead through a symbolic link.
fn tidy(path: &Path) -> PathBuf {
    path.components()
        .filter(|it| *it != Component::CurDir)
        .collect()
}

/// True for files whose writing is a setting of the kernel.
pub(super) fn is_kernel_setting(path: &Path) -> bool {
    path.starts_with("/proc/sys") || path.starts_with("/sys")
}

/// True for files whose use says nothing of the network: devices, process files, shared libraries.
pub(super) fn is_noise(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc") || !path.is_absolute()
}
