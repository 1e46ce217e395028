//! Draws the lessons' screen.
//!
//! ```text
//! header
//! +- lesson --------++- wiring ---------+
//! |                 ||                  |
//! |                 |+- checks ---------+
//! |                 ||                  |
//! +-----------------++------------------+
//! what is going on
//! keys
//! ```
//!
//! A narrow screen shows one pane, and the checks below it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};
use unicode_width::UnicodeWidthStr;

use super::keys::KEYS;
use super::model::{Model, Open, Pane};
use crate::event::escape;
use crate::learn::{Finding, drawing};
use crate::tui::theme::{Role, Sign};
use crate::tui::view::{Paper, bordered, cut, key_bar, markdown};

mod overlay;

/// Narrower screens show one pane at a time.
const WIDE: u16 = 100;

pub(super) fn draw_on(model: &Model, area: Rect, buffer: &mut Buffer) {
    if area.width < 20 || area.height < 8 {
        let text = "cniscope needs 20 columns and 8 rows";
        return Paragraph::new(text).render(area, buffer);
    }
    header(model, Rect { height: 1, ..area }, buffer);
    for (pane, area) in places(model, area) {
        draw_pane(model, pane, area, buffer);
    }
    let below = |rows| Rect {
        y: area.bottom() - rows,
        height: 1,
        ..area
    };
    status(model, below(2), buffer);
    bar(model, below(1), buffer);
    overlay::draw(model, area, buffer);
}

/// Keeps what is scrolled within what is there.
pub(super) fn settle(model: &mut Model) {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    if area.width < 20 || area.height < 8 {
        return;
    }
    for (pane, area) in places(model, area) {
        let inner = area.inner(ratatui::layout::Margin::new(1, 1));
        if pane == Pane::Checks && std::mem::take(&mut model.shows_refusal) {
            model.lines[pane as usize] = before_refusal(model, inner.width);
        }
        let lines = lines(model, pane, inner.width).len();
        let line = &mut model.lines[pane as usize];
        *line = (*line).min(lines.saturating_sub(usize::from(inner.height)));
    }
    overlay::settle(model, area);
}

/// Where the panes are that are shown.
fn places(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let panes = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(3),
        ..area
    };
    if model.zoomed {
        return vec![(model.focus, panes)];
    }
    let checks = checks_height(model, panes.height);
    if area.width < WIDE {
        let upper = match model.focus {
            Pane::Wiring => Pane::Wiring,
            Pane::Text | Pane::Checks => Pane::Text,
        };
        let [first, second] = split_rows(panes, checks);
        return vec![(upper, first), (Pane::Checks, second)];
    }
    let width = panes.width / 2;
    let left = Rect { width, ..panes };
    let right = Rect {
        x: panes.x + width,
        width: panes.width - width,
        ..panes
    };
    let [first, second] = split_rows(right, checks);
    vec![
        (Pane::Text, left),
        (Pane::Wiring, first),
        (Pane::Checks, second),
    ]
}

/// Rows for the checks: what they need, but not more than half.
fn checks_height(model: &Model, height: u16) -> u16 {
    let width = if model.size.0 < WIDE {
        model.size.0
    } else {
        model.size.0 / 2
    };
    let lines = lines(model, Pane::Checks, width.saturating_sub(2)).len();
    let wanted = u16::try_from(lines + 2).unwrap_or(u16::MAX);
    wanted.clamp(4, (height / 2).max(4))
}

fn split_rows(area: Rect, lower: u16) -> [Rect; 2] {
    let lower = lower.min(area.height);
    let height = area.height - lower;
    let below = Rect {
        y: area.y + height,
        height: lower,
        ..area
    };
    [Rect { height, ..area }, below]
}

fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    let done = model.course.iter().filter(|it| it.passed).count();
    let right = format!("{done} of {} lessons done ", model.course.len());
    let left = match &model.open {
        Some(open) => format!(" cniscope learn  {}", escape(&open.title)),
        None => " cniscope learn".to_owned(),
    };
    let width = usize::from(area.width);
    let more = model.theme.sign(Sign::More);
    let left = cut(&left, width.saturating_sub(right.width() + 1), more);
    let gap = width.saturating_sub(left.width() + right.width());
    let line = Line::from(vec![
        Span::styled(left, model.theme.style(Role::Bold)),
        Span::raw(" ".repeat(gap)),
        Span::styled(right, model.theme.style(Role::Dim)),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn draw_pane(model: &Model, pane: Pane, area: Rect, buffer: &mut Buffer) {
    let title = match pane {
        Pane::Text => " lesson ",
        Pane::Wiring => " your wiring, live ",
        Pane::Checks => " checks ",
    };
    let focused = model.focus == pane;
    let role = if focused { Role::Focus } else { Role::Border };
    let block = bordered(&model.theme)
        .border_style(model.theme.style(role))
        .title(title);
    let inner = block.inner(area);
    block.render(area, buffer);
    let lines: Vec<_> = lines(model, pane, inner.width)
        .into_iter()
        .skip(model.lines[pane as usize])
        .collect();
    Paragraph::new(lines).render(inner, buffer);
}

fn lines(model: &Model, pane: Pane, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    paper.breaks_code = true;
    let Some(open) = &model.open else {
        paper.wrapped(Role::Dim, "No lesson is started: l lists them.", 0);
        return paper.lines;
    };
    match pane {
        Pane::Text => markdown::write(&mut paper, &open.text),
        Pane::Wiring => wiring(&mut paper, open),
        Pane::Checks => checks(&mut paper, open),
    }
    paper.lines
}

fn wiring(paper: &mut Paper, open: &Open) {
    match &open.state {
        Some(state) => {
            let ascii = paper.theme.ascii;
            for line in drawing(state, paper.width, ascii).text().lines() {
                paper.line(Role::Normal, line.to_owned());
            }
        }
        None => paper.wrapped(Role::Dim, "It was not looked at yet.", 0),
    }
}

fn checks(paper: &mut Paper, open: &Open) {
    let Some(report) = &open.report else {
        paper.wrapped(
            Role::Normal,
            "c looks whether everything is as the lesson wants it; it is looked at again whenever you save a file.",
            0,
        );
        return;
    };
    for finding in &report.findings {
        check(paper, finding);
    }
}

/// Lines of the checks that are good.
fn before_refusal(model: &Model, width: u16) -> usize {
    let mut paper = Paper::new(model.theme, width);
    let report = model.open.as_ref().and_then(|it| it.report.as_ref());
    for finding in report.iter().flat_map(|it| &it.findings) {
        if finding.ok != Some(true) {
            return paper.lines.len();
        }
        check(&mut paper, finding);
    }
    0
}

fn check(paper: &mut Paper, it: &Finding) {
    let (sign, role) = match it.ok {
        Some(true) => (paper.theme.sign(Sign::Done), Role::Made),
        Some(false) => (paper.theme.sign(Sign::Failed), Role::Failed),
        None => (paper.theme.sign(Sign::ToCome), Role::Dim),
    };
    paper.wrapped(role, &format!("{sign} {}", escape(&it.wants)), 2);
    if it.ok == Some(false) {
        for (what, text) in [
            ("looked at", &it.looked_at),
            ("saw", &it.saw),
            ("look next", &it.look),
        ] {
            let text = format!("    {what}: {}", escape(text));
            paper.wrapped(Role::Normal, &text, 6);
        }
    }
}

fn status(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (role, text) = match (&model.note, &model.open) {
        _ if model.asks_to_reset => (
            Role::Banner,
            "start this lesson anew? what you have changed is kept beside it (y: yes)".to_owned(),
        ),
        (Some(note), _) => (Role::Changed, escape(note)),
        (None, Some(open)) => (
            Role::Bold,
            format!(
                "your files: {}   in another terminal: cniscope shell lesson",
                escape(&open.folder)
            ),
        ),
        (None, None) => (Role::Bold, "choose a lesson: l lists them".to_owned()),
    };
    let width = usize::from(area.width).saturating_sub(2);
    let text = cut(&text, width, model.theme.sign(Sign::More));
    let line = Line::styled(format!(" {text}"), model.theme.style(role));
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn bar(model: &Model, area: Rect, buffer: &mut Buffer) {
    let rows = KEYS.iter().map(|it| (it.codes, it.label));
    key_bar(&model.theme, rows, area, buffer);
}
