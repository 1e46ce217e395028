//! A lesson: its manifest `lesson.toml`, read strictly, and its texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::{Error, Files};

/// The number that `format` of a manifest must have.
pub(super) const FORMAT: u32 = 1;

/// A lesson of a course.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Name of its folder, `04-first-bridge`.
    pub id: String,
    /// What `lesson.toml` says.
    pub manifest: Manifest,
    /// `README.md`: the lesson's text, a page of the book too.
    pub text: String,
    /// Every file of the folder.
    pub files: Files,
}

/// `lesson.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// A few words.
    pub title: String,
    /// What one knows afterwards, one sentence.
    pub teaches: String,
    /// Programs that it takes beside cniscope: `ip`, `jq`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The check that refuses the untouched lesson.
    pub unsolved: String,
    /// From a nudge to nearly the answer.
    pub hints: Vec<String>,
    /// The world that is built.
    #[serde(default)]
    pub world: World,
    /// What the stepper steps through in this lesson.
    #[serde(default)]
    pub step: Step,
    /// Runs of the learner's files that the checks look at.
    #[serde(default)]
    pub run: Vec<Run>,
    /// What must be so, in the order in which it is looked at.
    pub check: Vec<Check>,
    /// Other ways to solve it.
    #[serde(default)]
    pub other: Vec<Way>,
    /// Plausible mistakes.
    #[serde(default)]
    pub wrong: Vec<Wrong>,
}

/// The world of a lesson: a sandbox with pods. `setup.sh`, if there is one, wires it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Number of pods.
    pub pods: usize,
}

impl Default for World {
    fn default() -> World {
        World { pods: 1 }
    }
}

/// What the stepper steps through.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A TARGET: an embedded configuration, or a file of the lesson (`./net.conflist`).
    pub target: String,
    /// Where plugins are, as in `--plugins`.
    #[serde(default = "bundled")]
    pub plugins: String,
}

impl Default for Step {
    fn default() -> Step {
        Step {
            target: "bridge".to_owned(),
            plugins: bundled(),
        }
    }
}

fn bundled() -> String {
    "bundled".to_owned()
}

/// A run of the learner's files, in a sandbox of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// By which checks call it.
    pub name: String,
    /// A file of the lesson.
    pub target: PathBuf,
    /// Directories of the lesson's folder, or `bundled`, separated by colons.
    #[serde(default = "bundled")]
    pub plugins: String,
    /// Verbs, in order.
    #[serde(default = "usual_verbs")]
    pub verbs: Vec<String>,
    /// Number of pods, each attached in turn.
    #[serde(default = "one")]
    pub pods: usize,
}

fn usual_verbs() -> Vec<String> {
    ["ADD", "CHECK", "DEL"].map(str::to_owned).to_vec()
}

fn one() -> usize {
    1
}

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

/// A way to solve it: a script, typed into `cniscope shell lesson`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// In a few words.
    pub name: String,
    /// File of the lesson's folder.
    pub script: String,
}

/// A plausible mistake.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// In a few words.
    pub name: String,
    /// File of the lesson's folder.
    pub script: String,
    /// The check that refuses it.
    pub refused_by: String,
    /// What the learner is told then, among other things; `*` stands for anything.
    pub says: String,
}

impl Lesson {
    /// Reads a lesson from its folder's files. `folder` is named in errors.
    pub fn read(id: &str, folder: &Path, files: Files) -> Result<Lesson, Error> {
        let text_of = |name: &str| {
            let bytes = files.get(name).ok_or_else(|| Error::Manifest {
                path: folder.join(name),
                message: "a lesson has this file".to_owned(),
            })?;
            String::from_utf8(bytes.to_vec()).map_err(|_| Error::Manifest {
                path: folder.join(name),
                message: "it is not UTF-8".to_owned(),
            })
        };
        let path = folder.join("lesson.toml");
        let manifest: Manifest =
            toml::from_str(&text_of("lesson.toml")?).map_err(|error| Error::Manifest {
                path: path.clone(),
                message: error.to_string().trim_end().to_owned(),
            })?;
        let text = text_of("README.md")?;
        let lesson = Lesson {
            id: id.to_owned(),
            manifest,
            text,
            files,
        };
        match lesson.fault() {
            Some(message) => Err(Error::Manifest { path, message }),
            None => Ok(lesson),
        }
    }

    /// What the types cannot say of a manifest.
    fn fault(&self) -> Option<String> {
        let it = &self.manifest;
        if it.format != FORMAT {
            return Some(format!(
                "format {} is not known: this cniscope reads {FORMAT}",
                it.format
            ));
        }
        if it.check.is_empty() {
            return Some("a lesson has at least one [[check]]".to_owned());
        }
        for (number, check) in it.check.iter().enumerate() {
            if it.check[..number].iter().any(|other| other.id == check.id) {
                return Some(format!("two checks are called {}", check.id));
            }
            let kinds = check.kinds();
            if kinds != 1 {
                return Some(format!(
                    "check {} says {kinds} things to look at: it takes exactly one",
                    check.id
                ));
            }
            if let Some(run) = &check.run
                && !it.run.iter().any(|it| it.name == *run)
            {
                return Some(format!("check {}: there is no [[run]] {run}", check.id));
            }
        }
        let known = |id: &str| it.check.iter().any(|check| check.id == id);
        let refusing = it.wrong.iter().map(|it| it.refused_by.as_str());
        let unknown = refusing
            .chain([it.unsolved.as_str()])
            .find(|id| !known(id))?;
        Some(format!("there is no check {unknown}"))
    }

    /// The number that its folder's name begins with.
    pub fn number(&self) -> Option<u32> {
        self.id.split('-').next()?.parse().ok()
    }
}

impl Check {
    fn kinds(&self) -> usize {
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
