//! STATUS, as its list of stages: could an ADD succeed?

use nix::errno::Errno;

use super::conf::Conf;
use crate::net::Handle;
use crate::plugin::{Call, delegate, stage};
use crate::spec::Error;

pub(super) fn status(call: &Call) -> Result<(), Error> {
    stage("bridge/status/parse-config");
    let conf = Conf::read(call)?;
    conf.check_for_add()?;
    stage("bridge/status/check-bridge");
    let node = Handle::here()?;
    match node.link(&conf.bridge) {
        Ok(link) if link.kind != "bridge" => {
            let text = format!("{:?} is there but is not a bridge", conf.bridge);
            return Err(Error::new(Error::NOT_AVAILABLE, text));
        }
        Err(error) if error.errno != Errno::ENODEV => return Err(error.into()),
        _ => {} // it is a bridge, or ADD will make one
    }
    if !conf.is_layer3() {
        return Ok(());
    }
    stage("bridge/status/ipam");
    delegate::call(&conf.ipam, "STATUS", call).map(drop)
}
