//! The JSON fits its schema, and names of any kind are safe.

use super::{namespaces, on_host, snapshot};
use crate::program;
use crate::schema::check::Schema;

pub(super) fn schema() -> Schema {
    let path = program::root().join("book/src/reference/inspect.schema.json");
    Schema(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

/// A host with one of everything that the schema knows, as far as the machine's kernel has it.
const EVERYTHING: &str = r#"
ip netns add pod
ip link add br0 type bridge
ip link add v type veth peer name eth0 netns pod
ip link property add dev v altname other
ip link set v master br0 up alias 'of "somebody"'
ip -n pod addr add 10.9.0.2/24 dev eth0
ip -n pod link set eth0 up
ip addr add 10.9.0.1/24 dev br0; ip link set br0 up
ip link add vx0 type vxlan id 42 dstport 4789 local 10.9.0.1 dev br0
bridge fdb append 02:00:00:00:00:09 dev vx0 dst 192.0.2.10
ip tuntap add dev tap0 mode tap
ip route add default via 10.9.0.7 metric 7 src 10.9.0.1
ip rule add from 10.9.0.0/24 fwmark 3 table 100
ip neigh add 10.9.0.9 lladdr 02:00:00:00:00:01 dev br0
iptables -t nat -A POSTROUTING -s 10.9.0.2 -m comment --comment hello -j MASQUERADE
iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.9.0.2:80
mkdir -p /var/lib/cni/results /var/lib/cni/networks/n
printf 'c1\r\neth0' > /var/lib/cni/networks/n/10.9.0.2
printf 'c2' > /var/lib/cni/networks/n/10.9.0.3
for c in c1 c2; do
  echo '{"kind":"cniCacheV1","containerId":"'$c'","ifName":"eth0","networkName":"n","netns":"/run/netns/'$([ $c = c1 ] && echo pod)'",
  "cniArgs":[["K8S_POD_NAME","p"]],"result":{"cniVersion":"1.0.0","ips":[{"address":"10.9.0.2/24"}]}}' > /var/lib/cni/results/n-$c-eth0
done
rm /var/lib/cni/networks/n/10.9.0.3; printf 'c3' > /var/lib/cni/networks/n/10.9.0.4
mkfifo /run/ready
python3 -c 'import socket, time
t = socket.create_server(("0.0.0.0", 8080)); u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); u.bind(("::", 53))
open("/run/ready", "w").write("yes"); time.sleep(60)' >/dev/null 2>&1 &
read -r _ </run/ready || true
"#;

#[test]
fn inspect_writes_json_that_fits_its_schema_and_fills_it() {
    let snapshot = snapshot(&format!("{EVERYTHING}\ninspect --format json --deep"));
    if let Err(error) = schema().check(&snapshot) {
        panic!("{error}");
    }
    let host = &namespaces(&snapshot)[0];
    for list in [
        "links",
        "routes",
        "rules",
        "neighbours",
        "fdb",
        "nat",
        "sockets",
    ] {
        assert!(!host[list].as_array().unwrap().is_empty(), "{list}");
    }
    let pod = super::named(&snapshot, "p");
    assert!(
        pod["leases"][0].is_object() && pod["attachments"][0].is_object(),
        "{pod}"
    );
    let orphans = &snapshot["orphans"];
    assert_eq!(orphans["leases"].as_array().unwrap().len(), 1, "{orphans}");
    assert!(!snapshot["unseen"].as_array().unwrap().is_empty());
}

#[test]
fn inspect_schema_is_told_from_what_does_not_fit() {
    let good = snapshot("inspect --format json");
    schema().check(&good).unwrap();
    let mut unknown = good.clone();
    unknown["namespaces"][0]["colour"] = "red".into();
    let error = schema().check(&unknown).unwrap_err();
    assert!(error.contains("colour"), "{error}");
    let mut lacking = good;
    lacking["namespaces"][0]
        .as_object_mut()
        .unwrap()
        .remove("inode");
    let error = schema().check(&lacking).unwrap_err();
    assert!(error.contains("has no \"inode\""), "{error}");
}

/// Names that would steer a terminal, or look like another line of the tree.
#[test]
fn inspect_escapes_names_everywhere() {
    let script = r#"
name=$(printf 'a\033[31m\n└─ b')
touch "/run/netns/$name"; unshare --net="/run/netns/$name" true
ip link add "$(printf 'x\033]0;y\a')" type veth peer name "$(printf 'é"\\&<b>')"
ip link set dev "$(printf 'x\033]0;y\a')" alias "$(printf 'n\n\033[2J')"
mkdir -p /var/lib/cni/networks/n "/var/lib/cni/networks/$(printf 'm\n\033')"
printf 'evil\033[2J\nid\r\neth0' > /var/lib/cni/networks/n/10.9.0.2
printf 'c' > "/var/lib/cni/networks/$(printf 'm\n\033')/10.9.0.3"
mkfifo /run/in; exec 8<>/run/in
unshare -n python3 -c 'import sys
open("/proc/self/comm", "wb").write(b"p\x1b[1m\nq"); sys.stdin.read()' </run/in >/dev/null 2>&1 &
for _ in $(seq 200); do grep -q '\[1m' /proc/$!/comm && break; sleep 0.05; done
"#;
    for arguments in ["--all", "--all --ascii"] {
        let tree = on_host(&format!("{script}\ninspect {arguments}"));
        let steers = |it: char| it.is_control() && it != '\n';
        assert!(!tree.contains(steers), "{tree:?}");
        assert!(tree.contains(r"a\u{1b}[31m\n└─ b"), "{tree}");
        assert!(tree.contains(r"process p\u{1b}[1m\nq "), "{tree}");
        assert!(tree.contains(r"evil\u{1b}[2J\nid"), "{tree}");
    }
    let json = snapshot(&format!("{script}\ninspect --format json"));
    schema().check(&json).unwrap();
    assert_eq!(super::named(&json, "a\u{1b}[31m\n└─ b")["processes"], 0);
}
