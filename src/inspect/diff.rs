//! What differs between two looks at a host.
//!
//! Namespaces are the same if they have the same number and the host has not been started anew in between; else if they
//! have the same name of a sort that lasts: a pod, a container, a mount, the host.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::facts;
use super::model::{NameKind, Namespace, Snapshot};
use crate::event::{Change, ChangeOp, Object, escape};
use crate::net::state;

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The namespace's number: of one that has gone the one that it had.
    pub inode: u64,
    /// Its name.
    pub namespace: String,
    /// What differs in it; of type `namespace` if it is new or gone as a whole.
    pub change: Change,
}

/// The differences, by namespace.
pub fn between(before: &Snapshot, now: &Snapshot) -> Vec<Difference> {
    let (old_labels, labels) = (facts::labels(before), facts::labels(now));
    let same = pair(before, now);
    let mut all = Vec::new();
    for space in &now.namespaces {
        let old = same
            .get(&space.inode)
            .and_then(|inode| before.namespaces.iter().find(|it| it.inode == *inode));
        let name = &labels[&space.inode];
        match old {
            Some(old) => all.extend(within(
                (space.inode, name),
                &keyed(facts::compared(old, &old_labels)),
                &keyed(facts::compared(space, &labels)),
            )),
            None => all.push(whole(ChangeOp::Add, space, name)),
        }
    }
    let kept: BTreeSet<u64> = same.values().copied().collect();
    let gone = before
        .namespaces
        .iter()
        .filter(|it| !kept.contains(&it.inode));
    all.extend(gone.map(|it| whole(ChangeOp::Remove, it, &old_labels[&it.inode])));
    all
}

/// Numbers of namespaces now and, of the same ones, before.
fn pair(before: &Snapshot, now: &Snapshot) -> BTreeMap<u64, u64> {
    let numbers_last = before.boot == now.boot;
    let lasting = |it: &Namespace| -> Vec<(NameKind, String)> {
        let kinds = [
            NameKind::Host,
            NameKind::Pod,
            NameKind::Container,
            NameKind::Mount,
        ];
        let names = it.names.iter().filter(|it| kinds.contains(&it.kind));
        names.map(|it| (it.kind, it.name.clone())).collect()
    };
    let mut pairs = BTreeMap::new();
    let mut free: Vec<&Namespace> = before.namespaces.iter().collect();
    if numbers_last {
        for space in &now.namespaces {
            if let Some(at) = free.iter().position(|it| it.inode == space.inode) {
                pairs.insert(space.inode, free.swap_remove(at).inode);
            }
        }
    }
    for space in &now.namespaces {
        if pairs.contains_key(&space.inode) {
            continue;
        }
        let names = lasting(space);
        let is_same = |it: &&Namespace| lasting(it).iter().any(|it| names.contains(it));
        if let Some(at) = free.iter().position(is_same) {
            pairs.insert(space.inode, free.swap_remove(at).inode);
        }
    }
    pairs
}

fn keyed(objects: Vec<Object>) -> BTreeMap<String, Object> {
    let mut keyed = BTreeMap::new();
    for object in objects {
        let key = format!("{} {}", object.class, object.name);
        let mut unique = key.clone();
        let mut number = 2;
        while keyed.contains_key(&unique) {
            unique = format!("{key} #{number}");
            number += 1;
        }
        keyed.insert(unique, object);
    }
    keyed
}

fn within(
    (inode, name): (u64, &str),
    before: &BTreeMap<String, Object>,
    now: &BTreeMap<String, Object>,
) -> Vec<Difference> {
    let changes = state::differences(before, now).into_iter();
    let difference = |change| Difference {
        inode,
        namespace: name.to_owned(),
        change,
    };
    changes.map(difference).collect()
}

fn whole(op: ChangeOp, space: &Namespace, label: &str) -> Difference {
    let links: Vec<&str> = space.links.iter().map(|it| it.name.as_str()).collect();
    let properties = Some(BTreeMap::from([
        ("links".to_owned(), Value::from(links)),
        (
            "held_by".to_owned(),
            serde_json::to_value(&space.held_by).unwrap_or(Value::Null),
        ),
    ]));
    let (before, after) = match op {
        ChangeOp::Remove => (properties, None),
        _ => (None, properties),
    };
    Difference {
        inode: space.inode,
        namespace: label.to_owned(),
        change: Change {
            op,
            object: Object {
                class: "namespace".to_owned(),
                name: label.to_owned(),
                properties: BTreeMap::new(),
            },
            before,
            after,
            late: false,
        },
    }
}

/// `+ host: link v1 (veth, peer eth0 in pod1)`.
pub fn line(it: &Difference) -> String {
    let (sign, properties) = match it.change.op {
        ChangeOp::Add => ('+', &it.change.after),
        ChangeOp::Remove => ('-', &it.change.before),
        ChangeOp::Modify => ('~', &it.change.after),
    };
    let object = &it.change.object;
    let what = match object.class.as_str() {
        "namespace" => format!("namespace {}", escape(&object.name)),
        class => format!(
            "{}: {class} {}",
            escape(&it.namespace),
            escape(&object.name)
        ),
    };
    let told = match it.change.op {
        ChangeOp::Modify => modified(&it.change),
        _ => of_new(object, properties.as_ref()),
    };
    match told.is_empty() {
        true => format!("{sign} {what}"),
        false => format!("{sign} {what} ({})", told.join(", ")),
    }
}

fn modified(change: &Change) -> Vec<String> {
    let empty = BTreeMap::new();
    let (before, after) = (
        change.before.as_ref().unwrap_or(&empty),
        change.after.as_ref().unwrap_or(&empty),
    );
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let word = |it: Option<&Value>| it.map_or_else(|| "nothing".to_owned(), value);
    keys.into_iter()
        .map(|key| {
            format!(
                "{} was {}, is {}",
                escape(key),
                word(before.get(key)),
                word(after.get(key))
            )
        })
        .collect()
}

/// Of a thing that is new or gone only what tells it from others.
fn of_new(object: &Object, properties: Option<&BTreeMap<String, Value>>) -> Vec<String> {
    let told: &[&str] = match object.class.as_str() {
        "link" => &["kind", "peer", "parent", "master"],
        "namespace" => &["links"],
        "socket" => &["processes"],
        _ => &[],
    };
    let word = |key: &&str| {
        let text = value(properties?.get(*key)?);
        Some(if *key == "kind" {
            text
        } else {
            format!("{key} {text}")
        })
    };
    told.iter().filter_map(word).collect()
}

fn value(it: &Value) -> String {
    match it {
        Value::String(text) => escape(text),
        Value::Array(list) => list.iter().map(value).collect::<Vec<_>>().join(" "),
        other => escape(&other.to_string()),
    }
}
