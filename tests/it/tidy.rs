//! Rules of the house that a machine can keep.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{self, root};

/// Longest source file, lines.
const LONGEST: usize = 400;

fn sources(under: &str) -> Vec<(PathBuf, String)> {
    let files = program::files(under, "rs").into_iter();
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(root()).unwrap().to_owned(), text)
    };
    files.map(source).collect()
}

/// The group of each module, by the `// ---` comments of lib.rs.
fn layers() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut layers = BTreeMap::new();
    let mut layer = 0;
    for line in text.lines() {
        if line.starts_with("// ---") {
            layer += 1;
        } else if let Some(module) = line.strip_prefix("pub mod ") {
            layers.insert(module.trim_end_matches(';').to_owned(), layer);
        }
    }
    layers
}

/// The modules that are named behind `crate::`: one, or several in braces.
fn modules(path: &str) -> impl Iterator<Item = &str> {
    let names = match path.strip_prefix('{') {
        Some(list) => list.split('}').next(),
        None => path.split(',').next(),
    };
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    names
        .into_iter()
        .flat_map(|it| it.split(','))
        .map(move |it| {
            let it = it.trim_start();
            &it[..it.find(|c| !is_name(c)).unwrap_or(it.len())]
        })
}

#[test]
fn an_item_uses_only_its_own_layer_and_lower_ones() {
    let layers = layers();
    assert!(layers.len() > 10, "{layers:?}");
    for (path, text) in sources("src") {
        let module = path
            .iter()
            .nth(1)
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        let Some(own) = layers.get(module) else {
            continue;
        }; // main.rs, lib.rs
        for (number, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                for used in modules(used) {
                    let layer = layers.get(used).copied().unwrap_or(0);
                    assert!(
                        layer <= *own,
                        "{}:{}: {module} uses {used}, which is above it",
                        path.display(),
                        number + 1
                    );
                }
            }
        }
    }
}

#[test]
fn unsafe_stands_in_sys_alone() {
    for (path, text) in sources("src") {
        if path.starts_with("src/sys") || path == Path::new("src/sys.rs") {
            continue;
        }
        let code = text.lines().filter(|it| !it.trim_start().starts_with("//"));
        let found = code
            .filter(|it| it.contains("unsafe ") || it.contains("allow(unsafe"))
            .count();
        assert_eq!(found, 0, "{}: unsafe code", path.display());
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (path, text) in [sources("src"), sources("tests/it")].concat() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{}: {lines} lines", path.display());
        let is_test = path.ends_with("tests.rs") || path.iter().any(|it| it == "tests");
        assert!(
            is_test || text.starts_with("//!"),
            "{}: begins without //!",
            path.display()
        );
    }
}

#[test]
fn nothing_is_left_to_do() {
    let words = [
        "todo!(",
        "unimplemented!(",
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    for (path, text) in sources("src") {
        for word in words {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn the_changelog_names_the_version() {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn modules_are_found_in_paths_and_lists() {
    assert_eq!(modules("spec::error::Error;").collect::<Vec<_>>(), ["spec"]);
    assert_eq!(
        modules("{configs, spec::args, wire::{self, Message}};").collect::<Vec<_>>()[..2],
        ["configs", "spec"]
    );
}

/// Whoever comes new types these; `tests/run` types the first in a fresh copy, as a user without rights.
#[test]
fn the_readme_promises_two_commands() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = text.split("```console\n").skip(1);
    let blocks: Vec<_> = blocks.filter_map(|it| it.split("```").next()).collect();
    let promised = ["$ cargo run --release -- run bridge\n", "$ tests/run\n"];
    assert_eq!(blocks, promised);
}
