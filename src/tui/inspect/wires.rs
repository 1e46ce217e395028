//! Along a wire: from a link to the one at its other end, or that it stands on, and back.

use super::model::{Model, Pane, Place};
use crate::inspect::model::{End, Link, Namespace, Snapshot};

/// Where a link's wire leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Far {
    /// A link.
    Link(Place),
    /// A link that was not found.
    Lost,
    /// It has no other end.
    None,
}

/// Where the wire of a link leads: to the other end of the pair, else to what it stands on or goes through, else to
/// the first link of another namespace that stands on it.
pub(super) fn far(snapshot: &Snapshot, space: &Namespace, link: &Link) -> Far {
    let ends = [&link.peer, &link.parent, &link.underlay];
    let mut lost = false;
    for end in ends.into_iter().flatten() {
        match place(snapshot, end) {
            Some(place) => return Far::Link(place),
            None => lost = true,
        }
    }
    if lost {
        return Far::Lost;
    }
    match on_top(snapshot, space, link).next() {
        Some((other, it)) => Far::Link(Place {
            inode: other.inode,
            link: Some(it.index),
        }),
        None => Far::None,
    }
}

/// The place of an end, if that is in the snapshot.
fn place(snapshot: &Snapshot, end: &End) -> Option<Place> {
    let (inode, index) = (end.namespace?, end.index?);
    let space = snapshot.namespaces.iter().find(|it| it.inode == inode)?;
    let link = space.links.iter().find(|it| it.index == index)?;
    Some(Place {
        inode,
        link: Some(link.index),
    })
}

/// Links that stand on this one, in whichever namespace.
pub(super) fn on_top<'a>(
    snapshot: &'a Snapshot,
    space: &'a Namespace,
    link: &'a Link,
) -> impl Iterator<Item = (&'a Namespace, &'a Link)> {
    let stands = move |it: &&Link| {
        let ends = [&it.parent, &it.underlay];
        let mut ends = ends.into_iter().flatten();
        ends.any(|it| it.namespace == Some(space.inode) && it.index == Some(link.index))
    };
    let spaces = snapshot.namespaces.iter();
    spaces.flat_map(move |other| other.links.iter().filter(stands).map(move |it| (other, it)))
}

impl Model {
    /// Goes to the other end of the selected link's wire; from a namespace to its links.
    pub(super) fn follow(&mut self) {
        if !self.on_link {
            return self.enter_links();
        }
        let (Some(snapshot), Some(space), Some(link)) =
            (&self.snapshot, self.space(), self.subject())
        else {
            return;
        };
        match far(snapshot, space, link) {
            Far::Link(place) => {
                self.trail.push(self.place());
                self.go_to(place);
            }
            Far::Lost => {
                let name = &link.name;
                let note = format!("where {name} leads was not found: u says what is not shown");
                self.note = Some(note);
            }
            Far::None => {
                let name = &link.name;
                self.note = Some(match link.members.is_empty() {
                    true => format!("{name} has no other end"),
                    false => format!("{name} has no other end: its ports stand below it"),
                });
            }
        }
    }

    /// Goes to the links of the selected namespace.
    pub(super) fn enter_links(&mut self) {
        if self.link().is_none() {
            let title = self.space().map(|it| it.title.clone()).unwrap_or_default();
            self.note = Some(format!("no link of {title} was seen"));
            return;
        }
        self.focus_on(Pane::Links);
    }

    /// Goes back to where the last wire was followed from.
    pub(super) fn back(&mut self) {
        match self.trail.pop() {
            Some(place) => self.go_to(place),
            None => self.note = Some("no wire was followed: f follows one".to_owned()),
        }
    }
}
