//! `[[check]]` of a manifest: what is looked at, and what is wanted of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Something that must be so.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Unique in the lesson.
    pub id: String,
    /// What must be so, in words: "pod1 has a default route".
    pub wants: String,
    /// What to look at next if it is not: a command or a sentence.
    pub look: String,
    /// The run that it looks at, instead of the lesson's sandbox.
    pub run: Option<String>,
    /// In that run: the verb after which it looks.
    pub after: Option<String>,
    /// A network namespace of this name.
    pub namespace: Option<String>,
    /// Objects of the kernel.
    pub object: Option<ObjectWanted>,
    /// A pod's cable ends in a port of a bridge.
    pub port: Option<PortWanted>,
    /// An echo request is answered, or is not.
    pub ping: Option<PingWanted>,
    /// Files inside of the sandbox, or of the lesson's folder.
    pub file: Option<FileWanted>,
    /// A value in a JSON file, or in a result of a run.
    pub json: Option<JsonWanted>,
    /// How a call of a run ends.
    pub verb: Option<VerbWanted>,
    /// Nothing of the attachment is left behind a run.
    pub clean: Option<bool>,
    /// What a recording that the learner made tells.
    pub recorded: Option<RecordedWanted>,
}

/// Objects of the kernel, as recordings call them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectWanted {
    /// The network namespace.
    #[serde(rename = "in")]
    pub netns: String,
    /// `link`, `address`, `route`, `rule`, `neighbour`, `port`, `nft`, `sysctl`.
    pub class: String,
    /// Its name; `*` stands for anything.
    pub name: String,
    /// Properties that it must have: a text (`*` stands for anything), a number, or a list of which it has all.
    #[serde(default)]
    pub with: BTreeMap<String, Value>,
    /// How many there must be; without it at least one.
    pub count: Option<usize>,
}

/// Where a cable ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortWanted {
    /// The namespace with the near end.
    #[serde(rename = "in")]
    pub netns: String,
    /// The near end.
    pub link: String,
    /// The bridge of the node; `*` stands for anything.
    pub bridge: String,
    /// Properties of the port: `hairpin = 1`.
    #[serde(default)]
    pub with: BTreeMap<String, Value>,
}

/// An echo request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PingWanted {
    /// The namespace that asks.
    pub from: String,
    /// An address, or a link in a namespace (`pod2 eth0`), whose first address is asked.
    pub to: String,
    /// 4 or 6: which address of the link.
    #[serde(default = "four")]
    pub family: u8,
    /// Bytes of the whole packet.
    pub size: Option<usize>,
    /// The sender may cut it, as programs let it be cut: where its own link or route takes less. Nobody else may.
    #[serde(default)]
    pub cut: bool,
    /// False if nobody may answer.
    #[serde(default = "yes")]
    pub answers: bool,
}

fn one() -> usize {
    1
}

fn four() -> u8 {
    4
}

fn yes() -> bool {
    true
}

/// Files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileWanted {
    /// A path inside of the sandbox, absolute, or of the lesson's folder; `*` stands for anything in a name.
    pub path: String,
    /// The first line of each that counts; `*` stands for anything.
    #[serde(default = "anything")]
    pub first_line: String,
    /// How many there must be; without it at least one.
    pub count: Option<usize>,
}

fn anything() -> String {
    "*".to_owned()
}

/// A value in JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonWanted {
    /// The file; without it the result of the run's call `after`.
    pub path: Option<String>,
    /// Where in it, RFC 6901: `/ips/0/address`.
    pub at: String,
    /// What stands there: a text (`*` stands for anything), a number; without it anything.
    pub is: Option<Value>,
}

/// How a call ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerbWanted {
    /// The verb.
    pub name: String,
    /// The first call of it is 1.
    #[serde(default = "one")]
    pub nth: usize,
    /// True if it must succeed.
    #[serde(default = "yes")]
    pub succeeds: bool,
    /// What its error says; `*` stands for anything.
    pub says: Option<String>,
    /// What it must have written to standard error; `*` stands for anything.
    pub stderr: Option<String>,
}

/// What a recording tells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedWanted {
    /// The recording, of the lesson's folder.
    pub path: String,
    /// The verb whose call counts.
    pub verb: String,
    /// Whether that call succeeded.
    #[serde(default = "yes")]
    pub succeeds: bool,
    /// The netlink message that was refused, `RTM_NEWLINK`.
    pub refused: Option<String>,
    /// The errno it was refused with.
    pub errno: Option<String>,
    /// Words that stand in the message's line: `lo up`.
    pub message: Option<String>,
}

impl Check {
    /// How many things it names to look at.
    pub(super) fn kinds(&self) -> usize {
        [
            self.namespace.is_some(),
            self.object.is_some(),
            self.port.is_some(),
            self.ping.is_some(),
            self.file.is_some(),
            self.json.is_some(),
            self.verb.is_some(),
            self.clean.is_some(),
            self.recorded.is_some(),
        ]
        .into_iter()
        .filter(|it| *it)
        .count()
    }
}
