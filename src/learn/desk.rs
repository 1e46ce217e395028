//! What a learner does with a course: every change of their progress is kept at once.

use std::path::PathBuf;

use super::check::{Report, check};
use super::lesson::Lesson;
use super::verify::SOLUTION;
use super::{Course, Error, Progress, Witness, Workspace, classroom};
use crate::sandbox::named;

/// A course, a learner's directory, and what was done.
#[derive(Debug)]
pub struct Desk {
    /// The lessons.
    pub course: Course,
    /// The learner's directory.
    pub workspace: Workspace,
    /// What was done.
    pub progress: Progress,
}

impl Desk {
    /// Reads what was done.
    pub fn new(course: Course, workspace: Workspace) -> Result<Desk, Error> {
        let progress = workspace.progress()?;
        Ok(Desk {
            course,
            workspace,
            progress,
        })
    }

    /// The lesson that was started last.
    pub fn current(&self) -> Result<&Lesson, Error> {
        let id = self.progress.current.as_ref().ok_or(Error::NotStarted)?;
        self.course.find(id)
    }

    /// The lesson that was started last and is not done, or the first that is not done.
    pub fn where_left_off(&self) -> Result<&Lesson, Error> {
        let is_open = |it: &&Lesson| !self.progress.of(&it.id).passed;
        if let Some(lesson) = self.current().ok().filter(is_open) {
            return Ok(lesson);
        }
        let mut lessons = self.course.lessons.iter();
        let open = lessons.find(is_open).or(self.course.lessons.first());
        open.ok_or_else(|| Error::NoSuch("1".to_owned()))
    }

    /// Takes in what was done meanwhile in another terminal.
    pub fn read_again(&mut self) -> Result<(), Error> {
        self.progress = self.workspace.progress()?;
        Ok(())
    }

    /// Hands a lesson out and makes its world.
    pub fn start(&mut self, id: &str) -> Result<&Lesson, Error> {
        self.read_again()?;
        let started = classroom::start(self.course.find(id)?, &self.workspace);
        // One whose world could not be wired is started all the same: a reset is of this lesson then.
        if matches!(started, Ok(()) | Err(Error::World { .. })) {
            self.progress.current = Some(id.to_owned());
            self.workspace.keep(&self.progress)?;
        }
        started?;
        self.course.find(id)
    }

    /// A witness of the world of the lesson that was started last.
    pub fn witness(&self) -> Result<Witness, Error> {
        classroom::witness(self.current()?)
    }

    /// Checks the lesson that was started last.
    pub fn check(&mut self, witness: &mut Witness) -> Result<Report, Error> {
        let report = check(self.current()?, &self.workspace, witness)?;
        self.read_again()?;
        let record = self.progress.of_mut(&report.lesson);
        record.checks = record.checks.saturating_add(1);
        record.passed |= report.passed;
        self.workspace.keep(&self.progress)?;
        Ok(report)
    }

    /// One hint more. How many are to be shown.
    pub fn hint(&mut self) -> Result<usize, Error> {
        self.read_again()?;
        let lesson = self.current()?;
        let (id, count) = (lesson.id.clone(), lesson.manifest.hints.len());
        let record = self.progress.of_mut(&id);
        record.hints = (record.hints + 1).min(count);
        let shown = record.hints;
        self.workspace.keep(&self.progress)?;
        Ok(shown)
    }

    /// The solution, after a check has passed; else only when it is asked for a second time.
    pub fn solution(&mut self) -> Result<Option<String>, Error> {
        self.read_again()?;
        let lesson = self.current()?;
        let text = lesson.files.text(SOLUTION).unwrap_or_default().to_owned();
        let id = lesson.id.clone();
        let record = self.progress.of_mut(&id);
        if record.passed || record.asked_for_solution {
            return Ok(Some(text));
        }
        record.asked_for_solution = true;
        self.workspace.keep(&self.progress)?;
        Ok(None)
    }

    /// The lesson as it was given. Where the files are kept that had been changed, if any had.
    pub fn reset(&mut self) -> Result<Option<PathBuf>, Error> {
        let lesson = self.current()?;
        if named::current().is_some() {
            return Err(Error::Inside("reset"));
        }
        // Its world goes first: it shares the directory.
        classroom::stop()?;
        let kept = self.workspace.reset(lesson)?;
        classroom::start(lesson, &self.workspace)?;
        Ok(kept)
    }
}
