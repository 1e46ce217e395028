//! What may not be seen is said, and what goes away meanwhile is no failure.

use serde_json::Value;

use super::{link, namespaces, on_host, snapshot};

fn unseen(snapshot: &Value) -> Vec<String> {
    let all = snapshot["unseen"].as_array().unwrap().iter();
    all.map(|it| {
        format!(
            "{}: {}",
            it["what"].as_str().unwrap(),
            it["why"].as_str().unwrap()
        )
    })
    .collect()
}

/// Without a single right: its own namespace is shown, others by name; and it says what would show more.
#[test]
fn inspect_without_rights_shows_what_it_may_and_says_what_would_show_more() {
    let snapshot = snapshot(
        "ip link add v0 type veth peer name v1
        mkfifo /run/told; exec 9<>/run/told
        unshare -n setpriv --bounding-set=-all --inh-caps=-all bash -c 'echo yes; exec sleep 60' >/run/told 2>/dev/null &
        read -r _ <&9; until grep -q sleep /proc/$!/comm; do sleep 0.05; done
        setpriv --bounding-set=-all --inh-caps=-all $program inspect --format json",
    );
    let own = &namespaces(&snapshot)[0];
    assert_eq!(own["inode"], snapshot["looked_from"]);
    assert_eq!(link(own, "v0")["peer"]["name"], "v1");
    let is_other =
        |it: &&Value| it["held_by"][0]["command"] == "sleep" && it["inode"] != own["inode"];
    let other = namespaces(&snapshot).iter().find(is_other).unwrap();
    assert_eq!(other["links"], serde_json::json!([]));
    let told = snapshot["unseen"].as_array().unwrap();
    let why = told
        .iter()
        .find(|it| it["namespace"] == other["inode"])
        .unwrap();
    let expected = format!(
        "CAP_SYS_ADMIN here and in user namespace {}",
        other["user_namespace"]["inode"]
    );
    assert!(why["why"].as_str().unwrap().contains(&expected), "{why}");
    let all = unseen(&snapshot).join("\n");
    for said in [
        "CAP_SYS_PTRACE",
        "address translation: list rules of nf_tables: EPERM: needs CAP_NET_ADMIN",
        "--deep",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
}

/// A cable whose other end is in a namespace that cannot be found.
#[test]
fn inspect_says_that_a_cable_leads_out_of_sight() {
    let script = "mkfifo /run/told; exec 9<>/run/told
        python3 -c '
import ctypes, os, socket, threading, subprocess, time
libc = ctypes.CDLL(None)
home = os.open(\"/proc/self/ns/net\", os.O_RDONLY)
libc.unshare(0x40000000)
kept = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
subprocess.run([\"ip\", \"link\", \"add\", \"hidden\", \"type\", \"veth\", \"peer\", \"name\", \"shown\", \"netns\", str(os.getppid())], check=True)
libc.setns(home, 0x40000000)
print(\"ready\", flush=True); time.sleep(60)' >/run/told & read -r _ <&9";
    let shallow = snapshot(&format!("{script}\ninspect --format json"));
    let end = &link(&namespaces(&shallow)[0], "shown")["peer"];
    assert!(
        end["nsid"].is_u64() && end["namespace"].is_null() && end["name"].is_null(),
        "{end}"
    );
    assert!(
        unseen(&shallow)
            .iter()
            .any(|it| it.starts_with("where shown lead")),
        "{shallow}"
    );
    let tree = on_host(&format!("{script}\ninspect"));
    assert!(
        tree.contains("shown (down) ─── (in a namespace that was not found)"),
        "{tree}"
    );
    let deep = snapshot(&format!("{script}\ninspect --format json --deep"));
    let end = &link(&namespaces(&deep)[0], "shown")["peer"];
    assert_eq!(end["name"], "hidden");
}

/// Namespaces, processes and links come and go as fast as a shell can: each look ends well and fits its schema.
#[test]
fn inspect_goes_on_while_everything_comes_and_goes() {
    let output = on_host(
        "(while :; do for i in 1 2 3; do ip netns add n$i; ip link add v$i type veth peer name eth0 netns n$i; done
          unshare -n true; for i in 3 2 1; do ip netns del n$i; done; done) >/dev/null 2>&1 &
        for i in $(seq 25); do inspect --deep --format json; inspect >/dev/null; done",
    );
    let mut most = 0;
    for line in output.lines() {
        let snapshot: Value = serde_json::from_str(line).unwrap();
        super::format::schema().check(&snapshot).unwrap();
        most = most.max(namespaces(&snapshot).len());
    }
    assert_eq!(output.lines().count(), 25);
    assert!(most > 1, "something was there at some time");
}
