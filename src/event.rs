//! What happened: the one vocabulary of tracer, recording and views.
//!
//! A recording is a [`Header`] and then one [`Event`] a line. Every event is self-contained: who did it,
//! in which namespace, in which stage of which call.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod data;
mod escape;
mod header;
mod state;

pub use data::Data;
pub use escape::{escape, escape_lines};
pub use header::{Header, HeaderKind, PluginFile};
pub use state::{Change, ChangeOp, Object};

use crate::wire::Message;

/// The number that a header of this version carries in `format`.
pub const FORMAT: u32 = 1;

/// One line of a recording after the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the recording, from 1, without gaps.
    pub seq: u64,
    /// Nanoseconds since the start of the run, on the monotonic clock.
    pub t_ns: u64,
    /// The plugin call that this belongs to: the `seq` of its `call` event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
    /// The stage that this belongs to, `bridge/add/create-veth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Who did it; absent for what cniscope itself did or found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// Name of the network namespace in which it took effect: `node`, `pod1`, `outside`, `netns:[4026532008]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub netns: Option<String>,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// A thread of a plugin or of one of its children.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Process, as the host numbers it.
    pub pid: i32,
    /// Thread.
    pub tid: i32,
    /// Base name of the program that the process runs.
    pub comm: String,
    /// The CNI plugin on whose behalf it runs: itself, or the nearest ancestor that is a plugin.
    pub plugin: String,
    /// Process of that plugin.
    pub plugin_pid: i32,
    /// 0 for the plugin that the runtime called, 1 for one that it delegated to, and so on.
    pub depth: u32,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The namespaces of the sandbox, as they stand when the run begins.
    World(World),
    /// The runtime calls a plugin.
    Call(Call),
    /// A stage of a plugin begins.
    Stage(StageBegin),
    /// A program is started (the whole of it is known before the kernel acts).
    Exec(Exec),
    /// A process has read from its standard input.
    Input {
        /// What it has read.
        data: Data,
    },
    /// A request to the kernel or an answer of it.
    Netlink(Netlink),
    /// A thread moves to another namespace.
    Setns {
        /// `net`, `mnt`, `user`, ...
        #[serde(rename = "type")]
        namespace: String,
        /// Name of the namespace it moves to, or `new` for `unshare`.
        target: String,
    },
    /// A value is written below `/proc/sys` or `/sys`.
    Sysctl {
        /// The file.
        path: String,
        /// What is written.
        value: Data,
        /// The command that would do the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command: Option<String>,
    },
    /// A file outside `/proc` and `/sys` is opened for writing, written, renamed, removed or locked.
    File(FileUse),
    /// The kernel's state differs from what it was.
    Change(Change),
    /// A process has written to its standard output or standard error.
    Output {
        /// `stdout` or `stderr`.
        stream: Stream,
        /// What it has written.
        data: Data,
    },
    /// A process has ended.
    Exit {
        /// Its exit code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i32>,
        /// The signal that ended it, `SIGKILL`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<String>,
    },
    /// A plugin call has ended.
    Result(CallResult),
    /// Something was seen that cannot be decoded.
    Unseen {
        /// `ioctl`, `setsockopt`, `bpf`, `io_uring`, `mount`, `32-bit program`.
        what: String,
        /// Its details in words.
        detail: String,
    },
    /// The system call behind an earlier event failed: the kernel has not done what that event asks for.
    Failed {
        /// `seq` of that event; 0 if it was dropped.
        of: u64,
        /// Why, `EEXIST`.
        errno: String,
    },
    /// The plugin is held.
    Held {
        /// `stage`, `message`, `break`, `verb` (before the next verb) or `end` (after the last one).
        at: String,
        /// The breakpoint that holds it, as the user wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The user let the thing that the plugin was about to do fail, be late, or be its last.
    Injected {
        /// `seq` of the event that told what the plugin was about to do.
        of: u64,
        /// `EEXIST`, `delay 200 ms` or `kill`.
        fault: String,
    },
    /// The user sent an ICMP echo request while the plugin was held; the event's namespace is where from.
    Ping {
        /// The address that was to answer.
        to: String,
        /// How long the answer took, nanoseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer_ns: Option<u64>,
        /// Why there is no answer, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// cniscope's own remark: a limit was reached, a process was left behind.
    Notice {
        /// The remark, in words.
        text: String,
    },
    /// What is there after a DEL that was not there before the first call, or after an ADD that failed that was
    /// not there before it.
    Leftover {
        /// `attachment` (a fault) or `node` (by design).
        scope: String,
        /// What it is, in words: `lease /var/lib/cni/networks/demo/10.22.0.2`.
        object: String,
    },
    /// The run has ended.
    End {
        /// How long it took, nanoseconds.
        wall_ns: u64,
        /// Events that were not recorded because a limit was reached.
        dropped: u64,
        /// Exit code of the run: 0 all calls succeeded, 1 one failed.
        exit: i32,
    },
}

/// The namespaces of the sandbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// Namespaces by name, in the order node, pods, outside.
    pub namespaces: Vec<Namespace>,
}

/// One network namespace of the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// `node`, `pod1`, `outside`.
    pub name: String,
    /// Path inside the sandbox, `/run/netns/pod1`.
    pub path: String,
    /// Inode of the namespace file.
    pub inode: u64,
    /// What stands in it at the start: one line per link, with addresses and the default route.
    #[serde(default)]
    pub objects: Vec<Object>,
}

/// A call of a plugin by the runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `ADD`, `CHECK`, `DEL`, `GC`, `STATUS`, `VERSION`.
    pub verb: String,
    /// `type` of the plugin.
    pub plugin: String,
    /// Path of the binary inside the sandbox.
    pub path: String,
    /// The environment of the plugin; the variable by which a plugin of ours is asked for marks is left out.
    pub env: BTreeMap<String, Data>,
    /// What stands ready on its standard input.
    pub stdin: Data,
}

/// A stage begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageBegin {
    /// `bridge/add/create-veth`; the same as `stage` of the event.
    pub id: String,
    /// The title of its page.
    pub title: String,
    /// How it is known.
    pub source: Source,
}

/// How a stage is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The plugin itself said so.
    Mark,
    /// Concluded from what the plugin did.
    Inferred,
}

/// A program starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exec {
    /// The path given to `execve`.
    pub path: String,
    /// Arguments, the program's name first.
    pub argv: Vec<Data>,
    /// Environment; of a name given twice the first value, which is what `getenv` finds.
    pub env: BTreeMap<String, Data>,
}

/// One datagram on a netlink socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Netlink {
    /// Request or reply.
    pub direction: Direction,
    /// `route`, `netfilter`, `generic`, `sock_diag`; `family 77` if it has no name here.
    pub family: String,
    /// The system call that carried it.
    pub syscall: String,
    /// The messages in it.
    pub messages: Vec<Message>,
    /// What the kernel refused with, if this is a refusal: `EEXIST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errno: Option<String>,
    /// Bytes that were sent or received but not kept, because the datagram was larger than the limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cut: u64,
}

/// Request or reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the process to the kernel.
    Request,
    /// From the kernel to the process.
    Reply,
}

/// Standard output or standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Descriptor 1 of the plugin.
    Stdout,
    /// Descriptor 2 of the plugin.
    Stderr,
}

/// A use of a file that changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUse {
    /// `create`, `open`, `write`, `rename`, `remove`, `mkdir`, `link`, `lock`, `unlock`.
    pub op: String,
    /// The file.
    pub path: String,
    /// The new name (`rename`, `link`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What is written (`write`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
}

/// How a plugin call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallResult {
    /// The verb of the call.
    pub verb: String,
    /// True if the runtime would take it as success.
    pub ok: bool,
    /// The JSON that the plugin printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<serde_json::Value>,
    /// Why it failed, in words: the CNI error it printed, or what was wrong with its output, exit code or time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
