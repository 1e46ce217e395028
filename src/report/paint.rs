//! Colour and width. Colour never says anything that the text does not say.

/// How lines are printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: bool,
    pub(super) width: usize,
}

/// Colours of the basic palette, which every terminal's theme keeps readable on its own background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Bold,
    Dim,
    Blue,
    Yellow,
    Red,
    None,
}

impl Paint {
    pub(super) fn dye(&self, colour: Colour, text: &str) -> String {
        let code = match colour {
            Colour::Bold => "1",
            Colour::Dim => "2",
            Colour::Blue => "34",
            Colour::Yellow => "33",
            Colour::Red => "31",
            Colour::None => return text.to_owned(),
        };
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// Breaks text at spaces so that each line, indented, fits. A longer word gets a line of its own.
    pub(super) fn wrap(&self, text: &str, first_indent: usize, indent: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = " ".repeat(first_indent);
        let mut empty = true;
        for word in text.split(' ').filter(|it| !it.is_empty()) {
            if !empty && width(&line) + 1 + width(word) > self.width {
                lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        lines.push(line);
        lines
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}
