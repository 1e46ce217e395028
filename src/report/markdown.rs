//! Blocks as Markdown: headings, prose, and everything else in fences, so that no text from outside can
//! become markup.

use std::io::{self, Write};

use super::compose::{Block, Mark};

pub(super) fn print(out: &mut impl Write, block: &Block) -> io::Result<()> {
    if let Some(heading) = &block.heading {
        let aside = if heading.aside.is_empty() {
            String::new()
        } else {
            format!(" ({})", heading.aside)
        };
        writeln!(
            out,
            "\n{} {}{}\n",
            "#".repeat(heading.level),
            literal(&heading.text),
            literal(&aside)
        )?;
    }
    if !block.prose.is_empty() {
        writeln!(out, "{}\n", literal(&block.prose))?;
    }
    if block.lines.is_empty() {
        return Ok(());
    }
    // Longer than any run of backticks in the text.
    let longest = block
        .lines
        .iter()
        .flat_map(|it| it.text.split(|c| c != '`'))
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "{fence}text")?;
    for line in &block.lines {
        match line.mark {
            Mark::Plain => writeln!(out, "{}", line.text)?,
            mark => writeln!(out, "{} {}", mark.sign(), line.text)?,
        }
    }
    writeln!(out, "{fence}")
}

/// Text with the characters escaped that Markdown or HTML would read.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for it in text.chars() {
        if "\\`*_[]<>#&|".contains(it) {
            literal.push('\\');
        }
        literal.push(it);
    }
    literal
}
