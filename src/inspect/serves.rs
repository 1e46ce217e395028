//! Which rule of address translation serves which namespace: by the address, among those that are wired to the rule's
//! own namespace. Addresses alone would mix up two hosts on one machine that use the same network.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::model::Namespace;

/// Adds to each rule the namespaces that have one of its addresses.
pub(super) fn join(namespaces: &mut [Namespace]) {
    let addresses: BTreeMap<u64, Vec<IpAddr>> = namespaces
        .iter()
        .map(|space| (space.inode, space.links.iter().flat_map(|it| &it.addresses)))
        .map(|(inode, all)| {
            (
                inode,
                all.filter_map(|it| prefix(&it.address))
                    .map(|it| it.0)
                    .collect(),
            )
        })
        .collect();
    for space in namespaces {
        let wired = wired(space);
        for nat in &mut space.nat {
            let sources = nat.sources.iter().filter_map(|it| prefix(it));
            let target = nat.to.as_deref().and_then(host).map(|it| (it, 128));
            let prefixes: Vec<(IpAddr, u32)> = match nat.kind.as_str() {
                "dnat" => target.into_iter().collect(),
                _ => sources.collect(),
            };
            let serves = wired.iter().filter(|inode| {
                let mut of_it = addresses.get(inode).into_iter().flatten();
                of_it.any(|it| prefixes.iter().any(|prefix| contains(*prefix, *it)))
            });
            nat.serves = serves.copied().collect();
        }
    }
}

/// The namespaces at the other ends of a namespace's links.
pub(super) fn wired(space: &Namespace) -> BTreeSet<u64> {
    let ends = space.links.iter().flat_map(|it| [&it.peer, &it.parent]);
    let mut wired: BTreeSet<u64> = ends.flatten().filter_map(|it| it.namespace).collect();
    wired.remove(&space.inode);
    wired
}

/// The host of `10.22.0.2:80` and `[fd00::2]:80`.
fn host(target: &str) -> Option<IpAddr> {
    let text = match target.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None if target.matches(':').count() == 1 => target.split(':').next()?,
        None => target,
    };
    text.parse().ok()
}

/// An address with the length of its prefix, which is the whole of it if none is said.
pub(super) fn prefix(text: &str) -> Option<(IpAddr, u32)> {
    match text.split_once('/') {
        Some((address, length)) => Some((address.parse().ok()?, length.parse().ok()?)),
        None => Some((text.parse().ok()?, 128)),
    }
}

/// True if the network contains the address.
pub(super) fn contains((network, length): (IpAddr, u32), address: IpAddr) -> bool {
    let same = |one: u128, other: u128, bits: u32| {
        let kept = length.min(bits);
        kept == 0 || (one ^ other) >> (bits - kept) == 0
    };
    match (network, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            same(one.to_bits().into(), other.to_bits().into(), 32)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits(), other.to_bits(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_the_networks_that_contain_it() {
        let address = |it: &str| it.parse::<IpAddr>().unwrap();
        for (network, inside, outside) in [
            ("10.22.0.0/16", "10.22.255.1", "10.23.0.1"),
            ("10.22.0.2", "10.22.0.2", "10.22.0.3"),
            ("0.0.0.0/0", "192.0.2.1", "fd00::1"),
            ("fd00::/8", "fd12::1", "fe80::1"),
        ] {
            let network = prefix(network).unwrap();
            assert!(contains(network, address(inside)), "{network:?}");
            assert!(!contains(network, address(outside)), "{network:?}");
        }
    }

    #[test]
    fn the_host_of_a_target() {
        for (target, expected) in [
            ("10.22.0.2:80", Some("10.22.0.2")),
            ("10.22.0.2", Some("10.22.0.2")),
            ("[fd00::2]:80", Some("fd00::2")),
            ("fd00::2", Some("fd00::2")),
            (":80", None),
        ] {
            assert_eq!(host(target), expected.map(|it| it.parse().unwrap()));
        }
    }
}
