//! Who is wired to whom: where indexes are equal everywhere, where namespaces are nested, where a link has several roles.

use serde_json::Value;

use super::{link, named, namespaces, on_host, snapshot};

/// A ring of namespaces in which each link has the same index as its like in every other one, with chords across,
/// whose ends have the same index even at both ends. A link `to-3` of namespace n5 leads to `to-5` of n3.
const EQUAL: &str = r#"
size=8
for i in $(seq 0 7); do ip netns add n$i; done
cable() { ip -n n$1 link add to-$2 index $3 type veth peer name to-$1 netns n$2 index $4; }
for i in $(seq 0 7); do cable $i $(((i + 1) % size)) 11 10; done
for i in $(seq 0 3); do cable $i $((i + 4)) 12 12; done
"#;

#[test]
fn inspect_finds_the_ends_of_cables_where_all_indexes_are_equal() {
    let snapshot = snapshot(&format!("{EQUAL}\ninspect --format json"));
    let mut cables = 0;
    for from in 0..8 {
        let space = named(&snapshot, &format!("n{from}"));
        for link in space["links"].as_array().unwrap() {
            let Some(to) = link["name"].as_str().unwrap().strip_prefix("to-") else {
                continue;
            };
            let there = named(&snapshot, &format!("n{to}"));
            let peer = &link["peer"];
            assert_eq!(peer["namespace"], there["inode"], "n{from}: {link}");
            assert_eq!(peer["name"], format!("to-{from}"), "n{from}: {link}");
            cables += 1;
        }
    }
    assert_eq!(cables, 2 * (8 + 4), "each cable from both ends");
}

const NESTED: &str = r#"
for i in 1 2; do
  ip netns add pod$i
  ip link add v$i type veth peer name eth0 netns pod$i
done
ip link add cni0 type bridge
ip addr add 10.22.0.1/16 dev cni0
ip link set cni0 up
for i in 1 2; do
  ip link set v$i master cni0 up
  ip -n pod$i addr add 10.22.0.1$i/16 dev eth0
  ip -n pod$i link set eth0 up
done
# In pod1 a container engine of its own, with a user namespace for its container.
mkfifo /run/in /run/out
exec 8<>/run/in
ip netns exec pod1 unshare -Un bash -c 'echo $$; read' >/run/out </run/in 2>/dev/null &
read -r inner </run/out
ip -n pod1 link add br1 type bridge
ip -n pod1 link add v type veth peer name eth0 netns $inner
ip -n pod1 link set v master br1
"#;

#[test]
fn inspect_draws_a_container_in_a_container_in_its_place() {
    let tree = on_host(&format!("{NESTED}\ninspect"));
    let expected = "
└─ cni0 bridge 10.22.0.1/16, 2 ports
   ├─ v1 ─── eth0 10.22.0.11/16 in pod1
   │  └─ br1 bridge (down), 1 port
   │     └─ v (down, port disabled) ─── eth0 (down) in process bash N
   └─ v2 ─── eth0 10.22.0.12/16 in pod2
";
    // What the bridge has learned meanwhile, and the number of the process, differ.
    let steady = |line: &str| match line.split_once("in process bash ") {
        Some((before, _)) => format!("{before}in process bash N"),
        None if line.contains(" learned ") => line.rsplit_once(", ").unwrap().0.to_owned(),
        None => line.to_owned(),
    };
    let lines: Vec<String> = tree.lines().map(steady).collect();
    assert!(lines.join("\n").contains(expected.trim_end()), "{tree}");
}

#[test]
fn inspect_tells_whose_rights_count_in_a_namespace() {
    let snapshot = snapshot(&format!("{NESTED}\ninspect --format json"));
    let pod = named(&snapshot, "pod1");
    let inner = namespaces(&snapshot)
        .iter()
        .find(|it| {
            it["links"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["peer"]["name"] == "v")
        })
        .unwrap();
    assert_eq!(link(inner, "eth0")["peer"]["namespace"], pod["inode"]);
    assert_ne!(inner["user_namespace"], pod["user_namespace"]);
    assert_eq!(inner["held_by"][0]["kind"], "process");
}

#[test]
fn inspect_gives_a_link_every_role_that_it_has() {
    let snapshot = snapshot(
        "ip netns add pod
         ip link add under type veth peer name far
         ip addr add 192.0.2.1/24 dev under
         ip link add br0 type bridge
         ip link add vx0 type vxlan id 42 dstport 4789 local 192.0.2.1 remote 192.0.2.9 dev under
         ip link set vx0 master br0
         bridge link set dev vx0 hairpin on isolated on
         bridge fdb append 02:00:00:00:00:09 dev vx0 dst 192.0.2.10
         ip link add mv0 link br0 type macvlan mode bridge
         ip link set mv0 netns pod
         inspect --format json",
    );
    let host = &namespaces(&snapshot)[0];
    let vxlan = link(host, "vx0");
    assert_eq!(vxlan["master"]["name"], "br0");
    assert_eq!(vxlan["master"]["kind"], "bridge");
    assert_eq!(vxlan["port"]["hairpin"], true);
    assert_eq!(vxlan["port"]["isolated"], true);
    assert_eq!(vxlan["underlay"]["name"], "under");
    assert_eq!(vxlan["details"]["vxlan_id"], 42);
    assert_eq!(vxlan["details"]["vxlan_group"], "192.0.2.9");
    assert_eq!(link(host, "br0")["members"], serde_json::json!(["vx0"]));
    let far = |it: &&Value| it["destination"] == "192.0.2.10";
    let entry = host["fdb"].as_array().unwrap().iter().find(far).unwrap();
    assert_eq!(entry["mac"], "02:00:00:00:00:09");
    // Both ends in one namespace.
    assert_eq!(link(host, "under")["peer"]["name"], "far");
    assert_eq!(link(host, "under")["peer"]["namespace"], host["inode"]);
    // A parent in another namespace.
    let macvlan = link(named(&snapshot, "pod"), "mv0");
    assert_eq!(macvlan["parent"]["namespace"], host["inode"]);
    assert_eq!(macvlan["parent"]["name"], "br0");
}

#[test]
fn inspect_tells_routes_rules_neighbours_and_who_listens() {
    let snapshot = snapshot(
        r#"ip link set lo up
        ip link add wire type veth peer name far
        ip addr add 10.1.0.1/24 dev wire; ip link set wire up; ip link set far up
        ip route add default via 10.1.0.9
        ip route add 10.7.0.0/16 nexthop via 10.1.0.7 nexthop via 10.1.0.8
        ip route add unreachable 10.8.0.0/16 table 77
        ip rule add from 10.1.0.0/24 iif wire priority 5 table 77
        ip neigh add 10.1.0.9 lladdr 02:00:00:00:00:01 dev wire nud permanent
        echo 1 >/proc/sys/net/ipv4/ip_forward
        mkfifo /run/ready
        python3 -c 'import socket, time
s = socket.create_server(("10.1.0.1", 8080))
open("/run/ready", "w").write("yes"); time.sleep(60)' >/dev/null 2>&1 &
        read -r _ </run/ready || true
        inspect --format json"#,
    );
    let host = &namespaces(&snapshot)[0];
    let find = |list: &str, key: &str, value: &str| {
        let found = host[list]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it[key] == value);
        found
            .unwrap_or_else(|| panic!("{list}: {}", host[list]))
            .clone()
    };
    let gateway = find("routes", "destination", "default");
    assert_eq!(
        gateway["hops"],
        serde_json::json!([{"gateway": "10.1.0.9", "device": "wire"}])
    );
    let shared = find("routes", "destination", "10.7.0.0/16");
    assert_eq!(shared["hops"].as_array().unwrap().len(), 2, "{shared}");
    let other = find("routes", "table", "77");
    assert_eq!(other["kind"], "unreachable");
    let rule = find("rules", "from", "10.1.0.0/24");
    assert_eq!(rule["conditions"]["iifname"], "wire");
    assert_eq!(rule["priority"], 5);
    assert_eq!(
        host["rules"].as_array().unwrap().len(),
        1,
        "{}",
        host["rules"]
    );
    let neighbour = find("neighbours", "address", "10.1.0.9");
    assert_eq!(neighbour["mac"], "02:00:00:00:00:01");
    assert_eq!(host["forwarding"]["ipv4"], true);
    let socket = find("sockets", "address", "10.1.0.1");
    assert_eq!(socket["port"], 8080);
    assert_eq!(socket["processes"][0]["command"], "python3");
}
