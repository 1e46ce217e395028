//! The sandbox: a throw-away user, mount and network namespace with a node, pods and a bit of outside.
//!
//! [`Sandbox::new`] turns the calling process into its inside. Everything in it goes with the last
//! process that is in it; nothing needs to be undone.
//!
//! Invariant: nothing on the host is written, but in a directory that the user has asked to share (the learner's own,
//! of lessons). What else a program in the sandbox can write is a tmpfs or belongs to the sandbox's own network
//! namespaces.

mod enter;
mod files;
pub mod named;
mod uplink;
mod world;

use std::path::PathBuf;

pub use enter::{Refused, Restriction, restrictions};
pub use files::{BUNDLED, OWN_DIR, PLUGIN_DIR, SHARED_DIR};
pub use world::{Netns, World};

/// How the sandbox is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Number of pods.
    pub pods: usize,
    /// No user namespace: the rights of root itself. Files are read-only and namespaces throw-away all the same.
    pub privileged: bool,
    /// Directories of plugins on the host that must be visible inside, absolute.
    pub plugin_dirs: Vec<PathBuf>,
    /// A directory of the host that the user has asked to share: it is seen at [`SHARED_DIR`] and can be written there.
    pub shared: Option<PathBuf>,
}

/// The sandbox, seen from inside.
#[derive(Debug)]
pub struct Sandbox {
    /// Node, pods, outside.
    pub world: World,
    /// Where each of [`Options::plugin_dirs`] is inside, in the same order.
    pub plugin_dirs: Vec<PathBuf>,
    /// `rootless`, `root` or `privileged`.
    pub privilege: &'static str,
}

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("sandbox: {step} {}: {errno}", .path.display())]
    Files {
        step: &'static str,
        path: PathBuf,
        errno: nix::errno::Errno,
    },
    #[error("sandbox: {step}: {source}")]
    World {
        step: &'static str,
        source: crate::net::Error,
    },
    #[error("sandbox: {step}: {errno}")]
    Netns {
        step: String,
        errno: nix::errno::Errno,
    },
}

impl Sandbox {
    /// The named sandbox that the calling process is in; it moves to the node's namespace.
    pub fn around_us(options: &Options) -> Result<Sandbox, Error> {
        let world = World::existing()?;
        let hidden = options.plugin_dirs.iter().find(|it| !it.is_dir());
        if let Some(dir) = hidden {
            let (step, path, errno) = (
                "find the plugin directory inside the sandbox",
                dir.clone(),
                nix::errno::Errno::ENOENT,
            );
            return Err(Error::Files { step, path, errno });
        }
        Ok(Sandbox {
            world,
            plugin_dirs: options.plugin_dirs.clone(),
            privilege: "rootless",
        })
    }

    /// Unshares, and builds the sandbox around the calling process, which must have one thread only.
    pub fn new(options: &Options) -> Result<Sandbox, Error> {
        let privilege = match (options.privileged, nix::unistd::geteuid().is_root()) {
            (true, _) => "privileged",
            (false, true) => "root",
            (false, false) => "rootless",
        };
        enter::unshare(options.privileged)?;
        let plugin_dirs = files::build(options)?;
        let world = World::new(options.pods)?;
        Ok(Sandbox {
            world,
            plugin_dirs,
            privilege,
        })
    }
}
