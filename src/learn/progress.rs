//! What the learner has done: a file that a person can read, change and remove.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;

/// `progress.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The lesson that is gone on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// By the name of the lesson's folder.
    #[serde(default)]
    pub lesson: BTreeMap<String, Record>,
}

/// What was done of one lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// A check has passed.
    #[serde(default)]
    pub passed: bool,
    /// How many checks there were.
    #[serde(default)]
    pub checks: u32,
    /// Hints that were shown.
    #[serde(default)]
    pub hints: usize,
    /// The solution was asked for before a check has passed; asked once more it is shown.
    #[serde(default)]
    pub asked_for_solution: bool,
}

impl Progress {
    /// Reads the file; one that is not there is an empty one.
    pub fn read(path: &Path) -> Result<Progress, Error> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| Error::Manifest {
                path: path.to_owned(),
                message: format!(
                    "{}\nmend it, or remove it: then no lesson counts as done",
                    error.to_string().trim_end()
                ),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Progress::default()),
            Err(error) => Err(Error::io("read", path)(error)),
        }
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let text = toml::to_string(self).unwrap_or_default();
        format!("{INTRODUCTION}\n{text}")
    }

    /// What was done of a lesson.
    pub fn of(&self, id: &str) -> Record {
        self.lesson.get(id).cloned().unwrap_or_default()
    }

    /// The same, to change it.
    pub fn of_mut(&mut self, id: &str) -> &mut Record {
        self.lesson.entry(id.to_owned()).or_default()
    }
}

const INTRODUCTION: &str = "\
# What `cniscope learn` knows of your progress. You may change or remove it.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("progress.toml");
        let mut progress = Progress::read(&path).unwrap();
        assert_eq!(progress, Progress::default());
        progress.current = Some("02-x".into());
        progress.of_mut("01-y").passed = true;
        progress.of_mut("02-x").hints = 2;
        std::fs::write(&path, progress.text()).unwrap();
        assert_eq!(Progress::read(&path).unwrap(), progress);
        std::fs::write(&path, "currant = 1\n").unwrap();
        let error = Progress::read(&path).unwrap_err().to_string();
        assert!(
            error.contains("currant") && error.contains("line 1"),
            "{error}"
        );
    }
}
