//! What the two processes say to each other: a job first, then commands one way, the recording the other.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What the inner process is to do. The first line that it gets.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Job {
    /// The name by which the user called the configuration.
    pub target: String,
    /// The network configuration or list, as read.
    pub config: String,
    /// Verbs in order.
    pub verbs: Vec<String>,
    /// Replaces `cniVersion`.
    pub cni_version: Option<String>,
    /// Where plugins are found, in order.
    pub plugins: Vec<Plugins>,
    /// Variables that plugins get beside PATH, LANG and CNI_*.
    pub env: Vec<(String, String)>,
    /// `CNI_ARGS`.
    pub args: String,
    /// Number of pods, each attached in turn.
    pub pods: usize,
    /// Names of the pods that are meant; empty for all.
    pub only: Vec<String>,
    /// Time that one call may take, in milliseconds.
    pub timeout_ms: u64,
    /// No user namespace.
    pub privileged: bool,
    /// A sandbox of its own, also inside of a named one.
    pub fresh: bool,
    /// Look at the kernel's state at each stage.
    pub snapshots: bool,
    /// Hold each look at the kernel's state against a full one, and tell what it has missed.
    pub verify: bool,
    /// Ask bundled plugins to mark their stages.
    pub marks: bool,
    /// Where to hold.
    pub stepping: Stepping,
    /// Hold before each verb but the first, and after the last one, while the sandbox still stands.
    pub between_verbs: bool,
    /// Where to hold whatever the stepping: expressions of [`crate::breakpoint`].
    pub breakpoints: Vec<String>,
    /// What is to fail where: injections of [`crate::breakpoint`].
    pub injections: Vec<String>,
}

/// A place where plugins are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plugins {
    /// The bundled ones.
    Bundled,
    /// A directory of the host, absolute.
    Directory(PathBuf),
}

/// Where a run holds until it is told to go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stepping {
    /// Nowhere.
    #[default]
    Free,
    /// At the next stage.
    Stage,
    /// At the next request to the kernel, or the next stage.
    Message,
    /// At the next stage of the plugin that is held or of a plugin that called it: not inside of one that it calls.
    Over,
    /// When the plugin that is held has ended: at the next stage of whoever called it, or at its result.
    Finish,
    /// Before the next verb.
    Verb,
}

/// What the outer process asks for while the plugin is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Go on until the next hold of this kind.
    Go {
        /// Where to hold next.
        until: Stepping,
    },
    /// Tell the state of all namespaces: `state` events follow, then the same hold again.
    State,
    /// Replace all breakpoints; the same hold again, without an event.
    Breakpoints {
        /// Expressions of [`crate::breakpoint`].
        expressions: Vec<String>,
    },
    /// What the plugin is held before fails, is late, or is its last: `EEXIST`, `delay=200ms`, `kill`. Then it goes on.
    Inject {
        /// A fault of [`crate::breakpoint`].
        fault: String,
        /// Where to hold next.
        until: Stepping,
    },
    /// Let this verb be the next, before those of the job. Held between verbs, it begins at once.
    Next {
        /// `CHECK`
        verb: String,
    },
    /// Send an ICMP echo request: a `ping` event follows, then the same hold again.
    Ping {
        /// Name of the namespace that it starts in, `pod1`.
        from: String,
        /// IPv4 or IPv6 address.
        to: String,
    },
    /// Kill the plugin, then DEL what has been attached, without holding.
    Quit,
}

/// The inner process cannot do its job. A line of the stream instead of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Exit code of the program: 2 bad input, 3 the environment does not allow it.
    pub exit: u8,
    /// Why, and what to do.
    pub failure: String,
}
