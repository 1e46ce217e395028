//! The objects of each namespace, from the world at the start and every change since.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::event::{Change, ChangeOp, World};

/// Class and name of an object.
pub(crate) type Key = (String, String);
/// Properties of an object by name.
pub(crate) type Properties = BTreeMap<String, Value>;

/// Objects of each namespace, in the order of the world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub(crate) namespaces: Vec<(String, BTreeMap<Key, Properties>)>,
}

impl State {
    /// Everything as it stands now: what was known before is forgotten.
    pub fn world(&mut self, world: &World) {
        self.namespaces = world
            .namespaces
            .iter()
            .map(|it| {
                let objects = it
                    .objects
                    .iter()
                    .map(|it| ((it.class.clone(), it.name.clone()), it.properties.clone()));
                (it.name.clone(), objects.collect())
            })
            .collect();
    }

    /// A difference. One in a namespace that is not known is left out.
    pub fn change(&mut self, netns: &str, change: &Change) {
        let Some((_, objects)) = self.namespaces.iter_mut().find(|(name, _)| name == netns) else {
            return;
        };
        let key = (change.object.class.clone(), change.object.name.clone());
        match change.op {
            ChangeOp::Remove => {
                objects.remove(&key);
            }
            ChangeOp::Add => {
                objects.insert(key, change.after.clone().unwrap_or_default());
            }
            ChangeOp::Modify => {
                let renamed = change.before.as_ref().and_then(|it| it.get("name"));
                if let Some(old) = renamed.and_then(Value::as_str) {
                    let old = objects.remove(&(key.0.clone(), old.to_owned()));
                    objects.insert(key.clone(), old.unwrap_or_default());
                }
                let properties = objects.entry(key).or_default();
                change.before.iter().flatten().for_each(|(name, _)| {
                    properties.remove(name);
                });
                properties.extend(change.after.clone().unwrap_or_default());
                if renamed.is_some() {
                    properties.remove("name"); // the key has it
                }
            }
        }
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.namespaces.iter().map(|(_, it)| it.len()).sum()
    }

    /// True if nothing was observed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names of the namespaces, in the order of the world.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.namespaces.iter().map(|(name, _)| name.as_str())
    }

    /// Names of the objects of a class in a namespace.
    pub fn names<'a>(&'a self, netns: &str, class: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.namespaces.iter().find(|(name, _)| name == netns);
        let keys = found.into_iter().flat_map(|(_, objects)| objects.keys());
        keys.filter(move |(it, _)| it == class)
            .map(|(_, name)| name.as_str())
    }

    /// Properties of an object.
    pub(crate) fn get(&self, netns: &str, class: &str, name: &str) -> Option<&Properties> {
        let (_, objects) = self.namespaces.iter().find(|(it, _)| it == netns)?;
        objects.get(&(class.to_owned(), name.to_owned()))
    }
}
