//! A lesson: its manifest `lesson.toml`, read strictly, and its texts.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Error, Files};

mod wanted;

pub use wanted::Check;
pub(super) use wanted::{
    FileWanted, JsonWanted, ObjectWanted, PingWanted, PortWanted, RecordedWanted, VerbWanted,
};

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
    /// Of this kind of file: 1.
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

/// A way to solve it: a script, typed into `cniscope shell lesson`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// In a few words.
    pub name: String,
    /// File of the lesson's folder.
    pub script: String,
    /// Another one, typed before it: a mistake that is a small change of the solution.
    pub after: Option<String>,
}

/// A plausible mistake.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// In a few words.
    pub name: String,
    /// File of the lesson's folder.
    pub script: String,
    /// Another one, typed before it: a mistake that is a small change of the solution.
    pub after: Option<String>,
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
