//! Lines of a pane being written: wrapped to its width, painted by role.

use ratatui::text::Line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::tui::theme::{Role, Theme};

/// Lines being written.
#[derive(Debug)]
pub(in crate::tui) struct Paper {
    pub(in crate::tui) theme: Theme,
    pub(in crate::tui) width: usize,
    /// Lines of code that are too long are broken: nothing scrolls sideways here.
    pub(in crate::tui) breaks_code: bool,
    pub(in crate::tui) lines: Vec<Line<'static>>,
}

impl Paper {
    pub(in crate::tui) fn new(theme: Theme, width: u16) -> Paper {
        Paper {
            theme,
            width: usize::from(width).max(1),
            breaks_code: false,
            lines: Vec::new(),
        }
    }

    /// A line as it is: what is too long can be scrolled to.
    pub(in crate::tui) fn line(&mut self, role: Role, text: impl Into<String>) {
        let style = self.theme.style(role);
        self.lines.push(Line::styled(text.into(), style));
    }

    /// A line of code.
    pub(in crate::tui) fn code(&mut self, text: &str) {
        match self.breaks_code {
            true => {
                let lead = text.len() - text.trim_start().len();
                self.wrapped(Role::Code, text, lead + 4);
            }
            false => self.line(Role::Code, text),
        }
    }

    /// Text that is broken between words; what follows the first line stands `indent` columns to the right.
    pub(in crate::tui) fn wrapped(&mut self, role: Role, text: &str, indent: usize) {
        for line in wrap(text, self.width, indent) {
            self.line(role, line);
        }
    }

    pub(in crate::tui) fn blank(&mut self) {
        if self.lines.last().is_some_and(|it| it.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// A heading within the pane.
    pub(in crate::tui) fn heading(&mut self, text: &str) {
        self.blank();
        self.wrapped(Role::Bold, text, 0);
    }
}

/// Breaks text between words, and words that are too long.
pub(in crate::tui) fn wrap(text: &str, width: usize, indent: usize) -> Vec<String> {
    // An indented line has room for a wide character at least, and mostly for text.
    let fits = |blank: usize| match blank * 2 > width || blank + 2 > width {
        true => 0,
        false => blank,
    };
    let indent = fits(indent);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let lead = |lines: &Vec<String>| if lines.is_empty() { 0 } else { indent };
    // Spaces at the beginning are meant.
    used += fits(text.len() - text.trim_start().len());
    line.push_str(&" ".repeat(used));
    for word in text.split_whitespace() {
        let room = width.saturating_sub(used);
        let blank = usize::from(used > lead(&lines) && !line.ends_with(' '));
        if word.width() + blank <= room {
            line.push_str(&" ".repeat(blank));
            line.push_str(word);
            used += blank + word.width();
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line));
            line = " ".repeat(indent);
            used = indent;
        }
        for it in word.chars() {
            let columns = it.width().unwrap_or(0);
            if used + columns > width && !line.trim().is_empty() {
                lines.push(std::mem::take(&mut line));
                line = " ".repeat(indent);
                used = indent;
            }
            line.push(it);
            used += columns;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text, cut to so many columns; `more` stands where something is missing.
pub(in crate::tui) fn cut(text: &str, width: usize, more: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(more.width());
    let mut used = 0;
    let fits = |it: &char| {
        used += it.width().unwrap_or(0);
        used <= room
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    if width >= more.width() {
        cut.push_str(more);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words_and_never_too_long() {
        assert_eq!(
            wrap("a veth pair is a cable", 10, 2),
            ["a veth", "  pair is", "  a cable"]
        );
        assert_eq!(wrap("abcdefgh", 3, 0), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 5, 0), [""]);
        // Blanks in front that leave no room for a wide character, or for the word.
        assert_eq!(wrap("日日", 2, 1), ["日", "日"]);
        assert_eq!(wrap("  a", 2, 0), ["a"]);
        assert_eq!(cut("abcdef", 4, "…"), "abc…");
        assert_eq!(cut("日本語", 4, "…"), "日…");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "[ a-z日]{0,60}", width in 2usize..30, indent in 0usize..6) {
            for line in wrap(&text, width, indent) {
                proptest::prop_assert!(line.width() <= width, "{line:?}");
            }
        }
    }
}
