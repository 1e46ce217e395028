//! Recordings against their schema, and against what the schema cannot say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::hostile::Script;
use crate::program::{self, GO, cniscope};

pub(crate) mod check;

use check::Schema;

pub(crate) fn schema() -> Schema {
    let path = program::root().join("book/src/reference/recording.schema.json");
    Schema(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

/// The lines as JSON values, each of which fits the schema.
#[track_caller]
pub(crate) fn checked(name: &str, recording: &str) -> Vec<Value> {
    let schema = schema();
    let mut values = Vec::new();
    for (number, line) in recording.lines().enumerate() {
        let value = serde_json::from_str(line).unwrap();
        if let Err(error) = schema.check(&value) {
            panic!("{name}, line {}: {error}", number + 1);
        }
        values.push(value);
    }
    assert_eq!(values[0]["kind"], "header", "{name}");
    values
}

#[track_caller]
pub(crate) fn run(args: &[&str], code: i32) -> String {
    let ran = cniscope(&[&["run"], args, &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(code), "{args:?}: {}", ran.stderr);
    ran.stdout
}

fn kinds(values: &[Value]) -> impl Iterator<Item = String> {
    values
        .iter()
        .map(|it| it["kind"].as_str().unwrap().to_owned())
}

/// What else holds of a whole recording.
#[track_caller]
fn assert_coherent(name: &str, values: &[Value]) {
    let mut begun = BTreeMap::new();
    let mut calls = BTreeSet::new();
    let mut last = 0;
    for (at, it) in values.iter().enumerate().skip(1) {
        let seq = it["seq"].as_u64().unwrap();
        assert_eq!(seq, at as u64, "{name}: without gaps");
        let time = it["t_ns"].as_u64().unwrap();
        assert!(time >= last, "{name}, event {seq}: time goes back");
        last = time;
        if it["kind"] == "call" {
            calls.insert(seq);
            begun.clear();
        } else if let Some(call) = it["call"].as_u64() {
            assert!(calls.contains(&call), "{name}, event {seq}: no such call");
        }
        let Some(stage) = it["stage"].as_str() else {
            continue;
        };
        if it["kind"] == "stage" {
            assert_eq!(it["id"], stage, "{name}, event {seq}");
            begun.insert(stage.to_owned(), it["task"]["plugin"].clone());
        }
        let plugin = begun.get(stage);
        assert!(plugin.is_some(), "{name}, event {seq}: before its stage");
        if it["task"].is_object() {
            // Who begins a stage is who acts in it: a delegated plugin's stages are its own.
            assert_eq!(plugin, Some(&it["task"]["plugin"]), "{name}, event {seq}");
        }
    }
    assert_eq!(values.last().unwrap()["kind"], "end", "{name}");
}

#[test]
fn checked_in_recordings_fit_the_schema() {
    let dir = program::root().join("tests/data/recordings");
    let mut count = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            let name = path.display().to_string();
            checked(&name, &std::fs::read_to_string(&path).unwrap());
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}

#[test]
fn recordings_of_runs_fit_the_schema_and_cover_it() {
    let script = Script::new(
        r#"cat >/dev/null; mkdir /tmp/m; mount -t tmpfs t /tmp/m; printf '\xff\n' >&2; echo '{"cniVersion":"1.0.0"}'"#,
    );
    let runs = [
        ("bridge", run(&["bridge", "--pods", "2"], 0)),
        ("chain", run(&["chain"], 0)),
        ("marks off", run(&["bridge-l2", "--no-marks"], 0)),
        ("no snapshots", run(&["loopback", "--no-snapshots"], 0)),
        ("Go, masquerade", run(&["bridge-masq", "--plugins", GO], 0)),
        (
            "Go, a failing CHECK",
            run(&["bridge-l2", "--plugins", GO], 1),
        ),
        ("script", script.run(&["--format", "json"]).stdout),
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (name, recording) in &runs {
        let values = checked(name, recording);
        assert_coherent(name, &values);
        seen.extend(kinds(&values));
    }
    let script = &runs[6].1;
    assert!(script.contains(r#"{"base64":"/wo="}"#), "{script}");

    let held = held();
    assert_coherent("held", &checked("held", &held));
    seen.extend(kinds(&checked("held", &held)));
    let all: BTreeSet<_> = schema().0["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["$ref"].as_str().unwrap().replace("#/$defs/", ""))
        .collect();
    assert_eq!(
        seen, all,
        "a kind that no run has made, or that has no schema"
    );
}

/// The recording of a run that was held.
fn held() -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("held.jsonl");
    let mut child = Command::new(program::path())
        .args(["run", "loopback", "--step", "--record"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"\nm\nS\np node 198.51.100.1\ni delay=1ms\nc\n")
        .unwrap();
    assert!(child.wait().unwrap().success());
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn the_schema_is_told_from_what_does_not_fit() {
    let schema = schema();
    let good = r#"{"seq":1,"t_ns":5,"kind":"notice","text":"a"}"#;
    schema.check(&serde_json::from_str(good).unwrap()).unwrap();
    for (bad, reason) in [
        (good.replace("notice", "notes"), "fits none"),
        (good.replace("\"text\"", "\"words\""), "has no \"text\""),
        (
            good.replace("\"a\"", "\"a\",\"b\":1"),
            "[\"b\"] not in the schema",
        ),
        (good.replace("\"seq\":1", "\"seq\":0"), "is too small"),
        (good.replace("\"seq\":1,", ""), "has no \"seq\""),
        (
            r#"{"seq":1,"t_ns":5,"kind":"held","at":"noon"}"#.to_owned(),
            "is none of",
        ),
    ] {
        let error = schema
            .check(&serde_json::from_str(&bad).unwrap())
            .unwrap_err();
        assert!(error.contains(reason), "{bad}: {error}");
    }
}
