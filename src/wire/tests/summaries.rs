//! The one line for a person, for what is asked and for what is answered.

use super::*;

#[test]
fn a_pair() {
    requests(
        "ip-link-veth",
        &[
            "veth eth0 peer vethab12 in pod",
            "vethab12 moves to the namespace of process 1",
            "eth0 alias \"uplink\" group 5",
            "eth0 altname uplink-of-the-pod",
            "eth0 master cni0",
            "eth0 nomaster",
            "delete eth0",
        ],
    );
}

#[test]
fn a_port() {
    requests(
        "bridge-port",
        &[
            "eth0 hairpin on",
            "eth0 isolated on",
            "eth0 vlan 100",
            "eth0 vlan 200-210",
            "remove eth0 vlan 1",
            "02:00:00:00:00:09 on eth0",
        ],
    );
}

#[test]
fn routes() {
    requests(
        "ip-route",
        &[
            "default via 10.22.0.1 dev eth0",
            "192.0.2.0/24 via 10.22.0.1 dev eth0 table 77",
            "198.51.100.0/24 nexthop 10.22.0.1 nexthop 10.22.0.9",
            "203.0.113.0/24 blackhole",
            "default via 2001:db8::1 dev eth0",
            "default via 10.22.0.3 dev eth0",
            "192.0.2.0/24 via 172.31.0.1",
            "remove default",
        ],
    );
}

#[test]
fn a_namespace_with_a_number() {
    requests("ip-netns", &["pod has number 7 here"]);
}

#[test]
fn rules() {
    requests(
        "ip-rule",
        &[
            "rule 100 from 10.0.0.0/8 table 77",
            "rule to 10.1.0.0/16 blackhole",
            "rule table main",
            "remove rule 100",
            "rule from 2001:db8::/32 goto 32766",
        ],
    );
}

#[test]
fn a_ruleset() {
    requests(
        "nft-ruleset",
        &[
            "table ip nat",
            "chain ip nat postrouting (postrouting, priority 100)",
            "chain ip nat cni",
            "chain ip nat pre (prerouting, priority -100)",
            "counter ip nat seen",
            "set ip nat pods",
            "5 elements of set ip nat pods",
            "set ip nat ports",
            "1 element of set ip nat ports",
            "rule in ip nat postrouting: ip saddr @pods ip daddr != 224.0.0.0/4 counter masquerade comment \"cni: pod1\"",
            "set ip nat __set%d",
            "2 elements of set ip nat __set%d",
            "rule in ip nat postrouting: oifname eth0 meta l4proto tcp tcp dport @__set%d jump cni",
            "rule in ip nat cni: meta mark set meta mark or 0x2000",
            "rule in ip nat cni: meta l4proto tcp tcp dport map @ports [nat]",
            "rule in ip nat cni: ct state established,related accept",
            "rule in ip nat cni: log prefix \"x\" limit rate 5/minute burst 5 packets drop",
            "rule in ip nat cni: reject with icmp type port-unreachable",
            "rule in ip nat pre: meta l4proto tcp tcp dport 8080 dnat to 10.22.0.2:80",
            "rule in ip nat pre: fib daddr type local counter name seen return",
            "rule in ip nat pre: ip saddr 10.22.0.0/16 meta l4proto tcp tcp dport 1 redirect to :90",
            "table inet filter",
            "table inet filter",
            "table inet filter",
            "chain inet filter forward (forward, priority 0)",
            "rule in inet filter forward: iifname cni0 accept",
            "remove table ip nat",
            "remove the whole ruleset",
        ],
    );
}

#[test]
fn a_masquerading_rule_of_iptables() {
    requests(
        "iptables-nft",
        &[
            "does the kernel have match comment, revision 0?",
            "rule in ip nat POSTROUTING: ip saddr 10.22.0.2 [match comment name: \"demo\" id: \"pod1\"] counter jump CNI-abc",
            "rule in ip nat CNI-abc: ip daddr 10.22.0.0/16 counter accept",
            "does the kernel have target MASQUERADE, revision 0?",
            "rule in ip nat CNI-abc: ip daddr != 224.0.0.0/4 counter masquerade [target MASQUERADE]",
            "does the kernel have match comment, revision 0?",
            "does the kernel have target MASQUERADE, revision 0?",
            "remove all rules in ip nat CNI-abc",
            "remove rule in ip nat POSTROUTING: ip saddr 10.22.0.2 [match comment name: \"demo\" id: \"pod1\"] counter jump CNI-abc",
        ],
    );
}

#[test]
fn answers() {
    let said: Vec<String> = spoken("ip-address").into_iter().map(|it| it.1).collect();
    for line in [
        "ok",
        "EEXIST (File exists): ipv4: Address already assigned",
        "dump of addresses",
        "end of dump",
        "link eth0 kind=veth up",
        "10.9.9.9/32 on eth0",
    ] {
        assert!(
            said.iter().any(|it| it == line),
            "{line} is not in {said:#?}"
        );
    }
}

/// What the capture asks for, without dumps, look-ups and what these captures repeat.
#[track_caller]
fn requests(name: &str, expected: &[&str]) {
    const LEFT_OUT: &[&str] = &["dump of", "a probe", "get ", "begin: ", "end: "];
    let iptables = name == "iptables-nft";
    let found: Vec<String> = spoken(name)
        .into_iter()
        .filter(|(message, _, _)| message.has_flag("request"))
        .map(|(_, line, _)| line)
        .filter(|line| !LEFT_OUT.iter().any(|it| line.starts_with(it)))
        .filter(|line| !iptables || line.contains("rule") || line.contains("does"))
        .collect();
    assert_eq!(found, expected);
}
