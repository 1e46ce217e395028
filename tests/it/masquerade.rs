//! Rules of the firewall that our bridge plugin makes by netlink: as nft(8) lists them, and what they do to
//! packets.

use crate::twin::{Made, Set, make};

fn bridge(keys: &str) -> String {
    format!(
        r#"{{"cniVersion":"1.1.0","name":"demo","type":"bridge","bridge":"br0","isDefaultGateway":true,"ipMasq":true{keys},"ipam":{{"type":"host-local","ranges":[[{{"subnet":"10.1.0.0/22"}}],[{{"subnet":"fd00:1::/64"}}]]}}}}"#
    )
}

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

/// What nft(8) itself makes of the reference plugin's text. The numbers are the first digits of
/// `printf demo | sha512sum` and `printf eth0:c1 | sha512sum`.
const LISTED: &str = r#"table inet cni_plugins_masquerade {
	comment "Masquerading for plugins from github.com/containernetworking/plugins"
	chain masq_checks {
		comment "Masquerade traffic from certain IPs to any (non-multicast) IP outside their subnet"
		ip saddr 10.1.0.2 ip daddr != 10.1.0.0/22 masquerade comment "26c669cd0814ac40-f4d01f2ef4b92245, net: demo, if: eth0, id: c1"
		ip6 saddr fd00:1::2 ip6 daddr != fd00:1::/64 masquerade comment "26c669cd0814ac40-f4d01f2ef4b92245, net: demo, if: eth0, id: c1"
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip daddr 224.0.0.0/4 return
		ip6 daddr ff00::/8 return
		goto masq_checks
	}
}
"#;

#[test]
fn masquerade_by_nf_tables_is_listed_as_nft_would_write_it() {
    let show = "echo @dump; nft list table inet cni_plugins_masquerade; echo @end";
    let made = run(&bridge(""), &format!("call ADD; {show}"));
    assert_eq!(made.calls, ["ADD 0 null"]);
    assert_eq!(made.state, LISTED);
    // The same text, given to nft(8), comes to the same expressions. Rules have other numbers then.
    let both = "expressions() { nft --debug=netlink list table inet cni_plugins_masquerade | sed -E '/^inet/s/[0-9 ]+$//'; }
        call ADD; expressions > /run/work/ours
        nft list table inet cni_plugins_masquerade > /run/work/text; nft delete table inet cni_plugins_masquerade
        nft -f /run/work/text; expressions > /run/work/nft; grep -q 'masq ]' /run/work/nft; diff /run/work/ours /run/work/nft";
    assert_eq!(run(&bridge(""), both).calls, ["ADD 0 null"]);
}

/// A server outside sees the node's address, since it has no way back to the pod's.
const REACH: &str = r#"
ip netns add outside
ip link add uplink type veth peer name downlink netns outside
ip addr add 198.51.100.2/24 dev uplink; ip link set uplink up
ip -n outside addr add 198.51.100.1/24 dev downlink; ip -n outside link set downlink up
ip route add default via 198.51.100.1
call ADD
ip netns exec outside perl -MIO::Socket::INET -e '
  my $s = IO::Socket::INET->new(LocalAddr => "198.51.100.1:7", Listen => 1, ReuseAddr => 1) or die; print "ready\n"; $| = 1; STDOUT->flush;
  my $c = $s->accept; print $c->peerhost, "\n"' > /run/work/seen &
for _ in $(seq 200); do grep -q ready /run/work/seen && break; sleep 0.02; done
ip netns exec pod1 perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => "198.51.100.1:7", Timeout => 5) or die "no way: $!\n"'
wait
echo @dump; cat /run/work/seen; echo @end
"#;

#[test]
fn masquerade_lets_packets_leave_under_the_nodes_address() {
    for backend in ["", "nftables", "iptables"] {
        let keys = match backend {
            "" => String::new(),
            name => format!(r#","ipMasqBackend":"{name}""#),
        };
        let made = run(&bridge(&keys), REACH);
        assert_eq!(made.state, "ready\n198.51.100.2\n", "{backend:?}");
    }
}

#[test]
fn masquerade_falls_back_to_iptables_only_if_it_must() {
    // Whoever names a backend gets that one or an error.
    let script = "plugin_path=/nowhere; call ADD; rules; dump";
    let config = bridge(r#","ipMasqBackend":"iptables""#);
    let made = run(&config, script);
    assert_eq!(made.calls, ["ADD 1 999"]);
    assert!(!made.state.contains("CNI-"), "{}", made.state);
    let by_default = run(&bridge(""), script);
    assert_eq!(by_default.calls, ["ADD 0 null"]);
    assert!(by_default.state.contains("masq_checks"));
}

/// Masquerading and the filter of frames of two interfaces of one container in one network.
const TWO: &str =
    "call ADD; CNI_IFNAME=eth1 call ADD; rules; call DEL; rules; CNI_IFNAME=eth1 call DEL; rules";

#[test]
fn masquerade_of_two_interfaces_of_a_container() {
    for backend in ["nftables", "iptables"] {
        let keys = format!(r#","macspoofchk":true,"ipMasqBackend":"{backend}""#);
        let made = run(
            &bridge(&keys),
            &TWO.replace("rules", "echo '@dump x'; rules"),
        );
        assert_eq!(
            made.calls,
            ["ADD 0 null", "ADD 0 null", "DEL 0 null", "DEL 0 null"]
        );
        let states: Vec<_> = made.state.split("-P PREROUTING ACCEPT\n").collect();
        // Two of each dump: iptables and ip6tables. The first piece is empty.
        let of = |number: usize| format!("{}{}", states[2 * number + 1], states[2 * number + 2]);
        let has = |number: usize, text: &str| of(number).matches(text).count();
        let (first, second) = match backend {
            "nftables" => ("if: eth0", "if: eth1"),
            _ => ("-s 10.1.0.2/32", "-s 10.1.0.3/32"),
        };
        assert!(has(0, first) > 0 && has(0, second) > 0, "{}", of(0));
        assert!(has(1, first) == 0 && has(1, second) > 0, "{}", of(1));
        assert!(has(2, first) == 0 && has(2, second) == 0, "{}", of(2));
        if backend == "iptables" {
            assert!(has(1, "-j MASQUERADE") == 2, "{}", of(1));
            assert_eq!(has(2, "CNI-"), 0, "{}", of(2));
        }
        assert!(has(0, "macspoofchk-c1-eth0") == 4, "{}", of(0));
        assert!(has(1, "macspoofchk-c1-eth0") == 0 && has(1, "macspoofchk-c1-eth1") == 4);
        assert_eq!(has(2, "macspoofchk"), 0, "{}", of(2));
    }
}
