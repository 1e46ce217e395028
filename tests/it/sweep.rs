//! Each thing that our plugins ask for at ADD fails in turn, once with an errno and once by the plugin's death.
//!
//! After a failed ADD nothing of the attachment is left, and there is no DEL yet that could have taken it away. A
//! plugin that was killed cannot do that: there it is DEL that leaves nothing. DEL succeeds in any case. What
//! belongs to the node (the bridge, its address, forwarding, base chains, the store's lock) stays.

use serde_json::{Value, json};

use crate::program::root;

mod page;
mod run;
mod words;

use run::{Network, Point};

/// What fails: the kernel refuses, or the plugin is killed before.
const FAULTS: [&str; 2] = ["EPERM", KILL];
const KILL: &str = "kill";

/// An embedded configuration with these keys in place of its own.
fn config(name: &str, keys: Value) -> Value {
    let path = root().join(format!("configs/{name}.conf"));
    let mut config: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for (key, value) in keys.as_object().unwrap() {
        config[key] = value.clone();
    }
    config
}

#[track_caller]
fn sweep(name: &str, keys: Value) {
    sweep_where(name, keys, |_| true);
}

/// Lets each of these things fail. All that is wrong is told at once.
#[track_caller]
fn sweep_where(name: &str, keys: Value, is_meant: impl Fn(&Point) -> bool) {
    let network = Network::new(&config(name, keys), "bundled");
    let mut points = network.points();
    points.retain(is_meant);
    let mut wrong = Vec::new();
    let mut failed = 0;
    for point in &points {
        for fault in FAULTS {
            let (add, del) = network.outcome(point, fault);
            let mut tell = |what: &str, of: String| {
                let place = format!("{fault} in {}: {}", point.stage, point.words());
                wrong.push(format!("{place}: {what} {of}"));
            };
            failed += usize::from(add.error.is_some());
            if fault == KILL && add.error.is_none() {
                tell("ADD succeeds", String::new());
            }
            if fault != KILL && !add.left.is_empty() {
                tell("the failed ADD leaves", add.left.join(", "));
            }
            if let Some(error) = del.error {
                tell("DEL fails:", error);
            }
            if !del.left.is_empty() {
                tell("DEL leaves", del.left.join(", "));
            }
        }
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    // All those that were killed, and most of the others: some errors are no reason to fail.
    let runs = FAULTS.len() * points.len();
    assert!(points.len() >= 5 && failed > runs / 2, "{failed} of {runs}");
}

#[test]
fn sweep_of_loopback_leaves_nothing() {
    sweep("loopback", json!({}));
}

#[test]
fn sweep_of_a_bridge_without_addresses_leaves_nothing() {
    sweep("bridge-l2", json!({}));
}

#[test]
fn sweep_of_a_bridge_leaves_nothing() {
    sweep("bridge", json!({}));
}

#[test]
fn sweep_of_a_bridge_with_static_addresses_leaves_nothing() {
    let address = json!({ "address": "10.22.0.9/16", "gateway": "10.22.0.1" });
    let ipam = json!({ "type": "static", "addresses": [address] });
    sweep("bridge", json!({ "ipam": ipam }));
}

#[test]
fn sweep_of_a_bridge_with_two_families_leaves_nothing() {
    sweep("bridge-dual-stack", json!({}));
}

#[test]
fn sweep_of_a_bridge_that_filters_frames_leaves_nothing() {
    sweep("bridge", json!({ "macspoofchk": true }));
}

#[test]
fn sweep_of_a_masquerading_bridge_leaves_nothing() {
    sweep("bridge-masq", json!({}));
}

/// Only the programs that it starts: each changes all that it is for at once, and what comes before them is the same
/// as above.
#[test]
fn sweep_of_a_bridge_masquerading_with_iptables_leaves_nothing() {
    sweep_where(
        "bridge-masq",
        json!({ "ipMasqBackend": "iptables" }),
        Point::is_start,
    );
}
