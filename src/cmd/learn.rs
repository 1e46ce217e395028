//! `cniscope learn`

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::bail;

use super::{Exit, step};
use crate::cli::{CheckFormat, Learn, LearnAction};
use crate::learn::{Course, Desk, Error, Report, Witness, Workspace, scaffold};
use crate::tui;

mod print;
mod verify;
mod watch;

pub(super) fn run(args: &Learn) -> anyhow::Result<ExitCode> {
    act(args).map_err(|error| match error.downcast::<Error>() {
        Ok(error) => with_exit_code(error),
        Err(error) => error,
    })
}

fn act(args: &Learn) -> anyhow::Result<ExitCode> {
    match &args.action {
        Some(LearnAction::New { directory }) => {
            scaffold::make(directory)?;
            print::made(directory)?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(LearnAction::Verify {
            directory,
            only,
            keep_goals,
        }) => return verify::run(directory.as_deref(), only.as_deref(), *keep_goals),
        _ => {}
    }
    let mut commands = Commands::new(args)?;
    match &args.action {
        None if step::at_terminal() => {
            let exit = tui::learn(commands.desk, step::theme(&args.looks))?;
            Ok(ExitCode::from(exit))
        }
        Some(LearnAction::Start { lesson }) => commands.start(lesson.as_deref()),
        Some(LearnAction::Text) => {
            print::text(commands.desk.current()?)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(LearnAction::Check { format }) => commands.check(*format),
        Some(LearnAction::Watch) => watch::run(&mut commands),
        Some(LearnAction::Hint) => commands.hint(),
        Some(LearnAction::Solution) => commands.solution(),
        Some(LearnAction::Reset) => commands.reset(),
        Some(LearnAction::Next) => commands.next(),
        // The two that need no course have been done above.
        None | Some(LearnAction::List | LearnAction::New { .. } | LearnAction::Verify { .. }) => {
            commands.list()
        }
    }
}

/// The commands of a course, and how they reach it.
struct Commands {
    desk: Desk,
    /// ` --course DIR`, or nothing.
    course_option: String,
}

impl Commands {
    fn new(args: &Learn) -> anyhow::Result<Commands> {
        let course = match &args.course {
            Some(dir) => Course::open(dir)?,
            None => Course::embedded()?,
        };
        let desk = Desk::new(course, Workspace::new(args.dir.as_deref())?)?;
        let option = |it: &std::path::PathBuf| format!(" --course {}", it.display());
        Ok(Commands {
            desk,
            course_option: args.course.as_ref().map_or_else(String::new, option),
        })
    }

    fn list(&self) -> anyhow::Result<ExitCode> {
        let next = self.desk.where_left_off()?;
        let (course, progress) = (&self.desk.course, &self.desk.progress);
        print::list(course, progress, next, &self.course_option)?;
        Ok(ExitCode::SUCCESS)
    }

    fn start(&mut self, name: Option<&str>) -> anyhow::Result<ExitCode> {
        let lesson = match name {
            Some(name) => self.desk.course.find(name)?,
            None => self.desk.where_left_off()?,
        };
        let id = lesson.id.clone();
        self.desk.start(&id)?;
        let lesson = self.desk.current()?;
        print::text(lesson)?;
        print::started(lesson, &self.desk.workspace, &self.course_option)?;
        Ok(ExitCode::SUCCESS)
    }

    fn check(&mut self, format: CheckFormat) -> anyhow::Result<ExitCode> {
        let mut witness = self.desk.witness()?;
        let report = self.desk.check(&mut witness)?;
        match format {
            CheckFormat::Json => {
                writeln!(stdout(), "{}", serde_json::to_string_pretty(&report)?)?;
            }
            CheckFormat::Text => self.print(&report, &mut witness)?,
        }
        Ok(ExitCode::from(u8::from(!report.passed)))
    }

    fn print(&self, report: &Report, witness: &mut Witness) -> anyhow::Result<()> {
        let lesson = self.desk.current()?;
        print::report(lesson, report)?;
        if report.passed {
            print::pictures(lesson, &witness.world()?)?;
            print::passed(self.desk.course.after(&lesson.id), &self.course_option)?;
        }
        Ok(())
    }

    fn hint(&mut self) -> anyhow::Result<ExitCode> {
        let shown = self.desk.hint()?;
        print::hint(self.desk.current()?, shown)?;
        Ok(ExitCode::SUCCESS)
    }

    fn solution(&mut self) -> anyhow::Result<ExitCode> {
        let Some(solution) = self.desk.solution()? else {
            bail!(
                "no check of this lesson has passed yet. `cniscope learn hint` helps; asked once more, the solution is shown"
            );
        };
        print::solution(&solution)?;
        Ok(ExitCode::SUCCESS)
    }

    fn reset(&mut self) -> anyhow::Result<ExitCode> {
        let kept = self.desk.reset()?;
        print::reset(self.desk.current()?, kept.as_deref())?;
        Ok(ExitCode::SUCCESS)
    }

    fn next(&mut self) -> anyhow::Result<ExitCode> {
        match self.desk.course.after(&self.desk.current()?.id) {
            Some(lesson) => {
                let id = lesson.id.clone();
                self.start(Some(&id))
            }
            None => {
                writeln!(stdout(), "that was the last lesson (cniscope learn list)")?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// What the environment refuses is 3, all else is 2.
fn with_exit_code(error: Error) -> anyhow::Error {
    use crate::sandbox::named;
    let code = match &error {
        Error::Sandbox(named::Error::Name(_) | named::Error::NoSuch(_)) => 2,
        Error::Sandbox(_) | Error::Needs { .. } | Error::Witness(_) | Error::World { .. } => 3,
        _ => 2,
    };
    Exit {
        code,
        message: error.to_string(),
    }
    .into()
}
