//! temporary
use crate::event::{Change, ChangeOp, World};
use std::collections::BTreeMap;
#[derive(Debug, Default, Clone)]
pub struct State(pub Vec<(String, BTreeMap<(String, String), BTreeMap<String, serde_json::Value>>)>);
impl State {
    pub fn len(&self) -> usize { self.0.iter().map(|it| it.1.len()).sum() }
    pub fn world(&mut self, world: &World) {
        self.0 = world.namespaces.iter().map(|it| (it.name.clone(), it.objects.iter().map(|it| ((it.class.clone(), it.name.clone()), it.properties.clone())).collect())).collect();
    }
    pub fn change(&mut self, netns: &str, change: &Change) {
        let Some((_, objects)) = self.0.iter_mut().find(|it| it.0 == netns) else { return };
        let key = (change.object.class.clone(), change.object.name.clone());
        match change.op { ChangeOp::Remove => { objects.remove(&key); } _ => { objects.entry(key).or_default().extend(change.after.clone().unwrap_or_default()); } }
    }
}
