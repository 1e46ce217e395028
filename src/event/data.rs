//! Bytes from outside, kept exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::Bytes;

/// Bytes that are a JSON string when they are UTF-8, and `{"base64": ...}` otherwise, so that they are kept exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Data(pub Vec<u8>);

impl Data {
    /// The bytes as text, each invalid sequence replaced by U+FFFD.
    pub fn lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Data(text.as_bytes().to_vec())
    }
}

#[derive(Serialize, Deserialize)]
struct NotText {
    base64: Bytes,
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => NotText {
                base64: Bytes(self.0.clone()),
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Text(String),
            NotText(NotText),
        }
        Ok(Data(match Either::deserialize(deserializer)? {
            Either::Text(text) => text.into_bytes(),
            Either::NotText(bytes) => bytes.base64.0,
        }))
    }
}
