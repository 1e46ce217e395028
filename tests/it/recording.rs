//! The page on recordings: its examples against the schema, the schema against the kinds that the program knows,
//! and what it says of `failed` against real runs.

use std::collections::BTreeSet;

use cniscope::event::{Event, Header, What};
use serde_json::{Value, json};

use crate::program::{self, GO};
use crate::schema::{checked, run, schema};

/// The lines in the page's blocks of JSON.
fn examples() -> Vec<Value> {
    let page = program::root().join("book/src/reference/recording.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```json\n").skip(1);
    let lines = blocks.flat_map(|it| it.split_once("```").unwrap().0.lines());
    lines.map(|it| serde_json::from_str(it).unwrap()).collect()
}

fn kind(value: &Value) -> String {
    value["kind"].as_str().unwrap().to_owned()
}

/// The kinds that the schema has, the header among them.
fn kinds_of_schema() -> BTreeSet<String> {
    let document = schema().0;
    let branches = document["oneOf"].as_array().unwrap();
    branches
        .iter()
        .map(|it| it["$ref"].as_str().unwrap().replace("#/$defs/", ""))
        .collect()
}

/// Serde names all kinds when it refuses one, so none can be added to the enum and forgotten here.
#[test]
fn the_schema_names_exactly_the_kinds_that_the_program_knows() {
    let error = serde_json::from_value::<What>(json!({"kind": "no-such"})).unwrap_err();
    let error = error.to_string();
    let (_, expected) = error.split_once("expected one of ").unwrap();
    let mut known: BTreeSet<_> = expected
        .split(", ")
        .map(|it| it.trim_matches('`').to_owned())
        .collect();
    assert!(known.contains("netlink"), "{error}");
    known.insert("header".to_owned());
    assert_eq!(kinds_of_schema(), known);
}

#[test]
fn the_page_shows_a_line_of_each_kind_that_fits_the_schema() {
    let schema = schema();
    let examples = examples();
    let shown: BTreeSet<_> = examples.iter().map(kind).collect();
    assert_eq!(shown, kinds_of_schema());
    for example in &examples {
        schema.check(example).unwrap();
        // What the program reads from the line is the whole line.
        let read = if kind(example) == "header" {
            let header: Header = serde_json::from_value(example.clone()).unwrap();
            serde_json::to_value(header).unwrap()
        } else {
            let event: Event = serde_json::from_value(example.clone()).unwrap();
            serde_json::to_value(event).unwrap()
        };
        assert_eq!(read, *example);
    }
}

#[test]
fn the_schema_refuses_an_unknown_field_in_every_kind() {
    let schema = schema();
    for mut example in examples() {
        example["surplus"] = json!(1);
        let error = schema.check(&example).unwrap_err();
        assert!(error.contains("surplus"), "{error}");
    }
}

/// `failed` comes after the action that it is about, by the same thread in the same call.
#[test]
fn failed_events_refer_to_an_earlier_action() {
    let mut count = 0;
    for args in [
        vec!["bridge"],
        vec!["bridge-masq", "--plugins", GO],
        vec!["loopback"],
    ] {
        let values = checked(args[0], &run(&args, 0));
        for failed in values.iter().filter(|it| kind(it) == "failed") {
            let of = failed["of"].as_u64().unwrap();
            assert!(of > 0, "{args:?}, nothing was dropped: {failed}");
            assert!(of < failed["seq"].as_u64().unwrap(), "{args:?}: {failed}");
            // The header is the first line, so that `seq` is the index.
            let action = &values[usize::try_from(of).unwrap()];
            assert!(
                ["exec", "netlink", "setns", "sysctl", "file"].contains(&kind(action).as_str()),
                "{args:?}: {failed} of {action}"
            );
            for name in ["call", "task"] {
                assert_eq!(failed[name], action[name], "{args:?}: {failed} of {action}");
            }
            count += 1;
        }
    }
    assert!(count > 0, "no run had a failing system call");
}
