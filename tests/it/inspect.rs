//! `cniscope inspect`: on hosts that a script wires, in namespaces of their own.

use serde_json::Value;

use crate::program::{self, Ran, in_namespaces};

mod as_root;
mod compared;
mod format;
mod honest;
mod joined;
mod kinds;
mod planted;
mod readonly;
mod views;
mod watch;
mod wiring;

/// Runs a script, in which `inspect` is `cniscope inspect`; what it prints.
#[track_caller]
fn on_host(script: &str) -> String {
    let ran = run_on_host(script);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
    ran.stdout
}

#[track_caller]
fn run_on_host(script: &str) -> Ran {
    in_namespaces(&format!(
        r#"export PATH="$PATH:/usr/sbin:/sbin" NO_COLOR=1 program={0}
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
inspect() {{ $program inspect "$@"; }}
{script}"#,
        program::path().display()
    ))
}

/// The JSON of a host.
#[track_caller]
fn snapshot(script: &str) -> Value {
    serde_json::from_str(&on_host(script)).unwrap()
}

/// The namespaces of a snapshot.
fn namespaces(snapshot: &Value) -> &[Value] {
    snapshot["namespaces"].as_array().unwrap()
}

/// The namespace that has this name among its names.
#[track_caller]
fn named<'a>(snapshot: &'a Value, name: &str) -> &'a Value {
    let mut spaces = namespaces(snapshot).iter();
    let has = |it: &&Value| {
        it["names"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["name"] == name)
    };
    spaces
        .find(has)
        .unwrap_or_else(|| panic!("no namespace {name}: {snapshot}"))
}

/// The link of this name.
#[track_caller]
fn link<'a>(namespace: &'a Value, name: &str) -> &'a Value {
    let mut links = namespace["links"].as_array().unwrap().iter();
    links
        .find(|it| it["name"] == name)
        .unwrap_or_else(|| panic!("no link {name}: {namespace}"))
}
