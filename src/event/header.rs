//! The first line of a recording.

use serde::{Deserialize, Serialize};

/// The first line of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `header`.
    pub kind: HeaderKind,
    /// Version of the format, `FORMAT` of this module's parent.
    pub format: u32,
    /// Version of the program that wrote it.
    pub cniscope: String,
    /// `uname -r` of the kernel that answered.
    pub kernel: String,
    /// `uname -m`.
    pub arch: String,
    /// Wall clock at the start, seconds since 1970 UTC.
    pub started: u64,
    /// `rootless`, `root` (in a user namespace all the same) or `privileged` (without one).
    pub privilege: String,
    /// Name of the sandbox, if it was there before and stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// The network configuration's name on the command line.
    pub target: String,
    /// Where plugins were looked for, in order; `bundled` stands for cniscope itself.
    pub plugins: Vec<PluginFile>,
}

/// The constant `header`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderKind {
    /// `"kind":"header"`.
    Header,
}

/// A plugin binary that a configuration names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginFile {
    /// `type` in the configuration.
    pub name: String,
    /// Path inside the sandbox.
    pub path: String,
    /// Where the binary comes from: `bundled`, or the path of the file on the host.
    pub origin: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}
