//! What is drawn of a host around the selected namespace.

use super::*;
use crate::inspect::model::{End, Link, Namespace};
use crate::tui::inspect::neighbourhood::{MOST, around};

/// A host with a cable into each of these.
fn star(titles: &[&str]) -> Snapshot {
    let mut snapshot = kept_look();
    let cable = |index: u32, name: &str, (inode, far): (u64, u32), far_name: &str| Link {
        index,
        name: name.to_owned(),
        kind: "veth".to_owned(),
        mtu: 1500,
        flags: vec!["up".to_owned(), "lower_up".to_owned()],
        peer: Some(End {
            namespace: Some(inode),
            nsid: Some(0),
            index: Some(far),
            name: Some(far_name.to_owned()),
        }),
        ..Link::default()
    };
    let numbered = || titles.iter().zip(1u32..);
    let pods = numbered().map(|(title, number)| Namespace {
        inode: 100 + u64::from(number),
        title: (*title).to_owned(),
        links: vec![cable(2, "eth0", (1, number), &format!("v{number}"))],
        ..Namespace::default()
    });
    let ports = numbered().map(|(_, number)| {
        let there = (100 + u64::from(number), 2);
        cable(number, &format!("v{number}"), there, "eth0")
    });
    let host = Namespace {
        inode: 1,
        title: "host".to_owned(),
        links: ports.collect(),
        ..Namespace::default()
    };
    snapshot.namespaces = std::iter::once(host).chain(pods).collect();
    snapshot.unseen.clear();
    snapshot
}

#[test]
fn namespaces_of_one_name_stay_apart_in_the_drawing() {
    let snapshot = star(&["pod", "pod", "v1 in host", "two words"]);
    let mut model = of(snapshot, (120, 60), PLAIN);
    let text = screen(&mut model);
    for (label, cables) in [
        ("pod [101]", 1),
        ("pod [102]", 1),
        ("net:[103]", 1),
        ("two words", 1),
    ] {
        let boxes = text.matches(&format!("┌ {label} ─")).count();
        assert_eq!(boxes, cables, "{label}: {text}");
    }
    assert_eq!(
        text.matches("├─────┤").count(),
        4,
        "each with its cable: {text}"
    );
}

#[test]
fn of_a_host_with_many_pods_so_many_are_drawn_and_the_rest_is_counted() {
    let titles: Vec<String> = (0..MOST + 7).map(|it| format!("pod-{it}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let snapshot = star(&titles);
    let (world, more) = around(&snapshot, &snapshot.namespaces[0]);
    assert_eq!((world.namespaces.len(), more), (MOST + 1, 7));
    let mut model = of(snapshot, (120, 40), PLAIN);
    press(&mut model, "\t\tG");
    let text = screen(&mut model);
    assert!(text.contains("and 7 more namespaces"), "{text}");
}

#[test]
fn of_the_others_only_what_the_wire_leads_to_is_drawn() {
    let mut model = host((120, 40));
    press(&mut model, "/default/db\n");
    let snapshot = kept_look();
    let (world, more) = around(&snapshot, model.space().unwrap());
    let names: Vec<&str> = world.namespaces.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((names, more), (vec!["default/db", "host"], 0));
    let links = world.namespaces[1]
        .objects
        .iter()
        .filter(|it| it.class == "link");
    let links: Vec<&str> = links.map(|it| it.name.as_str()).collect();
    assert!(
        links.contains(&"cni0") && !links.contains(&"ens3"),
        "{links:?}"
    );
    assert_eq!(links.len(), 2, "{links:?}");
}
