//! Parts of the bridge plugin that fail one by one: names, links, rules, addresses and routes.

use crate::twin::{Made, Set, make};

fn bridge(keys: &str, ipam: &str) -> String {
    format!(
        r#"{{"cniVersion":"1.1.0","name":"n","type":"bridge","bridge":"br0"{keys},"ipam":{{"type":{ipam}}}}}"#
    )
}

const V4: &str = r#""host-local","subnet":"10.1.0.0/24""#;

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

const SPOOF: &str = "echo @dump; nft list table bridge nat; echo @end";

#[test]
fn bridge_spoof_check_has_four_rules() {
    let made = run(
        &bridge(r#","macspoofchk":true"#, V4),
        &format!("call ADD; {SPOOF}; call DEL; {SPOOF}"),
    );
    assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"]);
    let expected = r#"table bridge nat {
	chain PREROUTING {
		type filter hook prerouting priority dstnat; policy accept;
		iifname "vethX" jump cni-br-iface-c1-eth0 comment "macspoofchk-c1-eth0"
	}

	chain cni-br-iface-c1-eth0 {
		jump cni-br-iface-c1-eth0-mac comment "macspoofchk-c1-eth0"
	}

	chain cni-br-iface-c1-eth0-mac {
		ether saddr MAC return comment "macspoofchk-c1-eth0"
		drop comment "macspoofchk-c1-eth0"
	}
}
table bridge nat {
	chain PREROUTING {
		type filter hook prerouting priority dstnat; policy accept;
	}
}
"#;
    assert_eq!(made.state, expected);
}

/// The kernel takes all of a transaction or nothing.
#[test]
fn bridge_spoof_check_that_the_kernel_refuses() {
    let in_the_way = "nft 'add table bridge nat; add chain bridge nat PREROUTING { type filter hook input priority 0; }'";
    let script = format!("{in_the_way}; call ADD; {SPOOF}; echo @dump; ip -br link; echo @end");
    let made = run(&bridge(r#","macspoofchk":true"#, V4), &script);
    assert_eq!(made.calls, ["ADD 1 999"]);
    let left = made.state.contains("cni-br-iface") || made.state.contains("vethX");
    assert!(!left, "{}", made.state);
}

/// A rule of somebody else jumps to our chain: it cannot go, but all else does, and DEL says so.
#[test]
fn bridge_spoof_check_that_cannot_be_removed() {
    let keys = r#","isGateway":true,"ipMasq":true,"ipMasqBackend":"nftables","macspoofchk":true"#;
    let script = format!(
        "call ADD; nft add rule bridge nat PREROUTING jump cni-br-iface-c1-eth0; call DEL; {SPOOF}; rules; \
         echo @dump; ls /var/lib/cni/networks/n; ip -n pod1 -br link; echo @end; nft flush chain bridge nat PREROUTING; call DEL; {SPOOF}"
    );
    let made = run(&bridge(keys, V4), &script);
    assert_eq!(made.calls, ["ADD 0 null", "DEL 1 999", "DEL 0 null"]);
    assert!(
        !made.state.contains("if: eth0"),
        "masquerading: {}",
        made.state
    );
    assert!(
        !made.state.contains("10.1.0.2"),
        "the lease: {}",
        made.state
    );
    assert!(!made.state.contains("eth0@"), "the link: {}", made.state);
    let last = made.state.rsplit("table bridge nat").next().unwrap();
    assert!(!last.contains("cni-br-iface"), "{last}");
}

#[test]
fn bridge_veth_names_that_are_taken() {
    let made = run(
        &bridge("", V4),
        "ip -n pod1 link add eth0 type bridge; call ADD; cat /run/work/out | grep -q 'eth0.*already exists in the container'",
    );
    assert_eq!(made.calls, ["ADD 1 999"]);
    // Ten random names, all of which are the same here.
    let script = "printf 'AAAA' > /run/work/random; mount --bind /run/work/random /dev/urandom; \
                  ip link add veth41414141 type bridge; call ADD; grep -q 'unique veth name' /run/work/out";
    assert_eq!(run(&bridge("", V4), script).calls, ["ADD 1 999"]);
    // A second pair is no matter.
    let script =
        "call ADD; CNI_IFNAME=eth1 call ADD; ip -n pod1 link show eth1 | grep -q 'veth\\|eth1'";
    assert_eq!(
        run(&bridge("", V4), script).calls,
        ["ADD 0 null", "ADD 0 null"]
    );
}

#[test]
fn bridge_veth_ends_are_each_in_their_place() {
    let script = "call ADD; host=$(ip -o link show master br0 | cut -d: -f2 | cut -d@ -f1 | tr -d ' '); \
                  [ $(ip -n pod1 -o link show eth0 | grep -o 'eth0@if[0-9]*' | tr -dc 0-9 | cut -c2-) = $(ip -o link show $host | cut -d: -f1) ]; \
                  [ $(ip -o link show $host | grep -o '@if[0-9]*' | tr -dc 0-9) = $(ip -n pod1 -o link show eth0 | cut -d: -f1) ]";
    assert_eq!(run(&bridge("", V4), script).calls, ["ADD 0 null"]);
}

/// An address that a new container has got before the old one's DEL.
#[test]
fn bridge_masquerade_of_an_address_that_is_used_again() {
    for backend in ["nftables", "iptables"] {
        let keys = format!(r#","ipMasq":true,"ipMasqBackend":"{backend}""#);
        let script = "call ADD; ip netns del pod1; while ip -br link show master br0 | grep -q veth; do sleep 0.02; done; \
                      rm /var/lib/cni/networks/n/10.1.0.2; ip netns add pod2; \
                      CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 CNI_ARGS=IgnoreUnknown=1';'IP=10.1.0.2 call ADD; call DEL; rules";
        let made = run(&bridge(&keys, V4), script);
        assert_eq!(
            made.calls,
            ["ADD 0 null", "ADD 0 null", "DEL 0 null"],
            "{backend}"
        );
        let (old, new) = match backend {
            "nftables" => ("id: c1", "id: c2"),
            _ => (r#"id: \"c1\""#, r#"id: \"c2\""#),
        };
        assert!(
            !made.state.contains(old) && made.state.contains(new),
            "{}",
            made.state
        );
        assert!(made.state.contains("10.1.0.2"), "{}", made.state);
    }
}

#[test]
fn bridge_gc_of_nothing_valid_removes_all_of_the_network() {
    let keys = r#","ipMasq":true,"ipMasqBackend":"nftables","cni.dev/valid-attachments":[{"containerID":"unknown","ifname":"eth9"}]"#;
    let script = "call ADD; old=$config; config=$(printf '%s' \"$config\" | sed 's/\"name\":\"n\"/\"name\":\"m\"/'); CNI_IFNAME=eth1 call ADD; config=$old; \
                  call GC; rules";
    let made = run(&bridge(keys, V4), script);
    assert_eq!(made.calls, ["ADD 0 null", "ADD 0 null", "GC 0 null"]);
    assert!(
        !made.state.contains("net: n,") && made.state.contains("net: m,"),
        "{}",
        made.state
    );
}

#[test]
fn bridge_routes_with_table_and_scope_and_without_a_gateway() {
    let ipam = r#""static","addresses":[{"address":"10.1.0.9/24","gateway":"10.1.0.7"}],"routes":[{"dst":"192.0.2.0/24"},{"dst":"198.51.100.0/24","gw":"10.1.0.8","table":100},{"dst":"203.0.113.0/24","gw":"0.0.0.0","scope":253}]"#;
    let made = run(
        &bridge("", ipam),
        "call ADD; echo @dump; ip -n pod1 route show table all; echo @end",
    );
    assert_eq!(made.calls, ["ADD 0 null"]);
    for route in [
        "192.0.2.0/24 via 10.1.0.7 dev eth0",
        "198.51.100.0/24 via 10.1.0.8 dev eth0 table 100",
        "203.0.113.0/24 dev eth0 scope link",
    ] {
        assert!(made.state.contains(route), "{route}: {}", made.state);
    }
}

#[test]
fn bridge_address_of_ipv6_survives_that_the_link_goes_down() {
    let script = "call ADD; ip -n pod1 link set eth0 down; ip -n pod1 -6 addr show eth0 | grep -q fd00:1::2; ip -n pod1 link set eth0 up; \
                  ip -n pod1 -6 addr show eth0 | grep -q fd00:1::2";
    let made = run(
        &bridge("", r#""host-local","subnet":"fd00:1::/64""#),
        script,
    );
    assert_eq!(made.calls, ["ADD 0 null"]);
}

/// An IPAM plugin tells whatever it likes of interfaces: an address is the container's all the same.
#[test]
fn bridge_ignores_interfaces_of_the_ipam_plugin() {
    for (index, interfaces) in [
        ("null", "[]"),
        ("7", "[]"),
        ("-1", "[]"),
        ("0", r#"[{"name":"other"}]"#),
    ] {
        let result = format!(
            r#"{{"cniVersion":"1.1.0","interfaces":{interfaces},"ips":[{{"address":"10.1.0.5/24","interface":{index}}}]}}"#
        );
        let script = format!(
            "printf '#!/bin/bash\\ncat >/dev/null; [ $CNI_COMMAND != ADD ] || echo '\"'\"'%s'\"'\"'\\n' '{result}' > /run/work/own; chmod +x /run/work/own; \
             touch $bin/own; mount --bind /run/work/own $bin/own; call ADD; ip -n pod1 addr show eth0 | grep -q 10.1.0.5/24"
        );
        let made = run(&bridge("", r#""own""#), &script);
        assert_eq!(made.calls, ["ADD 0 null"], "{result}");
        assert_eq!(made.results[0]["ips"][0]["interface"], 2);
    }
}

/// With `isDefaultGateway` a family has a default route unless the configuration names one: of table main.
#[test]
fn bridge_default_route_of_another_table_is_none_of_main() {
    let ipam = r#""static","addresses":[{"address":"10.1.0.9/24","gateway":"10.1.0.1"}],"routes":[{"dst":"0.0.0.0/0","gw":"10.1.0.1","table":100}]"#;
    let script = "call ADD; again CHECK; echo @dump; ip -n pod1 -4 route show table all; echo @end";
    // The reference plugin knows tables since 1.6; Debian's 1.1.1 puts the route into main.
    let made = run(&bridge(r#","isDefaultGateway":true"#, ipam), script);
    assert_eq!(made.calls, ["ADD 0 null", "CHECK 0 null"]);
    for route in [
        "default via 10.1.0.1 dev eth0 table 100",
        "default via 10.1.0.1 dev eth0 \n",
    ] {
        assert!(made.state.contains(route), "{route}: {}", made.state);
    }
}

/// The kernel makes no route to the network of such an address: it is the address.
#[test]
fn bridge_check_of_an_ipv4_address_of_32_bits() {
    let ipam = r#""static","addresses":[{"address":"10.1.0.9/32"}]"#;
    let config = bridge("", ipam).replace("1.1.0", "1.0.0");
    let script = "call ADD; again CHECK; ip -n pod1 addr flush dev eth0; again CHECK";
    assert_eq!(
        run(&config, script).calls,
        ["ADD 0 null", "CHECK 0 null", "CHECK 1 999"]
    );
    let theirs = make(Set::Theirs, &config, script);
    assert_eq!(theirs.calls, ["ADD 0 null", "CHECK 1 999", "CHECK 1 999"]);
}
