use std::cell::RefCell;
use std::io::Read;

use serde_json::{Value, json};

use super::{Call, Plugin, serve};
use crate::spec::{CniResult, Environment, Error, SUPPORTED};

mod answers;
mod environment;
mod gates;
mod verbs;

/// A plugin that records which verbs reach it, and with what.
struct Recorder {
    called: RefCell<Vec<Called>>,
    fails: Option<Error>,
    versions: &'static [&'static str],
    about: &'static str,
}

/// A verb that has reached its function.
#[derive(Debug, Clone, PartialEq)]
struct Called {
    verb: &'static str,
    environment: Environment,
    stdin: String,
}

/// What the skeleton made of a call.
#[derive(Debug)]
struct Answer {
    good: bool,
    stdout: String,
    stderr: String,
    called: Vec<Called>,
}

impl Recorder {
    fn new() -> Recorder {
        Recorder {
            called: RefCell::default(),
            fails: None,
            versions: SUPPORTED,
            about: "",
        }
    }

    fn speaks(versions: &'static [&'static str]) -> Recorder {
        Recorder {
            versions,
            ..Recorder::new()
        }
    }

    fn note(&self, verb: &'static str, call: &Call) -> Result<(), Error> {
        self.called.borrow_mut().push(Called {
            verb,
            environment: call.environment.clone(),
            stdin: String::from_utf8(call.stdin.clone()).unwrap(),
        });
        self.fails.clone().map_or(Ok(()), Err)
    }

    /// Calls it with these variables and this input.
    fn call(&self, set: &[(&str, &str)], stdin: &str) -> Answer {
        self.call_reading(set, &mut stdin.as_bytes())
    }

    fn call_reading(&self, set: &[(&str, &str)], stdin: &mut dyn Read) -> Answer {
        let variable = |name: &str| set.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let good = serve(self, variable, stdin, &mut out, &mut notes);
        Answer {
            good,
            stdout: String::from_utf8(out).unwrap(),
            stderr: String::from_utf8(notes).unwrap(),
            called: self.called.take(),
        }
    }
}

impl Plugin for Recorder {
    fn name(&self) -> &'static str {
        "recorder"
    }
    fn about(&self) -> String {
        self.about.to_owned()
    }
    fn versions(&self) -> &[&str] {
        self.versions
    }
    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        self.note("ADD", call)?;
        // With an address: older versions have no results without.
        CniResult::parse(&json!({ "ips": [{ "address": "10.0.0.2/24" }] }), "1.1.0")
    }
    fn check(&self, call: &Call) -> Result<(), Error> {
        self.note("CHECK", call)
    }
    fn del(&self, call: &Call) -> Result<(), Error> {
        self.note("DEL", call)
    }
    fn gc(&self, call: &Call) -> Result<(), Error> {
        self.note("GC", call)
    }
    fn status(&self, call: &Call) -> Result<(), Error> {
        self.note("STATUS", call)
    }
}

impl Answer {
    /// The verbs that have reached their functions.
    fn verbs(&self) -> Vec<&str> {
        self.called.iter().map(|it| it.verb).collect()
    }

    /// The error object on standard output. With one, no function must have been reached.
    #[track_caller]
    fn refusal(&self) -> Error {
        assert_eq!(self.verbs(), [""; 0], "{self:?}");
        self.error()
    }

    /// The error object on standard output.
    #[track_caller]
    fn error(&self) -> Error {
        assert!(!self.good, "{self:?}");
        assert_eq!(self.stderr, "");
        let value: Value = serde_json::from_str(&self.stdout).expect(&self.stdout);
        serde_json::from_value(value).unwrap()
    }

    /// Asserts that this verb, and no other, has reached its function.
    #[track_caller]
    fn reached(&self, verb: &str) -> &Called {
        assert!(self.good, "{self:?}");
        assert_eq!(self.verbs(), [verb]);
        &self.called[0]
    }
}

/// Every variable, for a verb. The namespace does not exist: it is nobody's own.
fn full(verb: &str) -> Vec<(&str, &str)> {
    vec![
        ("CNI_COMMAND", verb),
        ("CNI_CONTAINERID", "some-id"),
        ("CNI_NETNS", "/nowhere/netns"),
        ("CNI_IFNAME", "eth0"),
        ("CNI_ARGS", "some;extra;args"),
        ("CNI_PATH", "/nowhere/bin"),
    ]
}

/// Every variable, one of them with another value. An empty one is a missing one.
fn with<'a>(verb: &'a str, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut set = full(verb);
    set.retain(|it| it.0 != name);
    set.push((name, value));
    set
}

fn config(version: &str) -> String {
    format!(r#"{{"cniVersion":"{version}","name":"n","some":"config"}}"#)
}
