//! Lines of recordings, changed at random: each is an event, and reads the same when it is written again, or
//! is refused with its line's number.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::{Error, Recording};
use crate::event::Event;
use crate::spec::properties::settings;

const HEADER: &str = r#"{"kind":"header","format":1,"cniscope":"0.1.0","kernel":"6.1","arch":"x86_64","started":1,"privilege":"root","target":"t","plugins":[]}"#;

/// The events of the recordings that stand in the tree, as JSON; of long runs of them not all.
static LINES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recordings");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "jsonl"))
        .collect();
    paths.sort();
    let lines = paths.iter().flat_map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .skip(1)
            .step_by(5)
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        lines
    });
    lines.collect()
});

/// Every place of a value, the value itself first.
fn places(value: &mut Value, at: &mut usize, replace: &mut dyn FnMut(usize, &mut Value)) {
    replace(*at, value);
    *at += 1;
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| places(it, at, replace)),
        Value::Object(map) => map.values_mut().for_each(|it| places(it, at, replace)),
        _ => {}
    }
}

/// A line with a few of its values replaced by others.
fn line() -> impl Strategy<Value = Value> {
    let other = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        Just(Value::Array(Vec::new())),
        Just(serde_json::json!({ "base64": "/w==" })),
    ];
    let changes = vec((any::<Index>(), other), 0..3);
    (any::<Index>(), changes).prop_map(|(line, changes)| {
        let mut line = LINES[line.index(LINES.len())].clone();
        for (place, other) in changes {
            let mut count = 0;
            places(&mut line, &mut count, &mut |_, _| {});
            let place = place.index(count);
            places(&mut line, &mut 0, &mut |at, it| {
                if at == place {
                    *it = other.clone();
                }
            });
        }
        line
    })
}

/// The number of events in a file that begins with a good header.
fn read(rest: &[u8]) -> Result<u64, Error> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(HEADER.as_bytes()).unwrap();
    file.write_all(rest).unwrap();
    let mut recording = Recording::open(file.path())?;
    let mut count = 0;
    while recording.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

proptest! {
    #![proptest_config(settings(1000))]

    #[test]
    fn an_event_reads_the_same_when_it_is_written_again(line in line()) {
        if let Ok(event) = serde_json::from_str::<Event>(&line.to_string()) {
            let text = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
        }
    }
}

proptest! {
    #![proptest_config(settings(200))]

    #[test]
    fn a_bad_line_is_named_and_the_lines_before_it_are_read(lines in vec(line(), 0..4), end in "(|\n|\n\\PC{0,9})") {
        let mut text = String::new();
        for (at, mut line) in lines.into_iter().enumerate() {
            if let Some(object) = line.as_object_mut() {
                object.insert("seq".to_owned(), (at + 1).into());
            }
            text += &format!("\n{line}");
        }
        text += &end;
        let good = text.split('\n').skip(1).take_while(|it| serde_json::from_str::<Event>(it).is_ok()).count() as u64;
        match read(text.as_bytes()) {
            Ok(count) => prop_assert_eq!(count, good),
            Err(Error::Line { line, .. }) => prop_assert_eq!(line, good + 2),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..64)) {
        let _ = read(&bytes);
        let _ = read(&[b"\n", &bytes[..]].concat());
    }
}
