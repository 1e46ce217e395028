use std::cell::RefCell;
use std::io::{self, Read};

use super::{Call, Plugin, answer};
use crate::spec::{CniResult, Environment, Error};

/// Records which verbs reach it.
#[derive(Default)]
struct Recorder {
    called: RefCell<Vec<&'static str>>,
    fails: Option<Error>,
}

impl Recorder {
    fn note(&self, verb: &'static str) -> Result<(), Error> {
        self.called.borrow_mut().push(verb);
        self.fails.clone().map_or(Ok(()), Err)
    }
}

impl Plugin for Recorder {
    fn name(&self) -> &'static str {
        "recorder"
    }
    fn add(&self, _call: &Call) -> Result<CniResult, Error> {
        self.note("ADD").map(|()| CniResult::default())
    }
    fn check(&self, _call: &Call) -> Result<(), Error> {
        self.note("CHECK")
    }
    fn del(&self, _call: &Call) -> Result<(), Error> {
        self.note("DEL")
    }
    fn gc(&self, _call: &Call) -> Result<(), Error> {
        self.note("GC")
    }
    fn status(&self, _call: &Call) -> Result<(), Error> {
        self.note("STATUS")
    }
}

fn call(plugin: &Recorder, verb: &str, stdin: &str) -> Result<String, Error> {
    let environment = Environment {
        command: verb.into(),
        netns: "/nowhere".into(),
        ..Environment::default()
    };
    answer(plugin, environment, &mut stdin.as_bytes())
}

#[test]
fn each_verb_reaches_its_own_function_only() {
    for (verb, stdin) in [
        ("ADD", r#"{"cniVersion":"1.0.0","name":"n"}"#),
        ("CHECK", r#"{"cniVersion":"0.4.0","name":"n"}"#),
        ("DEL", r#"{"name":"n"}"#),
        ("GC", r#"{"cniVersion":"1.1.0","name":"n"}"#),
        ("STATUS", r#"{"cniVersion":"1.1.0","name":"n"}"#),
    ] {
        let plugin = Recorder::default();
        let text = call(&plugin, verb, stdin).unwrap();
        assert_eq!(*plugin.called.borrow(), [verb]);
        assert_eq!(text.is_empty(), verb != "ADD", "{verb} prints {text:?}");
    }
}

#[test]
fn what_is_wrong_before_the_verb_reaches_no_function() {
    for (verb, stdin, code) in [
        ("NONSENSE", r#"{"name":"n"}"#, 4),
        ("NONSENSE", "", 6),
        ("ADD", "{", 6),
        ("ADD", "{}", 7),
        ("ADD", r#"{"name":"-"}"#, 7),
        ("ADD", r#"{"name":"n","cniVersion":"1.0"}"#, 1),
        ("ADD", r#"{"name":"n","cniVersion":"nonsense"}"#, 1),
        ("DEL", r#"{"name":"n","cniVersion":"9.0.0"}"#, 1),
        ("CHECK", r#"{"name":"n","cniVersion":"0.3.0"}"#, 1),
        ("CHECK", r#"{"name":"n"}"#, 1),
        ("CHECK", r#"{"name":"n","cniVersion":"nonsense"}"#, 6),
        ("CHECK", r#"{"name":"n","cniVersion":"2.0.0"}"#, 1),
        ("GC", r#"{"name":"n","cniVersion":"1.0.0"}"#, 1),
        ("STATUS", r#"{"name":"n","cniVersion":"1.0.0"}"#, 1),
    ] {
        let plugin = Recorder::default();
        let error = call(&plugin, verb, stdin).unwrap_err();
        assert_eq!(error.code, code, "{verb} {stdin}: {error}");
        assert!(plugin.called.borrow().is_empty(), "{verb} {stdin}");
    }
}

#[test]
fn version_never_reads_its_input() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("must not be read"))
        }
    }
    let plugin = Recorder::default();
    let environment = Environment {
        command: "VERSION".into(),
        ..Environment::default()
    };
    let text = answer(&plugin, environment, &mut Broken).unwrap();
    let expected = r#"{"cniVersion":"1.1.0","supportedVersions":["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]}"#;
    assert_eq!(text, format!("{expected}\n"));
    let environment = Environment {
        command: "ADD".into(),
        ..Environment::default()
    };
    assert_eq!(
        answer(&plugin, environment, &mut Broken).unwrap_err().code,
        Error::IO
    );
}

#[test]
fn an_error_of_the_plugin_keeps_its_code() {
    let error = Error {
        details: "d".into(),
        ..Error::new(11, "later")
    };
    let plugin = Recorder {
        fails: Some(error.clone()),
        ..Recorder::default()
    };
    assert_eq!(
        call(&plugin, "DEL", r#"{"name":"n"}"#).err(),
        Some(error.clone())
    );
    assert_eq!(
        super::error_object(&error),
        "{\n    \"code\": 11,\n    \"msg\": \"later\",\n    \"details\": \"d\"\n}"
    );
}

#[test]
fn the_own_namespace_is_refused_before_anything_is_touched() {
    let stdin = r#"{"name":"n","cniVersion":"1.0.0"}"#;
    for (verb, netns_override, code) in [
        ("ADD", false, Some(8)),
        ("DEL", false, Some(8)),
        ("DEL", true, None),
    ] {
        let plugin = Recorder::default();
        let netns = "/proc/self/ns/net".into();
        let environment = Environment {
            command: verb.into(),
            netns,
            netns_override,
            ..Environment::default()
        };
        let answer = answer(&plugin, environment, &mut stdin.as_bytes());
        assert_eq!(answer.err().map(|it| it.code), code);
        assert_eq!(plugin.called.borrow().is_empty(), code.is_some());
    }
}
