//! The wiring and the details as lines. On a large host they take long to make, so they are kept until something that
//! they depend on changes.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::areas;
use crate::event::World;
use crate::topology::{Drawing, Emphasis, Graph, Layout, Role as Part, State};
use crate::tui::inspect::facts::{self, Fact, NAMES};
use crate::tui::inspect::model::{Model, Pane, Place};
use crate::tui::inspect::neighbourhood;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::{Paper, wrap};

/// What the wiring depends on, and the details with the last two.
type Key = (u64, Place, u16, Option<String>);

/// The lines, and what they were made from.
#[derive(Debug, Default)]
pub(in crate::tui::inspect) struct Pages {
    pub(super) wiring: Vec<Line<'static>>,
    pub(super) details: Vec<Line<'static>>,
    wiring_of: Option<Key>,
    details_of: Option<Key>,
    /// The line at which the word stands that was searched for.
    found: Option<usize>,
}

/// Makes anew what is not up to date.
pub(super) fn make(model: &mut Model, area: Rect) {
    let (looks, place) = (model.looks, model.place());
    let space = Place {
        link: None,
        ..place
    };
    // The width of the panes does not depend on what stands in them.
    let width = areas::text_width(model, area);
    let wiring_of = Some((looks, space, width, None));
    if model.pages.wiring_of != wiring_of {
        model.pages.wiring = wiring(model, width);
        model.pages.wiring_of = wiring_of;
    }
    let details_of = Some((looks, place, width, model.word.clone()));
    if model.pages.details_of != details_of {
        (model.pages.details, model.pages.found) = details(model, width);
        model.pages.details_of = details_of;
    }
    if std::mem::take(&mut model.seek)
        && let Some(line) = model.pages.found
    {
        // With a line or two above it, so that its heading is seen.
        model.lines[Pane::Details as usize] = line.saturating_sub(2);
    }
}

/// The details as text.
pub(in crate::tui::inspect) fn details_text(model: &Model) -> String {
    let lines = facts(model)
        .into_iter()
        .map(|it| format!("{}\n", it.line()));
    lines.collect()
}

fn facts(model: &Model) -> Vec<Fact> {
    match (&model.snapshot, model.space(), model.subject()) {
        (Some(snapshot), Some(space), Some(link)) => facts::of_link(snapshot, space, link),
        (Some(snapshot), Some(space), None) => facts::of_namespace(snapshot, space),
        _ => Vec::new(),
    }
}

fn details(model: &Model, width: u16) -> (Vec<Line<'static>>, Option<usize>) {
    let mut paper = Paper::new(model.theme, width);
    let word = model.word.as_ref().map(|it| it.to_lowercase());
    let mut found = None;
    for fact in facts(model) {
        if fact.role == Role::Bold {
            paper.blank();
        }
        let holds = word.as_ref().is_some_and(|it| fact.holds(it));
        if holds && found.is_none() {
            found = Some(paper.lines.len());
        }
        let role = if holds { Role::Selected } else { fact.role };
        write(&mut paper, role, &fact);
    }
    if paper.lines.is_empty() {
        paper.wrapped(Role::Dim, nothing(model), 0);
    }
    (paper.lines, found)
}

/// A value stands beside its name, if there is room.
fn write(paper: &mut Paper, role: Role, fact: &Fact) {
    let room = paper.width.saturating_sub(NAMES + 1);
    if fact.name.is_empty() || room < NAMES {
        return paper.wrapped(role, &fact.line(), fact.indent);
    }
    let mut name = fact.name.as_str();
    for line in wrap(&fact.text, room, 0) {
        paper.line(role, format!("{name:<NAMES$} {line}"));
        name = "";
    }
}

/// What stands where there is nothing to show.
pub(super) fn nothing(model: &Model) -> &'static str {
    match (model.looking, &model.snapshot) {
        (true, None) => "looking ...",
        (false, None) => "Nothing was seen yet: r looks anew.",
        (_, Some(_)) => "Nothing is listed: a shows all namespaces, u says what is not shown.",
    }
}

fn wiring(model: &Model, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    let (Some(snapshot), Some(space)) = (&model.snapshot, model.space()) else {
        paper.wrapped(Role::Dim, nothing(model), 0);
        return paper.lines;
    };
    let (world, more) = neighbourhood::around(snapshot, space);
    paper.lines = drawing(&world, usize::from(width), &model.theme);
    if more > 0 {
        let text = format!("and {more} more namespaces: their wires stand among the links");
        paper.wrapped(Role::Dim, &text, 0);
    }
    paper.lines
}

fn drawing(world: &World, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut state = State::default();
    state.world(world);
    let graph = Graph::new(&state, &Emphasis::default());
    let drawing = Drawing::of(&Layout::of(&graph, width), theme.ascii);
    let piece = |it: crate::topology::Span| Span::styled(it.text, theme.style(role(it.role)));
    let lines = drawing.lines.into_iter();
    lines
        .map(|it| it.into_iter().map(piece).collect())
        .collect()
}

fn role(part: Part) -> Role {
    match part {
        Part::Border => Role::Border,
        Part::Namespace => Role::Bold,
        Part::Link | Part::Address | Part::Cable | Part::Space => Role::Normal,
        Part::Route | Part::Note => Role::Dim,
    }
}
