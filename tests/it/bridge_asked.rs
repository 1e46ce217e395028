//! What our bridge plugin is asked for: keys with unusual values, and what CHECK is to find.

use crate::twin::{Made, Set, make, same};

fn bridge(keys: &str, ipam: &str) -> String {
    format!(
        r#"{{"cniVersion":"1.0.0","name":"n","type":"bridge","bridge":"br0"{keys},"ipam":{{"type":{ipam}}}}}"#
    )
}

const V4: &str = r#""host-local","subnet":"10.1.0.0/24""#;

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

#[test]
fn asked_for_a_default_route_beside_one_of_another_table() {
    let show = "call ADD; again CHECK; echo @dump; ip -n pod1 route show table main; echo @end";
    for (table, count) in [(100, 1), (254, 1), (0, 1)] {
        let ipam = format!(r#"{V4},"routes":[{{"dst":"0.0.0.0/0","table":{table}}}]"#);
        let made = run(&bridge(r#","isDefaultGateway":true"#, &ipam), show);
        assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null"], "{table}");
        let found = made.state.matches("default via 10.1.0.1").count();
        assert_eq!(found, count, "{table}: {}", made.state);
    }
}

#[test]
fn asked_for_a_mac_address_in_each_form() {
    for mac in ["02:00:00:00:00:07", "02-00-00-00-00-07", "0200.0000.0007"] {
        let script = format!(
            "CNI_ARGS='IgnoreUnknown=1;MAC={mac}' call ADD; ip -n pod1 -br link show eth0 | grep -q 02:00:00:00:00:07"
        );
        assert_eq!(
            same(&bridge("", V4), &script).calls,
            ["ADD 0 null"],
            "{mac}"
        );
    }
    let script = "CNI_ARGS='IgnoreUnknown=1;MAC=+2:+0:+0:+0:+0:+7' call ADD";
    assert_eq!(same(&bridge("", V4), script).calls, ["ADD 1 999"]);
}

#[test]
fn asked_for_what_nobody_uses() {
    let made = run(
        &bridge(r#","ipMasqBackend":"foo""#, V4),
        "call ADD; call DEL",
    );
    assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"]);
    let made = run(
        &bridge(r#","ipMasq":true,"ipMasqBackend":"foo""#, V4),
        "call ADD; call DEL",
    );
    assert_eq!(made.calls, ["ADD 1 999", "DEL 0 null"]);
    // The last key of a name counts.
    let made = same(&bridge(r#","bridge":"""#, V4), "call ADD; call DEL");
    assert_eq!(made.calls, ["ADD 1 999", "DEL 0 null"]);
}

#[test]
fn asked_for_dns_settings_only_if_there_are_any() {
    let ipam = r#""static","addresses":[{"address":"10.1.0.9/24"}],"dns":{"domain":"ipam"}"#;
    for (dns, domain) in [
        (r#"{"domain":""}"#, Some("ipam")),
        (r#"{"domain":"own"}"#, Some("own")),
        (r#"{"search":[]}"#, None),
    ] {
        let made = run(&bridge(&format!(r#","dns":{dns}"#), ipam), "call ADD");
        assert_eq!(made.results[0]["dns"]["domain"].as_str(), domain, "{dns}");
    }
}

/// A later plugin of the list leads traffic over its own interface.
#[test]
fn asked_whether_routes_are_there_over_any_link() {
    let moved = "call ADD; ip -n pod1 link add wg type veth peer name gw; ip -n pod1 link set gw up; ip -n pod1 link set wg up; \
                 ip -n pod1 route replace default dev wg; again CHECK";
    let made = same(&bridge(r#","isDefaultGateway":true"#, V4), moved);
    assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null"]);
}

#[test]
fn asked_whether_the_network_of_an_address_can_be_reached() {
    let gone = "call ADD; again CHECK; ip -n pod1 route del 10.1.0.0/24; again CHECK";
    let made = same(&bridge("", V4), gone);
    assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null", "CHECK 1 999"]);
    // The kernel makes no route for one address alone; the reference plugin misses it.
    let alone = bridge(
        "",
        r#""static","addresses":[{"address":"10.1.0.9/32"},{"address":"fd00::9/128"}]"#,
    );
    assert_eq!(
        run(&alone, "call ADD; again CHECK").calls,
        ["ADD 0 null", "CHECK 0 null"]
    );
}
