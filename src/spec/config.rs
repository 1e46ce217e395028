//! A plugin's network configuration, and a reader of JSON objects by the rules of Go's decoder, which are
//! what users' files are written against: keys match in any case, `null` leaves the default, unknown keys
//! are ignored, a wrong type is an error.

use serde_json::{Map, Value};

use super::{Error, environment};

mod text;

/// The configuration on a plugin's standard input.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Name of the network.
    pub name: String,
    /// `cniVersion`; empty if absent.
    pub version: String,
    /// The whole object.
    pub object: Object,
}

/// A container's interface in a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The container's ID.
    pub container_id: String,
    /// The name of the interface in the container.
    pub ifname: String,
}

/// A JSON object and where in the configuration it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    map: Map<String, Value>,
    place: String,
}

impl Config {
    /// Reads and validates what every plugin has in common.
    pub fn parse(bytes: &[u8]) -> Result<Config, Error> {
        let decoding =
            |text: String| Error::new(Error::DECODING, format!("network configuration: {text}"));
        // What is not as it should be is mended as Go's decoder does it, and is looked for only then.
        let value: Value = serde_json::from_slice(bytes)
            .or_else(|_| serde_json::from_str(&text::mend(bytes)))
            .map_err(|error| decoding(error.to_string()))?;
        let Value::Object(map) = value else {
            return Err(decoding("is not a JSON object".into()));
        };
        let object = Object {
            map,
            place: String::new(),
        };
        let name = object.text("name").map_err(|error| decoding(error.msg))?;
        environment::validate_network_name(&name)?;
        let version = object
            .text("cniVersion")
            .map_err(|error| decoding(error.msg))?;
        Ok(Config {
            name,
            version,
            object,
        })
    }

    /// The attachments that GC must leave alone. Without a list everything would go, so one is needed; that none is
    /// valid libcni says with `null`. It sends the list under both names, since the specification had the second one
    /// for a while.
    pub fn valid_attachments(&self) -> Result<Vec<Attachment>, Error> {
        let names = ["cni.dev/valid-attachments", "cni.dev/attachments"];
        let Some(name) = names.iter().find(|it| self.object.last(it).is_some()) else {
            let text = format!("{}: GC needs the list of valid attachments", names[0]);
            return Err(Error::new(Error::CONFIG, text));
        };
        let items = self.object.objects(name)?;
        let read = |it: &Object| {
            Ok(Attachment {
                container_id: it.text("containerID")?,
                ifname: it.text("ifname")?,
            })
        };
        items.iter().map(read).collect()
    }

    /// Looks at the keys that every plugin has, whether it uses them or not: one of another type is a mistake that
    /// somebody wants to know of.
    pub fn check_common(&self) -> Result<(), Error> {
        self.object.text("type")?;
        self.object.object("prevResult")?;
        let capabilities = self.object.object("capabilities")?;
        let mut names = capabilities.map.keys();
        names.try_for_each(|it| capabilities.flag(it).map(drop))
    }

    /// The previous plugin's result, if there is one.
    pub fn prev_result(&self) -> Option<&Value> {
        self.object.get("prevResult")
    }
}

impl Object {
    /// The value of a key: the last one that matches in any case; nothing for `null`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.last(key).filter(|it| !it.is_null())
    }

    fn last(&self, key: &str) -> Option<&Value> {
        let mut matching = self
            .map
            .iter()
            .filter(|(it, _)| it.eq_ignore_ascii_case(key))
            .map(|(_, value)| value);
        matching.next_back()
    }

    /// A string; empty if absent.
    pub fn text(&self, key: &str) -> Result<String, Error> {
        match self.get(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other) => Err(self.wrong(key, "a string", other)),
        }
    }

    /// A boolean; false if absent.
    pub fn flag(&self, key: &str) -> Result<bool, Error> {
        match self.get(key) {
            None => Ok(false),
            Some(Value::Bool(it)) => Ok(*it),
            Some(other) => Err(self.wrong(key, "true or false", other)),
        }
    }

    /// An integer; `None` if absent.
    pub fn integer(&self, key: &str) -> Result<Option<i64>, Error> {
        match self.get(key) {
            None => Ok(None),
            Some(other) => other
                .as_i64()
                .map(Some)
                .ok_or_else(|| self.wrong(key, "an integer", other)),
        }
    }

    /// An object; empty if absent.
    pub fn object(&self, key: &str) -> Result<Object, Error> {
        Ok(self.object_if_any(key)?.unwrap_or_else(|| Object {
            map: Map::new(),
            place: self.at(key),
        }))
    }

    /// An object, `None` if absent.
    pub fn object_if_any(&self, key: &str) -> Result<Option<Object>, Error> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Object {
                map: map.clone(),
                place: self.at(key),
            })),
            Some(other) => Err(self.wrong(key, "an object", other)),
        }
    }

    /// A list; empty if absent.
    pub fn list(&self, key: &str) -> Result<&[Value], Error> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(self.wrong(key, "a list", other)),
        }
    }

    /// A list of objects; empty if absent.
    pub fn objects(&self, key: &str) -> Result<Vec<Object>, Error> {
        objects(self.list(key)?, &self.at(key))
    }

    /// A list of strings; empty if absent.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, Error> {
        let text = |it: &Value| {
            it.as_str()
                .map(str::to_owned)
                .ok_or_else(|| self.wrong(key, "a list of strings", it))
        };
        self.list(key)?.iter().map(text).collect()
    }

    /// The place of a key in the configuration: `ipam.ranges`.
    pub fn at(&self, key: &str) -> String {
        if self.place.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.place)
        }
    }

    fn wrong(&self, key: &str, expected: &str, found: &Value) -> Error {
        wrong(&self.at(key), expected, found)
    }
}

/// The items of a list as objects.
pub fn objects(items: &[Value], place: &str) -> Result<Vec<Object>, Error> {
    let object = |(at, it): (usize, &Value)| match it {
        Value::Object(map) => Ok(Object {
            map: map.clone(),
            place: format!("{place}[{at}]"),
        }),
        other => Err(wrong(&format!("{place}[{at}]"), "an object", other)),
    };
    items.iter().enumerate().map(object).collect()
}

/// The error for a value of another type.
pub fn wrong(place: &str, expected: &str, found: &Value) -> Error {
    let text = found.to_string();
    let short: String = text.chars().take(60).collect();
    let more = if short.len() < text.len() { "..." } else { "" };
    Error::internal(format!(
        "{place}: {expected} is expected, not {short}{more}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_match_as_in_go() {
        let config = Config::parse(
            br#"{"NAME":"demo","cniversion":"1.0.0","mtu":null,"isGateway":true,"isgateway":false,"x":1}"#,
        )
        .unwrap();
        assert_eq!(
            (config.name.as_str(), config.version.as_str()),
            ("demo", "1.0.0")
        );
        assert_eq!(config.object.integer("mtu").unwrap(), None);
        assert!(!config.object.flag("isGateway").unwrap());
        let error = config.object.text("x").unwrap_err();
        assert_eq!(error.msg, "x: a string is expected, not 1");
    }

    #[test]
    fn gc_is_told_what_is_valid_if_that_is_nothing_too() {
        let valid = |keys: &str| {
            Config::parse(format!(r#"{{"name":"n"{keys}}}"#).as_bytes())
                .unwrap()
                .valid_attachments()
                .map_err(|it| it.code)
        };
        let one = Attachment {
            container_id: "c1".into(),
            ifname: "eth0".into(),
        };
        let list = r#"[{"containerID":"c1","ifname":"eth0"}]"#;
        for name in ["cni.dev/valid-attachments", "cni.dev/attachments"] {
            assert_eq!(
                valid(&format!(r#","{name}":{list}"#)).as_ref(),
                Ok(&vec![one.clone()])
            );
            for nothing in ["[]", "null"] {
                assert_eq!(valid(&format!(r#","{name}":{nothing}"#)), Ok(vec![]));
            }
            assert_eq!(valid(&format!(r#","{name}":7"#)), Err(Error::INTERNAL));
        }
        assert_eq!(valid(""), Err(Error::CONFIG));
    }

    #[test]
    fn what_is_no_configuration_is_told_by_its_code() {
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        for (bytes, code) in [
            (&b""[..], 6),
            (b"[]", 6),
            (b"{", 6),
            (b"{\"name\":1}", 6),
            (b"{\"name\":\"\\ud8\"}", 6),
            (b"{\"name\":\"n\",\"x\":1e400}", 6),
            (b"\xff\xfe", 6),
            (&deep, 6),
            (b"{}", 7),
            (b"{\"name\":\"\"}", 7),
            (b"{\"name\":\"a b\"}", 7),
            (b"{\"name\":\"a\\u0000\"}", 7),
            (b"{\"name\":\"a\\ud800\"}", 7),
            (b"{\"name\":\"a\xff\"}", 7),
        ] {
            assert_eq!(
                Config::parse(bytes).unwrap_err().code,
                code,
                "{:?}",
                &bytes[..bytes.len().min(40)]
            );
        }
    }
}
