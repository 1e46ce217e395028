//! What lies over the panes: the help, and what is not shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::event::escape;
use crate::inspect::render::words;
use crate::tui::inspect::facts;
use crate::tui::inspect::keys::KEYS;
use crate::tui::inspect::model::{Model, Overlay};
use crate::tui::keys::name;
use crate::tui::theme::{Role, Sign};
use crate::tui::view::{Paper, sheet};

/// Words that the screen uses, for who does not meet them every day.
const WORDS: &[(&str, &str)] = &[
    (
        "namespace",
        "a network of its own: links, addresses, routes, rules, sockets; a container has one, and so has the host",
    ),
    (
        "proc",
        "processes are in it: the number of them. It ends with the last one, if nothing else keeps it",
    ),
    (
        "mount",
        "no process is in it: a file that it is mounted on keeps it alive, as `ip netns add` makes one",
    ),
    ("thread", "a thread is in it whose process is elsewhere"),
    ("fd", "only an open file descriptor keeps it alive"),
    (
        "socket",
        "only a socket that was made in it keeps it alive (looked for with --deep)",
    ),
    ("link", "a network interface: real, or made of software"),
    (
        "wire",
        "what joins two links: the pair of a veth, or what a vlan, macvlan or tunnel stands on",
    ),
    ("veth", "a cable of two links, each in a namespace"),
    (
        "bridge",
        "a switch made of software; the links that belong to it are its ports",
    ),
    (
        "neighbour",
        "which hardware address (MAC) an IP address on the same network has",
    ),
    ("learned", "a bridge has seen behind which port a MAC is"),
    (
        "masquerade",
        "packets leave under the host's own address; dnat: they are sent on to another one",
    ),
    (
        "lease",
        "an address that host-local has noted as taken, in a file",
    ),
    (
        "attachment",
        "what a container runtime has noted of a CNI call: container, interface, addresses",
    ),
    (
        "?",
        "that end of a wire was not found: its namespace is hidden from you, or was not looked for",
    ),
];

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let Some(overlay) = model.overlay else {
        return;
    };
    let place = sheet::place(area, sheet::READABLE);
    let title = match overlay {
        Overlay::Help => " help: Esc closes, arrows scroll ",
        Overlay::Unseen => " what is not shown: Esc closes, arrows scroll ",
    };
    let lines = lines(model, overlay, sheet::columns(place));
    let first = model.overlay_line;
    sheet::draw(&model.theme, title, lines, first, place, buffer);
}

/// Keeps what is scrolled within what is there.
pub(super) fn settle(model: &mut Model, area: Rect) {
    let Some(overlay) = model.overlay else {
        return;
    };
    let place = sheet::place(area, sheet::READABLE);
    let count = lines(model, overlay, sheet::columns(place)).len();
    let last = count.saturating_sub(sheet::height(place));
    model.overlay_line = model.overlay_line.min(last);
}

fn lines(model: &Model, overlay: Overlay, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    match overlay {
        Overlay::Help => help(&mut paper),
        Overlay::Unseen => unseen(&mut paper, model),
    }
    paper.lines
}

fn help(paper: &mut Paper) {
    paper.heading("Keys");
    for row in KEYS {
        let names: Vec<_> = row.codes.iter().map(|it| name(*it)).collect();
        let keys = names.join(" ");
        paper.wrapped(Role::Normal, &format!("  {keys:<14} {}", row.help), 17);
    }
    paper.heading("Signs");
    let theme = paper.theme;
    for (sign, meaning) in [
        (theme.sign(Sign::Here), "selected"),
        (theme.sign(Sign::More), "there is more than fits"),
        ("!", "not shown, or worth a look"),
    ] {
        paper.wrapped(Role::Normal, &format!("  {sign:<14} {meaning}"), 17);
    }
    paper.heading("Words");
    for (word, meaning) in WORDS {
        paper.wrapped(Role::Normal, &format!("  {word:<14} {meaning}"), 17);
    }
}

fn unseen(paper: &mut Paper, model: &Model) {
    let Some(snapshot) = &model.snapshot else {
        return paper.wrapped(Role::Dim, "The first look is not over.", 0);
    };
    if snapshot.unseen.is_empty() {
        paper.wrapped(Role::Normal, "Nothing that was looked for was hidden.", 0);
    }
    for it in &snapshot.unseen {
        let space = it.namespace.and_then(|it| model.find(it));
        let place = space.map_or_else(String::new, |it| format!(" of {}", words::namespace(it)));
        let text = format!("! {}{place}: {}", escape(&it.what), escape(&it.why));
        paper.wrapped(Role::Normal, &text, 2);
    }
    let orphans = &snapshot.orphans;
    if !orphans.attachments.is_empty() {
        paper.heading("Attachments that CNI has noted, whose namespace is not there");
    }
    for it in &orphans.attachments {
        paper.wrapped(Role::Normal, &format!("  {}", facts::attachment(it)), 4);
    }
    if !orphans.leases.is_empty() {
        paper.heading("Leases of attachments that were not seen");
    }
    for it in &orphans.leases {
        paper.wrapped(Role::Normal, &format!("  {}", facts::lease(it)), 4);
    }
}
