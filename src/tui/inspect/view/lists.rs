//! The lists: the namespaces, and the links of the selected one.

use std::collections::HashSet;

use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::event::escape;
use crate::inspect::model::{Holder, Link, Name, NameKind, Namespace, Snapshot, Unseen};
use crate::inspect::render::words;
use crate::tui::inspect::model::{Model, Pane, ordered};
use crate::tui::inspect::wires::{Far, far};
use crate::tui::theme::{Role, Sign};
use crate::tui::view::{Paper, cut};

/// The rows that are in sight.
pub(super) fn namespaces(model: &Model, from: usize, area: Rect) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, area.width);
    let spaces = model.spaces();
    if spaces.is_empty() {
        paper.wrapped(Role::Dim, super::pages::nothing(model), 0);
    }
    let height = usize::from(area.height);
    for space in spaces.into_iter().skip(from).take(height) {
        let is_selected = space.inode == model.at.inode;
        let right = kept_alive(space);
        row(
            &mut paper,
            model,
            (is_selected, Pane::Namespaces),
            &names(space),
            &right,
        );
    }
    paper.lines
}

/// The best name, and of each other sort the first; the details have all.
fn names(space: &Namespace) -> String {
    let Some(first) = space.names.first() else {
        return escape(&space.title);
    };
    let mut seen = HashSet::from([first.kind]);
    let others = space.names.iter().filter(|it| seen.insert(it.kind));
    let others: Vec<String> = others.map(name).collect();
    let name = name(first);
    match first.kind {
        // Who lives in the host's own namespace says nothing of it.
        NameKind::Host => name,
        _ if others.is_empty() => name,
        _ => format!("{name} ({})", others.join(", ")),
    }
}

/// Of a process with its number: there are many of the same name.
fn name(it: &Name) -> String {
    let name = words::short(&escape(&it.name));
    match (it.kind, &it.detail) {
        (NameKind::Process, Some(number)) => format!("{name} {}", escape(number)),
        _ => name,
    }
}

/// What keeps it alive, in a word.
fn kept_alive(space: &Namespace) -> String {
    let first = space.held_by.first();
    match (space.processes, first) {
        (1.., _) => format!("{} proc", space.processes),
        (0, Some(Holder::Process { .. })) => "proc".to_owned(),
        (0, Some(Holder::Thread { .. })) => "thread".to_owned(),
        (0, Some(Holder::Mount { .. })) => "mount".to_owned(),
        (0, Some(Holder::Descriptor { .. })) => "fd".to_owned(),
        (0, Some(Holder::Socket { .. })) => "socket".to_owned(),
        (0, None) => "?".to_owned(),
    }
}

/// Rows of the list of links.
pub(super) fn links_count(model: &Model) -> usize {
    model.space().map_or(1, |it| it.links.len().max(1))
}

pub(super) fn links(model: &Model, from: usize, area: Rect) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, area.width);
    let (Some(snapshot), Some(space)) = (&model.snapshot, model.space()) else {
        return paper.lines;
    };
    if space.links.is_empty() {
        none(&mut paper, snapshot, space);
    }
    let height = usize::from(area.height);
    for (depth, link) in ordered(space).into_iter().skip(from).take(height) {
        let is_selected = Some(link.index) == model.at.link;
        let lead = "  ".repeat(depth);
        let wire = wire(model, snapshot, space, link);
        let text = format!("{lead}{}{wire}", words::link(link));
        row(&mut paper, model, (is_selected, Pane::Links), &text, "");
    }
    paper.lines
}

/// Why there are none.
fn none(paper: &mut Paper, snapshot: &Snapshot, space: &Namespace) {
    let here = |it: &&Unseen| it.namespace == Some(space.inode);
    let mut hidden = snapshot.unseen.iter().filter(here).peekable();
    if hidden.peek().is_none() {
        paper.wrapped(Role::Dim, "There are none.", 0);
    }
    for it in hidden {
        let text = format!("! {}: {}", escape(&it.what), escape(&it.why));
        paper.wrapped(Role::Changed, &text, 2);
    }
}

/// ` ─ eth0 in pod1`
fn wire(model: &Model, snapshot: &Snapshot, space: &Namespace, link: &Link) -> String {
    let line = if model.theme.ascii { "-" } else { "─" };
    match far(snapshot, space, link) {
        Far::Link(place) => {
            let there = model.find(place.inode);
            let mut links = there.into_iter().flat_map(|it| &it.links);
            let name = links.find(|it| Some(it.index) == place.link);
            let name = name.map(|it| escape(&it.name)).unwrap_or_default();
            let title = there.map(|it| escape(&it.title)).unwrap_or_default();
            match place.inode == space.inode {
                true => format!(" {line} {name}"),
                false => format!(" {line} {name} in {title}"),
            }
        }
        Far::Lost => format!(" {line} ?"),
        Far::None => String::new(),
    }
}

/// A row: the sign of the selection, text, and something short at its right end.
fn row(
    paper: &mut Paper,
    model: &Model,
    (is_selected, pane): (bool, Pane),
    left: &str,
    right: &str,
) {
    let theme = paper.theme;
    let here = match is_selected {
        true => theme.sign(Sign::Here),
        false => " ",
    };
    let role = match is_selected {
        true if model.focus == pane => Role::Selected,
        true => Role::Bold,
        false => Role::Normal,
    };
    let room = paper.width.saturating_sub(2);
    let right = cut(right, room, "");
    let left_room = room.saturating_sub(right.width() + usize::from(!right.is_empty()));
    let left = cut(left, left_room, theme.sign(Sign::More));
    let gap = room.saturating_sub(left.width() + right.width());
    paper.line(role, format!("{here} {left}{}{right}", " ".repeat(gap)));
}
