use super::{Recorder, config, full, with};
use crate::spec::Error;

/// Takes each variable away in turn: it is missed, by its name and alone, or it is not required.
#[track_caller]
fn requires(verb: &str, required: &[&str]) {
    let plugin = Recorder::new();
    let names = full(verb);
    for name in names.iter().map(|it| it.0) {
        for gone in [
            with(verb, name, ""),
            full(verb)
                .into_iter()
                .filter(|it| it.0 != name)
                .collect::<Vec<_>>(),
        ] {
            let answer = plugin.call(&gone, &config("1.1.0"));
            if required.contains(&name) {
                let text = format!("required env variables [{name}] missing");
                assert_eq!(answer.refusal(), Error::new(4, text), "{verb} {name}");
            } else if verb == "VERSION" {
                assert!(answer.good && answer.called.is_empty(), "{name}");
            } else {
                answer.reached(verb);
            }
        }
    }
}

#[test]
fn add_requires_all_but_args() {
    requires(
        "ADD",
        &[
            "CNI_COMMAND",
            "CNI_CONTAINERID",
            "CNI_NETNS",
            "CNI_IFNAME",
            "CNI_PATH",
        ],
    );
}

#[test]
fn check_requires_what_add_requires() {
    requires(
        "CHECK",
        &[
            "CNI_COMMAND",
            "CNI_CONTAINERID",
            "CNI_NETNS",
            "CNI_IFNAME",
            "CNI_PATH",
        ],
    );
}

#[test]
fn del_does_not_require_netns() {
    requires(
        "DEL",
        &["CNI_COMMAND", "CNI_CONTAINERID", "CNI_IFNAME", "CNI_PATH"],
    );
}

#[test]
fn gc_and_status_require_command_and_path() {
    requires("GC", &["CNI_COMMAND", "CNI_PATH"]);
    requires("STATUS", &["CNI_COMMAND", "CNI_PATH"]);
}

#[test]
fn version_requires_command() {
    requires("VERSION", &["CNI_COMMAND"]);
    let answer = Recorder::new().call(&[("CNI_COMMAND", "VERSION")], "");
    assert!(answer.good && !answer.stdout.is_empty());
}

/// Some are missing: they are all named, in their order.
#[track_caller]
fn names_all_missing(verb: &str) {
    let some = [("CNI_COMMAND", verb), ("CNI_CONTAINERID", "some-id")];
    let text = "required env variables [CNI_NETNS,CNI_IFNAME,CNI_PATH] missing";
    let answer = Recorder::new().call(&some, &config("1.1.0"));
    assert_eq!(answer.refusal(), Error::new(4, text), "{verb}");
}

#[test]
fn add_names_all_that_is_missing() {
    names_all_missing("ADD");
}

#[test]
fn check_names_all_that_is_missing() {
    names_all_missing("CHECK");
}

#[test]
fn bad_container_id() {
    for id in ["some-%%-id", "-a", "a b", "a/b", "a\n", "ä"] {
        for verb in ["ADD", "CHECK", "DEL"] {
            let set = with(verb, "CNI_CONTAINERID", id);
            let error = Recorder::new().call(&set, &config("1.1.0")).refusal();
            assert_eq!(
                (error.code, error.msg.as_str()),
                (4, "invalid characters in containerID"),
                "{verb} {id:?}"
            );
            assert!(error.details.contains(&format!("{id:?}")), "{error:?}");
        }
    }
}

#[test]
fn bad_interface_names() {
    for (name, text) in [
        ("1234567890123456", "interface name is too long"),
        (".", "interface name is . or .."),
        ("..", "interface name is . or .."),
        (
            "a/b",
            "interface name contains / or : or whitespace characters",
        ),
        (
            "a:b",
            "interface name contains / or : or whitespace characters",
        ),
        (
            "a b",
            "interface name contains / or : or whitespace characters",
        ),
        (
            "a\tb",
            "interface name contains / or : or whitespace characters",
        ),
    ] {
        for verb in ["ADD", "CHECK", "DEL"] {
            let set = with(verb, "CNI_IFNAME", name);
            let error = Recorder::new().call(&set, &config("1.1.0")).refusal();
            assert_eq!((error.code, error.msg.as_str()), (4, text), "{verb} {name}");
            assert_eq!(error.details.is_empty(), name.len() < 16, "{error:?}");
        }
    }
    let longest = with("ADD", "CNI_IFNAME", "123456789012345");
    Recorder::new()
        .call(&longest, &config("1.1.0"))
        .reached("ADD");
}

#[test]
fn gc_does_not_look_at_what_it_does_not_need() {
    let mut set = with("GC", "CNI_CONTAINERID", "%%");
    set.retain(|it| it.0 != "CNI_IFNAME");
    set.push(("CNI_IFNAME", "a/b"));
    Recorder::new().call(&set, &config("1.1.0")).reached("GC");
}
