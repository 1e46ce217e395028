//! What the plugins are handed by others, runtimes and IPAM plugins: taken and refused as the reference plugins do.

use crate::twin::same;

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
