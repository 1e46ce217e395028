//! What lies over the panes: the help, or a page of the book.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::markdown;
use super::paper::Paper;
use super::sheet;
use crate::stage;
use crate::tui::keys::{self, Group, KEYS};
use crate::tui::model::{Model, Overlay};
use crate::tui::theme::{Role, Sign};

/// Words that the screen uses, for who knows Linux but not CNI.
pub(in crate::tui) const WORDS: &[(&str, &str)] = &[
    (
        "runtime",
        "the program that calls plugins: containerd, CRI-O; here cniscope plays it",
    ),
    (
        "plugin",
        "a program that gives a container its network: environment and JSON in, JSON out",
    ),
    (
        "verb",
        "what the runtime asks for: ADD attaches a container, CHECK looks, DEL detaches, GC cleans up",
    ),
    ("node", "the network namespace that plays the host"),
    ("pod1, pod2", "network namespaces that play containers"),
    (
        "outside",
        "a namespace that plays the rest of the world, at the end of the node's uplink",
    ),
    (
        "stage",
        "a named step of a verb, with a page in the book; one that the plugin did not announce is inferred",
    ),
    (
        "message",
        "a request of the plugin to the kernel (netlink), or a write to a kernel setting (sysctl)",
    ),
    (
        "held",
        "the plugin is stopped before the kernel acts; nothing of what it asks has happened yet",
    ),
    (
        "delegated",
        "a plugin that another plugin calls, such as host-local for addresses (IPAM)",
    ),
    ("veth pair", "a cable with two ends, each in a namespace"),
    ("bridge", "a switch made of software; its ports are links"),
    (
        "prevResult",
        "the result of the plugin before, which the runtime hands on along a chain",
    ),
];

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let Some((overlay, line)) = model.overlay else {
        return;
    };
    let place = sheet::place(area, sheet::READABLE);
    let title = match overlay {
        Overlay::Help => " help: Esc closes, arrows scroll ",
        Overlay::Page => " the book: Esc closes, arrows scroll ",
    };
    let lines = lines(model, overlay, sheet::columns(place));
    sheet::draw(&model.theme, title, lines, line, place, buffer);
}

/// The furthest line to which it makes sense to scroll.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    let Some((overlay, _)) = model.overlay else {
        return 0;
    };
    let place = sheet::place(area, sheet::READABLE);
    let lines = lines(model, overlay, sheet::columns(place)).len();
    lines.saturating_sub(sheet::height(place))
}

fn lines(model: &Model, overlay: Overlay, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    match overlay {
        Overlay::Help => help(&mut paper),
        Overlay::Page => page(model, &mut paper),
    }
    paper.lines
}

/// The page of the book as lines of text.
pub(in crate::tui) fn page_text(model: &Model, width: u16) -> Vec<String> {
    let lines = lines(model, Overlay::Page, width);
    lines.iter().map(ToString::to_string).collect()
}

fn page(model: &Model, paper: &mut Paper) {
    let found = model.moment.stage.as_deref().and_then(stage::find);
    match found {
        Some(stage) => {
            paper.wrapped(Role::Bold, stage.title, 0);
            paper.wrapped(
                Role::Dim,
                &format!("{}  (book/src/stages/{}.md)", stage.id, stage.id),
                0,
            );
            markdown::write(paper, &stage.terminal());
        }
        None => paper.wrapped(Role::Normal, "Select a stage: each has a page.", 0),
    }
}

fn help(paper: &mut Paper) {
    for group in Group::ALL {
        paper.heading(group.title());
        for row in KEYS.iter().filter(|it| it.group == group) {
            let keys = keys::names(row);
            paper.wrapped(Role::Normal, &format!("  {keys:<12} {}", row.help), 15);
        }
    }
    paper.heading("Signs");
    let theme = paper.theme;
    let signs = [
        (theme.sign(Sign::Done), "done"),
        (theme.sign(Sign::Here), "here: held, or selected"),
        (
            theme.sign(Sign::ToCome),
            "still to come, if the configuration asks for it",
        ),
        (theme.sign(Sign::Break), "a breakpoint"),
        ("+", "made"),
        ("-", "removed"),
        ("~", "changed"),
        (">", "asked: a request of the plugin"),
        ("<", "answered by the kernel, or read"),
        ("!", "failed, or worth a look"),
    ];
    for (sign, meaning) in signs {
        paper.wrapped(Role::Normal, &format!("  {sign:<12} {meaning}"), 15);
    }
    paper.heading("Words");
    for (word, meaning) in WORDS {
        paper.wrapped(Role::Normal, &format!("  {word:<12} {meaning}"), 15);
    }
}
