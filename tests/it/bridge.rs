//! The bridge plugin by itself, in every version of the specification: what ADD makes and tells, and what DEL takes.

use serde_json::Value;

use crate::calls::{VERSIONS, is_flat};
use crate::twin::{Made, Set, make};

fn bridge(version: &str, keys: &str, ipam: &str) -> String {
    let ipam = match ipam {
        "" => String::new(),
        it => format!(r#","ipam":{{"type":"host-local",{it}}}"#),
    };
    format!(r#"{{"cniVersion":"{version}","name":"n","type":"bridge","bridge":"br0"{keys}{ipam}}}"#)
}

const V4: &str = r#""subnet":"10.1.0.0/24""#;
const V6: &str = r#""subnet":"fd00:1::/64""#;
const DUAL: &str = r#""ranges":[[{"subnet":"10.1.0.0/24"}],[{"subnet":"fd00:1::/64"}]]"#;
const THREE: &str = r#""ranges":[[{"subnet":"10.1.0.0/24"}],[{"subnet":"fd00:1::/64"}],[{"subnet":"fd00:2::/64"}]]"#;

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

/// Prints lines of JSON: the node's links and addresses, the container's, its default routes.
const LOOK: &str = "echo @dump; ip -j -d link; echo; ip -j addr; echo; ip -n pod1 -j -d addr; echo; \
                    ip -n pod1 -j route show default; echo; ip -n pod1 -6 -j route show default; echo; echo @end";

/// What was printed so, by name of the link.
fn lines(made: &Made) -> Vec<Value> {
    let lines = made.state.lines().filter(|it| it.starts_with('['));
    lines.map(|it| serde_json::from_str(it).unwrap()).collect()
}

#[track_caller]
fn named<'a>(links: &'a Value, name: &str) -> &'a Value {
    let mut links = links.as_array().unwrap().iter();
    links.find(|it| it["ifname"] == name).unwrap()
}

fn global(link: &Value) -> Vec<String> {
    let addresses = link["addr_info"].as_array().unwrap().iter();
    let global = addresses.filter(|it| it["scope"] == "global");
    global
        .map(|it| format!("{}/{}", it["local"].as_str().unwrap(), it["prefixlen"]))
        .collect()
}

#[test]
fn bridge_layer_3_in_every_version() {
    for version in VERSIONS {
        for (ipam, pods, gateways) in [
            (V4, vec!["10.1.0.2/24"], vec!["10.1.0.1/24"]),
            (V6, vec!["fd00:1::2/64"], vec!["fd00:1::1/64"]),
            (
                DUAL,
                vec!["10.1.0.2/24", "fd00:1::2/64"],
                vec!["10.1.0.1/24", "fd00:1::1/64"],
            ),
            (
                THREE,
                vec!["10.1.0.2/24", "fd00:2::2/64", "fd00:1::2/64"],
                vec!["10.1.0.1/24", "fd00:2::1/64", "fd00:1::1/64"],
            ),
        ] {
            let config = bridge(version, r#","isDefaultGateway":true"#, ipam);
            let made = run(&config, &format!("call ADD; {LOOK}; call DEL; {LOOK}"));
            if is_flat(version) && ipam == THREE {
                assert!(made.calls.iter().all(|it| it.contains(" 1 ")), "{made:?}");
                continue;
            }
            assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"], "{config}");
            let seen = lines(&made);
            let [links, addresses, pod, default4, default6] = &seen[..5] else {
                panic!("{}", made.state);
            };
            assert_eq!(
                links.as_array().unwrap().len(),
                3,
                "lo, br0, veth: {config}"
            );
            let info = &named(links, "br0")["linkinfo"]["info_data"];
            assert_eq!(info["vlan_filtering"], 0, "{config}");
            let sorted = |mut it: Vec<String>| {
                it.sort();
                it
            };
            let expected = |it: &[&str]| sorted(it.iter().map(|it| it.to_string()).collect());
            let on_bridge = sorted(global(named(addresses, "br0")));
            assert_eq!(on_bridge, expected(&gateways), "{config}");
            let eth0 = named(pod, "eth0");
            assert_eq!(sorted(global(eth0)), expected(&pods), "{config}");
            assert_eq!(eth0["operstate"], "UP", "{config}");
            for (routes, ipv6) in [(default4, false), (default6, true)] {
                let has = gateways.iter().any(|it| it.contains(':') == ipv6);
                let routes = routes.as_array().unwrap();
                assert_eq!(routes.len(), usize::from(has), "{config}");
                let gateway = routes.first().and_then(|it| it["gateway"].as_str());
                assert!(gateway.is_none_or(|it| it.ends_with(".1") || it.ends_with("::1")));
            }
            result_is_whole(&made.results[0], version);
            assert_eq!(seen[5].as_array().unwrap().len(), 2, "lo and br0: {config}");
            let rest: Vec<_> = seen[7].as_array().unwrap().iter().collect();
            assert_eq!(rest.len(), 1, "the container has lo alone: {config}");
        }
    }
}

/// Hardware addresses are masked: that they had the right form is what let them be.
#[track_caller]
fn result_is_whole(result: &Value, version: &str) {
    assert_eq!(result["cniVersion"], version);
    if is_flat(version) {
        assert!(
            result.get("ip4").or(result.get("ip6")).is_some(),
            "{result}"
        );
        return;
    }
    let names: Vec<_> = result["interfaces"].as_array().unwrap().iter().collect();
    let name = |at: usize| names[at]["name"].as_str().unwrap();
    assert_eq!([name(0), name(1), name(2)], ["br0", "vethX", "eth0"]);
    assert!(names.iter().all(|it| it["mac"] == "MAC"), "{result}");
    assert_eq!(names[2]["sandbox"], "/run/netns/pod1");
    assert!(names[0].get("sandbox").is_none() && names[1].get("sandbox").is_none());
    for ip in result["ips"].as_array().unwrap() {
        assert_eq!(ip["interface"], 2);
        let has_version = matches!(version, "0.3.0" | "0.3.1" | "0.4.0");
        assert_eq!(ip.get("version").is_some(), has_version, "{result}");
    }
}

#[test]
fn bridge_layer_2_in_every_version() {
    for version in VERSIONS {
        let made = run(
            &bridge(version, "", ""),
            &format!("call ADD; {LOOK}; call DEL; {LOOK}"),
        );
        let seen = lines(&made);
        if is_flat(version) {
            // Such a result needs an address.
            assert_eq!(made.calls, ["ADD 1 999", "DEL 0 null"]);
        } else {
            assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"]);
            let eth0 = named(&seen[2], "eth0");
            assert_eq!(eth0["operstate"], "UP");
            assert!(global(eth0).is_empty());
            assert_eq!(seen[0].as_array().unwrap().len(), 3);
        }
        assert_eq!(seen[5].as_array().unwrap().len(), 2, "lo and br0");
    }
}

#[test]
fn bridge_is_made_or_taken_as_it_is() {
    let made = run(&bridge("1.0.0", "", V4), &format!("call ADD; {LOOK}"));
    assert_eq!(named(&lines(&made)[0], "br0")["promiscuity"], 0);
    let there = "ip link add br0 type bridge; before=$(ip -o link show br0 | cut -d: -f1)";
    let script =
        format!("{there}; call ADD; [ $before = $(ip -o link show br0 | cut -d: -f1) ]; {LOOK}");
    let made = run(&bridge("1.0.0", r#","promiscMode":true"#, V4), &script);
    assert_eq!(made.calls, ["ADD 0 null"]);
    let seen = lines(&made);
    let br0 = named(&seen[0], "br0");
    assert_eq!(br0["promiscuity"], 1);
}

#[test]
fn bridge_addresses_of_ipv6_that_overlap() {
    let config = |keys: &str| bridge("1.0.0", &format!(r#","isGateway":true{keys}"#), V6);
    let there = |address: &str| {
        format!(
            "ip link add br0 type bridge; ip link set br0 up; ip addr add {address} dev br0 nodad; call ADD; {LOOK}"
        )
    };
    let made = run(&config(""), &there("fd00:1::9/60"));
    assert_eq!(made.calls, ["ADD 1 999"]);
    let made = run(&config(r#","forceAddress":true"#), &there("fd00:1::9/60"));
    assert_eq!(made.calls, ["ADD 0 null"]);
    assert_eq!(global(named(&lines(&made)[1], "br0")), ["fd00:1::1/64"]);
    let made = run(&config(""), &there("fd00:9::9/64"));
    assert_eq!(made.calls, ["ADD 0 null"]);
    assert_eq!(
        global(named(&lines(&made)[1], "br0")).len(),
        2,
        "both are kept"
    );
}

#[test]
fn bridge_hands_on_the_dns_settings_of_resolv_conf() {
    for version in VERSIONS {
        let ipam = format!(r#"{V4},"resolvConf":"/run/work/resolv.conf""#);
        let script = "echo 'nameserver 192.0.2.3' > /run/work/resolv.conf; call ADD";
        let made = run(&bridge(version, "", &ipam), script);
        assert_eq!(
            made.results[0]["dns"]["nameservers"][0], "192.0.2.3",
            "{version}"
        );
    }
}

#[test]
fn bridge_del_of_what_was_never_added() {
    for version in VERSIONS {
        let keys = r#","ipMasq":true,"macspoofchk":true"#;
        let made = run(&bridge(version, keys, V4), "call DEL; call DEL");
        assert_eq!(made.calls, ["DEL 0 null", "DEL 0 null"], "{version}");
    }
}

#[test]
fn bridge_mac_is_stable() {
    for ipam in [V4, V6] {
        let mac = "$(cat /run/work/mac)";
        let read = "ip -o link show br0 | grep -o 'ether [^ ]*'";
        let not_of_the_port =
            "if ip link show master br0 | grep -q \"$(cat /run/work/mac)\"; then exit 9; fi";
        let script = format!(
            "call ADD; {read} > /run/work/mac; {not_of_the_port}; ip netns add pod2; \
             CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call ADD; [ \"$({read})\" = \"{mac}\" ]; \
             call DEL; [ \"$({read})\" = \"{mac}\" ]; CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call DEL; [ \"$({read})\" = \"{mac}\" ]"
        );
        let made = run(&bridge("1.0.0", r#","isGateway":true"#, ipam), &script);
        assert_eq!(made.calls.len(), 4);
        assert!(made.calls.iter().all(|it| it.contains(" 0 ")), "{made:?}");
    }
}

#[test]
fn bridge_mac_of_the_container_as_it_is_configured() {
    let of_args = r#","args":{"cni":{"mac":"02:00:00:00:00:02"}}"#;
    let of_runtime = r#","RuntimeConfig":{"MAC":"02:00:00:00:00:03"}"#;
    for (keys, last) in [
        (String::new(), 1),
        (of_args.to_owned(), 2),
        (format!("{of_args}{of_runtime}"), 3),
    ] {
        let script = format!(
            "CNI_ARGS='IgnoreUnknown=1;MAC=02:00:00:00:00:01' call ADD; ip -n pod1 -o link show eth0 | grep -q 'ether 02:00:00:00:00:0{last} '"
        );
        let made = run(&bridge("1.0.0", &keys, V4), &script);
        assert_eq!(made.calls, ["ADD 0 null"], "{keys}");
    }
}

#[test]
fn bridge_round_trip_with_check() {
    for version in ["0.4.0", "1.0.0", "1.1.0"] {
        for ipam in [V4, V6, DUAL] {
            let config = bridge(version, r#","isDefaultGateway":true"#, ipam);
            let made = run(
                &config,
                "call ADD; again CHECK; again DEL; call ADD; again CHECK; again DEL",
            );
            let round = ["ADD 0 null", "CHECK 0 null", "DEL 0 null"];
            assert_eq!(made.calls, [round, round].concat(), "{config}");
        }
    }
}

#[test]
fn bridge_options_of_the_port_and_the_container() {
    let down = run(
        &bridge("1.0.0", r#","disableContainerInterface":true"#, ""),
        &format!("call ADD; {LOOK}"),
    );
    assert_eq!(down.calls, ["ADD 0 null"]);
    assert_eq!(named(&lines(&down)[2], "eth0")["operstate"], "DOWN");
    for isolated in [false, true] {
        let keys = format!(r#","portIsolation":{isolated}"#);
        let made = run(&bridge("1.0.0", &keys, V4), &format!("call ADD; {LOOK}"));
        let links = &lines(&made)[0];
        let port = &named(links, "vethX")["linkinfo"]["info_slave_data"];
        assert_eq!(port["isolated"], isolated, "{keys}");
    }
}
