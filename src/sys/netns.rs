//! Network namespaces of the calling thread: going into one and back. setns(2), network_namespaces(7).

use std::fs::{File, OpenOptions};
use std::marker::PhantomData;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::sched::{CloneFlags, setns};
use nix::sys::statfs::{FsType, fstatfs};

/// `NSFS_MAGIC` and `PROC_SUPER_MAGIC` of `linux/magic.h`: where namespace files live. Kernels before 3.19
/// kept them in procfs.
const NAMESPACE_FILES: [FsType; 2] = [FsType(0x6e73_6673), FsType(0x9fa0)];

/// A network namespace that has been opened and is known to be one.
#[derive(Debug)]
pub struct Netns(File);

/// The thread is in another namespace for as long as this lives.
#[derive(Debug)]
pub struct Inside {
    home: File,
    _stays_on_its_thread: PhantomData<*const ()>,
}

impl Netns {
    /// Opens the file. EINVAL: it is there, but no namespace.
    pub fn open(path: &Path) -> Result<Netns, Errno> {
        // A pipe is no namespace either, and to open one would wait for its writer, fifo(7).
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
            .open(path)
            .map_err(|error| errno(&error))?;
        let magic = fstatfs(&file)?.filesystem_type();
        if NAMESPACE_FILES.contains(&magic) {
            Ok(Netns(file))
        } else {
            Err(Errno::EINVAL)
        }
    }

    /// Another descriptor of the namespace.
    pub fn again(fd: BorrowedFd<'_>) -> Result<Netns, Errno> {
        fd.try_clone_to_owned()
            .map(|it| Netns(it.into()))
            .map_err(|error| errno(&error))
    }

    /// The namespace of the calling thread.
    pub fn current() -> Result<Netns, Errno> {
        File::open("/proc/thread-self/ns/net")
            .map(Netns)
            .map_err(|error| errno(&error))
    }

    /// Moves the calling thread into the namespace until the guard is dropped.
    pub fn enter(&self) -> Result<Inside, Errno> {
        let Netns(home) = Netns::current()?;
        setns(self.0.as_fd(), CloneFlags::CLONE_NEWNET)?;
        Ok(Inside {
            home,
            _stays_on_its_thread: PhantomData,
        })
    }

    /// Moves the calling thread into the namespace for good.
    pub fn stay(&self) -> Result<(), Errno> {
        setns(self.0.as_fd(), CloneFlags::CLONE_NEWNET)
    }

    /// True if both are the same namespace.
    pub fn is(&self, other: &Netns) -> Result<bool, Errno> {
        let key = |it: &Netns| {
            it.0.metadata()
                .map(|it| (it.dev(), it.ino()))
                .map_err(|error| errno(&error))
        };
        Ok(key(self)? == key(other)?)
    }

    /// The descriptor, as IFLA_NET_NS_FD wants it.
    pub fn fd(&self) -> std::os::fd::RawFd {
        use std::os::fd::AsRawFd;
        self.0.as_raw_fd()
    }
}

impl From<Netns> for std::os::fd::OwnedFd {
    fn from(netns: Netns) -> Self {
        netns.0.into()
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        // Going home needs no right that was not needed to leave; if it fails all the same the thread must
        // not go on in the wrong namespace.
        if setns(self.home.as_fd(), CloneFlags::CLONE_NEWNET).is_err() {
            std::process::abort();
        }
    }
}

fn errno(error: &std::io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_namespace_is_told_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        for (path, errno) in [
            (pipe.as_path(), Errno::EINVAL),
            (Path::new("/etc/passwd"), Errno::EINVAL),
            (Path::new("/dev/null"), Errno::EINVAL),
            (directory.path(), Errno::EINVAL),
            (&directory.path().join("nowhere"), Errno::ENOENT),
        ] {
            assert_eq!(Netns::open(path).unwrap_err(), errno, "{}", path.display());
        }
        assert!(Netns::open(Path::new("/proc/self/ns/net")).is_ok());
    }
}
