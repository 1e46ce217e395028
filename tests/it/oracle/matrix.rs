//! The matrix: networks times versions times verbs, each by our plugins and by the reference plugins.

use super::{DUAL, STATIC, V4, bridge};
use crate::twin::{Made, same};

/// ADD, CHECK, DEL, DEL again, with what is there in between.
const ALL: &str =
    "call ADD; dump; rules; again CHECK; dump; again DEL; dump; rules; call DEL; dump; rules";
/// Without CHECK, which the reference plugin of this age fails where it should not: see differences.md.
const NO_CHECK: &str = "call ADD; dump; again DEL; dump; call DEL; dump";

const V6: &str = r#","ipam":{"type":"host-local","subnet":"fd00:1::/64"}"#;
const POOLS: &str = r#","ipam":{"type":"host-local","ranges":[[{"subnet":"10.1.0.0/30"},{"subnet":"10.3.0.0/24"}],[{"subnet":"10.2.0.0/24","rangeStart":"10.2.0.20","rangeEnd":"10.2.0.30","gateway":"10.2.0.254"}]]}"#;
const ROUTES: &str = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24","routes":[{"dst":"192.0.2.0/24","gw":"10.1.0.7"},{"dst":"0.0.0.0/0","gw":"10.1.0.1"}]}"#;
const NARROW: &str = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24","rangeStart":"10.1.0.10","rangeEnd":"10.1.0.11","gateway":"10.1.0.99"}"#;
const STATIC_DUAL: &str = r#","ipam":{"type":"static","addresses":[{"address":"10.1.0.9/24","gateway":"10.1.0.1"},{"address":"fd00:1::9/64","gateway":"fd00:1::1"}]}"#;
const NO_GATEWAY: &str = r#","ipam":{"type":"static","addresses":[{"address":"10.1.0.9/24"}]}"#;

/// Checks that nothing was different, and that the calls went as expected.
#[track_caller]
fn row(version: &str, keys: &str, ipam: &str, script: &str, expected: &[&str]) -> Made {
    let made = same(&bridge(version, keys, ipam), script);
    let ended: Vec<_> = made
        .calls
        .iter()
        .map(|it| it.trim_end_matches(" null"))
        .collect();
    assert_eq!(ended, expected, "{version} {keys} {ipam}");
    made
}

const FINE: &[&str] = &["ADD 0", "CHECK 0", "DEL 0", "DEL 0"];
const FINE_NO_CHECK: &[&str] = &["ADD 0", "DEL 0", "DEL 0"];

#[test]
fn oracle_matrix_of_keys() {
    for keys in [
        "",
        r#","isGateway":true"#,
        r#","isDefaultGateway":true"#,
        r#","isGateway":true,"mtu":1400"#,
        r#","hairpinMode":true"#,
        r#","isGateway":true,"promiscMode":true"#,
        r#","isGateway":true,"forceAddress":true"#,
        r#","enabledad":true"#,
        r#","isDefaultGateway":true,"isGateway":false"#,
        r#","args":{"cni":{"mac":"02:00:00:00:00:07"}}"#,
        r#","runtimeConfig":{"mac":"02:00:00:00:00:08"},"args":{"cni":{"mac":"02:00:00:00:00:07"}}"#,
        r#","RuntimeConfig":{"MAC":"02:00:00:00:00:09"}"#,
        r#","dns":{"nameservers":["192.0.2.53"],"search":["a.b"]}"#,
        r#","dns":{"nameservers":[]}"#,
        r#","capabilities":{"mac":true},"unknown":[1,{"x":null}]"#,
        r#","ISGATEWAY":true,"MTU":1300"#,
        r#","isGateway":null,"mtu":null,"hairpinMode":null"#,
        r#","isGateway":false,"isGateway":true"#,
    ] {
        row("1.0.0", keys, V4, ALL, FINE);
    }
}

#[test]
fn oracle_matrix_of_rules() {
    for keys in [
        r#","ipMasq":true,"ipMasqBackend":"iptables""#,
        r#","isDefaultGateway":true,"ipMasq":true,"ipMasqBackend":"iptables""#,
        r#","macspoofchk":true"#,
        r#","isGateway":true,"macspoofchk":true,"ipMasq":true,"ipMasqBackend":"iptables""#,
    ] {
        row("1.0.0", keys, V4, ALL, FINE);
    }
    let masquerade = r#","isGateway":true,"ipMasq":true,"ipMasqBackend":"iptables""#;
    row("0.4.0", masquerade, V6, ALL, FINE);
    let made = row("1.0.0", masquerade, DUAL, NO_CHECK, FINE_NO_CHECK);
    assert!(!made.results.is_empty());
    row(
        "1.0.0",
        r#","macspoofchk":true"#,
        "",
        NO_CHECK,
        FINE_NO_CHECK,
    );
}

#[test]
fn oracle_matrix_of_ipam() {
    for ipam in [V6, ROUTES, NARROW, STATIC_DUAL, NO_GATEWAY] {
        row("1.0.0", r#","isGateway":true"#, ipam, ALL, FINE);
    }
    for ipam in [V6, NARROW, STATIC_DUAL] {
        row("0.4.0", r#","isDefaultGateway":true"#, ipam, ALL, FINE);
    }
    // A bridge takes one IPv4 address, so that it cannot be the gateway of two networks.
    row("1.0.0", "", POOLS, ALL, FINE);
    row("0.3.1", "", POOLS, NO_CHECK, FINE_NO_CHECK);
    for ipam in [DUAL, STATIC] {
        row("1.0.0", "", ipam, NO_CHECK, FINE_NO_CHECK);
    }
}

#[test]
fn oracle_matrix_of_versions() {
    for version in ["0.1.0", "0.2.0", "0.3.0", "0.3.1"] {
        // CHECK came with 0.4.0.
        let expected = &["ADD 0", "CHECK 1 1", "DEL 0", "DEL 0"];
        for ipam in [V4, V6, STATIC_DUAL, NO_GATEWAY] {
            row(version, r#","isDefaultGateway":true"#, ipam, ALL, expected);
        }
    }
    for version in ["0.4.0", "1.0.0"] {
        for ipam in [V4, V6, STATIC_DUAL] {
            row(version, r#","isDefaultGateway":true"#, ipam, ALL, FINE);
        }
    }
    for version in ["0.3.0", "0.3.1", "0.4.0", "1.0.0"] {
        row(version, "", "", NO_CHECK, FINE_NO_CHECK);
    }
}

/// What an attachment looks like to CHECK when something of it is changed: both must see it, or both not.
#[test]
fn oracle_matrix_of_damage() {
    for (damage, code) in [
        ("true", "CHECK 0"),
        ("ip -n pod1 link del eth0", "CHECK 1 999"),
        (
            "ip -n pod1 addr add 10.1.0.77/24 dev eth0; ip -n pod1 addr del 10.1.0.2/24 dev eth0",
            "CHECK 1 999",
        ),
        (
            "ip -n pod1 link set eth0 address 02:00:00:00:00:01",
            "CHECK 1 999",
        ),
        ("ip -n pod1 route del default", "CHECK 1 999"),
        (
            "ip -n pod1 route add 192.0.2.0/24 dev eth0; ip -n pod1 addr add 10.9.9.9/32 dev eth0",
            "CHECK 0",
        ),
        (
            "ip link set $(ip -br link show master br0 | cut -d@ -f1) nomaster",
            "CHECK 1 999",
        ),
        ("ip link set br0 address 02:00:00:00:00:01", "CHECK 1 999"),
        ("ip link set br0 promisc on", "CHECK 1 999"),
        ("ip link del br0", "CHECK 1 999"),
        ("rm /var/lib/cni/networks/n/10.1.0.2", "CHECK 1 999"),
        ("ip addr flush dev br0", "CHECK 0"),
        ("ip link set br0 down", "CHECK 0"),
    ] {
        let script = format!("call ADD; {damage}; again CHECK; again DEL; call DEL");
        let expected = ["ADD 0", code, "DEL 0", "DEL 0"];
        row(
            "1.0.0",
            r#","isDefaultGateway":true"#,
            V4,
            &script,
            &expected,
        );
    }
}

/// Bad input: the code, and that nothing has changed.
#[test]
fn oracle_matrix_of_bad_input() {
    for (keys, ipam) in [
        (r#","vlan":5000"#, V4),
        (r#","vlan":-100"#, V4),
        (r#","isGateway":"yes""#, V4),
        (r#","bridge":7"#, V4),
        (r#","mtu":1.5"#, V4),
        (r#","dns":[]"#, V4),
        (r#","hairpinMode":true,"promiscMode":true"#, ""),
        ("", r#","ipam":7"#),
        ("", r#","ipam":{"type":7}"#),
    ] {
        let made = row("1.0.0", keys, ipam, "call ADD; dump", &["ADD 1 999"]);
        assert!(!made.state.contains("br0"), "{keys}");
    }
    for ipam in [
        r#""x":1"#,
        r#""ipam":{}"#,
        r#""ipam":{"ranges":[]}"#,
        r#""ipam":{"ranges":[[]]}"#,
        r#""ipam":{"subnet":"10.1.0.0"}"#,
        r#""ipam":{"subnet":"10.1.0.1/24"}"#,
        r#""ipam":{"subnet":"10.1.0.0/31"}"#,
        r#""ipam":{"subnet":"10.1.0.0/32"}"#,
        r#""ipam":{"subnet":"fd00::/127"}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","rangeStart":"10.2.0.1"}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","rangeEnd":"10.2.0.1"}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","rangeStart":"10.1.0.9","rangeEnd":"10.1.0.3"}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","gateway":"x"}"#,
        r#""ipam":{"ranges":[[{"subnet":"10.1.0.0/24"},{"subnet":"10.1.0.0/25"}]]}"#,
        r#""ipam":{"ranges":[[{"subnet":"10.1.0.0/24"}],[{"subnet":"10.1.0.0/16"}]]}"#,
        r#""ipam":{"ranges":[[{"subnet":"10.1.0.0/24"},{"subnet":"fd00::/64"}]]}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","resolvConf":"/nowhere"}"#,
        r#""ipam":{"subnet":"10.1.0.0/24","routes":[{"dst":"x"}]}"#,
    ] {
        let config = format!(r#"{{"cniVersion":"1.0.0","name":"n","type":"x",{ipam}}}"#);
        let made = same(&config, "call ADD host-local; dump");
        assert_eq!(made.calls, ["ADD 1 999"], "{ipam}");
    }
    for (config, code) in [
        (r#"{"cniVersion":"1.0.0","type":"bridge"}"#, 7),
        (r#"{"cniVersion":"1.0.0","name":"-n","type":"bridge"}"#, 7),
        (r#"{"cniVersion":"1.0.0","name":7}"#, 6),
        (r#"{"cniVersion":1,"name":"n"}"#, 6),
        (r#"[]"#, 6),
        ("", 6),
        (r#"{"cniVersion":"1.0.0","name":"n"} x"#, 6),
        (r#"{"cniVersion":"1.2.3.4","name":"n"}"#, 1),
    ] {
        let made = same(config, "call ADD; dump");
        assert_eq!(made.calls, [format!("ADD 1 {code}")], "{config}");
    }
}

#[test]
fn oracle_matrix_of_environments() {
    let config = bridge("1.0.0", "", V4);
    for (variables, code) in [
        ("CNI_CONTAINERID=", 4),
        ("CNI_CONTAINERID=a/b", 4),
        ("CNI_CONTAINERID=-a", 4),
        ("CNI_IFNAME=", 4),
        ("CNI_IFNAME=.", 4),
        ("CNI_IFNAME=a:b", 4),
        (r#"CNI_IFNAME="a b""#, 4),
        ("CNI_NETNS=", 4),
        ("CNI_PATH=", 4),
        (r#"CNI_ARGS=";""#, 999),
        ("CNI_ARGS=A=1=2", 999),
        ("CNI_ARGS=MAC=nonsense", 999),
        (r#"CNI_ARGS="IgnoreUnknown=x;A=1""#, 999),
    ] {
        let made = same(&config, &format!("{variables} call ADD"));
        assert_eq!(made.calls, [format!("ADD 1 {code}")], "{variables}");
    }
    let args = r#"CNI_ARGS="A=1;IgnoreUnknown=TRUE;MAC=02:00:00:00:00:05""#;
    let made = same(&config, &format!("{args} call ADD; dump; {args} call DEL"));
    assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"]);
    assert!(made.state.contains("\"MAC\""), "it is masked");
}
