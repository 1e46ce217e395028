//! The header, the line that is typed or says what is going on, and the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::event::escape;
use crate::inspect::model::Snapshot;
use crate::tui::inspect::keys::KEYS;
use crate::tui::inspect::model::Model;
use crate::tui::inspect::wires::{Far, far};
use crate::tui::theme::{Role, Sign};
use crate::tui::view::{cut, key_bar};

pub(super) fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    let host = model.snapshot.as_ref().map(|it| escape(&it.host));
    let left = format!(" cniscope inspect  {}", host.unwrap_or_default());
    let right = match (&model.snapshot, model.looking) {
        (_, true) => "looking ... ".to_owned(),
        (Some(it), false) => looked(model, it),
        (None, false) => String::new(),
    };
    let width = usize::from(area.width);
    let more = model.theme.sign(Sign::More);
    let left = cut(&left, width.saturating_sub(right.width() + 1), more);
    let gap = width.saturating_sub(left.width() + right.width());
    let role = if model.looking {
        Role::Changed
    } else {
        Role::Dim
    };
    let line = Line::from(vec![
        Span::styled(left, model.theme.style(Role::Bold)),
        Span::raw(" ".repeat(gap)),
        Span::styled(right, model.theme.style(role)),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
}

/// `4 namespaces, 2 not listed, seen at 08:12:44 UTC`
fn looked(model: &Model, snapshot: &Snapshot) -> String {
    let count = snapshot.namespaces.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut text = format!("{count} namespace{plural}");
    let hidden = count - model.spaces().len();
    if hidden > 0 {
        text.push_str(&format!(", {hidden} not listed"));
    }
    let second = snapshot.time % 86_400;
    let (hour, minute) = (second / 3600, second / 60 % 60);
    text + &format!(", seen at {hour:02}:{minute:02}:{:02} UTC ", second % 60)
}

/// What is typed, what was just said, or where the selected link leads.
pub(super) fn status(model: &Model, area: Rect, buffer: &mut Buffer) {
    if let Some(prompt) = &model.prompt {
        let line = Line::from(vec![
            Span::styled(
                format!(" {}: ", prompt.question()),
                model.theme.style(Role::Bold),
            ),
            Span::raw(escape(&prompt.text)),
            Span::styled(
                format!("   ({})", prompt.hint()),
                model.theme.style(Role::Dim),
            ),
        ]);
        buffer.set_line(area.x, area.y, &line, area.width);
        return;
    }
    let (role, text) = match &model.note {
        Some(note) => (Role::Changed, escape(note)),
        None => (Role::Bold, sentence(model)),
    };
    let width = usize::from(area.width).saturating_sub(2);
    let text = cut(&text, width, model.theme.sign(Sign::More));
    let line = Line::styled(format!(" {text}"), model.theme.style(role));
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn sentence(model: &Model) -> String {
    let (Some(snapshot), Some(space)) = (&model.snapshot, model.space()) else {
        return String::new();
    };
    let Some(link) = model.subject() else {
        let unseen = snapshot.unseen.len();
        return match unseen {
            0 => format!("{}: f goes to its links", escape(&space.title)),
            1 => "1 thing is not shown: u says why".to_owned(),
            more => format!("{more} things are not shown: u says why"),
        };
    };
    let name = escape(&link.name);
    match far(snapshot, space, link) {
        Far::Link(place) => {
            let there = model.find(place.inode);
            let title = there.map(|it| escape(&it.title)).unwrap_or_default();
            match place.inode == space.inode {
                true => format!("{name}: its wire stays in {title}; f follows it"),
                false => format!("{name}: its wire leads to {title}; f follows it"),
            }
        }
        Far::Lost => format!("{name}: where it leads was not found; u says what is not shown"),
        Far::None if !link.members.is_empty() => {
            format!("{name}: what belongs to it stands below it")
        }
        Far::None => format!("{name}: it has no other end"),
    }
}

pub(super) fn keys(model: &Model, area: Rect, buffer: &mut Buffer) {
    let rows = KEYS.iter().map(|it| (it.codes, it.label));
    key_bar(&model.theme, rows, area, buffer);
}

/// Where the cursor stands while a word is typed; `area` is that of the line.
pub(super) fn cursor(model: &Model, area: Rect) -> Option<Position> {
    let prompt = model.prompt.as_ref()?;
    let before: String = prompt.text.chars().take(prompt.cursor).collect();
    let column = 3 + prompt.question().width() + escape(&before).width();
    let x = area.x + u16::try_from(column).ok()?;
    (x < area.right()).then_some(Position::new(x, area.y))
}
