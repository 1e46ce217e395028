//! Where our plugins do better than the reference ones, as `book/src/reference/differences.md` says.

use crate::twin::{Made, Set, make};

fn bridge(version: &str, keys: &str) -> String {
    let ipam = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24"}"#;
    with_ipam(version, keys, ipam)
}

fn with_ipam(version: &str, keys: &str, ipam: &str) -> String {
    format!(r#"{{"cniVersion":"{version}","name":"n","type":"bridge","bridge":"br0"{keys}{ipam}}}"#)
}

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

const RULES: &str = r#","isGateway":true,"ipMasq":true,"macspoofchk":true"#;

/// What belongs to an attachment: names of its parts, as a dump shows them.
const OF_ATTACHMENT: [&str; 5] = ["vethX", "\"eth0\"", "c1", "macspoofchk", "networks/n/10.1."];

#[track_caller]
fn nothing_of_the_attachment(state: &str, told: &str) {
    for part in OF_ATTACHMENT {
        assert!(!state.contains(part), "{told}: {part} is left\n{state}");
    }
}

/// Every stage that can fail, made to fail.
#[test]
fn better_a_failed_add_leaves_nothing_of_the_attachment() {
    let masquerade =
        r#","isGateway":true,"ipMasq":true,"ipMasqBackend":"iptables","macspoofchk":true"#;
    let broken = "mkdir /run/work/broken; for name in bridge host-local; do ln -s $bin/$name /run/work/broken/; done; \
                  printf '#!/bin/bash\\nexit 1\\n' > /run/work/broken/iptables; chmod +x /run/work/broken/*tables; PATH=/run/work/broken:$PATH";
    let ipam = |it: &str| format!(r#","ipam":{{"type":"host-local",{it}}}"#);
    let v4 = ipam(r#""subnet":"10.1.0.0/24""#);
    let unreachable =
        ipam(r#""subnet":"10.1.0.0/24","routes":[{"dst":"192.0.2.0/24","gw":"203.0.113.1"}]"#);
    let twice =
        ipam(r#""subnet":"10.1.0.0/24","routes":[{"dst":"192.0.2.0/24"},{"dst":"192.0.2.0/24"}]"#);
    let same_address = r#","ipam":{"type":"static","addresses":[{"address":"10.1.0.9/24"},{"address":"10.1.0.9/24"}]}"#.to_owned();
    let full = ipam(r#""subnet":"10.1.0.0/30""#);
    let nothing = r#","ipam":{"type":"static"}"#.to_owned();
    let other = "ip link add br0 type bridge; ip addr add 10.9.0.1/24 dev br0";
    for (stage, version, keys, ipam, script) in [
        (
            "ipam",
            "1.0.0",
            RULES,
            &full,
            "CNI_CONTAINERID=other call ADD host-local",
        ),
        ("ipam", "1.0.0", RULES, &nothing, ""),
        ("container-address", "1.0.0", RULES, &same_address, ""),
        ("container-routes", "1.0.0", RULES, &unreachable, ""),
        ("container-routes", "1.0.0", RULES, &twice, ""),
        ("bridge-address", "1.0.0", RULES, &v4, other),
        ("masquerade", "1.0.0", masquerade, &v4, broken),
        ("result", "0.2.0", "", &String::new(), ""),
    ] {
        let config = with_ipam(version, keys, ipam);
        let made = run(
            &config,
            &format!(
                "{script}\ncall ADD; echo @dump; ip link; ls -R /var/lib/cni; nft list ruleset; ip -n pod1 link; echo @end"
            ),
        );
        let last = made.calls.last().unwrap();
        assert!(last.starts_with("ADD 1"), "{stage}: {:?}", made.calls);
        let state = made.state.replace("other", "");
        nothing_of_the_attachment(&state, stage);
    }
}

#[test]
fn better_the_nodes_own_namespace_is_refused_before_anything_is_touched() {
    let config = bridge("1.0.0", RULES);
    let script = "ip link set lo up; CNI_NETNS=/proc/self/ns/net call ADD; CNI_NETNS=/proc/self/ns/net call DEL; \
                  CNI_NETNS=/proc/self/ns/net call DEL loopback; echo @dump; ip -br link; echo @end";
    let made = run(&config, script);
    assert_eq!(made.calls, ["ADD 1 8", "DEL 1 8", "DEL 1 8"]);
    assert!(!made.state.contains("br0"), "{}", made.state);
    assert!(made.state.contains("LOOPBACK,UP"), "{}", made.state);
}

/// The kernel takes the links of a namespace away some time after it.
const GONE: &str =
    "ip netns del pod1; while ip -br link show master br0 | grep -q veth; do sleep 0.02; done";

#[test]
fn better_del_without_a_namespace_removes_the_rules() {
    for backend in ["iptables", "nftables"] {
        let config = bridge("1.0.0", &format!(r#"{RULES},"ipMasqBackend":"{backend}""#));
        for (gone, del) in [
            (GONE, "CNI_NETNS= call DEL"),
            (GONE, "call DEL"),
            (GONE, "CNI_NETNS= again DEL"),
            // The namespace lives on, the runtime has lost its path.
            ("true", "CNI_NETNS= again DEL"),
            // The link went by itself.
            ("ip -n pod1 link del eth0", "call DEL"),
        ] {
            let script = format!(
                "call ADD; {gone}; {del}; {del}; echo @dump; ip link; ls -R /var/lib/cni; nft list ruleset; echo @end"
            );
            let made = run(&config, &script);
            assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null", "DEL 0 null"]);
            nothing_of_the_attachment(&made.state, &format!("{backend}: {gone}; {del}"));
        }
    }
}

#[test]
fn better_check_works_without_an_ipam_plugin() {
    let made = run(
        &with_ipam("1.0.0", "", ""),
        "call ADD; again CHECK; ip -n pod1 link del eth0; again CHECK",
    );
    assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null", "CHECK 1 999"]);
}

#[test]
fn better_default_gateway_beside_a_default_route() {
    let ipam =
        r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24","routes":[{"dst":"0.0.0.0/0"}]}"#;
    let config = with_ipam("1.0.0", r#","isDefaultGateway":true"#, ipam);
    let made = run(
        &config,
        "call ADD; again CHECK; echo @dump; ip -n pod1 route; echo @end",
    );
    assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null"]);
    assert_eq!(made.state.matches("default via 10.1.0.1").count(), 1);
}

#[test]
fn better_mtu_and_advmss_of_routes_are_applied() {
    let ipam = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/24","routes":[{"dst":"192.0.2.0/24","mtu":1400,"advmss":1300}]}"#;
    let config = with_ipam("1.1.0", r#","isGateway":true,"mtu":1450"#, ipam);
    let made = run(&config, "call ADD; echo @dump; ip -n pod1 route; echo @end");
    assert!(
        made.state
            .contains("192.0.2.0/24 via 10.1.0.1 dev eth0 mtu 1400 advmss 1300"),
        "{}",
        made.state
    );
    let interfaces = made.results[0]["interfaces"].as_array().unwrap();
    assert!(
        interfaces.iter().all(|it| it["mtu"] == 1450),
        "{interfaces:?}"
    );
}

#[test]
fn better_mtu_is_told_from_1_1_0_on_only() {
    for plugin in ["bridge", "loopback"] {
        let script = format!("call ADD {plugin}");
        let made = run(&bridge("1.0.0", ""), &script);
        assert!(!made.results[0].to_string().contains("mtu"), "{plugin}");
        let made = run(&bridge("1.1.0", ""), &script);
        let interface = &made.results[0]["interfaces"][0];
        // The kernel's choice: a bridge's, and that of lo.
        let expected = if plugin == "bridge" { 1500 } else { 65536 };
        assert_eq!(interface["mtu"], expected, "{interface}");
    }
}

#[test]
fn better_loopbacks_result_has_the_shape_of_its_version() {
    for (version, key) in [("0.2.0", "ip4"), ("0.4.0", "ips"), ("1.0.0", "ips")] {
        let config = format!(r#"{{"cniVersion":"{version}","name":"n","type":"loopback"}}"#);
        let made = run(&config, "call ADD loopback");
        assert_eq!(made.calls, ["ADD 0 null"]);
        assert!(
            made.results[0].get(key).is_some(),
            "{version}: {:?}",
            made.results
        );
        let has_version = made.results[0]["ips"][0].get("version").is_some();
        assert_eq!(has_version, version == "0.4.0", "{:?}", made.results);
    }
}

/// The configuration of a GC, with the attachments that are valid.
fn gc(config: &str, valid: &str) -> String {
    let it = config.trim_end_matches('}');
    let missing = config.len() - it.len();
    format!(
        r#"{it}{},"cni.dev/valid-attachments":[{valid}]}}"#,
        &"}".repeat(missing)[1..]
    )
}

#[test]
fn better_gc_removes_what_is_not_valid_and_nothing_else() {
    for backend in ["iptables", "nftables"] {
        let config = bridge("1.1.0", &format!(r#"{RULES},"ipMasqBackend":"{backend}""#));
        let valid = r#"{"containerID":"c2","ifname":"eth0"}"#;
        let script = format!(
            "call ADD; ip netns add pod2; CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call ADD; \
             printf '' > /var/lib/cni/networks/n/10.1.0.77; mkdir -p /var/lib/cni/networks/m; echo c1 > /var/lib/cni/networks/m/10.1.0.2; \
             ip netns del pod1; while ip -br link show master br0 | grep -c veth | grep -q 2; do sleep 0.02; done; \
             old=$config; config='{}'; CNI_CONTAINERID= CNI_NETNS= CNI_IFNAME= call GC; \
             echo @dump; (cd /var/lib/cni/networks; ls *); nft list ruleset; echo @end; \
             config='{}'; call GC; echo @dump; ls /var/lib/cni/networks/n; echo @end; config=$old; call GC",
            gc(&config, valid),
            gc(&config, ""),
        );
        let made = run(&config, &script);
        // Without a list nothing is done: everything would seem to be left over.
        assert_eq!(
            made.calls[2..],
            ["GC 0 null", "GC 0 null", "GC 1 7"],
            "{made:?}"
        );
        let (first, second) = made
            .state
            .rsplit_once("10.1.0.3\n")
            .map_or(("", ""), |it| it);
        let all = &made.state;
        assert!(!all.contains("10.1.0.77"), "an empty file: {all}");
        assert!(all.contains("m:\n10.1.0.2"), "another network's: {all}");
        let rules = all.split("lock\n").nth(1).unwrap_or_default();
        assert!(
            !rules.contains("10.1.0.2") && !rules.contains("c1-eth0"),
            "{all}"
        );
        assert!(
            rules.contains("10.1.0.3") && rules.contains("c2-eth0"),
            "{all}"
        );
        assert!(first.len() + second.len() > 0);
    }
}

/// Links live on whose attachment the runtime has forgotten; those of another network, of nobody and of a valid
/// attachment are not touched.
#[test]
fn better_gc_removes_the_links_of_attachments_that_are_not_valid() {
    let config = bridge("1.1.0", "");
    let script = format!(
        "call ADD; CNI_IFNAME=eth1 call ADD; CNI_CONTAINERID=$(printf 'c%.0s' $(seq 300)) CNI_IFNAME=eth2 call ADD; old=$config; \
         config=$(printf '%s' \"$old\" | sed 's/\"name\":\"n\"/\"name\":\"n2\"/'); CNI_IFNAME=eth3 call ADD; \
         ip -n pod1 link add eth4 type veth peer name other netns $$; \
         config='{}'; CNI_CONTAINERID= CNI_NETNS= CNI_IFNAME= call GC; \
         echo @dump; ip -n pod1 -br link | cut -d@ -f1; \
         ip link show master br0 | grep alias; ls /var/lib/cni/networks/n; echo @end",
        gc(&config, r#"{"containerID":"c1","ifname":"eth1"}"#),
    );
    let made = run(&config, &script);
    assert_eq!(made.calls[4], "GC 0 null", "{made:?}");
    let state = &made.state;
    assert!(
        !state.contains("eth0") && !state.contains("10.1.0.2"),
        "{state}"
    );
    for kept in ["eth1", "eth2", "eth3", "eth4", "10.1.0.3"] {
        assert!(state.contains(kept), "{kept}: {state}");
    }
    let aliases = state.matches("alias cni net: ").count();
    assert_eq!(aliases, 2, "of eth1 and eth3: {state}");
    assert!(
        state.contains("alias cni net: n, if: eth1, id: c1\n"),
        "{state}"
    );
}

#[test]
fn better_status_says_50_when_a_range_is_full() {
    let ipam = r#","ipam":{"type":"host-local","subnet":"10.1.0.0/30"}"#;
    let config = with_ipam("1.1.0", "", ipam);
    let made = run(
        &config,
        "call STATUS; call STATUS host-local; call ADD; call STATUS; call STATUS host-local; call DEL; call STATUS; \
                             : > /var/lib/cni/networks/n/10.1.0.2; call STATUS; ip link del br0; ip link add br0 type veth; call STATUS",
    );
    assert_eq!(
        made.calls,
        [
            "STATUS 0 null",
            "STATUS 0 null",
            "ADD 0 null",
            "STATUS 1 50",
            "STATUS 1 50",
            "DEL 0 null",
            "STATUS 0 null",
            "STATUS 0 null",
            "STATUS 1 50"
        ]
    );
}

#[test]
fn better_a_bridge_that_has_lost_its_ports_serves_the_next_pod() {
    let config = bridge("1.0.0", r#","isGateway":true"#);
    let script = "ip link add br0 type bridge; ip link add p type veth peer q; ip link set p master br0; ip link del p; \
                  ip -br link show br0 | grep -q 00:00:00:00:00:00; call ADD";
    assert_eq!(run(&config, script).calls, ["ADD 0 null"]);
    assert_eq!(make(Set::Theirs, &config, script).calls, ["ADD 1 999"]);
}

#[test]
fn better_an_empty_lease_does_not_block_its_address() {
    let config = r#"{"cniVersion":"1.0.0","name":"n","type":"x","ipam":{"type":"host-local","subnet":"10.1.0.0/30"}}"#;
    let script = "mkdir -p /var/lib/cni/networks/n; : > /var/lib/cni/networks/n/10.1.0.2; call ADD host-local; dump";
    assert_eq!(run(config, script).calls, ["ADD 0 null"]);
    assert_eq!(make(Set::Theirs, config, script).calls, ["ADD 1 999"]);
}
