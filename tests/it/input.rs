//! What the plugins are handed by others, runtimes and IPAM plugins: taken and refused as the reference plugins do.

use crate::twin::{Set, make, same};

/// A bridge whose IPAM plugin is a script that answers with these lines of shell.
fn with_ipam(version: &str, answer: &str) -> (String, String) {
    let config = format!(
        r#"{{"cniVersion":"{version}","name":"n","type":"bridge","bridge":"br0","ipam":{{"type":"ipam"}}}}"#
    );
    let script = format!(
        r#"mkdir /run/work/other; cat >/run/work/other/ipam <<'END'
#!/bin/bash
cat >/dev/null
{answer}
END
chmod +x /run/work/other/ipam; export CNI_PATH=/run/work/other:$CNI_PATH
"#
    );
    (config, script)
}

/// The IPAM plugin may be older or newer than the bridge: what it prints is of the version that it names.
#[test]
fn input_ipam_result_of_another_version() {
    let flat = r#""ip4":{"ip":"10.1.0.2/24","gateway":"10.1.0.1"}"#;
    let list = r#""ips":[{"version":"4","address":"10.1.0.2/24","gateway":"10.1.0.1"}]"#;
    for (config, result) in [
        ("1.0.0", format!(r#""cniVersion":"0.2.0",{flat}"#)),
        ("1.0.0", format!(r#""cniVersion":"0.4.0",{list}"#)),
        ("0.4.0", format!(r#""cniVersion":"0.2.0",{flat}"#)),
        ("0.3.1", format!(r#""cniVersion":"1.0.0",{list}"#)),
        ("0.2.0", format!(r#""cniVersion":"1.0.0",{list}"#)),
        ("0.2.0", flat.to_owned()),
        ("1.0.0", format!(r#""cniVersion":"",{list}"#)),
    ] {
        let (config, other) = with_ipam(config, &format!("echo '{{{result}}}'"));
        let made = same(&config, &format!("{other} call ADD; dump; call DEL; dump"));
        assert_eq!(
            made.calls,
            ["ADD 0 null", "DEL 0 null"],
            "{config} {result}"
        );
    }
    for result in [r#""cniVersion":"7.0.0""#, r#""cniVersion":1"#, flat] {
        let (config, other) = with_ipam("1.0.0", &format!("echo '{{{result}}}'"));
        let made = same(&config, &format!("{other} call ADD"));
        assert_eq!(made.calls, ["ADD 1 999"], "{result}");
    }
}

#[test]
fn input_a_pipe_as_namespace() {
    for plugin in ["bridge", "loopback"] {
        let config = format!(r#"{{"cniVersion":"1.0.0","name":"n","type":"{plugin}"}}"#);
        let script = format!(
            "mkfifo /run/work/pipe; export CNI_NETNS=/run/work/pipe; call ADD {plugin}; call DEL {plugin}"
        );
        let made = same(&config, &script);
        assert_eq!(made.calls, ["ADD 1 999", "DEL 1 999"], "{plugin}");
    }
}

/// Calls of the IPAM plugins that both sets answer the same: keys of the configuration, of `ipam`, and CNI_ARGS.
#[test]
fn input_ipam_plugins_take_what_the_reference_takes() {
    let runtime = r#","runtimeConfig":{"ips":["10.1.0.9/24"]}"#;
    let args = r#","args":{"cni":{"ips":["10.1.0.9/24"]}}"#;
    let address = |it: &str| format!(r#","addresses":[{{"address":"{it}"}}]"#);
    let bad_gateway = r#","addresses":[{"address":"10.1.0.2/24","gateway":"x"}]"#.to_owned();
    let v4 = || r#","subnet":"10.1.0.0/24""#.to_owned();
    for (plugin, keys, ipam, arguments, good) in [
        ("host-local", "", v4(), "IP=;IgnoreUnknown=1", true),
        ("host-local", "", v4(), "IP=", true),
        ("host-local", "", v4(), "IP=x", false),
        (
            "host-local",
            r#","args":{"cni":{"ips":[""]}}"#,
            v4(),
            "",
            false,
        ),
        (
            "host-local",
            r#","runtimeConfig":{"ips":[""]}"#,
            v4(),
            "",
            false,
        ),
        (
            "host-local",
            "",
            r#","subnet":"10.1.0.0/024""#.into(),
            "",
            true,
        ),
        (
            "host-local",
            r#","type":5,"prevResult":5,"capabilities":[]"#,
            v4(),
            "",
            true,
        ),
        ("static", "", address("10.1.0.2/0024"), "", true),
        ("static", "", address("10.1.0.2/00000000"), "", true),
        ("static", "", address("::ffff:10.1.0.2/0120"), "", true),
        ("static", "", address("10.1.0.2/033"), "", false),
        ("static", "", address("10.1.0.2/+24"), "", false),
        ("static", runtime, address("x"), "", true),
        ("static", args, address("x"), "", true),
        ("static", "", address("x"), "", false),
        ("static", runtime, bad_gateway, "", false),
        ("static", args, address("10.1.0.2/24"), "IP=x", false),
        (
            "static",
            r#","x":["\ud800","\udc00\ud83d\ude00","\\ud800"]"#,
            v4(),
            "",
            true,
        ),
    ] {
        let config = format!(
            r#"{{"cniVersion":"1.0.0","name":"n","type":"x"{keys},"ipam":{{"type":"x"{ipam}}}}}"#
        );
        let script = format!(
            "export CNI_ARGS='{arguments}'; call ADD {plugin}; dump; call DEL {plugin}; dump"
        );
        let made = same(&config, &script);
        let added = made.calls[0] == "ADD 0 null";
        assert_eq!(
            added, good,
            "{plugin} {config} {arguments}: {:?}",
            made.calls
        );
    }
}

/// Bytes that are no UTF-8 stand for U+FFFD, so that DEL works with a path that was never found.
#[test]
fn input_bytes_that_are_no_text() {
    let config = r#"{"cniVersion":"1.0.0","name":"n","type":"x","ipam":{"subnet":"10.1.0.0/24","resolvConf":"/run/PATH"}}"#;
    let script = "config=${config/PATH/$(printf '\\xff')}; call ADD host-local; call DEL host-local; \
                  config=${config/resolvConf/other}; call ADD host-local; dump";
    let made = same(config, script);
    assert_eq!(made.calls, ["ADD 1 999", "DEL 0 null", "ADD 0 null"]);
}

/// Keys that all plugins have, of another type.
#[test]
fn input_common_keys_of_another_type() {
    for key in [
        r#""type":5"#,
        r#""prevResult":5"#,
        r#""prevResult":[]"#,
        r#""capabilities":[]"#,
        r#""capabilities":{"mac":1}"#,
    ] {
        let config = format!(r#"{{"cniVersion":"1.0.0","name":"n","bridge":"br0",{key}}}"#);
        let script = "call ADD; call CHECK; call DEL; call ADD loopback; call DEL loopback; dump";
        let made = same(&config, script);
        let expected = [
            "ADD 1 999",
            "CHECK 1 999",
            "DEL 1 999",
            "ADD 1 999",
            "DEL 0 null",
        ];
        assert_eq!(made.calls, expected, "{key}");
        let config = config.replace("{", r#"{"ipam":{},"#);
        assert_eq!(
            same(&config, "call CHECK static").calls,
            ["CHECK 1 999"],
            "{key}"
        );
    }
}

/// Calls to ours and to the reference plugins that differ, as `differences.md` says.
#[track_caller]
fn differ(config: &str, script: &str, ours: &[&str], theirs: &[&str]) {
    assert_eq!(make(Set::Ours, config, script).calls, ours, "{config}");
    assert_eq!(make(Set::Theirs, config, script).calls, theirs, "{config}");
}

#[test]
fn input_an_ipam_plugin_that_fails_without_an_error_object() {
    for answer in ["echo nonsense; exit 1", "exit 1"] {
        let (config, other) = with_ipam("1.0.0", answer);
        let script = format!("{other} call ADD");
        differ(&config, &script, &["ADD 1 999"], &["ADD 1 0"]);
    }
    // Success with nonsense is the same with both, and so is an error object.
    for (answer, code) in [
        ("echo nonsense", 999),
        (r#"echo '{"code":11,"msg":"later"}'; exit 1"#, 11),
    ] {
        let (config, other) = with_ipam("1.0.0", answer);
        let made = same(&config, &format!("{other} call ADD"));
        assert_eq!(made.calls, [format!("ADD 1 {code}")], "{answer}");
    }
}

#[test]
fn input_beyond_the_limits_of_the_reader() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for value in ["1e400", &deep] {
        let config = format!(
            r#"{{"cniVersion":"1.0.0","name":"n","ipam":{{"type":"static"}},"x":{value}}}"#
        );
        differ(&config, "call ADD static", &["ADD 1 6"], &["ADD 0 null"]);
    }
}

#[test]
fn input_a_namespace_whose_path_is_no_text() {
    let config = r#"{"cniVersion":"1.0.0","name":"n","type":"loopback"}"#;
    let script = "export CNI_NETNS=$(printf '/run/work/\\xff'); touch $CNI_NETNS; \
                  mount --bind /run/netns/pod1 $CNI_NETNS; call ADD loopback; call DEL loopback";
    let ours = ["ADD 1 999", "DEL 0 null"];
    differ(config, script, &ours, &["ADD 0 null", "DEL 0 null"]);
}
