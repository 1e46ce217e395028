//! Whose a veth pair is: the node's end says so in its alias, as `ip link` shows it, so that GC can tell and people can.

use crate::net::{Handle, Link};
use crate::plugin::Call;
use crate::spec::Error;
use crate::spec::config::Attachment;

/// The kernel takes less than `IFALIASZ` bytes, linux/if.h, the zero byte at the end included.
const LONGEST: usize = 254;

/// The alias of a call's veth pair; none if it would not fit, for one that is cut could be another's.
pub(super) fn of(call: &Call) -> Option<String> {
    let it = &call.environment;
    let alias = written(&call.config.name, &it.ifname, &it.container_id);
    (alias.len() <= LONGEST).then_some(alias)
}

/// None of the three can have a space in it, so no two attachments are written alike.
fn written(network: &str, ifname: &str, container_id: &str) -> String {
    format!("{}{ifname}, id: {container_id}", of_network(network))
}

fn of_network(network: &str) -> String {
    format!("cni net: {network}, if: ")
}

/// Removes the network's veth pairs that belong to none of the valid attachments.
pub(super) fn collect(node: &Handle, network: &str, valid: &[Attachment]) -> Result<(), Error> {
    let start = of_network(network);
    let is_valid = |alias: &str| {
        let mut valid = valid.iter();
        valid.any(|it| alias == written(network, &it.ifname, &it.container_id))
    };
    let is_stale =
        |it: &Link| it.kind == "veth" && it.alias.starts_with(&start) && !is_valid(&it.alias);
    let mut result = Ok(());
    for link in node.links()?.iter().filter(|it| is_stale(it)) {
        result = result.and(super::gone(node.delete_link(link)));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_one_networks_alias_is_of_no_other_network() {
        assert_eq!(written("n", "eth0", "c1"), "cni net: n, if: eth0, id: c1");
        assert!(!written("n2", "eth0", "c1").starts_with(&of_network("n")));
        assert!(!written("n,", "eth0", "c1").starts_with(&of_network("n")));
    }
}
