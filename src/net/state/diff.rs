//! What differs between two looks at a table.

use super::Objects;
use crate::event::{Change, ChangeOp, Object};

/// The changes between two looks that were made apart from each other.
pub(crate) fn differences(before: &Objects, now: &Objects) -> Vec<Change> {
    changes(before, now, false)
}

/// Removals first, then what is new, then what differs: a thing that was replaced reads in that order.
pub(super) fn changes(before: &Objects, now: &Objects, late: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, object) in before.iter().rev() {
        if !now.contains_key(key) {
            changes.push(change(
                ChangeOp::Remove,
                object,
                Some(object.properties.clone()),
                None,
                late,
            ));
        }
    }
    for (key, object) in now {
        match before.get(key) {
            None => changes.push(change(
                ChangeOp::Add,
                object,
                None,
                Some(object.properties.clone()),
                late,
            )),
            Some(old) if old == object => {}
            Some(old) => changes.push(modified(old, object, late)),
        }
    }
    changes
}

fn modified(old: &Object, new: &Object, late: bool) -> Change {
    let differing = |from: &Object, other: &Object| {
        let mut properties = from.properties.clone();
        properties.retain(|key, value| other.properties.get(key) != Some(value));
        if from.name != other.name {
            properties.insert("name".into(), from.name.clone().into());
        }
        properties
    };
    change(
        ChangeOp::Modify,
        new,
        Some(differing(old, new)),
        Some(differing(new, old)),
        late,
    )
}

type Properties = std::collections::BTreeMap<String, serde_json::Value>;

fn change(
    op: ChangeOp,
    of: &Object,
    before: Option<Properties>,
    after: Option<Properties>,
    late: bool,
) -> Change {
    let object = Object {
        properties: Properties::new(),
        ..of.clone()
    };
    Change {
        op,
        object,
        before,
        after,
        late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str, properties: &[(&str, i64)]) -> Object {
        let properties = properties
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).into()))
            .collect();
        Object {
            class: "link".into(),
            name: name.into(),
            properties,
        }
    }

    fn objects(all: &[(&str, Object)]) -> Objects {
        all.iter()
            .map(|(key, object)| ((*key).to_owned(), object.clone()))
            .collect()
    }

    #[test]
    fn what_is_new_gone_or_different_is_told_exactly() {
        let before = objects(&[
            ("1", object("a", &[("mtu", 1)])),
            ("2", object("b", &[("x", 1), ("y", 2)])),
        ]);
        let now = objects(&[
            ("2", object("c", &[("x", 1), ("y", 3), ("z", 4)])),
            ("3", object("d", &[])),
        ]);
        let changes = changes(&before, &now, true);
        let told: Vec<_> = changes
            .iter()
            .map(|it| (it.op, it.object.name.as_str(), it.late))
            .collect();
        assert_eq!(
            told,
            [
                (ChangeOp::Remove, "a", true),
                (ChangeOp::Modify, "c", true),
                (ChangeOp::Add, "d", true)
            ]
        );
        let text = |it: &Option<Properties>| serde_json::to_string(it.as_ref().unwrap()).unwrap();
        assert_eq!(text(&changes[1].before), r#"{"name":"b","y":2}"#);
        assert_eq!(text(&changes[1].after), r#"{"name":"c","y":3,"z":4}"#);
        assert!(super::changes(&now, &now, false).is_empty());
    }
}
