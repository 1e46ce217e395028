//! What stands in a namespace's box, a row each.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Role;
use crate::event::escape;
use crate::topology::graph::{Link, Mark, Namespace};

/// A row of a box.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) pieces: Vec<(Role, String, Option<Mark>)>,
    /// The link whose cable begins here.
    pub(super) link: Option<String>,
}

impl Row {
    pub(super) fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text, _)| text.width()).sum()
    }

    /// True if it continues the row above.
    pub(super) fn is_more(&self) -> bool {
        self.pieces.first().is_some_and(|it| it.0 == Role::Space)
    }

    fn push(&mut self, role: Role, text: impl Into<String>, mark: Option<Mark>) {
        self.pieces.push((role, text.into(), mark));
    }
}

/// Links with their addresses, then routes.
pub(super) fn of_namespace(it: &Namespace, is_shown: impl Fn(&Link) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for link in it.links.iter().filter(|it| is_shown(it)) {
        of_link(link, &mut rows);
    }
    for (route, mark) in &it.routes {
        let mut row = Row::default();
        row.push(Role::Route, sign(*mark), *mark);
        // The device of a default route is the one with the gateway's subnet.
        let shown = match route.split_once(" dev ") {
            Some((before, _)) if route.starts_with("default") => before,
            _ => route,
        };
        row.push(Role::Route, escape(shown), *mark);
        rows.push(row);
    }
    rows
}

/// The name and what is to be said of a link, and its addresses: one beside the name, more below.
pub(super) fn of_link(link: &Link, rows: &mut Vec<Row>) {
    let mut row = name(link);
    let mut addresses = link.addresses.iter();
    if let Some(first) = addresses.next() {
        beside(link, first, &mut row);
    }
    notes(link, &mut row);
    rows.push(row);
    for (address, mark) in addresses {
        let mut row = Row::default();
        row.push(Role::Space, "  ", None);
        row.push(Role::Address, sign(*mark), *mark);
        row.push(Role::Address, escape(address), *mark);
        rows.push(row);
    }
}

/// All addresses of a link, beside its name.
fn addresses(link: &Link, row: &mut Row) {
    for it in &link.addresses {
        beside(link, it, row);
    }
}

fn beside(link: &Link, (address, mark): &(String, Option<Mark>), row: &mut Row) {
    row.push(Role::Space, " ", None);
    if *mark != link.mark {
        row.push(Role::Address, sign(*mark).trim_end(), *mark);
    }
    row.push(Role::Address, escape(address), *mark);
}

/// The mark and the name of a link.
pub(super) fn name(link: &Link) -> Row {
    let mut row = Row {
        link: Some(link.name.clone()),
        ..Row::default()
    };
    row.push(Role::Link, sign(link.mark), link.mark);
    row.push(Role::Link, escape(&link.name), link.mark);
    row
}

/// Kind and state of a link, as far as they are not what one expects.
pub(super) fn notes(link: &Link, row: &mut Row) {
    let mut words = Vec::new();
    if !link.kind.is_empty() && link.kind != "veth" {
        words.push(escape(&link.kind));
    }
    words.extend(link.below.iter().map(|it| format!("on {}", escape(it))));
    words.extend(link.notes.iter().cloned());
    if !words.is_empty() {
        row.push(Role::Note, format!(" ({})", words.join(", ")), None);
    }
}

/// `cni0: vethab12`; an end that is no port has addresses of its own.
pub(super) fn port(link: &Link) -> Row {
    let mut row = name(link);
    if let Some(master) = &link.master {
        let text = format!("{}: ", escape(master));
        row.pieces.insert(1, (Role::Note, text, None));
    }
    addresses(link, &mut row);
    notes(link, &mut row);
    row
}

/// Of which bridge the link is a port, in words.
pub(super) fn port_of(link: &Link, row: &mut Row) {
    if let Some(master) = &link.master {
        row.push(Role::Note, format!(" port of {}", escape(master)), None);
    }
}

/// The other end of the link's cable, in words.
pub(super) fn far_end(netns: &str, link: &Link, row: &mut Row) {
    let Some((place, far)) = &link.peer else {
        return;
    };
    let line = if link.exists { "──" } else { "┄┄" };
    let place = match place == netns {
        true => "here".to_owned(),
        false => escape(place),
    };
    let text = format!(" {line} {} in {place}", escape(far));
    row.push(Role::Cable, text, link.mark);
}

/// The sign of a mark and a blank; blanks without one, so that names stand below each other.
pub(super) fn sign(mark: Option<Mark>) -> String {
    mark.map_or_else(|| "  ".to_owned(), |it| format!("{} ", it.sign()))
}

/// The text within so many columns, with `~` where it was cut.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for it in text.chars() {
        if cut.width() + it.width().unwrap_or(0) + 1 > room {
            break;
        }
        cut.push(it);
    }
    if room > 0 {
        cut.push('~');
    }
    cut
}
