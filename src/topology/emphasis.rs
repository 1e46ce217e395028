//! What is to stand out in a drawing, and why.

use std::collections::BTreeMap;

use super::graph::Mark;
use super::intent;
use super::state::Properties;
use crate::event::{ChangeOp, Direction, Event, Object, What};

/// Namespace, class and name of an object.
type Place = (String, String, String);

fn place(netns: &str, class: &str, name: &str) -> Place {
    (netns.to_owned(), class.to_owned(), name.to_owned())
}

/// What is to stand out in a drawing.
#[derive(Debug, Default)]
pub struct Emphasis {
    marks: BTreeMap<Place, Mark>,
    asked: BTreeMap<Place, Properties>,
}

impl Emphasis {
    /// Lets an object stand out. Of what was made and then changed the making is what matters.
    fn mark(&mut self, netns: &str, class: &str, name: &str, mark: Mark) {
        let place = place(netns, class, name);
        let kept = self.marks.get(&place).copied();
        if kept != Some(Mark::Made) || mark != Mark::Changed {
            self.marks.insert(place, mark);
        }
    }

    /// Adds an object that does not exist yet.
    fn ask(&mut self, netns: &str, object: Object) {
        let place = (netns.to_owned(), object.class, object.name);
        self.marks.insert(place.clone(), Mark::Asked);
        self.asked.insert(place, object.properties);
    }

    /// Lets stand out what these events have changed.
    pub fn changed(&mut self, events: &[Event]) {
        for event in events {
            let (What::Change(change), Some(netns)) = (&event.what, &event.netns) else {
                continue;
            };
            // Routes of the kernel's own are not drawn, so their going is not either.
            let was = |key: &str| change.before.as_ref().and_then(|it| it.get(key));
            if change.object.class == "route" && was("protocol").is_some_and(|it| it == "kernel") {
                continue;
            }
            let mark = match change.op {
                ChangeOp::Add => Mark::Made,
                ChangeOp::Remove => Mark::Removed,
                ChangeOp::Modify => Mark::Changed,
            };
            self.mark(netns, &change.object.class, &change.object.name, mark);
        }
    }

    /// Lets stand out what this request would make, change or remove.
    pub fn wanted(&mut self, event: &Event) {
        let What::Netlink(it) = &event.what else {
            return;
        };
        if it.direction != Direction::Request {
            return;
        }
        let netns = event.netns.as_deref().unwrap_or("?");
        for message in &it.messages {
            for (netns, mark, object) in intent::asked(message, netns) {
                match mark {
                    Mark::Asked => self.ask(&netns, object),
                    mark => self.mark(&netns, &object.class, &object.name, mark),
                }
            }
        }
    }

    pub(super) fn of(&self, netns: &str, class: &str, name: &str) -> Option<Mark> {
        self.marks.get(&place(netns, class, name)).copied()
    }

    /// The properties of an object that does not exist yet.
    pub(super) fn asked_for(&self, netns: &str, class: &str, name: &str) -> Option<&Properties> {
        self.asked.get(&place(netns, class, name))
    }

    /// Names of objects that are drawn though they are not there: not yet, or not any more.
    pub(super) fn absent(&self, netns: &str, class: &str) -> impl Iterator<Item = &str> {
        let drawn = |it: &Mark| matches!(it, Mark::Removed | Mark::Asked);
        let marks = self.marks.iter().filter(move |(_, it)| drawn(it));
        let here = marks.filter(move |((place, it, _), _)| place == netns && it == class);
        here.map(|((_, _, name), _)| name.as_str())
    }
}
