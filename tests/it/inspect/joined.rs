//! What is seen is joined to CNI's own records, and rules of address translation to those they serve.

use serde_json::Value;

use super::{link, named, namespaces, on_host, snapshot};
use crate::program;

/// Two pods that our bridge plugin attaches, with a result cache as libcni writes it, and leases of which one has
/// nobody any more. `$masquerade` is the backend.
fn attached(masquerade: &str) -> String {
    format!(
        r#"
mkdir /run/bin
for name in bridge host-local; do touch /run/bin/$name; mount --bind {program} /run/bin/$name; done
export CNI_PATH=/run/bin CNI_IFNAME=eth0 CNI_COMMAND=ADD
config='{{"cniVersion":"1.0.0","name":"demo","type":"bridge","bridge":"cni0","isDefaultGateway":true,"ipMasq":true,"ipMasqBackend":"{masquerade}","ipam":{{"type":"host-local","subnet":"10.22.0.0/16"}}}}'
mkdir -p /var/lib/cni/results
for i in 1 2; do
  ip netns add cni-$i
  export CNI_CONTAINERID=77fe$i CNI_NETNS=/run/netns/cni-$i
  result=$(printf %s "$config" | /run/bin/bridge)
  cat > /var/lib/cni/results/demo-77fe$i-eth0 <<END
{{"kind":"cniCacheV1","containerId":"77fe$i","config":"e30=","ifName":"eth0","networkName":"demo","netns":"/run/netns/cni-$i",
"cniArgs":[["IgnoreUnknown","1"],["K8S_POD_NAMESPACE","default"],["K8S_POD_NAME","web-$i"]],"result":$result}}
END
done
printf 'gone1\r\neth0' > /var/lib/cni/networks/demo/10.22.0.99
"#,
        program = program::path().display()
    )
}

#[test]
fn inspect_joins_cnis_records_to_the_wiring() {
    let script = attached("nftables");
    let snapshot = snapshot(&format!("{script}\ninspect --format json"));
    for number in [1, 2] {
        let pod = named(&snapshot, &format!("default/web-{number}"));
        let kinds: Vec<&str> = pod["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["pod", "container", "mount"], "{}", pod["names"]);
        assert_eq!(pod["attachments"][0]["joined_by"], "path");
        let address = &link(pod, "eth0")["addresses"][0]["address"];
        assert_eq!(pod["attachments"][0]["addresses"][0], *address);
        let lease = pod["leases"][0]["address"].as_str().unwrap();
        assert!(address.as_str().unwrap().starts_with(lease), "{lease}");
    }
    assert_eq!(snapshot["orphans"]["leases"].as_array().unwrap().len(), 1);
    assert_eq!(snapshot["orphans"]["leases"][0]["address"], "10.22.0.99");
}

#[test]
fn inspect_joins_an_attachment_by_its_address_where_its_path_leads_nowhere() {
    let script = attached("nftables");
    let snapshot = snapshot(&format!(
        "{script}\numount /run/netns/cni-1; touch /run/x
        ip netns exec cni-2 true
        inspect --format json"
    ));
    // Nothing else held it: with its mount the namespace has gone.
    let orphans = &snapshot["orphans"]["attachments"];
    assert_eq!(orphans[0]["container_id"], "77fe1", "{orphans}");
    let snapshot = super::snapshot(&format!(
        "{script}\ntouch /run/elsewhere; mount --bind /run/netns/cni-1 /run/elsewhere; umount /run/netns/cni-1
        inspect --format json"
    ));
    let pod = named(&snapshot, "default/web-1");
    assert_eq!(pod["attachments"][0]["joined_by"], "address");
}

#[test]
fn inspect_tells_which_masquerade_rule_serves_which_pod() {
    for (backend, by) in [("nftables", "nftables"), ("iptables", "iptables")] {
        let script = attached(backend);
        let snapshot = snapshot(&format!("{script}\ninspect --format json"));
        let host = &namespaces(&snapshot)[0];
        for number in [1, 2] {
            let pod = named(&snapshot, &format!("default/web-{number}"));
            let serves = |it: &&Value| {
                it["serves"]
                    .as_array()
                    .is_some_and(|it| it.contains(&pod["inode"]))
            };
            let rules: Vec<&Value> = host["nat"]
                .as_array()
                .unwrap()
                .iter()
                .filter(serves)
                .collect();
            assert_eq!(rules.len(), 1, "{backend}: {}", host["nat"]);
            assert_eq!(rules[0]["kind"], "masquerade");
            assert_eq!(rules[0]["by"], by);
            assert_eq!(rules[0]["serves"].as_array().unwrap().len(), 1);
            let said = rules[0]["comments"].to_string();
            assert!(said.contains(&format!("77fe{number}")), "{said}");
        }
    }
}

/// A port mapping in every form in which one is written.
#[test]
fn inspect_tells_which_port_leads_to_which_pod() {
    let snapshot = snapshot(
        r#"for i in 1 2 3 4; do
          ip netns add pod$i
          ip link add v$i type veth peer name eth0 netns pod$i
          ip -n pod$i addr add 10.9.0.$i/24 dev eth0
        done
        ip -n pod4 addr add fd00::4/64 dev eth0
        nft -f - <<END
table ip own {
  chain pre { type nat hook prerouting priority -100; ip daddr 192.0.2.1 tcp dport 8001 dnat to 10.9.0.1:81; }
}
END
        iptables -t nat -A PREROUTING -p udp --dport 8002 -j DNAT --to-destination 10.9.0.2:82
        iptables -t nat -N DN
        iptables -t nat -A DN -p tcp --dport 8003 -j DNAT --to-destination 10.9.0.3:83
        iptables -t nat -A PREROUTING -p tcp -m multiport --dports 8003,8033 -m comment --comment 'dnat name: "demo"' -j DN
        ip6tables -t nat -A PREROUTING -p tcp --dport 8004 -j DNAT --to-destination [fd00::4]:84
        inspect --format json"#,
    );
    let host = &namespaces(&snapshot)[0];
    let rules = host["nat"].as_array().unwrap();
    for (pod, to, ports) in [
        ("pod1", "10.9.0.1:81", vec!["8001"]),
        ("pod2", "10.9.0.2:82", vec!["8002"]),
        ("pod3", "10.9.0.3:83", vec!["8003", "8033"]),
        ("pod4", "[fd00::4]:84", vec!["8004"]),
    ] {
        let rule = rules
            .iter()
            .find(|it| it["to"] == to)
            .unwrap_or_else(|| panic!("{to}: {rules:?}"));
        assert_eq!(rule["kind"], "dnat");
        assert_eq!(rule["ports"], serde_json::json!(ports), "{rule}");
        assert_eq!(
            rule["serves"],
            serde_json::json!([named(&snapshot, pod)["inode"]]),
            "{rule}"
        );
    }
}

#[test]
fn inspect_draws_records_and_rules_in_the_tree() {
    let script = attached("iptables");
    let tree = on_host(&format!("{script}\ninspect"));
    for line in [
        "eth0 10.22.0.2/16 in pod default/web-1 (77fe1, cni-1)",
        "attachment eth0 of network demo, container 77fe1: 10.22.0.2/16",
        "lease 10.22.0.2 of network demo",
        ": serves default/web-1",
        "lease 10.22.0.99 of network demo, container gone1: no such attachment was seen",
    ] {
        assert!(tree.contains(line), "{line}\n{tree}");
    }
}
