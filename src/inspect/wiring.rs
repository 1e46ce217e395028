//! Which link is the other end of which, across namespaces.
//!
//! A link refers to another one by that one's number (ifindex) and by the number that its own namespace has for the
//! other's namespace (nsid). An ifindex says nothing across namespaces: they all count from 1. So the nsid is resolved
//! by asking, in the one namespace, for its number of each candidate; the ifindexes only tell whom to ask first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::find::Found;
use super::look::{each, go, raw};
use super::model::{End, Link, Namespace, Unseen};

/// A link: its namespace and number there.
type At = (u64, u32);

/// Numbers of namespaces in each namespace.
type Numbers = BTreeMap<(u64, i64), u64>;

/// Names the ends of all links. What leads out of sight is told.
pub(super) fn resolve(namespaces: &mut [Namespace], found: &Found) -> Vec<Unseen> {
    let numbers = numbers(namespaces, found);
    let names: HashMap<At, String> = namespaces
        .iter()
        .flat_map(|space| {
            space
                .links
                .iter()
                .map(|it| ((space.inode, it.index), it.name.clone()))
        })
        .collect();
    let mut unseen = Vec::new();
    for space in namespaces {
        let inode = space.inode;
        let mut lost = BTreeSet::new();
        for link in &mut space.links {
            for end in [&mut link.peer, &mut link.parent, &mut link.underlay]
                .into_iter()
                .flatten()
            {
                end.namespace = match end.nsid {
                    None => Some(inode),
                    Some(nsid) => numbers.get(&(inode, nsid)).copied(),
                };
                match end.namespace {
                    Some(place) => {
                        end.name = end.index.and_then(|it| names.get(&(place, it)).cloned());
                    }
                    None => {
                        lost.insert(link.name.clone());
                    }
                }
            }
        }
        if !lost.is_empty() {
            let lost: Vec<String> = lost.into_iter().collect();
            let why = "the namespace was not found: it is hidden, or held only by what was not looked for";
            unseen.push(Unseen {
                namespace: Some(inode),
                what: format!("where {} lead", lost.join(", ")),
                why: why.to_owned(),
            });
        }
    }
    unseen
}

fn ends(link: &Link) -> impl Iterator<Item = &End> {
    [&link.peer, &link.parent, &link.underlay]
        .into_iter()
        .flatten()
}

/// Resolves the numbers that links use.
fn numbers(namespaces: &[Namespace], found: &Found) -> Numbers {
    // A veth end of number i whose other end is j: the other one says the same the other way round.
    let mut mirrored: HashMap<(u32, u32), Vec<u64>> = HashMap::new();
    let mut by_links: Vec<(usize, u64)> = Vec::new();
    for space in namespaces {
        for link in &space.links {
            if let Some(index) = link.peer.as_ref().and_then(|it| it.index) {
                mirrored
                    .entry((index, link.index))
                    .or_default()
                    .push(space.inode);
            }
        }
        by_links.push((space.links.len(), space.inode));
    }
    // A namespace with many links is more likely to have the other ends.
    by_links.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
    let resolved = each(namespaces.len(), |number| {
        let space = &namespaces[number];
        let mut wanted: BTreeSet<i64> = space
            .links
            .iter()
            .flat_map(ends)
            .filter_map(|it| it.nsid)
            .collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let likely = space.links.iter().flat_map(|link| {
            let index = link.peer.as_ref().filter(|it| it.nsid.is_some())?.index?;
            mirrored.get(&(link.index, index))
        });
        let others = by_links.iter().map(|it| it.1);
        ask(
            space.inode,
            &mut wanted,
            likely.flatten().copied().chain(others),
            found,
        )
    });
    resolved.into_iter().flat_map(|it| it.1).collect()
}

/// Asks in a namespace for its numbers of the candidates, until all that are wanted are known.
fn ask(
    inode: u64,
    wanted: &mut BTreeSet<i64>,
    candidates: impl Iterator<Item = u64>,
    found: &Found,
) -> Vec<((u64, i64), u64)> {
    let mut known = Vec::new();
    let mut asked = BTreeSet::new();
    let Some(Ok(mut look)) = found
        .namespaces
        .get(&inode)
        .map(|it| go(inode, it, found.own))
    else {
        return known; // gone meanwhile
    };
    for candidate in candidates {
        if wanted.is_empty() {
            break;
        }
        if !asked.insert(candidate) {
            continue;
        }
        let fd = found.namespaces.get(&candidate).and_then(raw);
        let nsid = fd.and_then(|fd| look.number_of(fd).ok().flatten());
        if let Some(nsid) = nsid.filter(|it| wanted.remove(it)) {
            known.push(((inode, nsid), candidate));
        }
    }
    known
}
