//! A page of the book on the screen.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::paper::Paper;
use crate::report::escape;
use crate::tui::theme::Role;

/// Writes the page. mdBook's anchors are comments, and so are left out; a reader hears what a link says.
pub(in crate::tui) fn write(paper: &mut Paper, markdown: &str) {
    let mut writer = Writer {
        paper,
        text: String::new(),
        indent: 0,
        item: None,
        numbers: Vec::new(),
        code: false,
        cells: Vec::new(),
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    writer.flush(Role::Normal);
}

struct Writer<'a> {
    paper: &'a mut Paper,
    text: String,
    indent: usize,
    /// What stands in front of the first line of a list's item.
    item: Option<String>,
    /// The number of the next item, of each list that is open; `None` for one without numbers.
    numbers: Vec<Option<u64>>,
    code: bool,
    cells: Vec<String>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => {
                let pad = " ".repeat(self.indent + 2);
                for line in text.lines() {
                    self.paper.code(&format!("{pad}{}", escape(line)));
                }
            }
            Event::Text(text) => self.text.push_str(&escape(&text)),
            // Quoted, not coloured: where it ends must be seen without colours too.
            Event::Code(text) => self.text.push_str(&format!("`{}`", escape(&text))),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.flush(Role::Normal),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::Paragraph if self.item.is_none() => self.paper.blank(),
            Tag::CodeBlock(_) => {
                self.flush(Role::Normal);
                self.code = true;
            }
            Tag::List(first) => {
                self.flush(Role::Normal);
                self.indent += 2;
                self.numbers.push(*first);
            }
            Tag::Item => {
                let number = self.numbers.last_mut().and_then(Option::as_mut);
                self.item = Some(number.map_or_else(
                    || "- ".to_owned(),
                    |it| {
                        *it += 1;
                        format!("{}. ", *it - 1)
                    },
                ));
            }
            Tag::TableRow | Tag::TableHead => self.cells.clear(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            // The page's own title is the pane's.
            TagEnd::Heading(HeadingLevel::H1) => self.text.clear(),
            TagEnd::Heading(_) => self.flush(Role::Bold),
            TagEnd::Paragraph | TagEnd::Item => {
                self.flush(Role::Normal);
                self.item = None;
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::List(_) => {
                self.indent = self.indent.saturating_sub(2);
                self.numbers.pop();
                self.item = None;
            }
            TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.text)),
            TagEnd::TableRow | TagEnd::TableHead => {
                self.text = self.cells.join("  ");
                self.flush(Role::Normal);
            }
            _ => {}
        }
    }

    fn flush(&mut self, role: Role) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        let pad = " ".repeat(self.indent);
        let lead = self.item.take().unwrap_or_default();
        let hang = self.indent + lead.len();
        self.paper
            .wrapped(role, &format!("{pad}{lead}{text}"), hang);
        if !lead.is_empty() {
            // Further paragraphs of the item stand below its first.
            self.item = Some(" ".repeat(lead.len()));
        }
    }
}
