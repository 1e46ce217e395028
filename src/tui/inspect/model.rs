//! What is shown of a host, and what is selected in it.
//!
//! A selection is a number: of a namespace, and of a link in it. So it survives a new look at the host.

use std::collections::{HashMap, HashSet};

use crate::inspect::model::{Link, Namespace, Snapshot};
use crate::inspect::render::is_quiet;
use crate::tui::model::Prompt;
use crate::tui::theme::Theme;

/// A part of the screen that can be moved in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Namespaces,
    Links,
    Wiring,
    Details,
}

impl Pane {
    pub(super) const ALL: [Pane; 4] = [Pane::Namespaces, Pane::Links, Pane::Wiring, Pane::Details];
}

/// What lies over the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlay {
    Help,
    /// What was not seen, and records of what is not there.
    Unseen,
}

/// What a key asks of the world outside of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    Look,
    Copy(String),
    Redraw,
    Quit,
}

/// A namespace, or a link in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) inode: u64,
    pub(super) link: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Model {
    /// Nothing until the first look is over.
    pub(super) snapshot: Option<Snapshot>,
    /// Namespaces of which something was not seen.
    hidden: HashSet<u64>,
    /// Counts the looks, so that nothing is drawn from an old one.
    pub(super) looks: u64,
    /// A look is going on.
    pub(super) looking: bool,
    /// Also namespaces with nothing but `lo`.
    pub(super) all: bool,
    /// The selected namespace, and the link that is selected in it.
    pub(super) at: Place,
    /// True if it is the link that the details are about.
    pub(super) on_link: bool,
    /// Where wires were followed from.
    pub(super) trail: Vec<Place>,
    pub(super) word: Option<String>,
    /// The details are to be scrolled to the word.
    pub(super) seek: bool,
    pub(super) prompt: Option<Prompt>,
    pub(super) focus: Pane,
    /// Where there is room for one of the two, the wiring in place of the details.
    pub(super) wiring_first: bool,
    pub(super) zoomed: bool,
    /// First line that is shown, by pane.
    pub(super) lines: [usize; 4],
    pub(super) overlay: Option<Overlay>,
    pub(super) overlay_line: usize,
    pub(super) note: Option<String>,
    /// The texts that take long to make: kept until something that they depend on changes.
    pub(super) pages: super::view::Pages,
    pub(super) theme: Theme,
    pub(super) size: (u16, u16),
}

impl Model {
    pub(super) fn new(all: bool, theme: Theme, size: (u16, u16)) -> Model {
        Model {
            snapshot: None,
            hidden: HashSet::new(),
            looks: 0,
            looking: true,
            all,
            at: Place::default(),
            on_link: false,
            trail: Vec::new(),
            word: None,
            seek: false,
            prompt: None,
            focus: Pane::Namespaces,
            wiring_first: false,
            zoomed: false,
            lines: [0; 4],
            overlay: None,
            overlay_line: 0,
            note: None,
            pages: super::view::Pages::default(),
            theme,
            size,
        }
    }

    /// The namespaces that are listed. One that could not be looked into may have anything in it.
    pub(super) fn spaces(&self) -> Vec<&Namespace> {
        let spaces = self.snapshot.iter().flat_map(|it| &it.namespaces);
        let is_listed =
            |it: &&Namespace| self.all || !is_quiet(it) || self.hidden.contains(&it.inode);
        spaces.filter(is_listed).collect()
    }

    /// The selected namespace.
    pub(super) fn space(&self) -> Option<&Namespace> {
        self.find(self.at.inode)
    }

    pub(super) fn find(&self, inode: u64) -> Option<&Namespace> {
        let mut spaces = self.snapshot.iter().flat_map(|it| &it.namespaces);
        spaces.find(|it| it.inode == inode)
    }

    /// The link that is selected in the selected namespace.
    pub(super) fn link(&self) -> Option<&Link> {
        let index = self.at.link?;
        self.space()?.links.iter().find(|it| it.index == index)
    }

    /// The link that the details are about, if they are about one.
    pub(super) fn subject(&self) -> Option<&Link> {
        self.link().filter(|_| self.on_link)
    }

    /// What the details are about.
    pub(super) fn place(&self) -> Place {
        Place {
            inode: self.at.inode,
            link: self.at.link.filter(|_| self.on_link),
        }
    }

    /// Selects a place; what was hidden is listed for it.
    pub(super) fn go_to(&mut self, place: Place) {
        if !self.spaces().iter().any(|it| it.inode == place.inode) {
            self.all = true;
        }
        let link = place.link.or_else(|| {
            let space = self.find(place.inode)?;
            ordered(space).first().map(|(_, it)| it.index)
        });
        self.at = Place { link, ..place };
        self.on_link = place.link.is_some();
        self.focus = match self.on_link {
            true => Pane::Links,
            false => Pane::Namespaces,
        };
        self.lines[Pane::Details as usize] = 0;
        self.lines[Pane::Wiring as usize] = 0;
    }

    /// Selects the namespace in a row of the list, or the nearest one. If none is listed, all are.
    pub(super) fn select_row(&mut self, row: usize) {
        let spaces = self.spaces();
        let listed = spaces.get(row).or(spaces.last()).map(|it| it.inode);
        let any = || Some(self.snapshot.as_ref()?.namespaces.first()?.inode);
        match listed.or_else(any) {
            Some(inode) => self.go_to(Place { inode, link: None }),
            None => self.at = Place::default(),
        }
    }

    /// A look has ended. What was selected stays so, if it is there still.
    pub(super) fn looked(&mut self, looked: Result<Snapshot, String>) {
        self.looking = false;
        let snapshot = match looked {
            Ok(it) => it,
            Err(error) => {
                self.note = Some(error);
                return;
            }
        };
        let row = self
            .spaces()
            .iter()
            .position(|it| it.inode == self.at.inode);
        let was = self.space().map(|it| it.title.clone());
        let had_link = self.link().map(|it| it.name.clone());
        let unseen = snapshot.unseen.iter();
        self.hidden = unseen.filter_map(|it| it.namespace).collect();
        let is_first = self.snapshot.replace(snapshot).is_none();
        self.looks += 1;
        let is_there = |it: &Place, spaces: &Model| {
            let space = spaces.find(it.inode);
            space.is_some_and(|space| {
                let mut links = space.links.iter();
                it.link
                    .is_none_or(|index| links.any(|it| it.index == index))
            })
        };
        let trail = std::mem::take(&mut self.trail);
        self.trail = trail.into_iter().filter(|it| is_there(it, self)).collect();
        if self.find(self.at.inode).is_none() {
            self.select_row(row.unwrap_or(0));
            self.note = was.map(|it| format!("{it} is gone"));
            return;
        }
        if !is_first && self.at.link.is_some() && self.link().is_none() {
            self.note = had_link.map(|it| format!("{it} is gone"));
            let inode = self.at.inode;
            self.go_to(Place { inode, link: None });
        }
    }
}

/// The links of a namespace as they are listed, with how deep each stands: ports below their bridge, `lo` last.
pub(super) fn ordered(space: &Namespace) -> Vec<(usize, &Link)> {
    let rank = |it: &Link| (it.kind == "loopback", it.members.is_empty(), it.index);
    let is_below = |it: &Link| {
        let master = it.master.as_ref();
        master.is_some_and(|master| space.links.iter().any(|it| it.index == master.index))
    };
    let mut tops: Vec<&Link> = space.links.iter().filter(|it| !is_below(it)).collect();
    tops.sort_by_key(|it| rank(it));
    let mut rows = Vec::new();
    let mut members: HashMap<u32, Vec<&Link>> = HashMap::new();
    for it in &space.links {
        if let Some(master) = it.master.as_ref().filter(|_| is_below(it)) {
            members.entry(master.index).or_default().push(it);
        }
    }
    // A bond below a bridge has ports of its own. What is taken out is not met again, so this ends.
    let mut open: Vec<(usize, &Link)> = tops.into_iter().rev().map(|it| (0, it)).collect();
    while let Some((depth, link)) = open.pop() {
        rows.push((depth, link));
        let below = members.remove(&link.index).unwrap_or_default();
        open.extend(below.into_iter().rev().map(|it| (depth + 1, it)));
    }
    rows
}
