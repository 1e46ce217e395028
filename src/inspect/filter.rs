//! A part of a snapshot: what was asked for, and where its cables lead.
//!
//! From a link that fits the way goes on to its other end, and from there to what that belongs to or stands on, until
//! there is no more: from a pod's `eth0` to the host's end, to the bridge. What else hangs on the bridge is left out.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use super::model::{Link, NameKind, Namespace, Snapshot, Unseen};
use super::serves;

/// What is asked for: of each sort one must fit, if there are any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `name` or `namespace/name`.
    pub pods: Vec<String>,
    /// Any name of a namespace, its path, its number, the beginning of a container's ID.
    pub namespaces: Vec<String>,
    /// Names of links.
    pub links: Vec<String>,
    /// Addresses, or networks that contain them.
    pub addresses: Vec<String>,
}

/// Nothing fits.
#[derive(Debug, thiserror::Error)]
#[error("nothing fits {0}: `cniscope inspect --all` shows what there is")]
pub struct Nothing(String);

/// So many digits of a container's ID are enough to mean it.
const ENOUGH: usize = 4;

impl Filter {
    /// True if everything is asked for.
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    fn all(&self) -> Vec<String> {
        let lists = [
            ("--pod", &self.pods),
            ("--namespace", &self.namespaces),
            ("--link", &self.links),
            ("--address", &self.addresses),
        ];
        let words = lists
            .iter()
            .flat_map(|(option, list)| list.iter().map(move |it| format!("{option} {it}")));
        words.collect()
    }

    /// Leaves out what was not asked for.
    pub fn apply(&self, snapshot: &mut Snapshot) -> Result<(), Nothing> {
        if self.is_empty() {
            return Ok(());
        }
        let fits: BTreeSet<u64> = snapshot
            .namespaces
            .iter()
            .filter(|it| self.space(it))
            .map(|it| it.inode)
            .collect();
        let whole = self.links.is_empty() && self.addresses.is_empty();
        let mut asked = BTreeSet::new();
        for space in snapshot
            .namespaces
            .iter()
            .filter(|it| fits.contains(&it.inode))
        {
            asked.extend(
                space
                    .links
                    .iter()
                    .filter(|it| self.link(it))
                    .map(|it| (space.inode, it.index)),
            );
        }
        let meant: BTreeSet<u64> = match whole {
            true => fits,
            false => asked.iter().map(|it| it.0).collect(),
        };
        if meant.is_empty() {
            return Err(Nothing(self.all().join(", ")));
        }
        let kept = follow(snapshot, asked);
        let before = snapshot.namespaces.len();
        let is_kept =
            |it: &Namespace| meant.contains(&it.inode) || kept.iter().any(|at| at.0 == it.inode);
        snapshot.namespaces.retain(is_kept);
        for space in &mut snapshot.namespaces {
            space
                .links
                .retain(|it| kept.contains(&(space.inode, it.index)));
            if !meant.contains(&space.inode) {
                reduce(space, &meant);
            }
        }
        let left: BTreeSet<u64> = snapshot.namespaces.iter().map(|it| it.inode).collect();
        snapshot
            .unseen
            .retain(|it| it.namespace.is_none_or(|it| left.contains(&it)));
        snapshot.orphans = super::model::Orphans::default();
        let out = before - snapshot.namespaces.len();
        snapshot.unseen.push(Unseen {
            namespace: None,
            what: format!(
                "{out} more namespaces, and what else stands in those at the ends of cables"
            ),
            why: format!("left out by {}", self.all().join(", ")),
        });
        Ok(())
    }

    fn space(&self, space: &Namespace) -> bool {
        let is_pod = |asked: &String| {
            let mut pods = space.names.iter().filter(|it| it.kind == NameKind::Pod);
            pods.any(|it| it.name == *asked || it.name.rsplit('/').next() == Some(asked))
        };
        let is_named = |asked: &String| {
            let named = space.names.iter().any(|it| {
                let begins = it.kind == NameKind::Container
                    && asked.len() >= ENOUGH
                    && it.name.starts_with(asked.as_str());
                it.name == *asked
                    || begins
                    || (it.kind == NameKind::Mount && it.detail.as_ref() == Some(asked))
            });
            named || *asked == space.inode.to_string() || *asked == format!("net:[{}]", space.inode)
        };
        (self.pods.is_empty() || self.pods.iter().any(is_pod))
            && (self.namespaces.is_empty() || self.namespaces.iter().any(is_named))
    }

    fn link(&self, link: &Link) -> bool {
        let is_named = |asked: &String| link.name == *asked || link.altnames.contains(asked);
        let has = |asked: &String| {
            let network = serves::prefix(asked);
            let mut addresses = link.addresses.iter();
            addresses.any(|it| {
                let own: Option<IpAddr> = serves::prefix(&it.address).map(|it| it.0);
                network
                    .zip(own)
                    .is_some_and(|(network, own)| serves::contains(network, own))
            })
        };
        (self.links.is_empty() || self.links.iter().any(is_named))
            && (self.addresses.is_empty() || self.addresses.iter().any(has))
    }
}

/// The links, and all to which they lead.
fn follow(snapshot: &Snapshot, asked: BTreeSet<(u64, u32)>) -> BTreeSet<(u64, u32)> {
    let all: HashMap<(u64, u32), &Link> = snapshot
        .namespaces
        .iter()
        .flat_map(|space| space.links.iter().map(|it| ((space.inode, it.index), it)))
        .collect();
    let mut kept = BTreeSet::new();
    let mut rest: Vec<(u64, u32)> = asked.into_iter().collect();
    while let Some(at) = rest.pop() {
        let Some(link) = all.get(&at).filter(|_| kept.insert(at)) else {
            continue;
        };
        rest.extend(link.master.iter().map(|it| (at.0, it.index)));
        let ends = [&link.peer, &link.parent, &link.underlay]
            .into_iter()
            .flatten();
        rest.extend(ends.filter_map(|it| Some((it.namespace?, it.index?))));
    }
    kept
}

/// Of a namespace at the end of a cable only what serves those that were asked for.
fn reduce(space: &mut Namespace, meant: &BTreeSet<u64>) {
    space
        .nat
        .retain(|it| it.serves.iter().any(|it| meant.contains(it)));
    space.routes.clear();
    space.rules.clear();
    space.neighbours.clear();
    space.sockets.clear();
    space.attachments.clear();
    space.leases.clear();
    let names: BTreeSet<&str> = space.links.iter().map(|it| it.name.as_str()).collect();
    space.fdb.retain(|it| names.contains(it.device.as_str()));
}
