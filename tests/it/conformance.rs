//! The table in tests/conformance.md: each case of the reference's own tests has a test here that exists.

use std::fs;

use crate::program::root;

/// The sections and how many cases the reference has for each, so that no row is lost.
const CASES: [(&str, usize); 5] = [
    ("7.1 skel", 34),
    ("7.2 loopback", 2),
    ("7.3 bridge", 62),
    ("7.4 host-local", 44),
    ("7.5 static", 9),
];

/// A row: its section, the case, the names of tests.
#[derive(Debug)]
struct Row<'a> {
    section: &'a str,
    case: &'a str,
    tests: Vec<&'a str>,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let mut section = "";
    let mut rows = Vec::new();
    for line in table.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading;
        }
        let Some(cells) = line.strip_prefix('|') else {
            continue;
        };
        let (case, tests) = cells.split_once('|').unwrap_or((cells, ""));
        let tests = tests.trim().trim_end_matches('|').split(',');
        let tests: Vec<_> = tests
            .map(|it| it.trim().trim_matches('`'))
            .filter(|it| !it.is_empty())
            .collect();
        if tests != ["test"] && tests != ["---"] {
            rows.push(Row {
                section,
                case: case.trim(),
                tests,
            });
        }
    }
    rows
}

/// What is wrong with a table.
fn problems(table: &str, expected: &[(&str, usize)], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let rows = rows(table);
    let mut problems = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if row.tests.is_empty() {
            problems.push(format!("{}: {:?} has no test", row.section, row.case));
        }
        for name in row.tests.iter().filter(|it| !exists(it)) {
            problems.push(format!("{}: there is no test {name}", row.section));
        }
        let same = |it: &&Row<'_>| (it.section, it.case) == (row.section, row.case);
        if rows[..at].iter().any(|it| same(&it)) {
            problems.push(format!("{}: {:?} stands twice", row.section, row.case));
        }
    }
    for (section, cases) in expected {
        let found = rows.iter().filter(|it| it.section == *section).count();
        if found < *cases || !table.contains(&format!("## {section}\n")) {
            problems.push(format!("{section}: {found} rows of {cases}"));
        }
    }
    problems
}

/// The text of a module, found as the compiler finds it: by the declarations from the crate's root on.
fn module(directory: &str, crate_root: &str, path: &[&str]) -> Option<String> {
    let mut directory = root().join(directory);
    let mut text = fs::read_to_string(directory.join(crate_root)).ok()?;
    for name in path {
        let declared = |line: &str| {
            let line = line.strip_prefix("pub").unwrap_or(line);
            let line = line.strip_prefix("(crate)").unwrap_or(line).trim_start();
            line == format!("mod {name};")
        };
        directory.push(name);
        if text.lines().any(declared) {
            text = fs::read_to_string(directory.with_extension("rs")).ok()?;
        } else {
            let (_, inside) = text.split_once(&format!("\nmod {name} {{\n"))?;
            let inside = inside.split("\n}").next()?;
            text = inside.replace("\n    ", "\n").trim_start().to_owned();
        }
    }
    Some(text)
}

/// Whether a module has a test of this name itself, not in a module within, and one that is run.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<_> = text.lines().collect();
    let start = format!("fn {name}(");
    let Some(at) = lines.iter().position(|it| it.starts_with(&start)) else {
        return false;
    };
    let attributes: Vec<_> = lines[..at]
        .iter()
        .rev()
        .take_while(|it| it.starts_with("#["))
        .collect();
    attributes.iter().any(|it| **it == "#[test]")
        && !attributes
            .iter()
            .any(|it| it.starts_with("#[ignore") && !it.contains("tests/run runs it"))
}

/// Whether `module::path::name` is a test beside the code or in this crate.
fn exists(test: &str) -> bool {
    let path: Vec<_> = test.split("::").collect();
    let Some((name, modules)) = path.split_last() else {
        return false;
    };
    [("src", "lib.rs"), ("tests/it", "main.rs")]
        .iter()
        .filter_map(|(directory, crate_root)| module(directory, crate_root, modules))
        .any(|text| has_test(&text, name))
}

#[test]
fn conformance() {
    let table = fs::read_to_string(root().join("tests/conformance.md")).unwrap();
    let problems = problems(&table, &CASES, exists);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_table_with_gaps_is_refused() {
    let table = "## a\n\n| line | test |\n|---|---|\n| one | `good`, `bad` |\n| two | |\n| three |\n| one | `good` |\n\n## c\n";
    assert_eq!(
        problems(table, &[("a", 4), ("b", 0), ("c", 1)], |it| it == "good"),
        [
            "a: there is no test bad",
            "a: \"two\" has no test",
            "a: \"three\" has no test",
            "a: \"one\" stands twice",
            "b: 0 rows of 0",
            "c: 0 rows of 1",
        ]
    );
}

#[test]
fn tests_are_found_where_they_are() {
    for (test, expected) in [
        ("conformance::conformance", true),
        (
            "spec::version::tests::a_version_must_match_to_the_letter",
            true,
        ),
        (
            "spec::result::tests::empty_parts_are_omitted_but_for_dns_of_older_versions",
            true,
        ),
        (
            "plugin::skeleton::tests::gates::check_of_an_old_configuration",
            true,
        ),
        // No test, no such function, no such module, no path.
        ("conformance::rows", false),
        ("conformance::conformanc", false),
        ("spec::version::a_version_must_match_to_the_letter", false),
        ("nowhere::conformance", false),
        ("conformance", false),
    ] {
        assert_eq!(exists(test), expected, "{test}");
    }
    let ignored = "#[test]\n#[ignore]\nfn lazy() {}\n\n#[test]\nfn busy() {}\n";
    assert!(has_test(ignored, "busy") && !has_test(ignored, "lazy"));
}
