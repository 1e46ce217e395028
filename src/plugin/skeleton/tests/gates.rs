use super::{Recorder, config, full};
use crate::spec::Error;

const NEW: &[(&str, &str)] = &[("CHECK", "0.4.0"), ("GC", "1.1.0"), ("STATUS", "1.1.0")];

/// The verb of a plugin that speaks these versions, with this configuration, is refused.
#[track_caller]
fn refused(verb: &str, versions: &'static [&'static str], config: &str) -> Error {
    Recorder::speaks(versions)
        .call(&full(verb), config)
        .refusal()
}

const ALL: &[&str] = crate::spec::SUPPORTED;

#[test]
fn check_of_an_old_configuration() {
    for old in ["", "0.1.0", "0.2.0", "0.3.0", "0.3.1"] {
        let error = refused("CHECK", ALL, &config(old));
        assert_eq!(error.code, 1, "{old}");
        assert_eq!(error.msg, "config version does not allow CHECK");
    }
    assert_eq!(refused("CHECK", ALL, r#"{"name":"n"}"#).code, 1);
}

#[test]
fn gc_and_status_of_an_old_configuration() {
    for verb in ["GC", "STATUS"] {
        for old in ["", "0.3.0", "0.4.0", "1.0.0"] {
            let error = refused(verb, ALL, &config(old));
            assert_eq!(error.code, 1, "{verb} {old}");
            assert_eq!(error.msg, format!("config version does not allow {verb}"));
        }
    }
}

#[test]
fn check_of_a_plugin_that_is_too_old() {
    let error = refused("CHECK", &["0.1.0", "0.2.0", "0.3.0"], &config("0.4.0"));
    assert_eq!(error.code, 1);
    assert_eq!(error.msg, "plugin version does not allow CHECK");
    assert!(
        error.details.contains("0.4.0") && error.details.contains("0.3.0"),
        "{error:?}"
    );
}

#[test]
fn gc_and_status_of_a_plugin_that_is_too_old() {
    for verb in ["GC", "STATUS"] {
        let error = refused(verb, &["0.3.0", "0.4.0", "1.0.0"], &config("1.1.0"));
        assert_eq!(error.code, 1, "{verb}");
        assert_eq!(error.msg, format!("plugin version does not allow {verb}"));
    }
}

/// A newer version is not the configuration's: the call ends as ADD would.
#[test]
fn a_plugin_that_has_only_newer_versions() {
    for (verb, version) in NEW {
        let error = refused(verb, &["0.1.0", "9.0.0"], &config(version));
        assert_eq!(error.code, 1, "{verb}");
        assert_eq!(error.msg, "incompatible CNI versions");
        assert_eq!(refused("ADD", &["0.1.0", "9.0.0"], &config(version)), error);
    }
}

#[test]
fn check_of_an_unreadable_configuration_version() {
    for bad in ["adsfsadf", "1.0.0.0", "1.x", "1."] {
        assert_eq!(refused("CHECK", ALL, &config(bad)).code, 6, "{bad}");
        // ADD and DEL only compare.
        assert_eq!(refused("ADD", ALL, &config(bad)).code, 1, "{bad}");
        assert_eq!(refused("DEL", ALL, &config(bad)).code, 1, "{bad}");
    }
}

#[test]
fn gc_and_status_of_an_unreadable_configuration_version() {
    for verb in ["GC", "STATUS"] {
        assert_eq!(refused(verb, ALL, &config("adsfsadf")).code, 6, "{verb}");
    }
}

/// A network name that is bad, or none.
#[track_caller]
fn refuses_names(verb: &str, version: &str) {
    for (name, msg) in [
        (
            r#","name":"te%%st""#,
            "invalid characters found in network name",
        ),
        (r#","name":"""#, "missing network name"),
        ("", "missing network name"),
    ] {
        let error = refused(verb, ALL, &format!(r#"{{"cniVersion":"{version}"{name}}}"#));
        assert_eq!((error.code, error.msg.as_str()), (7, msg), "{verb} {name}");
        assert_eq!(error.details.contains("te%%st"), name.contains("te%%st"));
    }
}

#[test]
fn check_of_a_bad_network_name() {
    refuses_names("CHECK", "0.4.0");
}

#[test]
fn gc_and_status_of_a_bad_network_name() {
    refuses_names("GC", "1.1.0");
    refuses_names("STATUS", "1.1.0");
}

#[test]
fn check_of_an_unreadable_plugin_version() {
    let error = refused("CHECK", &["0.1.0", "0.2.0", "adsfasdf"], &config("0.4.0"));
    assert_eq!(error.code, 6);
    assert!(error.msg.contains("adsfasdf"), "{error}");
}

#[test]
fn gc_and_status_of_an_unreadable_plugin_version() {
    for verb in ["GC", "STATUS"] {
        let error = refused(verb, &["0.1.0", "0.2.0", "adsfasdf"], &config("1.1.0"));
        assert_eq!(error.code, 6, "{verb}");
    }
}

/// The list is looked through in order, up to the first version that is new enough.
#[test]
fn an_unreadable_plugin_version_behind_the_right_one_does_not_matter() {
    for (verb, version) in NEW {
        let plugin = Recorder::speaks(&["0.4.0", "1.1.0", "adsfasdf"]);
        plugin.call(&full(verb), &config(version)).reached(verb);
    }
}

#[test]
fn add_without_a_version_means_the_first_one() {
    let stdin = r#"{"name":"skel-test","some":"config"}"#;
    for verb in ["ADD", "DEL"] {
        let answer = Recorder::speaks(&["0.1.0"]).call(&full(verb), stdin);
        assert_eq!(answer.reached(verb).stdin, stdin);
        let version = r#""cniVersion": "0.1.0""#;
        assert_eq!(answer.stdout.contains(version), verb == "ADD", "{answer:?}");
    }
    let error = refused("ADD", &["1.0.0"], stdin);
    assert_eq!(error.code, 1);
    assert_eq!(error.msg, "incompatible CNI versions");
    assert_eq!(
        error.details,
        r#"config is "0.1.0", plugin supports ["1.0.0"]"#
    );
}
