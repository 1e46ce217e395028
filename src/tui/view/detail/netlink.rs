//! A netlink message as a tree beside its bytes: the selected node's bytes stand out, and the other way round.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use crate::event::{Direction, Event, Netlink, What};
use crate::report::phrase;
use crate::report::{MessageLine, datagram_bytes, datagram_tree, escape};
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::view::paper::{Paper, cut};

/// Bytes in a row of the dump.
const ROW: usize = 8;

/// Columns of the dump: offset, bytes, characters.
const DUMP: u16 = 6 + 3 * 8 + 1 + 8;

/// The message of the selected row: of a stage its first request.
fn selected(model: &Model) -> Option<&Netlink> {
    let own = model.moment.event.as_ref();
    let first = model.moment.messages.first();
    let held = model.is_held() && !model.in_the_past();
    let last = model.moment.messages.last().filter(|_| held);
    [own, last, first]
        .into_iter()
        .flatten()
        .find_map(|it| match &it.what {
            What::Netlink(it) => Some(it),
            _ => None,
        })
}

/// The commands that ask for the same as the selected request.
pub(super) fn command(model: &Model) -> Option<String> {
    let commands: Vec<_> = match &model.moment.event.as_ref()?.what {
        What::Netlink(it) => it
            .messages
            .iter()
            .filter_map(|it| it.command.clone())
            .collect(),
        What::Sysctl { command, .. } => command.iter().cloned().collect(),
        _ => Vec::new(),
    };
    (!commands.is_empty()).then(|| escape(&commands.join("; ")))
}

/// Number of nodes of the selected message's tree.
pub(super) fn nodes(model: &Model) -> Option<usize> {
    selected(model).map(|it| datagram_tree(it).len())
}

/// As text, for copying and for lines: the message as a tree and its bytes. For a stage the messages in it.
pub(super) fn write(model: &Model, paper: &mut Paper) {
    let messages = &model.moment.messages;
    let own = model.moment.event.as_ref().map(|it| &it.what);
    if let Some(What::Netlink(netlink)) = own {
        heading(model, netlink, paper);
        for it in datagram_tree(netlink) {
            paper.line(
                Role::Normal,
                format!("{}{}", "  ".repeat(it.depth), it.text),
            );
        }
        paper.blank();
        for (row, bytes) in datagram_bytes(netlink).chunks(2 * ROW).enumerate() {
            let hex: Vec<_> = bytes.iter().map(|it| format!("{it:02x}")).collect();
            let text: String = bytes.iter().map(|it| visible(*it)).collect();
            let line = format!("{:04x}  {:<48} {text}", row * 2 * ROW, hex.join(" "));
            paper.line(Role::Dim, line);
        }
        return;
    }
    if messages.is_empty() {
        let text = "No netlink message belongs to this row. Select one: Right unfolds a stage.";
        return paper.wrapped(Role::Dim, text, 0);
    }
    for event in messages {
        let it = phrase(event, &model.moment.names, &model.store, model.moment.at);
        paper.wrapped(it.tone.into(), &format!("{} {}", it.sign, it.text), 2);
        if let Event {
            what: What::Netlink(it),
            ..
        } = event
            && it.direction == Direction::Request
        {
            let commands = it.messages.iter().filter_map(|it| it.command.as_ref());
            commands.for_each(|it| paper.wrapped(Role::Code, &format!("    $ {}", escape(it)), 6));
        }
    }
}

/// Draws the tree and the bytes of the selected message. False if there is none.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> bool {
    let Some(netlink) = selected(model) else {
        return false;
    };
    let tree = datagram_tree(netlink);
    let node = model.node.min(tree.len().saturating_sub(1));
    let range = tree.get(node).map_or((0, 0), |it| it.range);
    let mut head = Paper::new(model.theme, area.width);
    heading(model, netlink, &mut head);
    let rows = u16::try_from(head.lines.len())
        .unwrap_or(u16::MAX)
        .min(area.height / 3);
    let top = Rect::new(area.x, area.y, area.width, rows);
    Paragraph::new(head.lines).render(top, buffer);
    let body = Rect::new(area.x, area.y + rows, area.width, area.height - rows);
    let beside = body.width >= DUMP + 36;
    let (left, right) = if beside {
        let left = body.width - DUMP - 1;
        (
            Rect::new(body.x, body.y, left, body.height),
            Rect::new(body.x + left + 1, body.y, DUMP, body.height),
        )
    } else {
        let below = (body.height / 3).min(8);
        (
            Rect::new(body.x, body.y, body.width, body.height - below),
            Rect::new(body.x, body.y + body.height - below, body.width, below),
        )
    };
    draw_tree(model, &tree, node, left, buffer);
    draw_bytes(model, netlink, range, right, buffer);
    true
}

fn heading(model: &Model, it: &Netlink, paper: &mut Paper) {
    let direction = match it.direction {
        Direction::Request => "request",
        Direction::Reply => "answer",
    };
    let bytes: usize = it.messages.iter().map(|it| it.raw.0.len()).sum();
    let text = format!(
        "{direction} on a {} socket by {}, {bytes} bytes",
        escape(&it.family),
        escape(&it.syscall)
    );
    paper.wrapped(Role::Bold, &text, 0);
    if let Some(command) = command(model) {
        paper.wrapped(Role::Code, &format!("$ {command}"), 2);
    }
    paper.blank();
}

fn draw_tree(model: &Model, tree: &[MessageLine], node: usize, area: Rect, buffer: &mut Buffer) {
    let height = usize::from(area.height);
    let top = node
        .saturating_sub(height / 2)
        .min(tree.len().saturating_sub(height));
    for (at, y) in (top..tree.len()).zip(area.y..area.bottom()) {
        let it = &tree[at];
        let text = format!("{}{}", "  ".repeat(it.depth), it.text);
        let text = cut(&text, usize::from(area.width), "~");
        buffer.set_line(area.x, y, &Line::raw(text), area.width);
        if at == node {
            let role = if model.focus == Pane::Detail {
                Role::Selected
            } else {
                Role::Bold
            };
            let row = Rect::new(area.x, y, area.width, 1);
            buffer.set_style(row, model.theme.style(role));
        }
    }
}

fn draw_bytes(model: &Model, it: &Netlink, range: (usize, usize), area: Rect, buffer: &mut Buffer) {
    let bytes = datagram_bytes(it);
    let rows = bytes.len().div_ceil(ROW);
    let height = usize::from(area.height);
    let top = (range.0 / ROW)
        .saturating_sub(height / 3)
        .min(rows.saturating_sub(height));
    let style = |at: usize| {
        let inside = (range.0..range.1).contains(&at);
        model
            .theme
            .style(if inside { Role::Selected } else { Role::Dim })
    };
    for (row, y) in (top..rows).zip(area.y..area.bottom()) {
        let from = row * ROW;
        let line = &bytes[from..bytes.len().min(from + ROW)];
        let mut spans = vec![Span::styled(
            format!("{from:04x}  "),
            model.theme.style(Role::Dim),
        )];
        for at in from..from + ROW {
            match line.get(at - from) {
                Some(byte) => spans.push(Span::styled(format!("{byte:02x}"), style(at))),
                None => spans.push(Span::raw("  ")),
            }
            spans.push(Span::raw(" "));
        }
        for (byte, at) in line.iter().zip(from..) {
            spans.push(Span::styled(visible(*byte).to_string(), style(at)));
        }
        buffer.set_line(area.x, y, &Line::from(spans), area.width);
    }
}

/// The byte as a character of the dump.
fn visible(byte: u8) -> char {
    match byte {
        b' ' => ' ',
        it if it.is_ascii_graphic() => char::from(it),
        _ => '.',
    }
}
