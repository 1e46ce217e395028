//! What was seen of a host: the JSON of `cniscope inspect`, and what the views are drawn from.
//!
//! `book/src/reference/inspect.schema.json` describes it. A field that changes its meaning needs a new [`FORMAT`].

use serde::{Deserialize, Serialize};

mod joined;
mod links;
mod routing;

pub use joined::{Attachment, Lease, Nat, Orphans, Socket};
pub use links::{Address, End, Forwarding, Link, Master, Port, Process, Vlan};
pub use routing::{Entry, Hop, Neighbour, Route, Rule};

/// Version of the format.
pub const FORMAT: u32 = 1;

/// A look at a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`FORMAT`].
    pub cniscope_inspect: u32,
    /// Seconds since 1970.
    pub time: u64,
    /// The node name, uname(2).
    pub host: String,
    /// The kernel's release, uname(2).
    pub kernel: String,
    /// The number of this start of the host: while it lasts, so do the numbers of namespaces.
    #[serde(default)]
    pub boot: String,
    /// True if namespaces that only a socket holds were looked for too.
    pub deep: bool,
    /// The namespace that was looked from; absent if even that is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_from: Option<u64>,
    /// The namespaces: the host's first, then by number.
    pub namespaces: Vec<Namespace>,
    /// CNI's records of what is not there.
    pub orphans: Orphans,
    /// What was not looked at, or could not be.
    pub unseen: Vec<Unseen>,
}

/// A network namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// The number by which /proc calls it, and by which all else here refers to it.
    pub inode: u64,
    /// The best of its names; others may have the same.
    pub title: String,
    /// Everything that people know it by, best first.
    pub names: Vec<Name>,
    /// What keeps it alive; at most [`Namespace::HOLDERS`] of each kind.
    pub held_by: Vec<Holder>,
    /// Processes in it, of which at least one thread is.
    pub processes: u64,
    /// The user namespace whose rights count in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_namespace: Option<UserNamespace>,
    /// Its links; empty, with an `unseen`, if nobody lets us in.
    pub links: Vec<Link>,
    /// Routes of all tables but `local`.
    pub routes: Vec<Route>,
    /// Routing rules that were added.
    pub rules: Vec<Rule>,
    /// Neighbours.
    pub neighbours: Vec<Neighbour>,
    /// Where bridges and vxlans send frames.
    pub fdb: Vec<Entry>,
    /// Whether packets are forwarded between links.
    pub forwarding: Forwarding,
    /// Rules that translate addresses.
    pub nat: Vec<Nat>,
    /// Listening sockets.
    pub sockets: Vec<Socket>,
    /// What CNI has noted of it.
    pub attachments: Vec<Attachment>,
    /// Its leases.
    pub leases: Vec<Lease>,
}

impl Namespace {
    /// Of a kind of holder so many are named; the rest is counted in `processes`, or left out.
    pub const HOLDERS: usize = 8;
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// What sort of name.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Where it is from, or more of it: the path of a mount, the engine of a container, the process's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A sort of name, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum NameKind {
    /// Process 1, or the kernel's own processes, live there.
    Host,
    /// `namespace/name` of a Kubernetes pod.
    Pod,
    /// A container's ID.
    Container,
    /// The last part of a path at which it is mounted, as `ip netns` names it.
    Mount,
    /// A unit of systemd.
    Unit,
    /// The command of a process.
    Process,
    /// Of nothing else: its number.
    Number,
}

/// What keeps a namespace alive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Holder {
    /// A process in it.
    Process {
        /// Its number.
        pid: i32,
        /// Its command.
        command: String,
    },
    /// A thread that is in another namespace than its process.
    Thread {
        /// The process.
        pid: i32,
        /// The thread.
        tid: i32,
        /// The thread's command.
        command: String,
    },
    /// A mount of it.
    Mount {
        /// Where, as seen in that mount namespace.
        path: String,
        /// The mount namespace; absent for that of the one who looks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mount_namespace: Option<u64>,
    },
    /// An open descriptor of it.
    Descriptor {
        /// The process that has it.
        pid: i32,
        /// The process's command.
        command: String,
        /// The descriptor.
        fd: i32,
    },
    /// A socket that was created in it (looked for with `--deep`).
    Socket {
        /// The process that has it.
        pid: i32,
        /// The process's command.
        command: String,
        /// The descriptor.
        fd: i32,
    },
}

/// The user namespace that owns a network namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserNamespace {
    /// Its number.
    pub inode: u64,
    /// The user who has made it, if the kernel tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_uid: Option<u32>,
}

/// Something that is not shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unseen {
    /// The namespace that it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<u64>,
    /// What.
    pub what: String,
    /// Why, and what would show it.
    pub why: String,
}
