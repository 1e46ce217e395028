//! A recording in the form that a person or a program reads: text, Markdown, or the JSON lines themselves.
//!
//! `compose` turns events into blocks (a call, a stage, a result), the printers print blocks. All that is
//! printed comes from the events; what was not observed is not there.

mod compose;

mod jsontext;
mod markdown;
mod names;
mod netlink;
pub mod page;
mod paint;
mod phrase;
mod text;
mod tree;
mod wiring;

use std::io::{BufWriter, IsTerminal, Stdout, Write};

use compose::{Block, Composer};
use paint::Paint;

use crate::event::{Event, Header};

pub use crate::event::{escape, escape_lines};
pub(crate) use compose::describe_change;
pub(crate) use jsontext::lines as json_lines;
pub(crate) use names::Learned;
pub(crate) use netlink::{explanation, protocol};
pub(crate) use phrase::{Tone, duration, phrase};
pub(crate) use tree::{MessageLine, datagram_bytes, datagram_tree};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a terminal.
    Text,
    /// The lines of the recording, as they are.
    Json,
    /// For a page.
    Markdown,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Columns.
    pub width: usize,
    /// Escape sequences for colour.
    pub colour: bool,
    /// Every message and every event, not only what a reader needs.
    pub all: bool,
}

impl Options {
    /// For standard output: colour only at a terminal, and never if NO_COLOR is set (no-color.org).
    pub fn for_stdout(all: bool) -> Options {
        let terminal = std::io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
        let dumb = std::env::var_os("TERM").is_none_or(|it| it == "dumb");
        Options {
            width: 80,
            colour: terminal && !no_colour && !dumb,
            all,
        }
    }
}

/// Prints a recording as its lines come.
#[derive(Debug)]
pub struct Report<W: Write = Stdout> {
    out: BufWriter<W>,
    form: Form,
    paint: Paint,
    composer: Composer,
}

impl Report {
    /// A report on standard output.
    pub fn new(form: Form, options: Options) -> Report {
        Report::on(std::io::stdout(), form, options)
    }
}

impl<W: Write> Report<W> {
    /// A report on anything.
    pub fn on(out: W, form: Form, options: Options) -> Report<W> {
        let paint = Paint {
            colour: options.colour && form == Form::Text,
            width: options.width,
        };
        Report {
            out: BufWriter::new(out),
            form,
            paint,
            composer: Composer::new(options.all),
        }
    }

    /// The first line, as it stands and decoded.
    pub fn header(&mut self, line: &str, header: &Header) -> std::io::Result<()> {
        if self.form == Form::Json {
            return writeln!(self.out, "{line}");
        }
        self.composer.header(header);
        self.print()
    }

    /// Another line.
    pub fn event(&mut self, line: &str, event: &Event) -> std::io::Result<()> {
        if self.form == Form::Json {
            return writeln!(self.out, "{line}");
        }
        self.composer.event(event);
        self.print()
    }

    /// Lets the reader see what has been printed so far.
    pub fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }

    fn print(&mut self) -> std::io::Result<()> {
        for mut block in self.composer.ready() {
            make_safe(&mut block);
            match self.form {
                Form::Markdown => markdown::print(&mut self.out, &block)?,
                _ => text::print(&mut self.out, &block, &self.paint)?,
            }
        }
        Ok(())
    }
}

/// Whoever composes a line escapes the names in it. A recording may come from anyone, though, and hold what
/// cannot be where nobody expects it, such as an operation's name: nothing leaves this module unescaped.
fn make_safe(block: &mut Block) {
    block.prose = escape_lines(&block.prose);
    if let Some(heading) = &mut block.heading {
        heading.text = escape(&heading.text);
        heading.aside = escape(&heading.aside);
    }
    for line in &mut block.lines {
        line.text = escape(&line.text);
    }
}
