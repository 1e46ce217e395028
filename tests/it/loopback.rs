//! The loopback plugin in a real namespace, in every version.

use serde_json::json;

use crate::calls::{VERSIONS, outputs};

/// Each version's calls, between the states of `lo`.
#[track_caller]
fn script(version: &str) -> String {
    format!(
        r#"config='{{"cniVersion":"{version}","name":"n","type":"loopback"}}'
export CNI_ARGS=none CNI_IFNAME=lo
ip netns add pod1
lo() {{ show ip -n pod1 -j link show lo; }}
lo; call ADD loopback; lo; call DEL loopback; lo"#
    )
}

#[test]
fn loopback_add_sets_lo_up() {
    for version in VERSIONS {
        let outputs = outputs(&script(version));
        let flags = |at: usize| outputs[at].json()[0]["flags"].clone();
        assert_eq!(flags(0), json!(["LOOPBACK"]), "{version}");
        let result = outputs[1].result(version);
        assert!(result.json.is_object());
        assert_eq!(result.addresses[0], "127.0.0.1/8 none", "{version}");
        assert_eq!(flags(2), json!(["LOOPBACK", "UP", "LOWER_UP"]), "{version}");
    }
}

#[test]
fn loopback_del_sets_lo_down() {
    for version in VERSIONS {
        let outputs = outputs(&script(version));
        let flags = |at: usize| outputs[at].json()[0]["flags"].clone();
        assert_eq!(flags(2), json!(["LOOPBACK", "UP", "LOWER_UP"]), "{version}");
        outputs[3].is_quiet();
        assert_eq!(flags(4), json!(["LOOPBACK"]), "{version}");
    }
}
