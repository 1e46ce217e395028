//! The header, the line that is typed or says what is going on, and the keys.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::paper::{cut, wrap};
use crate::event::Header;
use crate::report::escape;
use crate::tui::keys::{self, KEYS, Key};
use crate::tui::model::{Model, Phase};
use crate::tui::sentence;
use crate::tui::theme::{Role, Sign, Theme};

pub(super) fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    let header = model.store.header();
    let left = format!(" cniscope  {} · {}", escape(&header.target), origin(header));
    let left = if model.theme.ascii {
        left.replace('·', "-")
    } else {
        left
    };
    let state = match model.live.as_ref().map(|it| &it.phase) {
        None => "recording",
        Some(Phase::Running) => "live, running",
        Some(Phase::Held { .. }) => "live, held",
        Some(Phase::Ended(_)) => "live, over",
    };
    let at = match model.in_the_past() || model.live.is_none() {
        true => model.selected.first(&model.store),
        false => model.store.len(),
    };
    let follow = if model.follow { "" } else { ", not following" };
    let follow = if model.live.is_some() { follow } else { "" };
    let right = format!("{state}{follow}  event {at} of {} ", model.store.len());
    let width = usize::from(area.width);
    let left = cut(
        &left,
        width.saturating_sub(right.width() + 1),
        model.theme.sign(Sign::More),
    );
    let gap = width.saturating_sub(left.width() + right.width());
    let line = Line::from(vec![
        Span::styled(left, model.theme.style(Role::Bold)),
        Span::raw(" ".repeat(gap)),
        Span::styled(right, model.theme.style(Role::Dim)),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
}

/// Where the first plugin comes from, which is the one that the configuration is for.
fn origin(header: &Header) -> String {
    match header.plugins.first() {
        Some(it) if it.origin == "bundled" => "bundled plugins".to_owned(),
        Some(it) => escape(&it.origin),
        None => "no plugin".to_owned(),
    }
}

/// What is typed, what was just said, or in words what is going on.
pub(super) fn status(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (role, text) = if let Some(prompt) = &model.prompt {
        let said = prompt.error.as_deref().unwrap_or(prompt.hint());
        let role = if prompt.error.is_some() {
            Role::Failed
        } else {
            Role::Dim
        };
        let line = Line::from(vec![
            Span::styled(
                format!(" {}: ", prompt.question()),
                model.theme.style(Role::Bold),
            ),
            Span::raw(escape(&prompt.text)),
            Span::styled(format!("   ({said})"), model.theme.style(role)),
        ]);
        buffer.set_line(area.x, area.y, &line, area.width);
        return;
    } else if model.asks_to_quit {
        (Role::Banner, sentence::QUIT.to_owned())
    } else if let Some(note) = &model.note {
        (Role::Changed, note.clone())
    } else if let Some(error) = &model.moment.error {
        (Role::Failed, error.clone())
    } else if model.in_the_past() {
        (Role::Banner, sentence::of_the_past(model))
    } else {
        (Role::Bold, sentence::of(model))
    };
    let style = model.theme.style(role);
    let width = usize::from(area.width).saturating_sub(2);
    let lines = wrap(&escape(&text), width.max(1), 0);
    let most = usize::from(area.height);
    for (at, (text, y)) in lines.iter().zip(area.y..).take(most).enumerate() {
        let more = at + 1 == most && lines.len() > most;
        let text = match more {
            true => cut(
                &format!("{text} {}", lines[at + 1]),
                width,
                model.theme.sign(Sign::More),
            ),
            false => text.clone(),
        };
        buffer.set_line(
            area.x,
            y,
            &Line::styled(format!(" {text}"), style),
            area.width,
        );
    }
}

pub(super) fn keys(model: &Model, area: Rect, buffer: &mut Buffer) {
    let applies = |it: &&Key| model.live.is_some() || !it.action.needs_a_run();
    let rows = KEYS.iter().filter(applies).map(|it| (it.codes, it.label));
    key_bar(&model.theme, rows, area, buffer);
}

/// The keys that have a label, as many as there is room for.
pub(in crate::tui) fn key_bar<'a>(
    theme: &Theme,
    rows: impl Iterator<Item = (&'a [KeyCode], &'a str)>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let mut spans = vec![Span::raw(" ")];
    let mut used = 1;
    for (codes, label) in rows.filter(|it| !it.1.is_empty()) {
        let Some(code) = codes.first() else {
            continue;
        };
        let key = keys::name(*code);
        let columns = key.width() + label.width() + 3;
        // The last two, help and quit, are always there.
        let is_last = matches!(label, "help" | "quit");
        let reserve = if is_last { 0 } else { 16 };
        if used + columns + reserve > usize::from(area.width) + 2 {
            continue;
        }
        used += columns;
        spans.push(Span::styled(key, theme.style(Role::Key)));
        spans.push(Span::styled(
            format!(" {label}  "),
            theme.style(Role::Normal),
        ));
    }
    buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
}

/// Where the cursor stands while a line is typed.
pub(super) fn cursor(model: &Model, area: Rect) -> Option<Position> {
    let prompt = model.prompt.as_ref()?;
    let areas = super::Areas::of(model, area);
    let before: String = prompt.text.chars().take(prompt.cursor).collect();
    let column = 3 + prompt.question().width() + escape(&before).width();
    let x = areas.status.x + u16::try_from(column).ok()?;
    (x < areas.status.right()).then_some(Position::new(x, areas.status.y))
}
