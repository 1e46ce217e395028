//! JSON text that is not quite one, as Go's decoder takes it: U+FFFD stands for what is no character.

/// The text with U+FFFD in the place of bytes that are no UTF-8 and of escapes that are half of a surrogate pair.
pub(super) fn mend(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut mended = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let length = match (unit(escape), escape.get(ESCAPE..).and_then(unit)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 2 * ESCAPE,
            (Some(0xd800..0xe000), _) => {
                mended.push(char::REPLACEMENT_CHARACTER);
                rest = &escape[ESCAPE..];
                continue;
            }
            // Two characters, so that the backslash of `\\ud800` begins no other escape.
            _ => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        mended.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    mended + rest
}

/// Length of `\u` and four digits.
const ESCAPE: usize = 6;

/// The UTF-16 unit that the text begins with, if that is written as an escape.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let are_digits = digits.bytes().all(|it| it.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Go's decoder reads the same text.
    #[test]
    fn what_is_no_character_is_replaced() {
        for (text, expected) in [
            (&br"a"[..], "a"),
            (br"\u0041\n\\\ud800", "A\n\\\u{fffd}"),
            (br"\\ud800", "\\ud800"),
            (br"\ud800", "\u{fffd}"),
            (br"\udc00\ud800x", "\u{fffd}\u{fffd}x"),
            (br"\ud800\u0041", "\u{fffd}A"),
            (br"\ud83d\uDE00", "\u{1f600}"),
            (br"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
            (b"\xff\\ud800", "\u{fffd}\u{fffd}"),
            ("\\\u{fffd}".as_bytes(), ""),
            (b"\\", ""),
            (br"\ud8", ""),
            (br"\ud8+0", ""),
        ] {
            let mended = mend(&[b"\"", text, b"\""].concat());
            let read = serde_json::from_str::<String>(&mended).ok();
            let expected = Some(expected.to_owned()).filter(|it| !it.is_empty());
            assert_eq!(read, expected, "{mended}");
        }
    }
}
