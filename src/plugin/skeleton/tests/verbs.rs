use super::{Called, Recorder, config, full};
use crate::spec::{Environment, SUPPORTED};

/// What the full set of variables and the configuration are for a function.
fn expected(verb: &'static str, version: &str) -> Called {
    Called {
        verb,
        environment: Environment {
            command: verb.into(),
            container_id: "some-id".into(),
            netns: "/nowhere/netns".into(),
            ifname: "eth0".into(),
            args: "some;extra;args".into(),
            path: "/nowhere/bin".into(),
            netns_override: false,
        },
        stdin: config(version),
    }
}

#[test]
fn add_gets_environment_and_input_and_is_the_only_one() {
    for version in SUPPORTED {
        let answer = Recorder::new().call(&full("ADD"), &config(version));
        assert_eq!(*answer.reached("ADD"), expected("ADD", version));
        assert!(answer.stdout.contains("10.0.0.2/24"), "{answer:?}");
    }
}

#[test]
fn check_gets_environment_and_input_and_is_the_only_one() {
    for version in ["0.4.0", "1.0.0", "1.1.0"] {
        let answer = Recorder::new().call(&full("CHECK"), &config(version));
        assert_eq!(*answer.reached("CHECK"), expected("CHECK", version));
        assert_eq!(answer.stdout, "");
    }
}

#[test]
fn del_gets_environment_and_input_and_is_the_only_one() {
    for version in SUPPORTED {
        let answer = Recorder::new().call(&full("DEL"), &config(version));
        assert_eq!(*answer.reached("DEL"), expected("DEL", version));
        assert_eq!(answer.stdout, "");
    }
}

#[test]
fn gc_and_status_get_path_and_input() {
    for verb in ["GC", "STATUS"] {
        let set = [("CNI_COMMAND", verb), ("CNI_PATH", "/nowhere/bin")];
        let answer = Recorder::new().call(&set, &config("1.1.0"));
        let called = answer.reached(verb);
        let environment = Environment {
            command: verb.into(),
            path: "/nowhere/bin".into(),
            ..Environment::default()
        };
        assert_eq!(
            (&called.environment, &called.stdin),
            (&environment, &config("1.1.0"))
        );
        assert_eq!(answer.stdout, "");
    }
}

#[test]
fn an_unknown_command_is_echoed() {
    for command in ["NOPE", "add", "VERSIONS"] {
        let error = Recorder::new()
            .call(&full(command), &config("1.0.0"))
            .refusal();
        assert_eq!(error.code, 4);
        assert_eq!(error.msg, format!("unknown CNI_COMMAND: {command}"));
    }
}

#[test]
fn input_is_looked_at_before_the_command() {
    for (verb, stdin, code) in [
        ("NOPE", "", 6),
        ("NOPE", "{}", 7),
        ("ADD", "", 6),
        ("ADD", "{", 6),
        ("ADD", "{}", 7),
        ("ADD", r#"{"name":"-"}"#, 7),
        ("DEL", r#"{"name":"n","cniVersion":"9.0.0"}"#, 1),
    ] {
        let error = Recorder::new().call(&full(verb), stdin).refusal();
        assert_eq!(error.code, code, "{verb} {stdin}: {error}");
    }
}

/// The reference refuses after the plugin has done its work; here nothing has been touched by then.
#[test]
fn the_own_namespace_is_refused_before_anything_is_touched() {
    for (verb, value, code) in [
        ("ADD", "", Some(8)),
        ("DEL", "", Some(8)),
        ("DEL", "no", Some(8)),
        ("ADD", "1", None),
        ("DEL", "True", None),
        ("CHECK", "", None),
    ] {
        let mut set = super::with(verb, "CNI_NETNS", "/proc/self/ns/net");
        set.push(("CNI_NETNS_OVERRIDE", value));
        let answer = Recorder::new().call(&set, &config("1.0.0"));
        match code {
            Some(code) => assert_eq!(answer.refusal().code, code, "{verb} {value}"),
            None => drop(answer.reached(verb).clone()),
        }
    }
}
