//! Drawings of worlds that no single run makes: many pods, several bridges, nothing at all.

use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Drawing, Emphasis, Graph, Layout, State, svg};
use crate::event::{Event, World};

fn link(name: &str, kind: &str, more: &Value) -> Value {
    let mut properties = json!({"flags": ["up"], "kind": kind, "mtu": 1500, "carrier": 1});
    let all = properties.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    json!({"type": "link", "name": name, "properties": properties})
}

fn address(text: &str, device: &str) -> Value {
    json!({"type": "address", "name": format!("{text} dev {device}"), "properties": {}})
}

fn namespace(name: &str, objects: &[Value]) -> Value {
    json!({"name": name, "path": format!("/run/netns/{name}"), "inode": 1, "objects": objects})
}

fn state(namespaces: &[Value]) -> State {
    let world: World = serde_json::from_value(json!({"namespaces": namespaces})).unwrap();
    let mut state = State::default();
    state.world(&world);
    state
}

/// A node with so many pods, each plugged into the bridge that `bridge_of` names.
fn pods(count: usize, bridge_of: impl Fn(usize) -> &'static str) -> State {
    let mut node = vec![
        link("cni0", "bridge", &json!({})),
        address("10.22.0.1/16", "cni0"),
    ];
    let mut names: Vec<&str> = (0..count).map(&bridge_of).collect();
    names.sort_unstable();
    names.dedup();
    for name in names.into_iter().filter(|it| *it != "cni0") {
        node.push(link(name, "bridge", &json!({})));
        node.push(address("10.23.0.1/16", name));
    }
    let mut all = Vec::new();
    for at in 0..count {
        let (pod, veth) = (format!("pod{}", at + 1), format!("veth{at:08x}"));
        let peer = json!({"peer": format!("eth0 in {pod}"), "master": bridge_of(at)});
        node.push(link(&veth, "veth", &peer));
        let peer = json!({"peer": format!("{veth} in node")});
        all.push(namespace(
            &pod,
            &[
                link("eth0", "veth", &peer),
                address(&format!("10.22.0.{}/16", at + 2), "eth0"),
            ],
        ));
    }
    all.insert(0, namespace("node", &node));
    state(&all)
}

fn text(state: &State, width: usize) -> String {
    let graph = Graph::new(state, &Emphasis::default());
    Drawing::of(&Layout::of(&graph, width), false).text()
}

#[test]
fn each_port_says_which_of_two_bridges_it_belongs_to() {
    let state = pods(3, |at| if at == 1 { "cni1" } else { "cni0" });
    assert_eq!(
        text(&state, 100),
        "\
┌ node ───────────────────────┐     ┌ pod1 ──────────────┐
│           cni0: veth00000000├─────┤  eth0 10.22.0.2/16 │
│  cni0 10.22.0.1/16 (bridge) │     └────────────────────┘
│  cni1 10.23.0.1/16 (bridge) │     ┌ pod2 ──────────────┐
│           cni1: veth00000001├─────┤  eth0 10.22.0.3/16 │
│                             │     └────────────────────┘
│                             │     ┌ pod3 ──────────────┐
│           cni0: veth00000002├─────┤  eth0 10.22.0.4/16 │
└─────────────────────────────┘     └────────────────────┘
"
    );
}

#[test]
fn where_there_is_no_room_boxes_stand_below_each_other() {
    let state = pods(1, |_| "cni0");
    assert_eq!(
        text(&state, 50),
        "\
┌ node ──────────────────────────────────────────┐
│   cni0 10.22.0.1/16 (bridge)                   │
│   veth00000000 port of cni0 ── eth0 in pod1    │
└────────────────────────────────────────────────┘
┌ pod1 ──────────────────────────────────────────┐
│   eth0 10.22.0.2/16 ── veth00000000 in node    │
└────────────────────────────────────────────────┘
"
    );
}

#[test]
fn ten_pods_at_two_bridges_each_have_their_cable() {
    let state = pods(10, |at| if at % 2 == 1 { "cni1" } else { "cni0" });
    let text = text(&state, 120);
    for at in 0..10 {
        let bridge = if at % 2 == 1 { "cni1" } else { "cni0" };
        let cable = format!("{bridge}: veth{at:08x}├─────┤  eth0 10.22.0.{}/16", at + 2);
        assert!(text.contains(&cable), "{cable}\n{text}");
    }
}

#[test]
fn what_was_made_and_what_is_asked_for_stands_out_in_every_form() {
    let state = pods(1, |_| "cni0");
    let change = json!({"seq": 1, "t_ns": 1, "netns": "node", "kind": "change", "op": "add",
        "object": {"type": "link", "name": "cni0"}, "after": {}});
    let request = json!({"seq": 2, "t_ns": 2, "netns": "pod1", "kind": "netlink", "direction": "request",
        "family": "route", "syscall": "sendto", "messages": [{"type": "RTM_NEWLINK", "code": 16, "flags": [],
        "seq": 1, "port": 0, "raw": "", "command": "ip link add eth1 type veth peer name vethab netns node"}]});
    let event = |it: Value| serde_json::from_value::<Event>(it).unwrap();
    let mut emphasis = Emphasis::default();
    emphasis.changed(&[event(change)]);
    emphasis.wanted(&event(request));
    let layout = Layout::of(&Graph::new(&state, &emphasis), 100);
    let text = Drawing::of(&layout, false).text();
    assert!(text.contains("│+ cni0"), "{text}");
    assert!(text.contains("> vethab├┄┄┄┄┄┤> eth1"), "{text}");
    let ascii = Drawing::of(&layout, true).text();
    assert!(
        ascii.is_ascii() && ascii.contains("> vethab+.....+> eth1"),
        "{ascii}"
    );
    let picture = svg::svg(&layout, "a <test>");
    assert!(
        picture.contains("<title>a &lt;test&gt;</title>"),
        "{picture}"
    );
    assert!(picture.contains("class=\"made\""), "{picture}");
    assert!(
        picture.contains("class=\"cable asked wanted\""),
        "{picture}"
    );
}

#[test]
fn names_cannot_break_out_of_a_picture() {
    let hostile = state(&[namespace(
        "</svg><script>",
        &[link("\u{1b}[31m\"&'", "dummy", &json!({}))],
    )]);
    let layout = Layout::of(&Graph::new(&hostile, &Emphasis::default()), 80);
    let picture = svg::svg(&layout, "t");
    assert!(
        !picture.contains("<script>") && !picture.contains('\u{1b}'),
        "{picture}"
    );
    assert!(!text(&hostile, 80).contains('\u{1b}'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_drawing_is_wider_than_asked_and_none_panics(count in 0usize..12, two in any::<bool>(), width in 0usize..160) {
        let state = pods(count, |at| if two && at % 2 == 1 { "cni1" } else { "cni0" });
        let layout = Layout::of(&Graph::new(&state, &Emphasis::default()), width);
        for line in Drawing::of(&layout, false).text().lines() {
            prop_assert!(line.width() <= width.max(8), "{line}");
        }
        svg::svg(&layout, "t");
    }
}

/// A plugin that renames its link, as many do: nothing of what is known of it is lost.
#[test]
fn a_link_that_is_renamed_keeps_its_properties() {
    use crate::event::{Change, ChangeOp, Namespace, Object, World};
    let properties = |list: &[(&str, &str)]| {
        let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).into());
        list.iter()
            .map(pair)
            .collect::<std::collections::BTreeMap<String, serde_json::Value>>()
    };
    let link = |name: &str, list| Object {
        class: "link".into(),
        name: name.into(),
        properties: properties(list),
    };
    let mut state = State::default();
    state.world(&World {
        namespaces: vec![Namespace {
            name: "pod1".into(),
            path: String::new(),
            inode: 1,
            objects: vec![link("rope1", &[("kind", "veth"), ("state", "down")])],
        }],
    });
    state.change(
        "pod1",
        &Change {
            op: ChangeOp::Modify,
            object: link("eth0", &[]),
            before: Some(properties(&[("name", "rope1"), ("state", "down")])),
            after: Some(properties(&[("name", "eth0"), ("state", "up")])),
            late: false,
        },
    );
    assert_eq!(state.names("pod1", "link").collect::<Vec<_>>(), ["eth0"]);
    let now = state.get("pod1", "link", "eth0").unwrap();
    assert_eq!(*now, properties(&[("kind", "veth"), ("state", "up")]));
}

#[test]
fn an_end_in_the_middle_shows_its_addresses() {
    let near = link("rope", "veth", &json!({"peer": "eth0 in pod1"}));
    let far = link("eth0", "veth", &json!({"peer": "rope in node"}));
    let state = state(&[
        namespace("node", &[near, address("10.60.0.1/24", "rope")]),
        namespace("pod1", &[far, address("10.60.0.2/24", "eth0")]),
    ]);
    let text = text(&state, 100);
    assert!(
        text.contains("rope 10.60.0.1/24├─────┤  eth0 10.60.0.2/24"),
        "{text}"
    );
}
