//! Mounts of the sandbox. mount(2), mount_setattr(2).

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use nix::errno::Errno;
use nix::mount::{MsFlags, mount};

const NOTHING: Option<&str> = None;

/// Mounts and unmounts below here no longer reach any other mount namespace, nor come from one.
pub fn make_all_private() -> Result<(), Errno> {
    mount(
        NOTHING,
        "/",
        NOTHING,
        MsFlags::MS_REC | MsFlags::MS_PRIVATE,
        NOTHING,
    )
}

/// Makes the mount at `path` and, if `recursive`, all mounts below it read-only, or writable again.
///
/// A mount that was read-only when the user namespace was made stays so (EPERM), mount_namespaces(7).
pub fn set_read_only(path: &Path, read_only: bool, recursive: bool) -> Result<(), Errno> {
    let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::EINVAL)?;
    let flag = libc::MOUNT_ATTR_RDONLY;
    let attributes = libc::mount_attr {
        attr_set: if read_only { flag } else { 0 },
        attr_clr: if read_only { 0 } else { flag },
        propagation: 0,
        userns_fd: 0,
    };
    let flags = if recursive { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the kernel reads the path and `size_of` bytes of the attributes; both live here.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            flags,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    Errno::result(answer).map(drop)
}

/// A fresh, empty tmpfs of at most 64 MiB over `path`.
pub fn tmpfs(path: &Path, mode: &str) -> Result<(), Errno> {
    let options = format!("mode={mode},size=64m");
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(
        Some("tmpfs"),
        path,
        Some("tmpfs"),
        flags,
        Some(options.as_str()),
    )
}

/// Shows `from` (and what is mounted below it) at `at` too.
pub fn bind(from: &Path, at: &Path) -> Result<(), Errno> {
    mount(
        Some(from),
        at,
        NOTHING,
        MsFlags::MS_BIND | MsFlags::MS_REC,
        NOTHING,
    )
}
