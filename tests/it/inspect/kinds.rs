//! Kinds of links that the machine's own kernel may lack: seen under another one.

use serde_json::json;

use super::{link, named, namespaces, snapshot};

const KINDS: &str = "
ip netns add pod
for i in 0 1 2 3; do ip link add d$i type dummy; done
ip link add link d0 name d0.7 type vlan id 7
ip link add link d0 name d0.8 type vlan id 8; ip link set d0.8 netns pod
ip link add link d3 name iv0 type ipvlan mode l2; ip link set iv0 netns pod
ip link add link d0 name mv0 type macvlan mode bridge
ip link add bond0 type bond mode active-backup
ip link set d1 master bond0
ip link add red type vrf table 10
ip link set d2 master red
ip link add gre1 type gre local 192.0.2.1 remote 192.0.2.9 dev d0
ip link add ipip1 type ipip local 192.0.2.1 remote 192.0.2.8
ip link add br0 type bridge vlan_filtering 1
ip link add v0 type veth peer name eth0 netns pod
ip link set v0 master br0 up
bridge vlan add dev v0 vid 100 pvid untagged
bridge vlan add dev v0 vid 200-210
inspect --format json";

#[test]
#[ignore = "needs kinds of links that the kernel may lack: tests/run runs it under another one"]
fn inspect_resolves_every_kind_of_link() {
    let snapshot = snapshot(KINDS);
    let host = &namespaces(&snapshot)[0];
    let pod = named(&snapshot, "pod");

    // What stands on another link, there or in another namespace.
    for name in ["d0.7", "mv0"] {
        assert_eq!(link(host, name)["parent"]["name"], "d0", "{name}");
    }
    assert_eq!(link(host, "d0.7")["details"]["vlan_id"], 7);
    for (name, on) in [("d0.8", "d0"), ("iv0", "d3")] {
        let parent = &link(pod, name)["parent"];
        assert_eq!(parent["name"], on, "{name}: {parent}");
        assert_eq!(parent["namespace"], host["inode"], "{name}: {parent}");
    }

    // What belongs to another link, and who belongs to it.
    for (member, master, kind) in [("d1", "bond0", "bond"), ("d2", "red", "vrf")] {
        let found = &link(host, member)["master"];
        assert_eq!(found["name"], master, "{found}");
        assert_eq!(found["kind"], kind, "{found}");
        assert_eq!(link(host, master)["members"], json!([member]));
    }

    // Where tunnels end, and what they go through.
    let gre = link(host, "gre1");
    assert_eq!(gre["underlay"]["name"], "d0", "{gre}");
    for (name, far) in [("gre1", "192.0.2.9"), ("ipip1", "192.0.2.8")] {
        let details = link(host, name)["details"].to_string();
        assert!(details.contains(far), "{name}: {details}");
    }

    // The VLANs of a port.
    let vlans = &link(host, "v0")["port"]["vlans"];
    let has = |first: u64, last: u64, flags: serde_json::Value| {
        let is = |it: &serde_json::Value| {
            it["first"] == first
                && it["last"] == last
                && it.get("flags").unwrap_or(&json!([])) == &flags
        };
        vlans.as_array().unwrap().iter().any(is)
    };
    assert!(has(100, 100, json!(["pvid", "untagged"])), "{vlans}");
    assert!(has(200, 210, json!([])), "{vlans}");
}
