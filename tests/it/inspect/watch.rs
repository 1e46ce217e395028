//! `inspect --watch`: changes as they happen, who has asked for them, gaps; and that nothing is held by it.

use serde_json::Value;

use super::on_host;

/// A pod at a veth, and `inspect --watch` that has begun; `told EXPRESSION` waits until jq finds a line that fits.
const WATCHED: &str = r#"
ip netns add pod
ip link add v type veth peer name eth0 netns pod
$program inspect --watch --format json >/run/out 2>/run/err & watcher=$!
told() {
  for _ in $(seq 300); do jq -s -e "any(.[]; $1)" /run/out >/dev/null 2>&1 && return 0; sleep 0.05; done
  echo "not told: $1" >&2; cat /run/out /run/err >&2; cat /proc/$watcher/wchan /proc/$watcher/task/*/syscall >&2; ip -n pod addr >&2; return 1
}
told '.kind == "start"'
"#;

#[track_caller]
fn watched(script: &str) -> Vec<Value> {
    let output = on_host(&format!(
        "{WATCHED}\n{script}\nkill $watcher; touch /run/more; cat /run/out /run/more"
    ));
    output
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

fn change<'a>(told: &'a [Value], class: &str, op: &str) -> &'a Value {
    let fits = |it: &&Value| it["change"]["object"]["type"] == class && it["change"]["op"] == op;
    told.iter()
        .find(fits)
        .unwrap_or_else(|| panic!("{op} {class}: {told:?}"))
}

#[test]
fn watch_tells_a_change_and_the_process_that_has_asked_for_it() {
    // A process that stays, with its socket; what `ip` asks for and ends, nobody can be found for.
    let told = watched(
        r#"mkfifo /run/batch; exec 8<>/run/batch
        ip -batch - <&8 & ip=$!
        echo "addr add 10.0.0.1/24 dev v" >&8
        told '.change.object.type == "address"'
        echo "{\"kind\":\"ip\",\"pid\":$ip}" >/run/more"#,
    );
    assert_eq!(told[0]["kind"], "start");
    assert_eq!(told[0]["hears_others"], true);
    let address = change(&told, "address", "add");
    assert_eq!(address["change"]["object"]["name"], "10.0.0.1/24 dev v");
    assert_eq!(address["by"]["command"], "ip", "{address}");
    let pid = told.iter().find(|it| it["kind"] == "ip").unwrap();
    assert_eq!(address["by"]["pid"], pid["pid"]);
}

#[test]
fn watch_tells_what_happens_in_other_namespaces_and_in_new_ones() {
    let told = watched(
        r#"ip -n pod addr add 10.0.0.2/24 dev eth0
        told '.namespace == "pod" and .change.object.type == "address"'
        ip netns add new
        told '.namespace == "new" and .change.object.type == "namespace"'
        ip -n new link add br0 type bridge
        told '.namespace == "new" and .change.object.name == "br0"'"#,
    );
    let link = change(&told, "link", "add");
    assert_eq!(link["change"]["after"]["kind"], "bridge");
    assert_eq!(change(&told, "namespace", "add")["change"]["op"], "add");
}

/// More changes than the socket holds, while nobody reads: it is said that messages were lost, and what differs is told.
#[test]
fn watch_marks_a_gap_and_tells_what_differs_behind_it() {
    let told = watched(
        r#"kill -STOP $watcher
        for i in $(seq 9000); do echo "link set v mtu $((1300 + i % 7))"; done >/run/batch; echo "link set v mtu 1333" >>/run/batch
        ip -batch /run/batch
        kill -CONT $watcher
        told '.change.after.mtu == 1333'"#,
    );
    let gap = told
        .iter()
        .position(|it| it["kind"] == "gap")
        .expect("a gap");
    let after = told
        .iter()
        .position(|it| it["change"]["after"]["mtu"] == 1333);
    assert!(after.is_some_and(|it| it > gap), "{told:?}");
}

/// A socket in a namespace, or a descriptor of it, would keep it alive, and its end of the cable with it.
#[test]
fn watch_holds_no_namespace() {
    let told = watched(
        "ip netns del pod
        for _ in $(seq 100); do ip link show v >/dev/null 2>&1 || break; sleep 0.05; done
        ! ip link show v >/dev/null 2>&1
        told '.namespace == \"pod\" and .change.op == \"remove\"'",
    );
    assert_eq!(change(&told, "namespace", "remove")["namespace"], "pod");
}

#[test]
fn watch_prints_lines_for_a_person_too() {
    let output = on_host(
        "ip link add v type veth peer name w
        $program inspect --watch >/run/out 2>&1 & watcher=$!
        for _ in $(seq 200); do grep -q watching /run/out && break; sleep 0.05; done
        ip addr add 10.0.0.1/24 dev v
        for _ in $(seq 200); do grep -q address /run/out && break; sleep 0.05; done
        kill $watcher; cat /run/out",
    );
    assert!(output.starts_with("watching 1 namespace\n"), "{output}");
    assert!(
        output.contains("Z + bash: address 10.0.0.1/24 dev v by "),
        "{output}"
    );
}
