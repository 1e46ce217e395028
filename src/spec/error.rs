//! The error object that a plugin prints on standard output.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An error with its code. Codes below 100 are the specification's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Error {
    /// What went wrong, as a number.
    #[serde(default)]
    pub code: u32,
    /// What went wrong, in words.
    #[serde(default)]
    pub msg: String,
    /// More of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
}

impl Error {
    /// Incompatible version.
    pub const VERSION: u32 = 1;
    /// A field of the configuration that the plugin does not support; the text names key and value.
    pub const UNSUPPORTED: u32 = 2;
    /// The container is unknown.
    pub const UNKNOWN_CONTAINER: u32 = 3;
    /// Environment variables that are missing or bad; the text names them.
    pub const ENVIRONMENT: u32 = 4;
    /// Input or output failed.
    pub const IO: u32 = 5;
    /// What was read cannot be decoded.
    pub const DECODING: u32 = 6;
    /// The network configuration is invalid.
    pub const CONFIG: u32 = 7;
    /// The network namespace is one that the plugin must not touch (of the library, not of the specification).
    pub const NETNS: u32 = 8;
    /// Try again later.
    pub const TRY_AGAIN: u32 = 11;
    /// STATUS: no ADD can be served.
    pub const NOT_AVAILABLE: u32 = 50;
    /// STATUS: no ADD can be served, and attachments may be limited.
    pub const LIMITED: u32 = 51;
    /// Everything else.
    pub const INTERNAL: u32 = 999;

    /// An error with a code and a text.
    pub fn new(code: u32, msg: impl Into<String>) -> Error {
        Error {
            code,
            msg: msg.into(),
            details: String::new(),
        }
    }

    /// An error without a code of its own.
    pub fn internal(msg: impl Into<String>) -> Error {
        Error::new(Error::INTERNAL, msg)
    }

    pub(super) fn decoding(msg: &str) -> Error {
        Error::new(Error::DECODING, msg)
    }

    /// Says before the text what was being done; code and details stay.
    #[must_use]
    pub fn context(self, what: &str) -> Error {
        Error {
            msg: format!("{what}: {}", self.msg),
            ..self
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.msg)?;
        if self.details.is_empty() {
            Ok(())
        } else {
            write!(f, "; {}", self.details)
        }
    }
}

impl std::error::Error for Error {}

/// What a code says, by the specification's table and the reference library.
pub fn meaning(code: u64) -> &'static str {
    match code {
        1 => "the plugin does not speak this version of CNI",
        2 => "a key or value of the configuration that the plugin does not support",
        3 => "the container is unknown",
        4 => "an environment variable is missing or bad",
        5 => "reading or writing failed",
        6 => "what was read cannot be decoded",
        7 => "the network configuration is invalid",
        8 => "a network namespace that the plugin must not touch",
        11 => "a passing state: try again later",
        50 => "the plugin cannot serve ADD now",
        51 => "the plugin cannot serve ADD now, and what is attached may be limited",
        0..=99 => "a code of the specification that is not assigned",
        999 => "any other error, as the reference plugins have it",
        _ => "the plugin's own",
    }
}
