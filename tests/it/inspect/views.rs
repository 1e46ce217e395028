//! Drawings, filters, and what differs between two looks.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{link, named, namespaces, on_host, run_on_host, snapshot};

/// Two pods at a bridge; in the first a pod of its own; in the second a macvlan that stands on the bridge.
const HOST: &str = r#"
for i in 1 2; do ip netns add pod$i; done
ip netns add inner
ip link add cni0 type bridge
ip addr add 10.22.0.1/16 dev cni0; ip link set cni0 up
for i in 1 2; do
  ip link add v$i type veth peer name eth0 netns pod$i
  ip link set v$i master cni0 up
  ip -n pod$i addr add 10.22.0.1$i/16 dev eth0; ip -n pod$i link set eth0 up
  ip -n pod$i route add default via 10.22.0.1
done
ip -n pod1 link add br1 type bridge; ip -n pod1 link set br1 up
ip -n pod1 link add w type veth peer name eth0 netns inner
ip -n pod1 link set w master br1 up; ip -n inner link set eth0 up
ip link add mv0 link cni0 type macvlan mode bridge; ip link set mv0 netns pod2
nft -f - <<END
table ip nat {
  chain post { type nat hook postrouting priority 100; ip saddr 10.22.0.11 masquerade; ip saddr 10.22.0.12 masquerade; }
}
END
# The kernel tells the state of a link, and whether an address is free, some time after it was made.
for _ in $(seq 200); do
  { for in in '' '-n pod1' '-n pod2' '-n inner'; do ip $in -br link show up; ip -o $in addr show tentative; done; } >/run/states
  grep -qE 'tentative|UNKNOWN|DOWN' /run/states || break
  sleep 0.05
done
"#;

#[test]
fn inspect_draws_a_picture_without_another_program() {
    let svg = on_host(&format!("{HOST}\nPATH=/none; inspect --format svg"));
    let (_, rest) = svg.split_once("<desc>").unwrap();
    let (text, _) = rest.split_once("</desc>").unwrap();
    let expected = "\
┌ bash ─────────────────────┐
│  cni0 10.22.0.1/16 (bridge│     ┌ pod1 ────────────────┐
│                   cni0: v1├─────┤  eth0 10.22.0.11/16  │
│                           │     │  br1 (bridge)        │
│                           │     │  default via 10.22.0.│     ┌ inner ┐
│                           │     │                br1: w├─────┤  eth0 │
│                           │     └──────────────────────┘     └───────┘
│                           │     ┌ pod2";
    // The boxes are as wide as what they hold: what is compared is where each thing stands to the others.
    let words = |text: &str| {
        text.split(|it: char| !it.is_alphanumeric() && !"./:".contains(it))
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (mine, other) = (
        words(text),
        words(
            &expected
                .replace("(bridge│", "(bridge)")
                .replace("10.22.0.│", "10.22.0.1"),
        ),
    );
    assert_eq!(mine[..other.len()], other, "{text}");
    assert!(text.contains("cni0: v1├─────┤  eth0"), "{text}");
    assert!(text.contains("br1: w├─────┤  eth0"), "{text}");
    assert_eq!(svg.matches("<line class=\"cable").count(), 3, "{svg}");
}

/// Nodes, and lines between them, of a text in DOT or Mermaid.
fn graph(text: &str, cable: &str) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let bare = |it: &str| it.trim().trim_matches('"').to_owned();
    let nodes = text
        .lines()
        .filter_map(|line| line.trim().split_once('['))
        .filter(|it| !it.0.contains(['-', '=']))
        .map(|it| bare(it.0));
    let edges = text.lines().filter_map(|line| {
        let line = line.trim().trim_end_matches(';');
        let line = line.split_once(" [").map_or(line, |it| it.0);
        let (from, to) = line.split_once(cable)?;
        Some((bare(from), bare(to)))
    });
    (
        nodes
            .filter(|it| it.starts_with('n') && it.contains('_'))
            .collect(),
        edges.collect(),
    )
}

#[test]
fn inspect_writes_graphs_of_which_each_line_has_its_nodes() {
    let output = on_host(&format!(
        "{HOST}\ninspect --format dot >/run/dot; inspect --format mermaid >/run/mermaid
        inspect --format json; cat /run/dot; echo; echo @; cat /run/mermaid"
    ));
    let (json, rest) = output.split_once('\n').unwrap();
    let (dot, mermaid) = rest.split_once("\n@\n").unwrap();
    let snapshot: Value = serde_json::from_str(json).unwrap();
    let host = &namespaces(&snapshot)[0];
    let at =
        |space: &Value, name: &str| format!("n{}_{}", space["inode"], link(space, name)["index"]);
    for (text, line) in [(dot, " -- "), (mermaid, " === ")] {
        let (nodes, edges) = graph(text, line);
        assert_eq!(nodes.len(), 3 + 3 + 2 + 1, "{text}");
        for (from, to) in &edges {
            assert!(
                nodes.contains(from) && nodes.contains(to),
                "{from} {to}\n{text}"
            );
        }
        for pod in ["pod1", "pod2"] {
            let ends = [
                at(host, &pod.replace("pod", "v")),
                at(named(&snapshot, pod), "eth0"),
            ];
            let both = [
                (ends[0].clone(), ends[1].clone()),
                (ends[1].clone(), ends[0].clone()),
            ];
            assert!(both.iter().any(|it| edges.contains(it)), "{pod}\n{text}");
        }
    }
    let macvlan = format!(
        "  {} -.->|stands on| {}\n",
        at(named(&snapshot, "pod2"), "mv0"),
        at(host, "cni0")
    );
    assert!(mermaid.contains(&macvlan), "{macvlan}\n{mermaid}");
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
}

#[test]
fn inspect_shows_one_pod_up_to_its_bridge_and_its_rule() {
    for filter in [
        "--namespace pod1",
        "--address 10.22.0.11",
        "--address 10.22.0.8/29 --namespace pod1",
    ] {
        let snapshot = snapshot(&format!("{HOST}\ninspect --format json {filter}"));
        let names = |space: &Value| -> Vec<String> {
            let links = space["links"].as_array().unwrap().iter();
            links
                .map(|it| it["name"].as_str().unwrap().to_owned())
                .collect()
        };
        let host = &namespaces(&snapshot)[0];
        let mut links = names(host);
        links.sort();
        assert_eq!(links, ["cni0", "v1"], "{filter}");
        assert_eq!(host["nat"].as_array().unwrap().len(), 1, "{filter}");
        assert_eq!(
            host["nat"][0]["serves"][0],
            named(&snapshot, "pod1")["inode"]
        );
        let all = namespaces(&snapshot);
        assert!(!all.iter().any(|it| it["title"] == "pod2"), "{filter}");
        let out = snapshot["unseen"].as_array().unwrap().iter();
        assert!(
            out.clone()
                .any(|it| it["why"].as_str().unwrap().starts_with("left out by --")),
            "{filter}"
        );
    }
}

#[test]
fn inspect_says_that_nothing_fits() {
    let ran = run_on_host(&format!("{HOST}\ninspect --link none"));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("nothing fits --link none"),
        "{}",
        ran.stderr
    );
    let tree = on_host(&format!("{HOST}\ninspect --link w"));
    assert!(
        tree.contains("w ─── eth0 in inner") || tree.contains("eth0 ─── w"),
        "{tree}"
    );
    assert!(!tree.contains("v2"), "{tree}");
}

#[test]
fn inspect_tells_what_has_changed_since_an_earlier_look() {
    let output = on_host(&format!(
        "{HOST}
        inspect --format json >/run/before
        inspect --diff /run/before; echo code $?
        ip link set v1 mtu 1400; ip -n pod2 addr add 10.22.0.77/16 dev eth0; ip netns del inner; ip netns add new
        # A namespace is taken apart after its name has gone.
        for _ in $(seq 200); do ip -n pod1 link show w >/dev/null 2>&1 || break; sleep 0.05; done
        ip -n pod1 route del default
        code=0; inspect --diff /run/before || code=$?; echo code $code
        inspect --diff /run/before --format json || true"
    ));
    let (same, rest) = output.split_once("code 0\n").unwrap();
    assert_eq!(same, "", "nothing has changed");
    let (text, json) = rest.split_once("code 1\n").unwrap();
    for line in [
        "~ bash: link v1 (mtu was 1500, is 1400)",
        "+ pod2: address 10.22.0.77/16 dev eth0",
        "- pod1: route default via 10.22.0.1 dev eth0",
        "- pod1: link w (veth, peer eth0 in inner, master br1)",
        "- namespace inner (links lo eth0)",
        "+ namespace new (links lo)",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let all: Vec<Value> = json
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(all.len(), text.lines().count());
    let mtu = all
        .iter()
        .find(|it| it["change"]["object"]["name"] == "v1")
        .unwrap();
    assert_eq!(mtu["change"]["op"], "modify");
    assert_eq!(mtu["change"]["after"]["mtu"], 1400);
    assert_eq!(mtu["namespace"], "bash");
}

#[test]
fn inspect_finds_a_namespace_again_by_its_name_when_the_host_was_started_anew() {
    // As it were: the earlier look is given another start, in which all numbers were other ones.
    let output = on_host(&format!(
        "{HOST}
        inspect --format json | jq -c '.boot = \"another\" | .namespaces |= map(select(.names[0].kind == \"mount\")) | .namespaces[].inode += 1000000' >/run/before
        inspect --diff /run/before --namespace pod1 || true"
    ));
    assert!(!output.contains("namespace pod1"), "{output}");
}

#[test]
fn inspect_refuses_to_compare_with_what_is_no_look() {
    for (content, said) in [
        ("", "is no JSON"),
        ("{}", "is no look at a host"),
        ("{\"cniscope_inspect\": 9}", "has format 9"),
        ("{\"cniscope_inspect\": 1}", "is damaged"),
    ] {
        let ran = run_on_host(&format!(
            "echo '{content}' >/run/before; inspect --diff /run/before"
        ));
        assert_eq!(ran.code, Some(2), "{content}");
        assert!(ran.stderr.contains(said), "{content}: {}", ran.stderr);
    }
}
