//! Is a lesson sound? It fails unsolved for the stated reason, its solution and every other way pass, each plausible
//! mistake is refused with what the lesson promises, a reset restores it, its texts are true, and nothing is left.
//!
//! All that is done through the commands that a learner types, in a directory and with sandboxes of its own.

use std::path::{Path, PathBuf};

use super::Error;
use super::lesson::Lesson;

mod learner;
mod texts;
mod ways;

pub use texts::Known;

/// The script that solves a lesson.
pub const SOLUTION: &str = "solution.sh";

/// What is verified, and how.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The course's directory, if it is not that of the program.
    pub course: Option<&'a Path>,
    /// Write the world behind the solution into the lesson's folder, which is this.
    pub keep_goal: Option<&'a Path>,
}

/// What came of a lesson.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Ways, right and wrong, that were gone.
    pub ways: usize,
    /// What is wrong with the lesson; none if it is sound.
    pub faults: Vec<String>,
}

/// Verifies one lesson.
pub fn lesson(lesson: &Lesson, plan: Plan<'_>, known: &Known<'_>) -> Result<Verdict, Error> {
    let mut verdict = Verdict {
        ways: 0,
        faults: texts::faults(lesson, known),
    };
    let dir = tempfile::tempdir().map_err(Error::io("create", &std::env::temp_dir()))?;
    let learner = learner::Learner::new(dir.path(), plan.course)?;
    let gone = ways::go(lesson, &learner, plan, &mut verdict);
    learner.leave(&mut verdict.faults);
    gone.map(|()| verdict)
}

/// Where the goal of a lesson in this folder is kept.
fn goal_file(folder: &Path) -> PathBuf {
    folder.join(super::goal::FILE)
}
