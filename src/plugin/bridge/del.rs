//! DEL, as its list of stages. What is gone already is no error.

use std::path::Path;

use nix::errno::Errno;

use super::conf;
use super::internal;
use crate::net::Handle;
use crate::plugin::{Call, delegate, loopback, stage};
use crate::spec::{Args, Error};
use crate::sys::netns::Netns;

pub(super) fn del(call: &Call) -> Result<(), Error> {
    stage("bridge/del/parse-config");
    // Keys that only ADD serves do not matter here: what was made must go.
    let ipam = conf::ipam_type(&call.config.object)?;
    Args::parse(&call.environment.args, &["MAC"])?;
    delete_veth(call)?;
    if !ipam.is_empty() {
        stage("bridge/del/ipam");
        delegate::call(&ipam, "DEL", call)?;
    }
    Ok(())
}

fn delete_veth(call: &Call) -> Result<(), Error> {
    let path = &call.environment.netns;
    if path.is_empty() {
        return Ok(()); // the namespace is gone, and the link with it
    }
    let netns = match Netns::open(Path::new(path)) {
        Ok(netns) => netns,
        Err(Errno::ENOENT) => return Ok(()),
        Err(errno) => return Err(loopback::cannot_open(path, errno)),
    };
    stage("bridge/del/delete-veth");
    let pod = Handle::inside(&netns).map_err(internal)?;
    match pod.link(&call.environment.ifname) {
        Ok(link) => pod.delete_link(&link).map_err(internal),
        Err(error) if error.errno == Errno::ENODEV => Ok(()),
        Err(error) => Err(internal(error)),
    }
}
