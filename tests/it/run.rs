//! `cniscope run` as a user types it, with our plugins and with Debian's.

use serde_json::Value;

use crate::program::{self, GO, cniscope};

/// The recording of a run as JSON values.
#[track_caller]
pub(crate) fn recording(args: &[&str], code: i32) -> Vec<Value> {
    let ran = cniscope(&[&["run"], args, &["--format", "json"]].concat());
    assert_eq!(
        ran.code,
        Some(code),
        "{args:?}: {}\n{}",
        ran.stderr,
        ran.stdout
    );
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

/// Stages by call: `ADD: bridge/add/parse-config ...`.
fn stages(events: &[Value]) -> Vec<String> {
    let mut calls: Vec<String> = Vec::new();
    for event in events {
        match event["kind"].as_str() {
            Some("call") => calls.push(format!("{}:", event["verb"].as_str().unwrap())),
            Some("stage") => {
                let call = calls.last_mut().unwrap();
                call.push(' ');
                call.push_str(event["id"].as_str().unwrap());
            }
            _ => {}
        }
    }
    calls
}

/// `bridge/add/x y, host-local/add/z` to full ids.
fn expected(verb: &str, text: &str) -> String {
    let mut ids = String::new();
    for word in text.split_whitespace() {
        let (plugin, stage) = word.split_once('/').unwrap_or(("bridge", word));
        ids.push_str(&format!(" {plugin}/{}/{stage}", verb.to_lowercase()));
    }
    format!("{verb}:{ids}")
}

/// By cni-behaviour 5.2 (1.1.1 waits for the port before it makes the bridge the gateway), 5.8, 5.9.
#[test]
fn run_infers_the_stages_of_the_go_bridge() {
    let events = recording(&["bridge", "--plugins", GO], 0);
    let add = "parse-config ensure-bridge open-netns create-veth attach-port ipam host-local/parse-config \
               host-local/lock-store host-local/allocate host-local/result container-sysctls container-address \
               container-routes wait-port bridge-address forwarding result";
    let check = "parse-config ipam host-local/parse-config host-local/find-lease check-bridge check-container \
                 check-port check-addresses";
    let del = "parse-config delete-veth ipam host-local/parse-config host-local/lock-store host-local/release";
    assert_eq!(
        stages(&events),
        [
            expected("ADD", add),
            expected("CHECK", check),
            expected("DEL", del)
        ]
    );
    let sources: Vec<_> = events
        .iter()
        .filter_map(|it| it["source"].as_str())
        .collect();
    assert!(sources.iter().all(|it| *it == "inferred"), "{sources:?}");
}

#[test]
fn run_infers_the_stages_of_the_go_loopback() {
    let events = recording(&["loopback", "--plugins", GO], 0);
    assert_eq!(
        stages(&events),
        [
            "ADD: loopback/add/parse-config loopback/add/enter-netns loopback/add/set-up loopback/add/read-addresses loopback/add/result",
            "CHECK: loopback/check/parse-config loopback/check/enter-netns loopback/check/verify-up",
            "DEL: loopback/del/parse-config loopback/del/enter-netns loopback/del/set-down",
        ]
    );
}

#[test]
fn run_shows_the_marks_of_our_own_bridge() {
    let events = recording(&["bridge"], 0);
    let add = "parse-config ensure-bridge open-netns create-veth attach-port ipam host-local/parse-config \
               host-local/lock-store host-local/allocate host-local/result container-sysctls container-address \
               container-routes bridge-address forwarding wait-port result";
    let check = "parse-config ipam host-local/parse-config host-local/find-lease check-bridge check-container \
                 check-port check-addresses";
    let del = "parse-config delete-veth ipam host-local/parse-config host-local/lock-store host-local/release";
    assert_eq!(
        stages(&events),
        [
            expected("ADD", add),
            expected("CHECK", check),
            expected("DEL", del)
        ]
    );
    assert!(
        events
            .iter()
            .filter_map(|it| it["source"].as_str())
            .all(|it| it == "mark")
    );
}

/// The bundled plugins under another path make marks that nobody asked for, and are inferred: both must agree.
#[test]
fn run_infers_for_our_own_plugins_what_they_mark() {
    let dir = tempfile::tempdir().unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let installed = cniscope(&["plugins", "install", dir.path().to_str().unwrap()]);
    assert_eq!(installed.code, Some(0), "{}", installed.stderr);
    for config in ["bridge", "bridge-l2", "bridge-dual-stack", "loopback"] {
        let marked = recording(&[config], 0);
        let inferred = recording(
            &[
                config,
                "--plugins",
                dir.path().to_str().unwrap(),
                "--no-marks",
            ],
            0,
        );
        assert!(
            inferred
                .iter()
                .filter_map(|it| it["source"].as_str())
                .all(|it| it == "inferred"),
            "{config}"
        );
        assert_eq!(stages(&inferred), stages(&marked), "{config}");
    }
}

#[test]
fn run_ends_well_for_every_configuration_of_ours() {
    for config in [
        "loopback",
        "bridge",
        "bridge-l2",
        "bridge-dual-stack",
        "chain",
    ] {
        let ran = cniscope(&["run", config]);
        assert_eq!(
            ran.code,
            Some(0),
            "{config}: {}\n{}",
            ran.stderr,
            ran.stdout
        );
        for line in ran
            .stdout
            .lines()
            .filter(|it| !it.trim_start().starts_with('$'))
        {
            assert!(
                line.chars().count() <= 80,
                "{config}: wider than 80 columns: {line}"
            );
        }
        assert!(
            !ran.stdout.contains('\u{1b}'),
            "{config}: an escape sequence without a terminal"
        );
    }
}

#[test]
fn run_ends_well_for_the_go_plugins_but_where_they_fail_themselves() {
    for config in [
        "loopback",
        "bridge",
        "bridge-dual-stack",
        "bridge-masq",
        "chain",
    ] {
        let ran = cniscope(&["run", config, "--plugins", GO]);
        assert_eq!(
            ran.code,
            Some(0),
            "{config}: {}\n{}",
            ran.stderr,
            ran.stdout
        );
    }
    // The reference plugin asks the IPAM plugin at CHECK even if there is none.
    let events = recording(&["bridge-l2", "--plugins", GO], 1);
    let failed: Vec<_> = events
        .iter()
        .filter(|it| it["kind"] == "result" && it["ok"] == false)
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["verb"], "CHECK");
}

#[test]
fn run_mixes_bundled_and_foreign_plugins() {
    let events = recording(
        &[
            "bridge",
            "--plugins",
            &format!(
                "{}:bundled",
                program::root().join("tests/plugins/go-bridge").display()
            ),
            "--verbs",
            "ADD,DEL",
        ],
        0,
    );
    let origins: Vec<_> = events[0]["plugins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["origin"] == "bundled"))
        .collect();
    assert_eq!(origins, [("bridge", false), ("host-local", true)]);
    assert!(stages(&events)[0].contains("host-local/add/allocate"));
}

#[test]
fn run_decodes_what_a_shell_script_asks_the_kernel() {
    let dir = program::root().join("tests/plugins/bash");
    let config = dir.join("shell.conf");
    let events = recording(
        &[
            config.to_str().unwrap(),
            "--plugins",
            dir.to_str().unwrap(),
            "--verbs",
            "ADD,DEL",
        ],
        0,
    );
    let commands: Vec<_> = events
        .iter()
        .flat_map(|it| it["messages"].as_array().cloned().unwrap_or_default())
        .filter_map(|it| it["command"].as_str().map(str::to_owned))
        .collect();
    assert!(
        commands
            .iter()
            .any(|it| it.starts_with("ip link add shell0") && it.contains("type veth")),
        "{commands:?}"
    );
    let comms: std::collections::BTreeSet<_> = events
        .iter()
        .filter(|it| it["kind"] == "netlink")
        .filter_map(|it| it["task"]["comm"].as_str())
        .collect();
    assert!(comms.contains("ip"), "{comms:?}");
    // The programs that a script runs (cat, basename, ip) are no plugins.
    let verbs = stages(&events);
    assert_eq!(
        verbs[0],
        "ADD: other/start other/links other/namespaces other/addresses other/result"
    );
    assert!(
        events
            .iter()
            .filter(|it| it["kind"] == "netlink")
            .all(|it| it["task"]["plugin"] == "shell")
    );
}

#[test]
fn run_refuses_bad_input_with_its_place() {
    for (args, text) in [
        (vec!["run", "no-such"], "no embedded configuration no-such"),
        (vec!["run", "./no-such.conf"], "./no-such.conf"),
        (vec!["run", "bridge", "--plugins", "/no/such"], "/no/such"),
        (
            vec!["run", "bridge", "--plugins", "/etc"],
            "plugin bridge is in none of /etc",
        ),
        (
            vec!["run", "bridge", "--env", "CNISCOPE_NOT_SET"],
            "CNISCOPE_NOT_SET",
        ),
        (vec!["replay", "/etc/hostname"], "line 1 is not the header"),
        (
            vec!["run", "bridge", "--record", "/etc/hostname"],
            "/etc/hostname",
        ),
    ] {
        let ran = cniscope(&args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(text), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn run_without_marks_infers_the_stages_of_bundled_plugins() {
    let ran = cniscope(&["run", "bridge", "--no-marks", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let stages = ran
        .stdout
        .lines()
        .filter(|it| it.contains(r#""kind":"stage""#));
    let stages: Vec<_> = stages.collect();
    assert!(stages.len() > 20, "{}", stages.len());
    assert!(
        stages
            .iter()
            .all(|it| it.contains(r#""source":"inferred""#))
    );
    let veth = stages
        .iter()
        .any(|it| it.contains("bridge/add/create-veth"));
    assert!(veth, "{stages:?}");
}

/// A shell writes to standard error by moving it to another number meanwhile.
#[test]
fn a_stream_is_what_its_descriptor_leads_to() {
    let script = crate::hostile::Script::new(
        "cat >/dev/null; echo to-error >&2; exec 5>&1 1>&2; echo also-to-error; echo '{\"cniVersion\":\"1.0.0\"}' >&5",
    );
    let ran = script.run(&["--verbs", "ADD", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let written: Vec<(String, String)> = ran
        .stdout
        .lines()
        .filter_map(|it| serde_json::from_str::<serde_json::Value>(it).ok())
        .filter(|it| it["kind"] == "output")
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap().trim_end().to_owned();
            (text("stream"), text("data"))
        })
        .collect();
    let expected = [
        ("stderr", "to-error"),
        ("stderr", "also-to-error"),
        ("stdout", "{\"cniVersion\":\"1.0.0\"}"),
    ];
    let expected = expected.map(|(stream, text)| (stream.to_owned(), text.to_owned()));
    assert_eq!(written, expected, "{}", ran.stdout);
}

#[test]
fn what_a_del_prints_is_not_called_nothing() {
    let script = crate::hostile::Script::new("cat >/dev/null; echo bye");
    let ran = script.run(&["--verbs", "DEL"]);
    assert!(
        ran.stdout.contains("nobody reads what it"),
        "{}",
        ran.stdout
    );
}
