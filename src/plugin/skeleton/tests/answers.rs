use std::io::{self, Read};

use serde_json::{Value, json};

use super::{Recorder, config, full};
use crate::spec::{Error, SUPPORTED};

/// An input that nobody can read.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("banana"))
    }
}

#[test]
fn version_tells_the_current_one_and_the_plugins_own() {
    let answer = Recorder::new().call(&[("CNI_COMMAND", "VERSION")], "");
    let expected = r#"{"cniVersion":"1.1.0","supportedVersions":["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]}"#;
    assert_eq!(answer.stdout, format!("{expected}\n"));
    assert_eq!(SUPPORTED.len(), 7);
    let plugin = Recorder::speaks(&["9.8.7", "10.0.0"]);
    let answer = plugin.call(&[("CNI_COMMAND", "VERSION")], "");
    let value: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(
        value,
        json!({ "cniVersion": "1.1.0", "supportedVersions": ["9.8.7", "10.0.0"] })
    );
}

#[test]
fn version_reaches_no_function() {
    for stdin in ["", "nonsense", &config("1.0.0")] {
        let answer = Recorder::new().call(&full("VERSION"), stdin);
        assert!(answer.good);
        assert_eq!(answer.verbs(), [""; 0]);
    }
}

#[test]
fn version_never_reads_its_input() {
    let answer = Recorder::new().call_reading(&full("VERSION"), &mut Broken);
    assert!(answer.good && answer.stdout.starts_with('{'), "{answer:?}");
}

#[test]
fn input_that_cannot_be_read() {
    for verb in ["ADD", "CHECK", "DEL", "GC", "STATUS"] {
        let error = Recorder::new()
            .call_reading(&full(verb), &mut Broken)
            .refusal();
        assert_eq!(error.code, 5, "{verb}");
        assert!(error.msg.contains("banana"), "{error}");
    }
}

#[test]
fn about_text_for_whoever_starts_it_by_hand() {
    let plugin = Recorder {
        about: "AWESOME PLUGIN",
        ..Recorder::speaks(&["9.8.7", "10.0.0"])
    };
    for set in [&[][..], &[("CNI_COMMAND", "")]] {
        // What is on its input, and whether, does not matter.
        let answer = plugin.call_reading(set, &mut Broken);
        assert!(answer.good && answer.called.is_empty(), "{answer:?}");
        assert_eq!(answer.stdout, "");
        assert_eq!(
            answer.stderr,
            "AWESOME PLUGIN\nCNI protocol versions supported: 9.8.7, 10.0.0\n"
        );
    }
}

#[test]
fn without_about_text_the_command_is_missed() {
    for set in [&[][..], &[("CNI_COMMAND", "")]] {
        let error = Recorder::new().call(set, &config("1.0.0")).refusal();
        let text = "required env variables [CNI_COMMAND] missing";
        assert_eq!(error, Error::new(4, text));
    }
}

#[test]
fn our_plugins_tell_who_they_are() {
    for name in ["loopback", "bridge", "host-local", "static"] {
        let about = crate::plugin::by_name(name).unwrap().about();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(about, format!("CNI {name} plugin cniscope {version}"));
    }
}

#[test]
fn an_error_with_a_code_passes_unchanged() {
    for code in [2, 11, 50, 100, 1234] {
        let error = Error {
            details: "some details".into(),
            ..Error::new(code, "banana")
        };
        let plugin = Recorder {
            fails: Some(error.clone()),
            ..Recorder::new()
        };
        for verb in ["ADD", "CHECK", "DEL", "GC", "STATUS"] {
            let answer = plugin.call(&full(verb), &config("1.1.0"));
            assert_eq!(
                (answer.verbs(), answer.error()),
                (vec![verb], error.clone())
            );
            assert_eq!(
                answer.stdout,
                format!(
                    "{{\n    \"code\": {code},\n    \"msg\": \"banana\",\n    \"details\": \"some details\"\n}}"
                )
            );
        }
    }
}

#[test]
fn an_error_without_a_code_is_999() {
    let plugin = Recorder {
        fails: Some(Error::internal("potato")),
        ..Recorder::new()
    };
    let answer = plugin.call(&full("ADD"), &config("1.1.0"));
    assert_eq!(answer.verbs(), ["ADD"]);
    assert_eq!(
        answer.stdout,
        "{\n    \"code\": 999,\n    \"msg\": \"potato\"\n}"
    );
}

/// An output that takes nothing, as a full file system or a runtime that has gone.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_add_whose_result_cannot_be_told_is_taken_back() {
    let config = r#"{"cniVersion":"1.0.0","name":"n","type":"t"}"#;
    for (verb, expected) in [("ADD", &["ADD", "DEL"][..]), ("CHECK", &["CHECK"])] {
        let plugin = Recorder::new();
        let variable = |name: &str| match name {
            "CNI_COMMAND" => Some(verb.to_owned()),
            "CNI_CONTAINERID" | "CNI_IFNAME" => Some("c1".to_owned()),
            "CNI_NETNS" | "CNI_PATH" => Some("/nowhere".to_owned()),
            _ => None,
        };
        let mut notes = Vec::new();
        let mut stdin = config.as_bytes();
        let good = super::serve(&plugin, variable, &mut stdin, &mut Full, &mut notes);
        let called: Vec<_> = plugin.called.take().iter().map(|it| it.verb).collect();
        assert_eq!(called, expected);
        assert_eq!(
            good,
            verb == "CHECK",
            "nothing is written, and so nothing fails"
        );
        assert_eq!(!notes.is_empty(), verb == "ADD");
    }
}
