//! The tree: each namespace once, where its cable leads; what hangs on a link stands below it.
//!
//! ```text
//! host (212 processes)
//! ├─ cni0 bridge 10.22.0.1/16 (3 ports, masquerade for 10.22.0.0/16)
//! │  └─ veth1a2b ─── eth0 10.22.0.2/16 in pod default/web (containerd 4c1e0b…, nginx)
//! └─ ens3 10.0.0.5/24
//! ```

use std::collections::HashSet;

use super::{Looks, words};
use crate::event::escape;
use crate::inspect::model::{End, Link, Namespace, Snapshot};

mod below;
mod print;

use print::Node;

/// Cables are followed so deep; each namespace is drawn once, so only a very long chain reaches it.
const DEEPEST: usize = 64;

/// Draws the snapshot.
pub fn tree(snapshot: &Snapshot, looks: Looks) -> String {
    let mut drawer = Drawer {
        looks,
        spaces: snapshot
            .namespaces
            .iter()
            .map(|it| (it.inode, it))
            .collect(),
        drawn: HashSet::new(),
        ends: HashSet::new(),
    };
    let mut text = String::new();
    let mut quiet = 0;
    for space in &snapshot.namespaces {
        if drawer.drawn.contains(&space.inode) {
            continue;
        }
        let hidden = snapshot
            .unseen
            .iter()
            .any(|it| it.namespace == Some(space.inode));
        if !looks.all && !hidden && is_quiet(space) {
            quiet += 1;
            continue;
        }
        let node = Node {
            text: words::namespace(space),
            below: drawer.inside(space, 0),
        };
        text.push_str(&print::print(&node, looks.ascii));
    }
    if quiet > 0 {
        let plural = if quiet == 1 {
            "namespace"
        } else {
            "namespaces"
        };
        text.push_str(&format!(
            "{quiet} more {plural} with nothing but lo (--all shows them)\n"
        ));
    }
    text.push_str(&below::rest(snapshot));
    text
}

/// True of a namespace with nothing but its own loopback.
pub(crate) fn is_quiet(space: &Namespace) -> bool {
    space
        .links
        .iter()
        .all(|it| it.kind == "loopback" || words_nothing(it))
        && space.sockets.is_empty()
        && space.attachments.is_empty()
}

/// Tunnels that every namespace has as soon as the module is loaded: `tunl0`, `sit0`; down and without an address.
fn words_nothing(link: &Link) -> bool {
    let fallback = [
        "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "ip6gre0",
    ];
    fallback.contains(&link.name.as_str()) && link.addresses.is_empty() && !link.has("up")
}

struct Drawer<'a> {
    looks: Looks,
    spaces: below::Spaces<'a>,
    drawn: HashSet<u64>,
    /// Ends of cables that stand in the tree already, with their namespace.
    ends: HashSet<(u64, u32)>,
}

impl<'a> Drawer<'a> {
    /// What stands in a namespace: bridges and the like first, then what belongs to nothing, `lo` last.
    fn inside(&mut self, space: &'a Namespace, depth: usize) -> Vec<Node> {
        self.drawn.insert(space.inode);
        let mut nodes = Vec::new();
        let rank = |it: &Link| (it.kind == "loopback", it.members.is_empty(), it.index);
        let mut links: Vec<&Link> = space
            .links
            .iter()
            .filter(|it| it.master.is_none())
            .collect();
        links.sort_by_key(|it| rank(it));
        for link in links {
            let is_lo =
                link.kind == "loopback" && link.addresses.iter().all(|it| it.scope == "host");
            let says_nothing = is_lo || words_nothing(link);
            let is_drawn = self.ends.contains(&(space.inode, link.index))
                || self.will_stand_on_another(space, link);
            if is_drawn || (says_nothing && !self.looks.all) {
                continue;
            }
            nodes.push(self.link(space, link, depth));
        }
        nodes.extend(below::of_namespace(space, &self.spaces, self.looks));
        nodes
    }

    fn link(&mut self, space: &'a Namespace, link: &'a Link, depth: usize) -> Node {
        let mut node = Node {
            text: words::link(link),
            below: Vec::new(),
        };
        if link.kind == "bridge" || !link.members.is_empty() {
            node.text.push_str(&below::of_master(space, link));
        }
        if let Some(peer) = &link.peer {
            self.cable(space, link, peer, &mut node, depth);
        }
        if let Some(end) = link.parent.as_ref().filter(|it| it.nsid.is_some()) {
            node.text.push_str(&format!(", on {}", self.far(end)));
        }
        if let Some(end) = link.underlay.as_ref().filter(|it| it.nsid.is_some()) {
            node.text.push_str(&format!(", through {}", self.far(end)));
        }
        let members: Vec<&Link> = space.links.iter().filter(|it| is_of(it, link)).collect();
        for member in members {
            if !self.ends.contains(&(space.inode, member.index)) {
                node.below.push(self.link(space, member, depth));
            }
        }
        node.below.extend(self.stands_on(space, link, depth));
        node
    }

    /// Links of other namespaces that stand on this one: a pod's macvlan.
    fn stands_on(&mut self, space: &'a Namespace, link: &Link, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let others: Vec<&'a Namespace> = self
            .spaces
            .values()
            .filter(|it| it.inode != space.inode)
            .copied()
            .collect();
        for other in others {
            let on_it = |it: &&Link| {
                let parent = it.parent.as_ref();
                parent.is_some_and(|it| {
                    it.namespace == Some(space.inode) && it.index == Some(link.index)
                })
            };
            for upper in other.links.iter().filter(on_it) {
                self.ends.insert((other.inode, upper.index));
                let text = format!("{} in {}", words::link(upper), words::namespace(other));
                let below = self.go_on(other, depth);
                nodes.push(Node { text, below });
            }
        }
        nodes
    }

    /// True of a link that is drawn below the link of another namespace on which it stands.
    fn will_stand_on_another(&self, space: &Namespace, link: &Link) -> bool {
        let place = link.parent.as_ref().and_then(|it| it.namespace);
        place.is_some_and(|it| it != space.inode && self.drawn.contains(&it))
    }

    fn cable(
        &mut self,
        space: &'a Namespace,
        link: &Link,
        end: &End,
        node: &mut Node,
        depth: usize,
    ) {
        let line = if self.looks.ascii { "---" } else { "───" };
        self.ends.insert((space.inode, link.index));
        let there = end.namespace.and_then(|it| self.spaces.get(&it).copied());
        let far = there.and_then(|it| it.links.iter().find(|it| Some(it.index) == end.index));
        let (Some(there), Some(far)) = (there, far) else {
            node.text.push_str(&format!(" {line} {}", self.far(end)));
            return;
        };
        let known = !self.ends.insert((there.inode, far.index));
        let place = match there.inode == space.inode {
            true => "here".to_owned(),
            false => format!("in {}", words::namespace(there)),
        };
        node.text
            .push_str(&format!(" {line} {} {place}", words::link(far)));
        if let Some(master) = far.master.as_ref().and_then(|it| it.name.as_deref()) {
            node.text.push_str(&format!(", port of {}", escape(master)));
        }
        if link.mtu != far.mtu {
            node.text
                .push_str(&format!(" ! mtu {} here, {} there", link.mtu, far.mtu));
        }
        if !known && there.inode != space.inode {
            node.below.extend(self.go_on(there, depth));
        }
    }

    /// The rest of a namespace that a cable has led to, the first time.
    fn go_on(&mut self, space: &'a Namespace, depth: usize) -> Vec<Node> {
        if depth >= DEEPEST || self.drawn.contains(&space.inode) {
            return Vec::new();
        }
        self.inside(space, depth + 1)
    }

    fn far(&self, end: &End) -> String {
        let there = end.namespace.and_then(|it| self.spaces.get(&it));
        let name = end
            .name
            .as_deref()
            .map_or_else(|| "a link that is gone".to_owned(), escape);
        match (there, end.index) {
            (Some(it), Some(_)) => format!("{name} in {}", words::namespace(it)),
            (Some(it), None) => words::namespace(it),
            (None, _) => "(in a namespace that was not found)".to_owned(),
        }
    }
}

fn is_of(member: &Link, master: &Link) -> bool {
    member
        .master
        .as_ref()
        .is_some_and(|it| it.index == master.index)
}
