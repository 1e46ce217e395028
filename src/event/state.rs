//! Objects of the kernel and how they change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An object of the kernel: a link, an address, a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// `link`, `port`, `address`, `route`, `rule`, `neighbour`, `nft`, `sysctl`.
    #[serde(rename = "type")]
    pub class: String,
    /// What tells it from others of its type: `cni0`, `10.22.0.1/16 dev cni0`, `default via 10.22.0.1 dev eth0`.
    pub name: String,
    /// Its properties by name, in words and numbers a person can read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, serde_json::Value>,
}

/// A difference between two looks at the kernel's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Add, remove or modify.
    pub op: ChangeOp,
    /// What it is about; `properties` empty, they stand in `before` and `after`.
    pub object: Object,
    /// Its properties before (`remove`), or those that differ (`modify`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<BTreeMap<String, serde_json::Value>>,
    /// Its properties now (`add`), or those that differ (`modify`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<BTreeMap<String, serde_json::Value>>,
    /// True for what the kernel did by itself after the request was answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOp {
    /// It is new.
    Add,
    /// It is gone.
    Remove,
    /// It differs.
    Modify,
}
