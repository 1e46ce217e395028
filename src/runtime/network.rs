//! A network: the list of plugin configurations that a file holds.

use serde_json::{Map, Value};

/// A network configuration list; a single plugin's configuration becomes a list of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// `name`.
    pub name: String,
    /// `cniVersion`, empty if absent; the highest of `cniVersions` that is known.
    pub version: String,
    /// CHECK does nothing and succeeds.
    pub disable_check: bool,
    /// The configurations of the plugins, in order.
    pub plugins: Vec<Map<String, Value>>,
}

/// Why a configuration is not a network.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("{key}: {problem}")]
    Key { key: String, problem: &'static str },
}

/// What a verb adds to the configuration.
#[derive(Debug, Clone, Copy)]
pub enum Addition<'a> {
    /// Nothing.
    Nothing,
    /// At ADD of a later plugin, CHECK and DEL: a result.
    PrevResult(&'a Value),
    /// At GC: the attachments that must stay.
    Valid(&'a Value),
}

impl Network {
    /// Reads a list (`plugins`) or a single configuration (`type`).
    pub fn parse(text: &str) -> Result<Network, Error> {
        let value: Value = serde_json::from_str(text)?;
        let Value::Object(object) = value else {
            return Err(key("the file", "is not a JSON object"));
        };
        let name = match object.get("name") {
            Some(Value::String(name)) if !name.is_empty() => name.clone(),
            Some(Value::String(_)) | None => {
                return Err(key("name", "is missing: every network has a name"));
            }
            Some(_) => return Err(key("name", "is not a string")),
        };
        let version = version(&object)?;
        let disable_check = flag(&object, "disableCheck")?;
        let plugins = match object.get("plugins") {
            Some(Value::Array(plugins)) if plugins.is_empty() => {
                return Err(key("plugins", "is empty"));
            }
            Some(Value::Array(plugins)) => plugins
                .iter()
                .enumerate()
                .map(|(at, it)| plugin(it, &format!("plugins[{at}]")))
                .collect::<Result<_, _>>()?,
            Some(_) => return Err(key("plugins", "is not a list")),
            None => {
                let is_plugin = object.get("type").is_some();
                let missing =
                    "is missing: a single configuration has a \"type\", a list has \"plugins\"";
                if !is_plugin {
                    return Err(key("type", missing));
                }
                vec![plugin(&Value::Object(object.clone()), "")?]
            }
        };
        Ok(Network {
            name,
            version,
            disable_check,
            plugins,
        })
    }

    /// The `type` of plugin number `at`.
    pub fn plugin_type(&self, at: usize) -> &str {
        self.plugins
            .get(at)
            .and_then(|it| it.get("type"))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Every plugin that the network needs: the listed ones and the IPAM plugins that they name.
    pub fn all_types(&self) -> Vec<String> {
        let mut types: Vec<String> = Vec::new();
        for plugin in &self.plugins {
            let ipam = plugin.get("ipam").and_then(|it| it.get("type"));
            for name in [plugin.get("type"), ipam]
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if !name.is_empty() && !types.iter().any(|it| it == name) {
                    types.push(name.to_owned());
                }
            }
        }
        types
    }

    /// What plugin number `at` gets on its standard input: libcni adds name, version and what the verb needs.
    pub fn request(&self, at: usize, addition: &Addition<'_>) -> Vec<u8> {
        let mut object = self.plugins.get(at).cloned().unwrap_or_default();
        object.insert("name".into(), self.name.clone().into());
        if !self.version.is_empty() {
            object.insert("cniVersion".into(), self.version.clone().into());
        }
        match addition {
            Addition::Nothing => {}
            Addition::PrevResult(prev) => {
                object.insert("prevResult".into(), (*prev).clone());
            }
            Addition::Valid(attachments) => {
                // The specification had the second name for a while.
                for key in ["cni.dev/valid-attachments", "cni.dev/attachments"] {
                    object.insert(key.into(), (*attachments).clone());
                }
            }
        }
        // libcni's requests have sorted keys.
        let sorted: std::collections::BTreeMap<_, _> = object.into_iter().collect();
        serde_json::to_vec(&sorted).unwrap_or_default()
    }
}

fn plugin(value: &Value, place: &str) -> Result<Map<String, Value>, Error> {
    let at = |name: &str| {
        if place.is_empty() {
            name.to_owned()
        } else {
            format!("{place}.{name}")
        }
    };
    let Value::Object(object) = value else {
        return Err(key(place, "is not an object"));
    };
    match object.get("type") {
        Some(Value::String(name)) if name.is_empty() => {
            Err(key(&at("type"), "is empty: it names the plugin"))
        }
        Some(Value::String(name)) if name.contains('/') => {
            Err(key(&at("type"), "holds a slash: it is a name, not a path"))
        }
        Some(Value::String(_)) => Ok(object.clone()),
        Some(_) => Err(key(&at("type"), "is not a string")),
        None => Err(key(&at("type"), "is missing: it names the plugin")),
    }
}

fn version(object: &Map<String, Value>) -> Result<String, Error> {
    let one = match object.get("cniVersion") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(version)) => version.clone(),
        Some(_) => return Err(key("cniVersion", "is not a string")),
    };
    let numbers = |version: &str| {
        version
            .split('.')
            .map(|it| it.parse().ok())
            .collect::<Option<Vec<u32>>>()
    };
    let mut best = one.clone();
    if let Some(versions) = object.get("cniVersions") {
        let Value::Array(versions) = versions else {
            return Err(key("cniVersions", "is not a list"));
        };
        for version in versions {
            let Some(version) = version.as_str() else {
                return Err(key("cniVersions", "holds what is not a string"));
            };
            let Some(parsed) = numbers(version) else {
                return Err(key("cniVersions", "holds what is not a version"));
            };
            if parsed <= vec![1, 1, 0] && numbers(&best).is_none_or(|it| parsed > it) {
                version.clone_into(&mut best);
            }
        }
    }
    Ok(best)
}

/// A JSON boolean, or the words that libcni takes for one.
fn flag(object: &Map<String, Value>, name: &str) -> Result<bool, Error> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(it)) => Ok(*it),
        Some(Value::String(it)) if it.eq_ignore_ascii_case("true") => Ok(true),
        Some(Value::String(it)) if it.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(key(name, "is neither true nor false")),
    }
}

fn key(key: &str, problem: &'static str) -> Error {
    Error::Key {
        key: key.to_owned(),
        problem,
    }
}
