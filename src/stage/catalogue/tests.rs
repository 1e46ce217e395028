use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src")
}

/// The ids of the pages below `book/src/stages`, the overviews of plugins left out.
fn pages() -> BTreeSet<String> {
    let root = book().join("stages");
    let (mut found, mut dirs) = (BTreeSet::new(), vec![root.clone()]);
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if dir != root {
                let id = path.strip_prefix(&root).unwrap().with_extension("");
                found.insert(id.to_str().unwrap().to_owned());
            }
        }
    }
    found
}

/// Lines that the text takes in a column of this width.
fn lines(text: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
    }
    lines
}

#[test]
fn pages_are_complete() {
    for stage in all() {
        assert!(
            stage.text.starts_with(&format!("# {}\n\n", stage.title)),
            "{}: the title is another",
            stage.id
        );
        for anchor in ["brief", "kernel", "wrong", "try"] {
            let part = stage.part(anchor).unwrap_or_default();
            assert!(!part.trim().is_empty(), "{}: no {anchor}", stage.id);
        }
        let commands = stage.part("try").unwrap();
        assert!(
            commands.starts_with("```sh\n") && commands.ends_with("\n```"),
            "{}: the commands are no block",
            stage.id
        );
        let brief = stage.brief();
        assert!(lines(&brief, 72) <= 8, "{}: the brief is long", stage.id);
        assert!(brief.ends_with('.') && !brief.contains('`'), "{brief}");
        for word in ["I", "we", "We", "our", "Our", "you", "your"] {
            let said = brief.split(' ').any(|it| it == word);
            assert!(!said, "{}: says {word}", stage.id);
        }
    }
}

#[test]
fn pages_of_our_plugins_show_a_run_to_who_reads_them_in_a_browser() {
    for stage in all() {
        let made = format!("made/stage-{}.md}}}}\n", stage.id.replace('/', "-"));
        let asks_something = stage.name() != "parse-config";
        let is_shown = ["bridge", "loopback"].contains(&stage.plugin()) && asks_something;
        assert_eq!(stage.text.contains(&made), is_shown, "{}", stage.id);
        let told = stage.terminal();
        assert!(!told.contains("{{#include"), "{told}");
        for heading in [
            "# ",
            "\n## In the kernel\n",
            "\n## What can go wrong\n",
            "\n## By hand\n",
            "\n## In the debugger\n",
        ] {
            assert!(told.contains(heading), "{}: no {heading}", stage.id);
        }
    }
}

#[test]
fn catalogue_pages_and_summary_agree() {
    let ids: BTreeSet<String> = all().map(|it| it.id.to_owned()).collect();
    assert_eq!(ids.len(), all().count(), "an id stands twice");
    assert_eq!(ids, pages());
    let summary = fs::read_to_string(book().join("SUMMARY.md")).unwrap();
    for stage in all() {
        let overview = book().join("stages").join(format!("{}.md", stage.plugin()));
        let overview = fs::read_to_string(overview).unwrap();
        let (_, name) = stage.id.split_once('/').unwrap();
        let entry = format!("  - [{name}: {}](stages/{}.md)\n", stage.title, stage.id);
        assert!(summary.contains(&entry), "SUMMARY.md: no {entry}");
        let entry = format!("- [{}]({}.md): {}\n", stage.name(), stage.id, stage.title);
        assert!(overview.contains(&entry), "{}: no {entry}", stage.plugin());
    }
    for (_, target, _) in links(&summary) {
        assert!(book().join(target).exists(), "SUMMARY.md: no {target}");
    }
}

/// All `[words](target)`: words, target and the rest.
fn links(text: &str) -> Vec<(&str, &str, &str)> {
    text.lines()
        .filter_map(|line| {
            let (_, words, after) = split_link(line)?;
            let (head, _) = line.split_once(')')?;
            Some((words, head.rsplit_once("](")?.1, after))
        })
        .collect()
}

#[test]
fn stages_are_found_by_id() {
    let stage = find("bridge/add/create-veth").unwrap();
    assert_eq!(
        (stage.plugin(), stage.verb(), stage.name()),
        ("bridge", Some("add"), "create-veth")
    );
    let stage = find("other/links").unwrap();
    assert_eq!(
        (stage.plugin(), stage.verb(), stage.name()),
        ("other", None, "links")
    );
    assert_eq!(find("bridge/add"), None);
    assert_eq!(find("other/links").unwrap().part("nothing"), None);
}

#[test]
fn brief_texts_lose_their_marks() {
    assert_eq!(
        plain("The `lo` of\n  [the pod](../pod.md), see [veth(4)](x)."),
        "The lo of the pod, see veth(4)."
    );
    assert_eq!(plain("no [link] here (really)"), "no [link] here (really)");
}
