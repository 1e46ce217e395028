//! GC, as its list of stages: what belongs to none of the valid attachments goes. But for a link that stays, one
//! failure does not keep the others from being tried.

use super::{alias, conf, masquerade, spoof};
use crate::net::Handle;
use crate::plugin::{Call, delegate, stage};
use crate::spec::Error;

pub(super) fn gc(call: &Call) -> Result<(), Error> {
    stage("bridge/gc/parse-config");
    let ipam = conf::ipam_type(&call.config.object)?;
    let valid = call.config.valid_attachments()?;
    stage("bridge/gc/delete-veth");
    let node = Handle::here()?;
    // As in DEL: as long as an interface is there its address must not be given to another.
    alias::collect(&node, &call.config.name, &valid)?;
    let mut result = Ok(());
    if !ipam.is_empty() {
        stage("bridge/gc/ipam");
        result = delegate::call(&ipam, "GC", call).map(drop);
    }
    stage("bridge/gc/masquerade");
    result = result.and(masquerade::collect(&call.config.name, &valid));
    stage("bridge/gc/spoof-check");
    result.and(spoof::collect(&node))
}
