//! The world inside the sandbox: the node, its pods, and an outside at the end of the node's uplink.
//!
//! ```text
//!   outside 198.51.100.1 ---- uplink 198.51.100.2 node        pod1   pod2 ...
//! ```
//!
//! The addresses are of the blocks that are kept for documentation (RFC 5737, RFC 3849).

use std::fs::{self, File};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use nix::errno::Errno;
use nix::sched::{CloneFlags, setns, unshare};

use super::{Error, uplink};
use crate::sys::mounts;

/// A network namespace of the sandbox.
#[derive(Debug)]
pub struct Netns {
    /// `node`, `pod1`, `outside`.
    pub name: String,
    /// Where it can be opened inside the sandbox.
    pub path: PathBuf,
    /// Inode of the namespace: what tells it from any other.
    pub inode: u64,
    file: File,
}

impl Netns {
    /// A descriptor of the namespace.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// All network namespaces of the sandbox.
#[derive(Debug)]
pub struct World {
    /// The node first, then the pods, then outside.
    pub namespaces: Vec<Netns>,
}

impl World {
    /// The calling process is in the node's namespace, and stays there.
    pub(super) fn new(pods: usize) -> Result<World, Error> {
        let node = name("node")?;
        let mut namespaces = Vec::new();
        for pod in (1..=pods)
            .map(|number| format!("pod{number}"))
            .chain(["outside".to_owned()])
        {
            namespaces.push(make(&pod, node.fd())?);
        }
        namespaces.insert(0, node);
        let world = World { namespaces };
        uplink::make(world.outside())?;
        Ok(world)
    }

    /// The namespaces of the named sandbox that the calling process is in; it moves to the node's.
    pub(super) fn existing() -> Result<World, Error> {
        let mut namespaces = Vec::new();
        let pods = (1..)
            .map(|number| format!("pod{number}"))
            .take_while(|it| path_of(it).exists());
        for name in std::iter::once("node".to_owned())
            .chain(pods)
            .chain(["outside".to_owned()])
        {
            namespaces.push(open(&name)?);
        }
        let world = World { namespaces };
        let entered = setns(world.node().fd(), CloneFlags::CLONE_NEWNET);
        entered.map_err(|errno| failed("enter network namespace", "node", errno))?;
        Ok(world)
    }

    /// The node.
    pub fn node(&self) -> &Netns {
        &self.namespaces[0]
    }

    /// The pods, in order.
    pub fn pods(&self) -> &[Netns] {
        &self.namespaces[1..self.namespaces.len() - 1]
    }

    /// Outside.
    pub fn outside(&self) -> &Netns {
        &self.namespaces[self.namespaces.len() - 1]
    }

    /// The name of the namespace with this inode.
    pub fn name_of(&self, inode: u64) -> Option<&str> {
        self.namespaces
            .iter()
            .find(|it| it.inode == inode)
            .map(|it| it.name.as_str())
    }
}

fn make(name: &str, node: BorrowedFd<'_>) -> Result<Netns, Error> {
    unshare(CloneFlags::CLONE_NEWNET)
        .map_err(|errno| failed("create network namespace", name, errno))?;
    let made = self::name(name);
    setns(node, CloneFlags::CLONE_NEWNET)
        .map_err(|errno| failed("go back from network namespace", name, errno))?;
    made
}

/// Names the namespace that the calling thread is in, as `ip netns` does, and opens it.
fn name(name: &str) -> Result<Netns, Error> {
    let path = path_of(name);
    let named = fs::write(&path, b"").map_err(|error| errno_of(&error));
    named
        .and_then(|()| mounts::bind("/proc/self/ns/net".as_ref(), &path))
        .map_err(|errno| failed("name network namespace", name, errno))?;
    open(name)
}

fn open(name: &str) -> Result<Netns, Error> {
    let path = path_of(name);
    let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.ino(), file)));
    let (inode, file) =
        opened.map_err(|error| failed("open network namespace", name, errno_of(&error)))?;
    Ok(Netns {
        name: name.to_owned(),
        path,
        inode,
        file,
    })
}

fn path_of(name: &str) -> PathBuf {
    PathBuf::from(format!("/run/netns/{name}"))
}

fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO))
}

fn failed(step: &str, name: &str, errno: Errno) -> Error {
    Error::Netns {
        step: format!("{step} {name}"),
        errno,
    }
}
