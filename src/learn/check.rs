//! Does the lesson's world, or a run of the learner's files, look as it should? In the order of the manifest, up to
//! the first thing that does not.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::lesson::{Check, Lesson};
use super::witness::Witness;
use super::{Error, Workspace};
use crate::topology::State;

mod files;
mod pattern;
mod recorded;
mod runs;
mod world;

pub(super) use pattern::fits;
use runs::Ran;

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check.
    pub id: String,
    /// What must be so.
    pub wants: String,
    /// `None` if it was not looked at, because one before it has failed.
    pub ok: Option<bool>,
    /// What was looked at: "routes of pod1".
    pub looked_at: String,
    /// What was seen there.
    pub saw: String,
    /// What to look at next.
    pub look: String,
}

/// What came of all checks of a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The lesson.
    pub lesson: String,
    /// True if all is as it should be.
    pub passed: bool,
    /// In order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The check that has failed.
    pub fn refused_by(&self) -> Option<&Finding> {
        self.findings.iter().find(|it| it.ok == Some(false))
    }
}

/// What one check has seen.
#[derive(Debug)]
struct Seen {
    ok: bool,
    looked_at: String,
    saw: String,
}

/// All that checks look at.
struct Scene<'a> {
    lesson: &'a Lesson,
    folder: &'a Path,
    witness: &'a mut Witness,
    world: State,
    runs: BTreeMap<String, Ran>,
}

/// Checks a lesson: the learner's copy in the workspace and the world that the witness is in.
pub(super) fn check(
    lesson: &Lesson,
    workspace: &Workspace,
    witness: &mut Witness,
) -> Result<Report, Error> {
    let world = witness.world()?;
    let folder = workspace.folder(lesson);
    let mut scene = Scene {
        lesson,
        folder: &folder,
        witness,
        world,
        runs: BTreeMap::new(),
    };
    let mut findings = Vec::new();
    let mut passed = true;
    for check in &lesson.manifest.check {
        let seen = match passed {
            true => Some(scene.look(check)?),
            false => None,
        };
        passed &= seen.as_ref().is_some_and(|it| it.ok);
        findings.push(finding(check, seen));
    }
    Ok(Report {
        lesson: lesson.id.clone(),
        passed,
        findings,
    })
}

fn finding(check: &Check, seen: Option<Seen>) -> Finding {
    let (ok, looked_at, saw) = match seen {
        Some(it) => (Some(it.ok), it.looked_at, it.saw),
        None => (None, String::new(), String::new()),
    };
    Finding {
        id: check.id.clone(),
        wants: check.wants.clone(),
        ok,
        looked_at,
        saw,
        look: check.look.clone(),
    }
}

impl Scene<'_> {
    fn look(&mut self, check: &Check) -> Result<Seen, Error> {
        if let Some(name) = &check.namespace {
            return Ok(world::namespace(&self.world, name));
        }
        if let Some(wanted) = &check.object {
            let (state, of) = match self.state(check)? {
                Ok(it) => it,
                Err(seen) => return Ok(seen),
            };
            return Ok(world::object(&state, wanted, &of));
        }
        if let Some(wanted) = &check.port {
            let (state, of) = match self.state(check)? {
                Ok(it) => it,
                Err(seen) => return Ok(seen),
            };
            return Ok(world::port(&state, wanted, &of));
        }
        if let Some(wanted) = &check.ping {
            return world::ping(&self.world, self.witness, wanted);
        }
        if let Some(wanted) = &check.file {
            return files::file(self.witness, self.folder, wanted);
        }
        if let Some(wanted) = &check.json {
            return match (&wanted.path, &check.run) {
                (Some(path), _) => files::json(self.witness, self.folder, path, wanted),
                (None, Some(run)) => {
                    let after = check.after.as_deref().unwrap_or("ADD");
                    Ok(self.ran(run)?.json(after, wanted))
                }
                (None, None) => Ok(nothing_to_look_at(check)),
            };
        }
        if let Some(wanted) = &check.recorded {
            return Ok(recorded::recorded(self.folder, wanted));
        }
        match (&check.run, &check.verb, check.clean) {
            (Some(run), Some(wanted), _) => Ok(self.ran(run)?.verb(wanted)),
            (Some(run), None, Some(wanted)) => Ok(self.ran(run)?.clean(wanted)),
            _ => Ok(nothing_to_look_at(check)),
        }
    }

    /// The state that the check looks at, and whose it is in words.
    fn state(&mut self, check: &Check) -> Result<Result<(State, String), Seen>, Error> {
        let Some(run) = &check.run else {
            return Ok(Ok((self.world.clone(), String::new())));
        };
        let after = check.after.as_deref().unwrap_or("ADD");
        let of = format!(" after {after}, in a run of your files");
        Ok(self.ran(run)?.state_after(after).map(|it| (it, of)))
    }

    /// The run of this name, made when it is first asked for.
    fn ran(&mut self, name: &str) -> Result<&Ran, Error> {
        if !self.runs.contains_key(name) {
            let wanted = self.lesson.manifest.run.iter().find(|it| it.name == name);
            let ran = match wanted {
                Some(run) => runs::make(run, self.folder),
                None => Ran::Failed(format!("the lesson has no run {name}")),
            };
            self.runs.insert(name.to_owned(), ran);
        }
        self.runs
            .get(name)
            .ok_or_else(|| Error::Witness(format!("run {name} is not there")))
    }
}

/// A fault of the manifest that reading it has not found.
fn nothing_to_look_at(check: &Check) -> Seen {
    Seen {
        ok: false,
        looked_at: format!("check {}", check.id),
        saw: "it does not say which run it looks at".to_owned(),
    }
}
