//! The book's page of keys, made from the table that the program itself uses.

use std::fmt::Write;

use super::*;
use crate::tui::keys::{self, Group, KEYS};

/// The page's part that is made; what stands before it is written by hand.
const MARK: &str = "<!-- made from the program: see CONTRIBUTING.md -->\n";

fn table() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        write!(
            text,
            "\n## {}\n\n| key | on lines | does |\n| --- | --- | --- |\n",
            group.title()
        )
        .unwrap();
        for row in KEYS.iter().filter(|it| it.group == group) {
            let names: Vec<_> = row
                .codes
                .iter()
                .map(|it| format!("`{}`", keys::name(*it)))
                .collect();
            let lines = if row.line { "yes" } else { "" };
            writeln!(
                text,
                "| {} | {lines} | {} |",
                names.join(" "),
                row.help.replace('|', "\\|")
            )
            .unwrap();
        }
    }
    let learn = crate::tui::learn::keys::KEYS.iter();
    let learn = learn.map(|it| (it.codes, it.help));
    write_screen(&mut text, "cniscope learn", learn);
    let inspect = crate::tui::inspect::keys::KEYS.iter();
    let inspect = inspect.map(|it| (it.codes, it.help));
    write_screen(&mut text, "cniscope inspect --tui", inspect);
    text
}

fn write_screen<'a>(
    text: &mut String,
    command: &str,
    rows: impl Iterator<Item = (&'a [KeyCode], &'a str)>,
) {
    write!(
        text,
        "\n## The screen of `{command}`\n\n| key | does |\n| --- | --- |\n"
    )
    .unwrap();
    for (codes, help) in rows {
        let names: Vec<_> = codes
            .iter()
            .map(|it| format!("`{}`", keys::name(*it)))
            .collect();
        writeln!(text, "| {} | {help} |", names.join(" ")).unwrap();
    }
}

#[test]
fn the_book_has_every_key() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/reference/keys.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (by_hand, made) = page.split_once(MARK).expect("the mark");
    let table = table();
    if std::env::var_os("CNISCOPE_BLESS").is_some() {
        std::fs::write(&path, format!("{by_hand}{MARK}{table}")).unwrap();
        return;
    }
    assert_eq!(
        made, table,
        "bless it: CNISCOPE_BLESS=1 cargo test keys_page"
    );
}

#[test]
fn every_key_of_the_lines_can_be_typed_on_one() {
    for row in KEYS.iter().filter(|it| it.line) {
        let typed = row.codes.iter().any(|it| matches!(it, KeyCode::Char(_)));
        assert!(typed, "{}", row.help);
    }
}
