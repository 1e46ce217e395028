//! The bridge plugin: a bridge in the node, and a veth pair that plugs the container into it.
//!
//! ```text
//!   node:  cni0 (bridge, gateway address) -- vethXXXXXXXX ---- eth0 (address, routes)  :pod
//! ```
//!
//! An ADD that fails takes everything of the attachment away again; the bridge belongs to the node and stays.

mod add;
mod alias;
mod check;
mod conf;
mod container;
mod del;
mod gateway;
mod gc;
mod masquerade;
mod spoof;
mod status;
mod undo;
mod veth;
mod vlan;

use super::{Call, Plugin};
use crate::spec::{CniResult, Error};

/// The plugin.
#[derive(Debug)]
pub(super) struct Bridge;

impl Plugin for Bridge {
    fn name(&self) -> &'static str {
        "bridge"
    }

    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        add::add(call)
    }

    fn check(&self, call: &Call) -> Result<(), Error> {
        check::check(call)
    }

    fn del(&self, call: &Call) -> Result<(), Error> {
        del::del(call)
    }

    fn status(&self, call: &Call) -> Result<(), Error> {
        status::status(call)
    }

    fn gc(&self, call: &Call) -> Result<(), Error> {
        gc::gc(call)
    }
}

/// A link that is gone already need not be removed.
fn gone(result: Result<(), crate::net::Error>) -> Result<(), Error> {
    match result {
        Err(error) if error.errno != nix::errno::Errno::ENODEV => Err(error.into()),
        _ => Ok(()),
    }
}
