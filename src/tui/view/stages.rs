//! The tree of calls, stages and messages.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::paper::cut;
use crate::event::{Event, What};
use crate::record::{Node, NodeKind};
use crate::report::escape;
use crate::report::{duration, phrase};
use crate::tui::model::{Model, Pane, Row, TreeRow};
use crate::tui::theme::{Role, Sign};

/// Times below this are not told in the tree.
const WORTH_TELLING_NS: u64 = 50_000;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let title = Line::from(" stages ");
    let inner = super::frame(model, Pane::Stages, title, area, buffer);
    let height = usize::from(inner.height);
    let cursor = model.cursor();
    let last_top = model.rows.len().saturating_sub(height);
    let top = cursor.unwrap_or(0).saturating_sub(height / 2).min(last_top);
    let rows = model.rows.iter().enumerate().skip(top).take(height);
    for ((at, row), y) in rows.zip(inner.y..) {
        let line = line(model, row, inner.width);
        buffer.set_line(inner.x, y, &line, inner.width);
        if cursor == Some(at) {
            let row = Rect::new(inner.x, y, inner.width, 1);
            buffer.set_style(row, model.theme.style(Role::Selected));
        }
    }
}

/// A row: its sign, its words, and the time at the right.
fn line(model: &Model, it: &TreeRow, width: u16) -> Line<'static> {
    let theme = &model.theme;
    let (sign, role, text, aside) = match &it.row {
        Row::Nothing => (
            Sign::ToCome.into_char(model),
            Role::Dim,
            String::new(),
            String::new(),
        ),
        Row::Node(id) => match model.store.outline().node(*id) {
            Some(node) => of_node(model, node),
            None => return Line::default(),
        },
        Row::Event(seq) => of_event(model, *seq),
        Row::Expected(stage) => {
            let name = stage.rsplit('/').next().unwrap_or(stage);
            (
                theme.sign(Sign::ToCome).to_owned(),
                Role::Dim,
                name.to_owned(),
                String::new(),
            )
        }
        Row::Verb(verb) => (
            theme.sign(Sign::ToCome).to_owned(),
            Role::Dim,
            verb.clone(),
            String::new(),
        ),
    };
    let point = model.expression_is_set(&it.row);
    let sign = if point {
        theme.sign(Sign::Break).to_owned()
    } else {
        sign
    };
    let lead = format!("{}{sign} ", " ".repeat(it.depth.min(8) * 2));
    let room = usize::from(width).saturating_sub(lead.width() + aside.width() + 1);
    let text = cut(&text, room, theme.sign(Sign::More));
    let gap = usize::from(width).saturating_sub(lead.width() + text.width() + aside.width());
    Line::from(vec![
        Span::styled(lead, theme.style(if point { Role::Failed } else { role })),
        Span::styled(text, theme.style(role)),
        Span::raw(" ".repeat(gap)),
        Span::styled(aside, theme.style(Role::Dim)),
    ])
}

fn of_node(model: &Model, node: &Node) -> (String, Role, String, String) {
    let position = model.position();
    let live = model.live.is_some() && !model.in_the_past();
    let here = if live {
        node.open
    } else {
        (node.first..=node.last).contains(&position)
    };
    let to_come = model.is_to_come(node);
    let (sign, mut role) = match () {
        () if to_come => (Sign::ToCome, Role::Dim),
        () if node.failed && !here => (Sign::Failed, Role::Failed),
        () if here => (Sign::Here, Role::Normal),
        () => (Sign::Done, Role::Normal),
    };
    let text = match &node.kind {
        NodeKind::Call => {
            role = if to_come { Role::Dim } else { Role::Bold };
            call_words(model, node.first)
        }
        NodeKind::Plugin(plugin) => format!("{} (delegated)", escape(plugin)),
        NodeKind::Stage(stage) => escape(stage.rsplit('/').next().unwrap_or(stage)),
    };
    let spent = node.spent_ns();
    let aside = match () {
        () if to_come => String::new(),
        () if here && live && model.is_held() => "held".to_owned(),
        () if spent >= WORTH_TELLING_NS => duration(spent),
        () => String::new(),
    };
    (model.theme.sign(sign).to_owned(), role, text, aside)
}

/// `ADD pod1 bridge`
pub(super) fn call_words(model: &Model, seq: u64) -> String {
    match model.store.event(seq) {
        Ok(Some(Event {
            what: What::Call(call),
            ..
        })) => {
            let container = call.env.get("CNI_CONTAINERID");
            let container = container.map_or_else(String::new, |it| escape(&it.lossy()));
            format!(
                "{} {container} {}",
                escape(&call.verb),
                escape(&call.plugin)
            )
        }
        _ => "call".to_owned(),
    }
}

fn of_event(model: &Model, seq: u64) -> (String, Role, String, String) {
    let event = match model.store.event(seq) {
        Ok(Some(event)) => event,
        Ok(None) => return (" ".into(), Role::Dim, String::new(), String::new()),
        Err(error) => return ("!".into(), Role::Failed, error.to_string(), String::new()),
    };
    let until = model.position().max(seq);
    let phrase = phrase(&event, &model.moment.names, &model.store, until);
    let dim = seq > model.position() && model.selected != Row::Event(seq);
    let role = if dim { Role::Dim } else { phrase.tone.into() };
    (phrase.sign.to_string(), role, phrase.text, String::new())
}

impl Sign {
    fn into_char(self, model: &Model) -> String {
        model.theme.sign(self).to_owned()
    }
}

impl Model {
    /// True if a breakpoint stands at the row.
    fn expression_is_set(&self, row: &Row) -> bool {
        if self.breakpoints.is_empty() {
            return false;
        }
        let expression = self.expression_of(row);
        expression.is_some_and(|it| self.breakpoints.contains(&it))
    }
}
