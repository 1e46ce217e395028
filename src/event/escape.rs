//! Text from outside, made safe for a terminal: names of interfaces, arguments, JSON strings, output.

/// Escapes what a terminal would obey and leaves the line breaks: for text of several lines.
pub fn escape_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    lines.join("\n")
}

/// Shows characters that steer a terminal or hide text as escapes: control characters (C0, DEL, C1), and
/// those that change the direction of writing or have no width. A newline becomes `\n`.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            _ if it.is_control() || steers(it) => {
                safe.push_str(&format!("\\u{{{:x}}}", u32::from(it)))
            }
            _ => safe.push(it),
        }
    }
    safe
}

fn steers(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_lines};

    #[test]
    fn nothing_reaches_a_terminal_that_steers_it() {
        for (text, expected) in [
            ("eth0", "eth0"),
            ("größe 網", "größe 網"),
            ("\x1b[31mred", "\\u{1b}[31mred"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
            ("\u{7f}", "\\u{7f}"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
    #[test]
    fn what_is_safe_stays_as_it_is() {
        let once = escape("a\\u{1b}\x1b\n");
        assert_eq!(escape(&once), once);
        assert_eq!(escape_lines("a\nb\x1b\n"), "a\nb\\u{1b}\n");
    }
}
