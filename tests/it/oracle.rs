//! The same calls to our plugins and to Debian's Go plugins: exit code, result and the kernel's state must be
//! equal. Each allowed difference stands in `book/src/reference/differences.md`.

use crate::twin::{Set, make, same};

mod matrix;

fn bridge(version: &str, keys: &str, ipam: &str) -> String {
    format!(r#"{{"cniVersion":"{version}","name":"n","type":"bridge","bridge":"br0"{keys}{ipam}}}"#)
}

const V4: &str = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24"}"#;
const DUAL: &str = r#","ipam":{"type":"host-local","ranges":[[{"subnet":"10.1.0.0/24"}],[{"subnet":"fd00:1::/64"}]],"routes":[{"dst":"192.0.2.0/24"},{"dst":"2001:db8::/32","gw":"fd00:1::9"}]}"#;
const STATIC: &str = r#","ipam":{"type":"static","addresses":[{"address":"10.1.0.9/24","gateway":"10.1.0.1"}],"routes":[{"dst":"0.0.0.0/0"}]}"#;
/// Allowed: the bridge of 1.1.1 drops the IPAM plugin's DNS settings, newer versions hand them on.
const STATIC_DNS: &str = r#","ipam":{"type":"static","addresses":[{"address":"10.1.0.9/24"}],"dns":{"nameservers":["192.0.2.53"]}}"#;
const ROUND: &str = "call ADD; dump; call DEL; dump; call DEL; dump";

#[test]
fn oracle_bridge_layer_3() {
    for keys in [
        "",
        r#","isGateway":true"#,
        r#","isDefaultGateway":true"#,
        r#","isGateway":true,"mtu":1400"#,
        r#","isGateway":true,"hairpinMode":true"#,
        r#","isGateway":true,"promiscMode":true"#,
    ] {
        let made = same(&bridge("1.0.0", keys, V4), ROUND);
        assert_eq!(
            made.calls,
            ["ADD 0 null", "DEL 0 null", "DEL 0 null"],
            "{keys}"
        );
    }
}

#[test]
fn oracle_bridge_dual_stack_and_static() {
    same(&bridge("1.0.0", r#","isDefaultGateway":true"#, DUAL), ROUND);
    same(&bridge("1.0.0", r#","isGateway":true"#, DUAL), ROUND);
    same(&bridge("1.0.0", "", STATIC), ROUND);
    same(&bridge("1.0.0", r#","dns":{"domain":"x"}"#, STATIC), ROUND);
}

#[test]
fn oracle_bridge_layer_2() {
    same(&bridge("1.0.0", "", ""), ROUND);
    same(&bridge("0.4.0", r#","mtu":1300"#, ""), ROUND);
}

#[test]
fn oracle_bridge_versions() {
    for version in ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"] {
        same(&bridge(version, r#","isDefaultGateway":true"#, V4), ROUND);
    }
}

#[test]
fn oracle_bridge_two_containers_share_a_bridge() {
    let script = "call ADD; ip netns add pod2; CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call ADD; dump; call DEL; dump";
    same(&bridge("1.0.0", r#","isGateway":true"#, V4), script);
}

#[test]
fn oracle_bridge_force_address() {
    let old = "ip link add br0 type bridge; ip addr add 10.9.0.1/24 dev br0; ip link set br0 up";
    let script = format!(
        "{old}; call ADD; ip -4 -j addr show br0 >/run/work/x; echo @dump; cat /run/work/x; echo @end"
    );
    let made = same(
        &bridge("1.0.0", r#","isGateway":true,"forceAddress":true"#, V4),
        &script,
    );
    assert!(
        made.state.contains("10.1.0.1") && !made.state.contains("10.9.0.1"),
        "{}",
        made.state
    );
    let made = same(
        &bridge("1.0.0", r#","isGateway":true"#, V4),
        &format!("{old}; call ADD"),
    );
    assert_eq!(made.calls, ["ADD 1 999"]);
}

#[test]
fn oracle_bridge_errors() {
    for (config, script, expected) in [
        (
            bridge("1.0.0", "", V4),
            "CNI_NETNS=/run/netns/nowhere call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", "", V4),
            "CNI_NETNS=/etc/passwd call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", "", V4),
            "ip -n pod1 link add eth0 type bridge; call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", "", V4).replace("br0", "lo"),
            "call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", "", r#","ipam":{"type":"nothing"}"#),
            "call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", "", r#","ipam":{"type":"static"}"#),
            "call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", r#","hairpinMode":true,"promiscMode":true"#, V4),
            "call ADD",
            "ADD 1 999",
        ),
        (
            bridge("1.0.0", r#","mtu":"1500""#, V4),
            "call ADD",
            "ADD 1 999",
        ),
        (bridge("9.0.0", "", V4), "call ADD", "ADD 1 1"),
        (
            bridge("1.0.0", "", V4),
            "CNI_IFNAME=sixteen-letters- call ADD",
            "ADD 1 4",
        ),
        (
            bridge("1.0.0", "", V4),
            "CNI_ARGS=K=v call ADD",
            "ADD 1 999",
        ),
        ("nonsense".into(), "call ADD", "ADD 1 6"),
        (bridge("0.3.0", "", V4), "call CHECK", "CHECK 1 1"),
        (bridge("1.0.0", "", V4), "call CHECK", "CHECK 1 999"),
        (bridge("1.0.0", "", V4), "call NONSENSE", "NONSENSE 1 4"),
        (bridge("1.0.0", "", V4), "CNI_NETNS= call DEL", "DEL 0 null"),
        (
            bridge("1.0.0", "", V4),
            "CNI_NETNS=/run/netns/nowhere call DEL",
            "DEL 0 null",
        ),
    ] {
        assert_eq!(same(&config, script).calls, [expected], "{script} {config}");
    }
}

#[test]
fn oracle_loopback() {
    for version in ["0.1.0", "0.4.0", "1.0.0"] {
        let config = format!(r#"{{"cniVersion":"{version}","name":"n","type":"loopback"}}"#);
        let script = "CNI_ARGS=none call ADD loopback; dump; call DEL loopback; dump";
        let (ours, theirs) = (
            make(Set::Ours, &config, script),
            make(Set::Theirs, &config, script),
        );
        assert_eq!((&ours.calls, &ours.state), (&theirs.calls, &theirs.state));
        // Allowed: the reference plugin prints the shape of 1.0.0 whatever the version says.
        if version == "1.0.0" {
            assert_eq!(ours.results, theirs.results);
        }
    }
}

#[test]
fn oracle_host_local() {
    let two = r#"{"cniVersion":"0.4.0","name":"n","type":"x","ipam":{"type":"host-local","ranges":[[{"subnet":"10.1.0.0/30"},{"subnet":"10.2.0.0/24","rangeStart":"10.2.0.7","gateway":"10.2.0.7"}],[{"subnet":"fd00::/64"}]],"routes":[{"dst":"0.0.0.0/0"}]}}"#;
    let script = "call ADD host-local; dump; call ADD host-local; CNI_CONTAINERID=c2 call ADD host-local; dump; \
                  call DEL host-local; dump; CNI_CONTAINERID=c3 call ADD host-local; dump; CNI_CONTAINERID=c9 call DEL host-local";
    let made = same(two, script);
    assert_eq!(
        made.calls[1], "ADD 1 999",
        "a second ADD of the same container"
    );
    for (args, code) in [
        ("IP=10.1.0.2", 0),
        ("IP=10.1.0.1", 1),
        ("IP=10.1.0.2/24", 0),
        ("IP=192.0.2.1", 1),
        ("IP=x", 1),
    ] {
        let made = same(two, &format!("CNI_ARGS={args} call ADD host-local; dump"));
        assert!(
            made.calls[0].starts_with(&format!("ADD {code}")),
            "{args}: {:?}",
            made.calls
        );
    }
    let full = r#"{"cniVersion":"1.0.0","name":"n","type":"x","ipam":{"type":"host-local","subnet":"10.1.0.0/30"}}"#;
    assert_eq!(
        same(
            full,
            "call ADD host-local; CNI_CONTAINERID=c2 call ADD host-local; dump"
        )
        .calls,
        ["ADD 0 null", "ADD 1 999"]
    );
}

#[test]
fn oracle_static_versions() {
    for version in ["0.1.0", "0.2.0", "0.3.1", "0.4.0", "1.0.0"] {
        let config = format!(r#"{{"cniVersion":"{version}","name":"n","type":"x"{STATIC_DNS}}}"#);
        same(
            &config,
            "call ADD static; CNI_ARGS='IP=10.8.0.2/24;GATEWAY=10.8.0.1' call ADD static; call DEL static; \
             CNI_ARGS='IP=10.8.0.2/24, 10.9.0.2/24;GATEWAY=10.8.0.1, 10.9.0.1' call ADD static; CNI_ARGS='IP=10.8.0.2/24,' call ADD static",
        );
    }
}
