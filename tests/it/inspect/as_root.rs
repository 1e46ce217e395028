//! A container that containerd and runc have started is shown as what it is. Needs root of the host, for control groups
//! and mounts: `tests/run` has a lane for it.

use std::process::Command;

use serde_json::Value;

use super::{link, named, namespaces};
use crate::program;

/// Starts containerd in namespaces of its own, with directories of its own over those of the host, and a container.
const CONTAINER: &str = r#"
set -e
mount --make-rprivate /
mount -t tmpfs t /run; mkdir -p /run/netns /run/lock /run/c /run/upper /run/work
mount -t overlay o -o lowerdir=/etc,upperdir=/run/upper,workdir=/run/work /etc
mount -t tmpfs t /opt; mkdir -p /opt/cni/bin /etc/cni/net.d
mount -t tmpfs t /var/lib; mkdir /var/lib/cni
for name in $ours; do touch /opt/cni/bin/$name; mount --bind $program /opt/cni/bin/$name; done
for name in $theirs; do touch /opt/cni/bin/$name; mount --bind /usr/lib/cni/$name /opt/cni/bin/$name; done
cat > /etc/cni/net.d/10-demo.conflist <<END
{"cniVersion":"1.0.0","name":"demo","plugins":[
  {"type":"bridge","bridge":"cni0","isDefaultGateway":true,"ipMasq":true,"ipam":{"type":"host-local","subnet":"10.88.0.0/16"}}]}
END
cat > /run/c/config.toml <<END
version = 2
root = "/run/c/root"
state = "/run/c/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "/run/c/sock"
END
ip link set lo up
containerd -c /run/c/config.toml >/run/c/log 2>&1 & daemon=$!
ctr() { command ctr -a /run/c/sock "$@"; }
end() {
  ctr task kill -s KILL c1 >/dev/null 2>&1 || true
  for _ in $(seq 100); do ctr task rm c1 >/dev/null 2>&1 && break; sleep 0.1; done
  ctr container rm c1 >/dev/null 2>&1 || true
  kill $daemon; wait $daemon 2>/dev/null || true
  # Control groups are the host's: the one for all containers stays behind, empty.
  [ -n "$groups" ] || rmdir /sys/fs/cgroup/default /sys/fs/cgroup/*/default 2>/dev/null || true
}
groups=$(ls -d /sys/fs/cgroup/default /sys/fs/cgroup/*/default 2>/dev/null || true)
trap end EXIT
for _ in $(seq 200); do ctr version >/dev/null 2>&1 && break; sleep 0.1; done
mkdir -p /run/c/fs/bin /run/c/fs/proc /run/c/fs/sys /run/c/fs/dev /run/c/fs/etc /run/c/fs/tmp
cp /bin/busybox /run/c/fs/bin/; ln -s busybox /run/c/fs/bin/sleep
ctr run -d --cni --snapshotter native --rootfs /run/c/fs c1 /bin/sleep 100 || { cat /run/c/log >&2; exit 1; }
# A container counts as started before its program runs.
pid=$(ctr task ls | awk '$1 == "c1" { print $2 }')
for _ in $(seq 200); do grep -qx sleep /proc/$pid/comm && break; sleep 0.05; done
$program inspect --format json
"#;

#[track_caller]
fn started(ours: &str, theirs: &str) -> Value {
    let root = nix::unistd::geteuid().is_root();
    assert!(root, "needs root of the host: tests/run runs it so");
    let output = Command::new("unshare")
        .args(["-n", "-m", "bash", "-c", CONTAINER])
        .env("program", program::path())
        .envs([("ours", ours), ("theirs", theirs)])
        .output()
        .unwrap();
    let ran = program::ran(output);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
#[ignore = "needs root of the host: a lane of tests/run"]
fn inspect_shows_a_container_of_containerd_with_its_bridge_lease_and_rule() {
    for (ours, theirs, by) in [
        ("bridge host-local loopback", "", "nftables"),
        ("", "bridge host-local loopback", "iptables"),
    ] {
        let snapshot = started(ours, theirs);
        super::format::schema().check(&snapshot).unwrap();
        let container = named(&snapshot, "c1");
        let id = &container["names"][0];
        assert_eq!(id["kind"], "container", "{id}");
        assert_eq!(id["detail"], "containerd", "{id}");
        let is_sleep = |it: &Value| it["kind"] == "process" && it["command"] == "sleep";
        assert!(
            container["held_by"]
                .as_array()
                .unwrap()
                .iter()
                .any(is_sleep)
        );
        // Wired to its bridge, in the namespace that containerd is in.
        let host = snapshot["looked_from"].as_u64().unwrap();
        let host = namespaces(&snapshot)
            .iter()
            .find(|it| it["inode"] == host)
            .unwrap();
        let eth0 = link(container, "eth0");
        assert_eq!(eth0["peer"]["namespace"], host["inode"]);
        let port = link(host, eth0["peer"]["name"].as_str().unwrap());
        assert_eq!(port["master"]["name"], "cni0");
        // Its records: the attachment, the lease of the address that it has.
        let address = eth0["addresses"][0]["address"].as_str().unwrap();
        let attachment = &container["attachments"][0];
        assert_eq!(attachment["network"], "demo");
        assert_eq!(attachment["addresses"][0], address);
        let lease = container["leases"][0]["address"].as_str().unwrap();
        assert_eq!(address.split('/').next(), Some(lease));
        let serves = |it: &&Value| {
            it["serves"]
                .as_array()
                .is_some_and(|it| it.contains(&container["inode"]))
        };
        let rule = host["nat"].as_array().unwrap().iter().find(serves).unwrap();
        assert_eq!(
            (&rule["kind"], &rule["by"]),
            (&"masquerade".into(), &by.into()),
            "{rule}"
        );
    }
}
