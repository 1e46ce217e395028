//! Real recordings against the schema of the book.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::program::{GO, root};
use crate::run::recording;

fn schema() -> Value {
    let text =
        std::fs::read_to_string(root().join("book/src/reference/recording.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The schema of one kind, which says more about a fault than "none of twenty".
fn of_kind(kind: &str) -> Validator {
    let mut schema = schema();
    schema["oneOf"] = json!([{ "$ref": format!("#/$defs/{kind}") }]);
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn schema_fits_every_line_of_real_recordings() {
    let whole = jsonschema::validator_for(&schema()).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for args in [
        &["bridge"][..],
        &["bridge-dual-stack", "--pods", "2"],
        &["loopback", "--plugins", GO],
        &["bridge-masq", "--plugins", GO],
    ] {
        for line in recording(args, 0) {
            let kind = line["kind"].as_str().unwrap().to_owned();
            if !whole.is_valid(&line) {
                let faults: Vec<String> = of_kind(&kind)
                    .iter_errors(&line)
                    .map(|it| format!("{it:?}"))
                    .collect();
                panic!("{args:?}: {line}\n{faults:#?}");
            }
            kinds.insert(kind);
        }
    }
    for kind in [
        "header", "world", "call", "stage", "exec", "netlink", "change", "failed", "leftover",
        "end",
    ] {
        assert!(kinds.contains(kind), "no {kind} in {kinds:?}");
    }
}

#[test]
fn schema_refuses_what_is_no_event() {
    let whole = jsonschema::validator_for(&schema()).unwrap();
    let good = json!({ "kind": "notice", "seq": 1, "t_ns": 1, "text": "x" });
    assert!(whole.is_valid(&good));
    for bad in [
        json!({ "kind": "notice", "seq": 1, "t_ns": 1 }),
        json!({ "kind": "notice", "seq": 0, "t_ns": 1, "text": "x" }),
        json!({ "kind": "notice", "seq": 1, "t_ns": 1, "text": "x", "more": 1 }),
        json!({ "kind": "nonsense", "seq": 1, "t_ns": 1 }),
        json!({ "kind": "held", "seq": 1, "t_ns": 1, "at": "noon" }),
    ] {
        assert!(!whole.is_valid(&bad), "{bad}");
    }
}
