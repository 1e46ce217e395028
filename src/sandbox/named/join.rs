//! Going into a named sandbox, for good.

use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;
use nix::sched::{CloneFlags, setns};

use super::{Error, Info};

/// The variable that says in which sandbox a process is.
pub const VARIABLE: &str = "CNISCOPE_SANDBOX";

/// Where to go.
#[derive(Debug, Clone, Copy)]
pub struct Join<'a> {
    /// The sandbox.
    pub info: &'a Info,
    /// The network namespace in it.
    pub netns: &'a str,
}

/// Moves the calling process, which must have one thread only, into the sandbox. It is root there.
pub fn join(to: Join<'_>) -> Result<(), Error> {
    let failed = |step: &'static str| {
        let name = to.info.name.clone();
        move |errno| Error::Join { name, step, errno }
    };
    let directory = std::env::current_dir().ok();
    let open = |path: String| {
        File::open(path).map_err(|it| Errno::from_raw(it.raw_os_error().unwrap_or(libc::EIO)))
    };
    let of_keeper = |kind: &str| open(format!("/proc/{}/ns/{kind}", to.info.pid));
    let user = of_keeper("user").map_err(failed("open its user namespace"))?;
    let mounts = of_keeper("mnt").map_err(failed("open its mount namespace"))?;
    // Entering the one that one is in already is an error, setns(2): that of --privileged.
    if !is_ours(to.info.pid) {
        setns(user.as_fd(), CloneFlags::CLONE_NEWUSER)
            .map_err(failed("enter its user namespace"))?;
    }
    setns(mounts.as_fd(), CloneFlags::CLONE_NEWNS).map_err(failed("enter its mount namespace"))?;
    let netns = open(format!("/run/netns/{}", to.netns))
        .map_err(failed("open the network namespace in it"))?;
    setns(netns.as_fd(), CloneFlags::CLONE_NEWNET)
        .map_err(failed("enter the network namespace in it"))?;
    // Entering a mount namespace leads to its root; the user's directory is there too, unless it is hidden.
    if let Some(directory) = directory {
        let _ = std::env::set_current_dir(directory);
    }
    Ok(())
}

/// True if the process is in our user namespace.
fn is_ours(pid: i32) -> bool {
    let inode = |path: &str| std::fs::metadata(path).map(|it| it.ino()).ok();
    let own = inode("/proc/self/ns/user");
    own.is_some() && own == inode(&format!("/proc/{pid}/ns/user"))
}

/// The sandbox that this process is in, if it is in one.
pub fn current() -> Option<String> {
    let name = std::env::var(VARIABLE).ok()?;
    Path::new(crate::sandbox::PLUGIN_DIR)
        .is_dir()
        .then_some(name)
}
