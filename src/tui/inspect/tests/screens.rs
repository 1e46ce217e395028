//! Screens as they are, kept as text files. `CNISCOPE_BLESS=1 cargo test --lib screens` writes them anew.

use super::*;
use crate::tui::frames::check;

const PALETTES: [Palette; 4] = [
    Palette::None,
    Palette::Dark,
    Palette::Light,
    Palette::ColourBlind,
];

/// Colour is never the only signal: in each palette the screen says the same.
#[test]
fn a_host_a_pod_and_its_link_at_both_sizes_in_each_palette() {
    for size in [(80, 24), (120, 40)] {
        let mut colours_seen = Vec::new();
        for palette in PALETTES {
            let theme = Theme {
                palette,
                ascii: false,
            };
            let mut model = of(kept_look(), size, theme);
            let check = |name: &str, model: &mut Model| {
                check(
                    &format!("inspect-{name}-{}x{}", size.0, size.1),
                    &screen(model),
                );
            };
            check("host", &mut model);
            press(&mut model, "w");
            check("wiring", &mut model);
            press(&mut model, "w/default/db\n");
            check("pod", &mut model);
            press(&mut model, "f");
            check("link", &mut model);
            press(&mut model, "u");
            check("unseen", &mut model);
            press(&mut model, "\u{1b}/10.22");
            check("search", &mut model);
            let buffer = cells(&mut model);
            let colours: std::collections::BTreeSet<String> = buffer
                .content()
                .iter()
                .map(|it| format!("{:?}", it.fg))
                .collect();
            assert_eq!(colours.len() > 1, palette != Palette::None, "{colours:?}");
            assert!(!colours_seen.contains(&colours), "{palette:?}");
            colours_seen.push(colours);
        }
    }
}

#[test]
fn the_help_explains_every_key_and_word() {
    let mut model = host((80, 24));
    press(&mut model, "?");
    check("inspect-help-80x24", &screen(&mut model));
    model.size = (100, 120);
    let whole = screen(&mut model);
    for row in super::super::keys::KEYS {
        let words = row.help.split_whitespace().take(3);
        let first = words.collect::<Vec<_>>().join(" ");
        assert!(whole.contains(&first), "{first}");
    }
}

#[test]
fn before_the_first_look_is_over_the_screen_says_so() {
    let mut model = Model::new(false, PLAIN, (80, 24));
    let text = screen(&mut model);
    assert!(text.contains("looking ..."), "{text}");
    press(&mut model, "fb]wau\u{1b}jzG");
    model.looked(Err("list /proc: EACCES".to_owned()));
    let text = screen(&mut model);
    assert!(text.contains("list /proc: EACCES"), "{text}");
    assert!(text.contains("r looks anew"), "{text}");
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let theme = Theme {
        palette: Palette::None,
        ascii: true,
    };
    for size in [(80, 24), (120, 40)] {
        let mut model = of(kept_look(), size, theme);
        for keys in ["", "w", "→", "f", "u", "\u{1b}?"] {
            press(&mut model, keys);
            let text = screen(&mut model);
            assert!(text.is_ascii(), "{keys}: {text}");
        }
    }
}

/// Links, processes, comments and files are called by whoever makes them.
#[test]
fn what_a_host_says_never_reaches_the_terminal_raw() {
    let text = serde_json::to_string(&kept_look()).unwrap();
    let hostile = text
        .replace("eth0", "\\u001b[31me")
        .replace("cni-db", "\\u202edb")
        .replace("python3", "py\\u0007\\n")
        .replace("77fe", "\\u009b2J");
    let mut model = of(serde_json::from_str(&hostile).unwrap(), (120, 40), PLAIN);
    press(&mut model, "a");
    for keys in [
        "", "w", "j", "j", "j", "→", "f", "/2J\n", "]", "]", "?", "\u{1b}u",
    ] {
        press(&mut model, keys);
        let text = screen(&mut model);
        let bad = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!text.contains(bad), "{keys}: {text}");
    }
}

#[test]
fn a_namespace_that_may_not_be_entered_says_which_right_would_show_it() {
    let mut snapshot = kept_look();
    let pod = &mut snapshot.namespaces[1];
    pod.links.clear();
    let (inode, why) = (pod.inode, "go into it: EPERM: needs CAP_SYS_ADMIN");
    snapshot.unseen.push(crate::inspect::model::Unseen {
        namespace: Some(inode),
        what: "what stands in the namespace".to_owned(),
        why: why.to_owned(),
    });
    let mut model = of(snapshot, (120, 40), PLAIN);
    press(&mut model, "j");
    let text = screen(&mut model);
    assert_eq!(text.matches("CAP_SYS_ADMIN").count(), 2, "{text}"); // for the links, and in the details
    press(&mut model, "→");
    assert!(model.note.as_ref().unwrap().contains("no link of"));
}
