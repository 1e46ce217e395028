//! The kernel's state between stages: exact, and the kernel's own late changes marked.

use serde_json::Value;

use crate::hostile::Script;
use crate::program::GO;
use crate::run::recording;

#[test]
fn state_of_touched_tables_is_all_that_has_changed() {
    for args in [
        &["bridge", "--verify-state"][..],
        &["bridge-dual-stack", "--pods", "2", "--verify-state"],
        &["bridge-masq", "--plugins", GO, "--verify-state"],
        &["chain", "--plugins", GO, "--verify-state"],
    ] {
        let events = recording(args, 0);
        let missed: Vec<_> = events
            .iter()
            .filter_map(|it| it["text"].as_str())
            .filter(|it| it.starts_with("missed"))
            .collect();
        assert!(missed.is_empty(), "{args:?}: {missed:?}");
        assert!(
            events.iter().filter(|it| it["kind"] == "change").count() > 20,
            "{args:?}"
        );
    }
}

#[test]
fn state_tells_each_change_once_and_in_its_stage() {
    let events = recording(&["bridge"], 0);
    let changes = |stage: &str, class: &str| -> Vec<String> {
        let of = |it: &&Value| {
            it["kind"] == "change" && it["stage"] == stage && it["object"]["type"] == class
        };
        let text = |it: &Value| {
            format!(
                "{} {} {}",
                it["op"].as_str().unwrap(),
                it["netns"].as_str().unwrap(),
                it["object"]["name"].as_str().unwrap()
            )
        };
        events.iter().filter(of).map(text).collect()
    };
    assert_eq!(
        changes("bridge/add/ensure-bridge", "link"),
        ["add node cni0"]
    );
    let routes = changes("bridge/add/container-routes", "route");
    assert!(
        routes.contains(&"add pod1 default via 10.22.0.1 dev eth0".to_owned()),
        "{routes:?}"
    );
    assert!(
        changes("bridge/add/container-address", "address")
            .contains(&"add pod1 10.22.0.2/16 dev eth0".to_owned())
    );
    assert_eq!(
        changes("bridge/add/forwarding", "sysctl"),
        ["modify node net.ipv4.ip_forward"]
    );
    assert!(changes("bridge/del/delete-veth", "link").contains(&"remove pod1 eth0".to_owned()));
    let veth = events
        .iter()
        .find(|it| it["stage"] == "bridge/add/create-veth" && it["object"]["name"] == "eth0")
        .unwrap();
    assert!(
        veth["after"]["peer"]
            .as_str()
            .unwrap()
            .ends_with(" in node"),
        "{veth}"
    );
}

/// An IPv6 address is tentative until nobody has objected: the kernel changes that a second or so later.
#[test]
fn state_marks_what_the_kernel_does_later_by_itself() {
    let script = Script::new(
        r#"cat >/dev/null
ip link add va type veth peer name vb; ip link set va up; ip link set vb up
tentative() { ip -6 addr show dev va tentative | grep -q inet6; }
until tentative; do sleep 0.01; done
sysctl -qw net.ipv4.conf.va.arp_notify=1
while tentative; do sleep 0.05; done
sysctl -qw net.ipv4.conf.vb.arp_notify=1
echo '{"cniVersion":"1.0.0"}'"#,
    );
    let ran = script.run(&["--verbs", "ADD", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let late = ran
        .stdout
        .lines()
        .map(|it| serde_json::from_str::<Value>(it).unwrap())
        .any(|it| {
            let tentative = |key: &str| {
                it[key]["flags"]
                    .as_array()
                    .is_some_and(|it| it.iter().any(|it| it == "tentative"))
            };
            it["kind"] == "change"
                && it["late"] == true
                && it["object"]["type"] == "address"
                && tentative("before")
                && !tentative("after")
        });
    assert!(late, "{}", ran.stdout);
}
