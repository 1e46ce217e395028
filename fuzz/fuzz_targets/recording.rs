//! The lines of a recording behind its header: what is read reads the same when it is written again, and what
//! is printed of it cannot steer a terminal.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use cniscope::event::Event;
use cniscope::record::Recording;
use cniscope::report::{Form, Options, Report, escape_lines};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const HEADER: &str = r#"{"kind":"header","format":1,"cniscope":"0.1.0","kernel":"6.1","arch":"x86_64","started":1,"privilege":"root","target":"t","plugins":[]}"#;

/// Recordings are read from files. One for each process: libFuzzer may run several.
static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("cniscope-fuzz-{}", std::process::id())));

fuzz_target!(|bytes: &[u8]| {
    let file = [HEADER.as_bytes(), b"\n", bytes].concat();
    std::fs::write(&*FILE, file).expect("the directory for temporary files is writable");
    for (form, all) in [
        (Form::Text, true),
        (Form::Text, false),
        (Form::Markdown, true),
    ] {
        let mut printed = Vec::new();
        print(&mut printed, form, all);
        let text = String::from_utf8(printed).expect("is text");
        assert_eq!(escape_lines(&text), text);
    }
});

fn print(out: &mut Vec<u8>, form: Form, all: bool) {
    let options = Options {
        width: 80,
        colour: false,
        all,
    };
    let mut report = Report::on(out, form, options);
    let mut recording = Recording::open(&FILE).expect("the header is good");
    report
        .header(recording.header_line(), recording.header())
        .expect("memory is writable");
    while let Ok(Some((line, event))) = recording.next() {
        again(&event);
        report.event(line, &event).expect("memory is writable");
    }
    report.flush().expect("memory is writable");
}

fn again(event: &Event) {
    let value = serde_json::to_value(event).expect("is JSON");
    if !has_fraction(&value) {
        let text = value.to_string();
        assert_eq!(
            serde_json::from_str::<Event>(&text).as_ref().ok(),
            Some(event),
            "{text}"
        );
    }
}

/// serde_json reads a number with a fraction to the last bit or nearly so, which is good enough: no event has
/// one but for the JSON of a plugin.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        _ => false,
    }
}
