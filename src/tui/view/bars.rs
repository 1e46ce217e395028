//! The header, the sentence that says what is about to happen, and the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::paper::{cut, wrap};
use crate::event::{Direction, Event, What};
use crate::report::escape;
use crate::topology::intent;
use crate::tui::keys::{self, KEYS};
use crate::tui::model::{Model, Phase, Row};
use crate::tui::phrase::phrase;
use crate::tui::theme::{Role, Sign};

pub(super) fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    let header = model.store.header();
    let own = header.plugins.iter().all(|it| it.origin == "bundled");
    let plugins = if own {
        "bundled plugins"
    } else {
        "plugins of yours"
    };
    let left = format!(" cniscope  {} · {plugins}", escape(&header.target));
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
        let text = "a plugin is held: kill it, detach what is attached, and quit? y quits, any other key stays";
        (Role::Banner, text.to_owned())
    } else if let Some(note) = &model.note {
        (Role::Changed, note.clone())
    } else if let Some(error) = &model.moment.error {
        (Role::Failed, error.clone())
    } else if model.in_the_past() {
        let held = held_at(model);
        let text = format!("PAST: this is how it was. {held} End or F: back to the present.");
        (Role::Banner, text)
    } else {
        (Role::Bold, sentence(model))
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

fn held_at(model: &Model) -> String {
    match model.live.as_ref().map(|it| &it.phase) {
        Some(Phase::Held { .. }) => "The plugin is still held.".to_owned(),
        Some(Phase::Ended(_)) => "The run is over.".to_owned(),
        _ => String::new(),
    }
}

/// What the plugin is about to do, or what the selected row tells.
fn sentence(model: &Model) -> String {
    let moment = &model.moment;
    let plugin = escape(&moment.plugin);
    let held = match model.live.as_ref().map(|it| &it.phase) {
        Some(Phase::Held { at, why }) => match (at.as_str(), why) {
            ("verb", _) => return format!("{}. {}", outcome(model), next_verb(model)),
            ("end", _) => {
                return "all verbs are done; the sandbox still stands: s shell, p ping, v another verb, q quit"
                    .to_owned();
            }
            (_, Some(why)) => format!(" (breakpoint {})", escape(why)),
            _ => String::new(),
        },
        Some(Phase::Running) if model.store.is_empty() => {
            return "the sandbox is being made".to_owned();
        }
        Some(Phase::Running) => return format!("{plugin} is running"),
        Some(Phase::Ended(None)) => {
            return "the session has ended early; R runs it again".to_owned();
        }
        Some(Phase::Ended(Some(exit))) => {
            return format!(
                "the run is over, exit code {exit}; R runs it again, e edits the configuration, q leaves"
            );
        }
        None => String::new(),
    };
    let asks = match (&model.selected, &moment.event) {
        (Row::Event(_), Some(event)) => wants(model, &plugin, event),
        (
            Row::Node(_),
            Some(Event {
                what: What::Stage(stage),
                ..
            }),
        ) => {
            format!(
                "{plugin} begins {}: {}",
                name(&stage.id),
                escape(&stage.title)
            )
        }
        (
            Row::Node(_),
            Some(Event {
                what: What::Call(call),
                ..
            }),
        ) => {
            format!("the runtime calls {plugin} with {}", escape(&call.verb))
        }
        (Row::Expected(stage), _) => {
            return format!("{}: may still come; r runs up to it", name(stage));
        }
        (Row::Verb(verb), _) => return format!("{verb} is still to come; r runs up to it"),
        (_, Some(event)) => phrase(event, &moment.names, &model.store, event.seq).text,
        _ => return "nothing has happened yet".to_owned(),
    };
    match model.live {
        Some(_) => format!("{asks}: held before the kernel acts{held}"),
        None => asks,
    }
}

fn name(id: &str) -> String {
    escape(id.rsplit('/').next().unwrap_or(id))
}

fn wants(model: &Model, plugin: &str, event: &Event) -> String {
    let netns = event.netns.as_deref().unwrap_or("?");
    let place = escape(netns);
    match &event.what {
        What::Netlink(it) if it.direction == Direction::Request => {
            intent::sentence(plugin, it, netns, &model.moment.names.of(netns))
        }
        What::Sysctl { path, value, .. } => {
            let value = escape(value.lossy().trim());
            format!(
                "{plugin} wants to write {value} to {} ({place})",
                escape(path)
            )
        }
        What::Exec(it) => format!("{plugin} wants to run {}", escape(&it.path)),
        What::File(it) => format!(
            "{plugin} wants to {} the file {}",
            escape(&it.op),
            escape(&it.path)
        ),
        _ => phrase(event, &model.moment.names, &model.store, event.seq).text,
    }
}

/// How the last verb has ended.
fn outcome(model: &Model) -> String {
    let call = model.store.outline().calls().last();
    let last = call
        .and_then(|it| model.store.outline().node(*it))
        .map(|it| it.last);
    let result = last.and_then(|it| model.store.event(it).ok().flatten());
    match result.map(|it| it.what) {
        Some(What::Result(it)) if it.ok => format!("{} is done", escape(&it.verb)),
        Some(What::Result(it)) => {
            let error = it.error.as_deref().unwrap_or("no reason given");
            format!("{} has failed: {}", escape(&it.verb), escape(error))
        }
        _ => "the verb is done".to_owned(),
    }
}

fn next_verb(model: &Model) -> String {
    match model.live.as_ref().and_then(|it| it.to_come.front()) {
        Some(verb) => format!("n goes on with {verb}, v chooses another verb; s shell, p ping"),
        None => "n goes on, v chooses another verb; s shell, p ping".to_owned(),
    }
}

pub(super) fn keys(model: &Model, area: Rect, buffer: &mut Buffer) {
    let mut spans = vec![Span::raw(" ")];
    let mut used = 1;
    for row in KEYS.iter().filter(|it| !it.label.is_empty()) {
        let Some(code) = row.codes.first() else {
            continue;
        };
        let key = keys::name(*code);
        let columns = key.width() + row.label.width() + 3;
        // The last two, help and quit, are always there.
        let is_last = matches!(row.label, "help" | "quit");
        let reserve = if is_last { 0 } else { 16 };
        if used + columns + reserve > usize::from(area.width) + 2 {
            continue;
        }
        used += columns;
        spans.push(Span::styled(key, model.theme.style(Role::Key)));
        spans.push(Span::styled(
            format!(" {}  ", row.label),
            model.theme.style(Role::Normal),
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
