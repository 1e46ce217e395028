//! `cniscope learn`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Looks;

/// `cniscope learn`
#[derive(Debug, Args)]
pub struct Learn {
    /// Your directory of lessons: copies of their files, and your progress
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CNISCOPE_LESSONS",
        hide_env_values = true
    )]
    pub dir: Option<PathBuf>,
    /// Somebody's course, or a lesson of it, instead of the one that is part of cniscope
    #[arg(long, global = true, value_name = "DIR")]
    pub course: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub looks: Looks,
    /// What to do; at a terminal, without it, a screen with lesson, wiring and checks
    #[command(subcommand)]
    pub action: Option<LearnAction>,
}

/// What to do with lessons.
#[derive(Debug, Subcommand)]
pub enum LearnAction {
    /// List the lessons, what is done of them, and where to go on
    List,
    /// Start a lesson: a copy of its files in your directory, its world in the sandbox `lesson`
    Start {
        /// Its number, name or a part of it; without it the one where you left off
        lesson: Option<String>,
    },
    /// Print the text of the lesson that is started
    Text,
    /// Look whether all is as the lesson wants it
    Check {
        /// How to print what was seen
        #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
        format: CheckFormat,
    },
    /// Check again whenever a file of the lesson is saved or the wiring changes
    Watch,
    /// Print a hint, one more each time
    Hint,
    /// Print the solution: after a check has passed, or when asked for twice
    Solution,
    /// Start the lesson anew; your files are kept beside it
    Reset,
    /// Start the lesson after this one
    Next,
    /// Make the folder of a new lesson, to write one
    New {
        /// The folder; its name begins with a number: 19-my-lesson
        directory: PathBuf,
    },
    /// Prove a course: each lesson fails unsolved, its solutions pass, mistakes are refused
    Verify {
        /// A course or a lesson; without it the course that is part of cniscope
        directory: Option<PathBuf>,
        /// Only lessons whose name has this part
        #[arg(long, value_name = "PART")]
        only: Option<String>,
        /// Keep the wiring behind each solution as the goal's picture (goal.json)
        #[arg(long, requires = "directory")]
        keep_goals: bool,
    },
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For a person
    Text,
    /// For a program
    Json,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  cniscope learn                 the course on a screen: lesson, live wiring, checks
  cniscope learn start           start where you left off
  cniscope shell lesson          in another terminal: a shell in the lesson's world
  cniscope learn check           is it as it should be?
  cniscope learn hint

Exit codes of check and verify: 0 all is as it should be; 1 something is not.";
