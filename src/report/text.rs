//! Blocks as plain text for 80 columns.
//!
//! ```text
//! ADD pod1 eth0                                   the runtime calls bridge
//!
//!   1 ensure-bridge                                                 0.4 ms
//!     What the stage is for, in prose.
//!     > node  RTM_NEWLINK create cni0 kind=bridge  < ok
//!       $ ip link add cni0 type bridge
//!     + node  link cni0 (kind bridge, ...)
//! ```

use std::io::{self, Write};

use super::compose::{Block, Heading, Line, Mark};
use super::paint::{Colour, Paint};

pub(super) fn print(out: &mut impl Write, block: &Block, paint: &Paint) -> io::Result<()> {
    if let Some(heading) = &block.heading {
        print_heading(out, heading, block.indent, paint)?;
    }
    let indent = block.indent + 2;
    for paragraph in block.prose.lines() {
        for line in paint.wrap(paragraph, indent, indent) {
            writeln!(out, "{line}")?;
        }
    }
    for line in &block.lines {
        print_line(out, line, indent, paint)?;
    }
    Ok(())
}

fn print_heading(
    out: &mut impl Write,
    it: &Heading,
    indent: usize,
    paint: &Paint,
) -> io::Result<()> {
    let indent = if it.level < 3 { 0 } else { indent };
    if it.level > 1 {
        writeln!(out)?;
    }
    let used = indent + it.text.chars().count() + it.aside.chars().count();
    let gap = paint.width.saturating_sub(used).max(2);
    let text = format!(
        "{}{}",
        " ".repeat(indent),
        paint.dye(Colour::Bold, &it.text)
    );
    if it.aside.is_empty() {
        return writeln!(out, "{text}");
    }
    writeln!(
        out,
        "{text}{}{}",
        " ".repeat(gap),
        paint.dye(Colour::Dim, &it.aside)
    )
}

fn print_line(out: &mut impl Write, line: &Line, indent: usize, paint: &Paint) -> io::Result<()> {
    let colour = match line.mark {
        Mark::Refused => Colour::Red,
        Mark::Add | Mark::Modify => Colour::Blue,
        Mark::Remove => Colour::Yellow,
        Mark::Command => Colour::Dim,
        Mark::Ask | Mark::Plain | Mark::Verbatim => Colour::None,
    };
    match line.mark {
        Mark::Verbatim => writeln!(out, "{}{}", " ".repeat(indent + 2), line.text),
        // A command can be copied: it stays on its line.
        Mark::Command => writeln!(
            out,
            "{}{}",
            " ".repeat(indent + 2),
            paint.dye(colour, &format!("$ {}", line.text))
        ),
        mark => {
            let text = format!("{} {}", mark.sign(), line.text);
            let text = if mark == Mark::Plain {
                line.text.clone()
            } else {
                text
            };
            for piece in paint.wrap(&text, indent, indent + 4) {
                writeln!(out, "{}", paint.dye(colour, &piece))?;
            }
            Ok(())
        }
    }
}
