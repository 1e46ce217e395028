//! The sandbox's view of the file system: the host's, read-only, with fresh places to write to.
//!
//! ```text
//! /                    the host's, read-only
//! /proc                the host's, but only /proc/sys/net of the kernel's settings can be written
//! /tmp /var/log /var/lib/cni /run   fresh and empty (tmpfs), but for a few old entries of /run
//! /run/netns/pod1      the pods
//! /run/cniscope/bin    the bundled plugins: this executable under each plugin's name
//! /run/cniscope/self    cniscope itself
//! /run/learn           a directory that the user shares: it can be written
//! /run/cniscope/dirs   plugin directories of the host that the fresh places hide
//! ```

use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;

use super::{Error, Options};
use crate::sys::mounts;

/// Where the bundled plugins are inside the sandbox.
pub const PLUGIN_DIR: &str = "/run/cniscope/bin";

/// Where cniscope itself is inside the sandbox, whatever of the host is hidden.
pub const OWN_DIR: &str = "/run/cniscope/self";

/// Where the directory is that the user shares, inside the sandbox.
pub const SHARED_DIR: &str = "/run/learn";

/// The plugins that the executable is.
pub const BUNDLED: [&str; 4] = ["loopback", "bridge", "host-local", "static"];

/// Places that a plugin may write to. `/var/lib/cni` may not exist on the host.
const FRESH: [&str; 3] = ["/tmp", "/var/log", CNI_STATE];
const CNI_STATE: &str = "/var/lib/cni";
const RUN: &str = "/run";

/// Settings of the whole machine below /proc; as real root in a user namespace one could write some of them.
const PROC_READ_ONLY: [&str; 6] = [
    "/proc/sys",
    "/proc/sysrq-trigger",
    "/proc/irq",
    "/proc/bus",
    "/proc/fs",
    "/proc/acpi",
];

/// Old entries of /run that programs are found through: what resolv.conf links to, and NixOS' profile. The
/// rest stays hidden: among it are the sockets of daemons (docker, D-Bus, firewalld) through which a
/// program in the sandbox could change the host.
const RUN_KEPT: [&str; 6] = [
    "systemd/resolve",
    "resolvconf",
    "NetworkManager/resolv.conf",
    "current-system",
    "booted-system",
    "wrappers",
];

/// Builds the view. Answers where each of the plugin directories is inside.
pub(super) fn build(options: &Options) -> Result<Vec<PathBuf>, Error> {
    let plugin_dirs = &options.plugin_dirs;
    // What the fresh places will hide is opened now, in this mount namespace: later it has no path.
    let executable = open_executable()?;
    let hidden: Vec<Option<OwnedFd>> = plugin_dirs
        .iter()
        .map(|dir| open_if_hidden(dir))
        .collect::<Result<_, _>>()?;
    let shared = options.shared.as_deref().map(open_place).transpose()?;
    let run = open_place(Path::new(RUN))?;
    let kept_settings = open_place(Path::new("/proc/sys/net"))?;

    at("make the file system read-only", "/", |it| {
        mounts::set_read_only(it, true, true)
    })?;
    at("keep devices writable", "/dev", |it| {
        ignore_locked(mounts::set_read_only(it, false, true))
    })?;
    at("keep process files writable", "/proc", |it| {
        ignore_locked(mounts::set_read_only(it, false, false))
    })?;
    protect_settings(&kept_settings)?;
    if !Path::new(CNI_STATE).is_dir() {
        shadow(Path::new("/var/lib"))?;
        at("create", CNI_STATE, |it| io(fs::create_dir(it)))?;
    }
    for place in FRESH {
        let mode = if place == "/tmp" { "1777" } else { "755" };
        at("put a fresh tmpfs on", place, |it| mounts::tmpfs(it, mode))?;
    }
    at("put a fresh tmpfs on", RUN, |it| mounts::tmpfs(it, "755"))?;
    for name in RUN_KEPT {
        bring_back(&run, name)?;
    }
    at("create", "/run/netns", |it| io(fs::create_dir(it)))?;
    at("create", PLUGIN_DIR, |it| io(fs::create_dir_all(it)))?;
    for name in BUNDLED {
        place_executable(&executable, &Path::new(PLUGIN_DIR).join(name))?;
    }
    at("create", OWN_DIR, |it| io(fs::create_dir_all(it)))?;
    place_executable(&executable, &Path::new(OWN_DIR).join("cniscope"))?;
    if let Some(shared) = shared {
        at("create", SHARED_DIR, |it| io(fs::create_dir(it)))?;
        at("show the shared directory", SHARED_DIR, |it| {
            mounts::bind(&path_of(&shared), it)?;
            mounts::set_read_only(it, false, false)
        })?;
    }
    let mut dirs = Vec::new();
    for (number, (dir, fd)) in plugin_dirs.iter().zip(hidden).enumerate() {
        dirs.push(match fd {
            None => dir.clone(),
            Some(fd) => {
                let place = PathBuf::from(format!("/run/cniscope/dirs/{number}"));
                at("create", &place, |it| io(fs::create_dir_all(it)))?;
                at("show the plugin directory", &place, |it| {
                    mounts::bind(&path_of(&fd), it)
                })?;
                place
            }
        });
    }
    Ok(dirs)
}

/// The running program: its file if that is still there, else (it was replaced meanwhile) its bytes.
enum Executable {
    File(OwnedFd),
    Bytes(Vec<u8>),
}

fn open_executable() -> Result<Executable, Error> {
    let running = Path::new("/proc/self/exe");
    // The link itself would lead into the mount namespace of our parent, from which nothing can be bound.
    let file = fs::read_link(running)
        .ok()
        .and_then(|it| open_place(&it).ok());
    let same = |fd: &OwnedFd| {
        use std::os::unix::fs::MetadataExt;
        let key = |it: fs::Metadata| (it.dev(), it.ino());
        fs::metadata(path_of(fd)).ok().map(key) == fs::metadata(running).ok().map(key)
    };
    match file.filter(same) {
        Some(fd) => Ok(Executable::File(fd)),
        None => at("read", running, |it| io(fs::read(it))).map(Executable::Bytes),
    }
}

fn place_executable(executable: &Executable, place: &Path) -> Result<(), Error> {
    match executable {
        Executable::File(fd) => {
            at("create", place, |it| io(fs::write(it, b"")))?;
            at("show the bundled plugin", place, |it| {
                mounts::bind(&path_of(fd), it)
            })
        }
        Executable::Bytes(bytes) => at("write the bundled plugin", place, |it| {
            io(fs::write(it, bytes))?;
            io(fs::set_permissions(it, fs::Permissions::from_mode(0o755)))
        }),
    }
}

/// Only the network's settings can be written: those belong to the sandbox's own namespaces.
fn protect_settings(kept: &OwnedFd) -> Result<(), Error> {
    for path in PROC_READ_ONLY.map(Path::new) {
        if path.exists() {
            at("protect", path, |it| mounts::bind(it, it))?;
            at("protect", path, |it| mounts::set_read_only(it, true, true))?;
        }
    }
    let net = Path::new("/proc/sys/net");
    at("keep the network's settings at", net, |it| {
        mounts::bind(&path_of(kept), it)
    })?;
    at("keep the network's settings writable at", net, |it| {
        ignore_locked(mounts::set_read_only(it, false, false))
    })
}

/// A fresh tmpfs over `dir` in which all old entries are shown again: so that one can be added.
fn shadow(dir: &Path) -> Result<(), Error> {
    let old = open_place(dir)?;
    let names: Vec<_> = at("list", dir, |it| {
        io(fs::read_dir(it).and_then(|it| it.collect::<Result<_, _>>()))
    })?;
    at("put a fresh tmpfs on", dir, |it| mounts::tmpfs(it, "755"))?;
    for name in names {
        bring_back(&old, &name.file_name().to_string_lossy())?;
    }
    Ok(())
}

/// Shows entry `name` (it may have several parts) of the hidden directory again, at its old place.
fn bring_back(old: &OwnedFd, name: &str) -> Result<(), Error> {
    let base = fs::read_link(path_of(old)).unwrap_or_else(|_| PathBuf::from(RUN));
    let (from, place) = (path_of(old).join(name), base.join(name));
    let Ok(meta) = fs::symlink_metadata(&from) else {
        return Ok(());
    }; // not on this system
    if let Some(parent) = place.parent() {
        at("create", parent, |it| io(fs::create_dir_all(it)))?;
    }
    let kind = meta.file_type();
    if kind.is_symlink() {
        let target = at("read", &from, |it| io(fs::read_link(it)))?;
        return at("link", &place, |it| io(symlink(&target, it)));
    }
    if kind.is_socket() || kind.is_fifo() {
        return Ok(());
    }
    if kind.is_dir() {
        at("create", &place, |it| io(fs::create_dir_all(it)))?;
    } else {
        at("create", &place, |it| io(fs::write(it, b"")))?;
    }
    at("show again", &place, |it| mounts::bind(&from, it))
}

fn open_if_hidden(dir: &Path) -> Result<Option<OwnedFd>, Error> {
    let hidden = FRESH
        .iter()
        .chain([&RUN])
        .any(|place| dir.starts_with(place));
    hidden.then(|| open_place(dir)).transpose()
}

fn open_place(path: &Path) -> Result<OwnedFd, Error> {
    at("open", path, |it| {
        open(it, OFlag::O_PATH | OFlag::O_CLOEXEC, Mode::empty())
    })
}

fn path_of(fd: &OwnedFd) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", fd.as_raw_fd()))
}

/// In a container these may be read-only for good, and then they are safe as they are.
fn ignore_locked(result: Result<(), Errno>) -> Result<(), Errno> {
    match result {
        Err(Errno::EPERM) => Ok(()),
        other => other,
    }
}

fn at<T>(
    step: &'static str,
    path: impl AsRef<Path>,
    action: impl FnOnce(&Path) -> Result<T, Errno>,
) -> Result<T, Error> {
    let path = path.as_ref();
    action(path).map_err(|errno| Error::Files {
        step,
        path: path.to_owned(),
        errno,
    })
}

fn io<T>(result: std::io::Result<T>) -> Result<T, Errno> {
    result.map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)))
}
