//! What a verb is given, and the namespace that it is to work in.

use std::path::Path;

use nix::errno::Errno;

use crate::net::Handle;
use crate::spec::{Config, Environment, Error};
use crate::sys::netns::Netns;

/// A call of a plugin: what the runtime has handed over, validated.
#[derive(Debug)]
pub struct Call {
    /// The CNI variables.
    pub environment: Environment,
    /// The network configuration.
    pub config: Config,
    /// The configuration as it came, for plugins that hand it on.
    pub stdin: Vec<u8>,
}

impl Call {
    /// The container's namespace.
    pub fn netns(&self) -> Result<Netns, Error> {
        self.open().map_err(|errno| self.cannot_open(errno))
    }

    /// The container's namespace; none if it is gone, or if the runtime does not know it any more, as at DEL.
    pub fn netns_if_there(&self) -> Result<Option<Netns>, Error> {
        match self.open() {
            Ok(netns) => Ok(Some(netns)),
            Err(Errno::ENOENT) => Ok(None), // so is an empty path
            Err(errno) => Err(self.cannot_open(errno)),
        }
    }

    /// A socket in the container's namespace.
    pub fn pod(&self) -> Result<Handle, Error> {
        Ok(Handle::inside(&self.netns()?)?)
    }

    fn open(&self) -> Result<Netns, Errno> {
        Netns::open(Path::new(&self.environment.netns))
    }

    fn cannot_open(&self, errno: Errno) -> Error {
        let path = &self.environment.netns;
        let why = if errno == Errno::EINVAL {
            "it is not a network namespace".to_owned()
        } else {
            errno.to_string()
        };
        Error::internal(format!("failed to open netns {path:?}: {why}"))
    }
}
