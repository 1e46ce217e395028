//! What lies over the panes: the list, hints, the solution, the goal, the help.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::event::{escape, escape_lines};
use crate::learn::drawing;
use crate::tui::keys::name;
use crate::tui::learn::keys::KEYS;
use crate::tui::learn::model::{Model, Open, Overlay};
use crate::tui::theme::{Role, Sign};
use crate::tui::view::{Paper, sheet};

/// Two drawings stand beside each other on a screen of this width.
const BESIDE: usize = 110;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let Some(overlay) = &model.overlay else {
        return;
    };
    let place = place(overlay, area);
    let title = match overlay {
        Overlay::List(_) => " lessons: Enter starts one, Esc closes ",
        Overlay::Help => " help: Esc closes, arrows scroll ",
        Overlay::Hints(_) => " hints: h shows one more, Esc closes ",
        Overlay::Solution(_) => " one solution: Esc closes ",
        Overlay::Goal(true) => " done! n starts the next lesson, Esc closes ",
        Overlay::Goal(false) => " goal: Esc closes, arrows scroll ",
    };
    let lines = lines(model, overlay, sheet::columns(place));
    let first = model.overlay_line;
    sheet::draw(&model.theme, title, lines, first, place, buffer);
}

/// Keeps what is scrolled within what is there, and the selected lesson in sight.
pub(super) fn settle(model: &mut Model, area: Rect) {
    let Some(overlay) = model.overlay.clone() else {
        return;
    };
    let place = place(&overlay, area);
    let height = sheet::height(place);
    let count = lines(model, &overlay, sheet::columns(place)).len();
    let mut line = model.overlay_line;
    if let Overlay::List(at) = overlay {
        line = line.min(at).max((at + 1).saturating_sub(height));
    }
    model.overlay_line = line.min(count.saturating_sub(height));
}

fn place(overlay: &Overlay, area: Rect) -> Rect {
    let widest = match overlay {
        Overlay::Goal(_) => area.width,
        _ => sheet::READABLE,
    };
    sheet::place(area, widest)
}

fn lines(model: &Model, overlay: &Overlay, width: u16) -> Vec<Line<'static>> {
    let mut paper = Paper::new(model.theme, width);
    paper.breaks_code = true;
    match (overlay, &model.open) {
        (Overlay::List(selected), _) => list(&mut paper, model, *selected),
        (Overlay::Help, _) => help(&mut paper),
        (Overlay::Solution(text), _) => {
            paper.wrapped(Role::Dim, "Typed into the lesson's shell (s):", 0);
            for line in text.lines() {
                paper.code(&escape(line));
            }
        }
        (Overlay::Hints(shown), Some(open)) => hints(&mut paper, open, *shown),
        (Overlay::Goal(_), Some(open)) => goal(&mut paper, open),
        (Overlay::Hints(_) | Overlay::Goal(_), None) => {}
    }
    paper.lines
}

fn list(paper: &mut Paper, model: &Model, selected: usize) {
    for (at, entry) in model.course.iter().enumerate() {
        let sign = match entry.passed {
            true => paper.theme.sign(Sign::Done),
            false => paper.theme.sign(Sign::ToCome),
        };
        let here = match at == selected {
            true => paper.theme.sign(Sign::Here),
            false => " ",
        };
        let role = match at == selected {
            true => Role::Selected,
            false => Role::Normal,
        };
        let number = entry.number;
        paper.line(
            role,
            format!("{here} {sign} {number:>2}  {} ", escape(&entry.title)),
        );
    }
}

fn hints(paper: &mut Paper, open: &Open, shown: usize) {
    for (number, hint) in open.hints.iter().enumerate().take(shown) {
        paper.blank();
        for line in escape_lines(hint.trim()).lines() {
            paper.wrapped(Role::Normal, &format!("{}. {line}", number + 1), 3);
        }
    }
    let left = open.hints.len().saturating_sub(shown);
    paper.blank();
    paper.wrapped(
        Role::Dim,
        &match left {
            0 => "That was the last one. S shows a solution.".to_owned(),
            1 => "There is 1 more.".to_owned(),
            left => format!("There are {left} more."),
        },
        0,
    );
}

/// The goal beside the learner's own wiring, or above it where there is no room.
fn goal(paper: &mut Paper, open: &Open) {
    let Some(goal) = &open.goal else {
        paper.wrapped(Role::Normal, "This lesson has no picture of its goal.", 0);
        return own(paper, open, paper.width);
    };
    let ascii = paper.theme.ascii;
    if paper.width < BESIDE {
        paper.heading("The goal, as it was when the solution was run");
        for line in goal.drawing(paper.width, ascii).text().lines() {
            paper.line(Role::Normal, line.to_owned());
        }
        return own(paper, open, paper.width);
    }
    let half = paper.width / 2 - 1;
    let left = goal.drawing(half, ascii);
    let state = open.state.as_ref();
    let right = state.map(|it| drawing(it, half, ascii).text());
    let right: Vec<String> = right
        .iter()
        .flat_map(|it| it.lines().map(str::to_owned))
        .collect();
    let left: Vec<String> = left.text().lines().map(str::to_owned).collect();
    paper.line(
        Role::Bold,
        pad("The goal, as it was when the solution was run", half) + "Yours, as it is now",
    );
    for at in 0..left.len().max(right.len()) {
        let text = |side: &[String]| side.get(at).cloned().unwrap_or_default();
        paper.line(Role::Normal, pad(&text(&left), half) + &text(&right));
    }
}

fn own(paper: &mut Paper, open: &Open, width: usize) {
    let Some(state) = &open.state else { return };
    paper.heading("Yours, as it is now");
    let ascii = paper.theme.ascii;
    for line in drawing(state, width, ascii).text().lines() {
        paper.line(Role::Normal, line.to_owned());
    }
}

fn pad(text: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let text = crate::tui::view::cut(text, width, "");
    let missing = (width + 2).saturating_sub(text.width());
    text + &" ".repeat(missing)
}

fn help(paper: &mut Paper) {
    paper.heading("Keys");
    for row in KEYS {
        let names: Vec<_> = row.codes.iter().map(|it| name(*it)).collect();
        let keys = names.join(" ");
        paper.wrapped(Role::Normal, &format!("  {keys:<14} {}", row.help), 17);
    }
    paper.heading("Words");
    for (word, meaning) in crate::tui::view::WORDS {
        paper.wrapped(Role::Normal, &format!("  {word:<14} {meaning}"), 17);
    }
}
