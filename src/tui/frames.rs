//! Frames in tests: keys by characters, a screen as text, and screens that are kept.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

/// The key that a character stands for.
pub(in crate::tui) fn key(it: char) -> KeyCode {
    match it {
        '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '→' => KeyCode::Right,
        '←' => KeyCode::Left,
        '↓' => KeyCode::Down,
        '↑' => KeyCode::Up,
        '⇓' => KeyCode::PageDown,
        '⌫' => KeyCode::Backspace,
        it => KeyCode::Char(it),
    }
}

/// The screen as text.
pub(in crate::tui) fn text(buffer: &Buffer) -> String {
    let area = buffer.area;
    let row = |y: u16| {
        let cells = (0..area.width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned() + "\n"
    };
    (0..area.height).map(row).collect()
}

/// Holds a screen against the kept one; with CNISCOPE_BLESS it is kept anew.
#[track_caller]
pub(in crate::tui) fn check(name: &str, actual: &str) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("tests/data/screens").join(format!("{name}.txt"));
    if std::env::var_os("CNISCOPE_BLESS").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        actual, expected,
        "{name}: see tests/data/screens, or bless it"
    );
}
