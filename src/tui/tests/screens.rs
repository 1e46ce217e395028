//! Screens as they are, kept as text files. `CNISCOPE_BLESS=1 cargo test screens` writes them anew.

use super::*;
use crate::tui::frames::check;

const RECORDING: &str = "bridge.jsonl";

/// A recording with the selection on the stage that makes the veth pair.
fn at_veth(size: (u16, u16), theme: Theme) -> Model {
    let mut model = replay(RECORDING, size, theme);
    while selected(&model) != "bridge/add/create-veth" {
        press(&mut model, "n");
    }
    model
}

const PALETTES: [Palette; 4] = [
    Palette::None,
    Palette::Dark,
    Palette::Light,
    Palette::ColourBlind,
];

/// Colour is never the only signal: in each palette the screen says the same.
#[test]
fn every_tab_at_both_sizes_in_each_palette() {
    let sizes = [(80, 24), (120, 40)];
    for (size, palette) in sizes
        .iter()
        .flat_map(|it| PALETTES.map(|palette| (*it, palette)))
    {
        let theme = Theme {
            palette,
            ascii: false,
        };
        let mut model = at_veth(size, theme);
        press(&mut model, "m");
        // Not the source: it changes with every edit.
        for key in [1, 2, 3, 4, 5, 7] {
            press(&mut model, &key.to_string());
            let name = format!("{}-{}x{}", model.tab.title().to_lowercase(), size.0, size.1);
            check(&name, &screen(&mut model));
        }
    }
}

#[test]
fn the_source_of_a_stage_begins_where_its_function_marks_it() {
    let mut model = at_veth((120, 40), PLAIN);
    press(&mut model, "6");
    let text = screen(&mut model);
    assert!(text.contains("src/plugin/bridge/add.rs:"), "{text}");
    assert!(
        text.contains(r#"stage("bridge/add/create-veth");"#),
        "{text}"
    );
}

#[test]
fn a_stage_its_changes_and_the_wiring() {
    for size in [(80, 24), (120, 40)] {
        let mut model = at_veth(size, PLAIN);
        press(&mut model, "5w");
        check(
            &format!("wiring-{}x{}", size.0, size.1),
            &screen(&mut model),
        );
    }
}

#[test]
fn the_help_explains_every_key_sign_and_word() {
    let mut model = replay(RECORDING, (80, 24), PLAIN);
    press(&mut model, "?");
    check("help-80x24", &screen(&mut model));
    model.resize(100, 120);
    let whole = screen(&mut model);
    for row in crate::tui::keys::KEYS {
        let first: String = row
            .help
            .split_whitespace()
            .take(3)
            .collect::<Vec<_>>()
            .join(" ");
        assert!(whole.contains(&first), "{first}");
    }
}

#[test]
fn ascii_draws_nothing_else() {
    let theme = Theme {
        palette: Palette::None,
        ascii: true,
    };
    let mut model = at_veth((120, 40), theme);
    for keys in ["", "5", "2", "w", "?"] {
        press(&mut model, keys);
        let text = screen(&mut model);
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn each_palette_has_the_same_text_and_other_colours() {
    let mut seen = Vec::new();
    let plain = screen(&mut at_veth((120, 40), PLAIN));
    for palette in PALETTES {
        let theme = Theme {
            palette,
            ascii: false,
        };
        let mut model = at_veth((120, 40), theme);
        assert_eq!(screen(&mut model), plain, "{palette:?}");
        let buffer = cells(&mut model);
        let colours: std::collections::BTreeSet<String> = buffer
            .content()
            .iter()
            .map(|it| format!("{:?}", it.fg))
            .collect();
        if palette == Palette::None {
            assert_eq!(colours.len(), 1, "{colours:?}");
        } else {
            assert!(colours.len() > 3, "{colours:?}");
        }
        assert!(!seen.contains(&colours), "{palette:?}");
        seen.push(colours);
    }
}

#[test]
fn what_a_recording_says_never_reaches_the_terminal_raw() {
    let text = std::fs::read_to_string(path(RECORDING)).unwrap();
    // An interface, a plugin and an error that try to paint.
    let hostile = text
        .replace("eth0", "\\u001b[31me")
        .replace("cni0", "\\u202ec");
    let mut lines = hostile.lines();
    let mut store = Store::live(lines.next().unwrap()).unwrap();
    lines.for_each(|it| store.push(it).unwrap());
    let mut model = Model::new(store, None, PLAIN, (120, 40));
    for keys in [
        "n", "n", "n", "m", "2", "3", "4", "5", "7", "w", "c", "c", "/e\n", "]",
    ] {
        press(&mut model, keys);
        let text = screen(&mut model);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{keys}: {text}");
    }
}
