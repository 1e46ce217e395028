//! GC, as its list of stages: what belongs to none of the valid attachments goes. One failure does not keep
//! the others from being tried.

use super::{conf, internal, masquerade, spoof};
use crate::net::Handle;
use crate::plugin::{Call, delegate, stage};
use crate::spec::Error;

pub(super) fn gc(call: &Call) -> Result<(), Error> {
    stage("bridge/gc/parse-config");
    let ipam = conf::ipam_type(&call.config.object)?;
    let valid = call.config.valid_attachments()?;
    let mut result = Ok(());
    if !ipam.is_empty() {
        stage("bridge/gc/ipam");
        result = delegate::call(&ipam, "GC", call).map(drop);
    }
    stage("bridge/gc/masquerade");
    result = result.and(masquerade::collect(&call.config.name, &valid));
    stage("bridge/gc/spoof-check");
    let node = Handle::here().map_err(internal)?;
    result.and(spoof::collect(&node))
}
