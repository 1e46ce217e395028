//! Lessons: a world to mend or to build, and checks that look at what the kernel then says.
//!
//! A [`Course`] is a directory of lessons, embedded or the user's own. `learn start` makes a copy of a lesson's files
//! in the learner's [`Workspace`] and its world in a named sandbox, the [`classroom`]. A check asks a [`Witness`]
//! inside of that sandbox for the kernel's state, or runs the learner's files in a fresh one, and compares. It
//! never looks at what was typed: any way that leads there is right.
//!
//! [`verify`] proves a course: each lesson fails unsolved, each solution passes, each plausible mistake is refused.

mod check;
pub mod classroom;
mod course;
mod desk;
mod goal;
mod lesson;
mod progress;
mod saved;
pub mod scaffold;
pub mod verify;
mod witness;
mod workspace;

pub use check::{Finding, Report};
pub use course::{Course, Files};
pub use desk::Desk;
pub use goal::{Goal, drawing};
pub use lesson::{Check, Lesson, Manifest, Step};
pub use progress::{Progress, Record};
pub use saved::Saved;
pub use witness::{ARGUMENT, Witness, main as witness_main};
pub use workspace::{VARIABLE as WORKSPACE_VARIABLE, Workspace};

/// Why a lesson cannot be gone on with.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("{step} {}: {source}", .path.display())]
    Io {
        step: &'static str,
        path: std::path::PathBuf,
        source: std::io::Error,
    },
    /// With the place in the file.
    #[error("{}: {message}", .path.display())]
    Manifest {
        path: std::path::PathBuf,
        message: String,
    },
    #[error("there is no lesson {0}: `cniscope learn list` names them")]
    NoSuch(String),
    #[error("no lesson is started: `cniscope learn start`")]
    NotStarted,
    #[error(
        "this is inside the lesson's sandbox: leave it first (exit), then `cniscope learn {0}`"
    )]
    Inside(&'static str),
    #[error(
        "lesson {lesson} needs {programs}, which this machine does not have: install {programs}"
    )]
    Needs { lesson: String, programs: String },
    #[error(transparent)]
    Sandbox(#[from] crate::sandbox::named::Error),
    #[error("wire the world of lesson {lesson}: {message}")]
    World { lesson: String, message: String },
    #[error("look into the lesson's sandbox: {0}")]
    Witness(String),
}

impl Error {
    fn io(step: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { step, path, source }
    }
}
