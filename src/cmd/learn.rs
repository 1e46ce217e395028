//! `cniscope learn`

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::bail;

use super::{Exit, step};
use crate::cli::{CheckFormat, Learn, LearnAction};
use crate::learn::{self, Course, Error, Lesson, Progress, Workspace, classroom, scaffold};

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
    let desk = Desk::new(args)?;
    match &args.action {
        None if step::at_terminal() => desk.screen(args),
        None | Some(LearnAction::List) => desk.list(),
        Some(LearnAction::Start { lesson }) => {
            let lesson = match lesson {
                Some(name) => desk.course.find(name)?,
                None => desk.where_left_off()?,
            };
            desk.start(lesson)
        }
        Some(LearnAction::Text) => {
            print::text(desk.current()?)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(LearnAction::Check { format }) => desk.check(*format),
        Some(LearnAction::Watch) => watch::run(&desk),
        Some(LearnAction::Hint) => desk.hint(),
        Some(LearnAction::Solution) => desk.solution(),
        Some(LearnAction::Reset) => desk.reset(),
        Some(LearnAction::Next) => match desk.course.after(&desk.current()?.id) {
            Some(lesson) => desk.start(lesson),
            None => {
                writeln!(stdout(), "that was the last lesson (cniscope learn list)")?;
                Ok(ExitCode::SUCCESS)
            }
        },
        Some(LearnAction::New { .. } | LearnAction::Verify { .. }) => Ok(ExitCode::SUCCESS),
    }
}

/// What a learner has before them.
struct Desk {
    course: Course,
    workspace: Workspace,
    progress: Progress,
    /// How they reach this course: ` --course DIR`, or nothing.
    course_option: String,
}

impl Desk {
    fn new(args: &Learn) -> anyhow::Result<Desk> {
        let course = match &args.course {
            Some(dir) => Course::open(dir)?,
            None => Course::embedded()?,
        };
        let workspace = Workspace::new(args.dir.as_deref())?;
        let progress = workspace.progress()?;
        let course_option = args
            .course
            .as_ref()
            .map_or_else(String::new, |it| format!(" --course {}", it.display()));
        Ok(Desk {
            course,
            workspace,
            progress,
            course_option,
        })
    }

    /// The lesson that was started last.
    fn current(&self) -> Result<&Lesson, Error> {
        let id = self.progress.current.as_ref().ok_or(Error::NotStarted)?;
        self.course.find(id)
    }

    /// The lesson that was started last and is not done, or the first that is not done.
    fn where_left_off(&self) -> Result<&Lesson, Error> {
        let is_open = |it: &&Lesson| !self.progress.of(&it.id).passed;
        if let Some(lesson) = self.current().ok().filter(is_open) {
            return Ok(lesson);
        }
        let mut lessons = self.course.lessons.iter();
        let open = lessons.find(is_open).or(self.course.lessons.first());
        open.ok_or_else(|| Error::NoSuch("1".to_owned()))
    }

    fn screen(self, args: &Learn) -> anyhow::Result<ExitCode> {
        let _ = args;
        self.list()
    }

    fn list(&self) -> anyhow::Result<ExitCode> {
        let next = self.where_left_off()?;
        print::list(&self.course, &self.progress, next, &self.course_option)?;
        Ok(ExitCode::SUCCESS)
    }

    fn start(&self, lesson: &Lesson) -> anyhow::Result<ExitCode> {
        classroom::start(lesson, &self.workspace)?;
        let mut progress = self.progress.clone();
        progress.current = Some(lesson.id.clone());
        self.workspace.keep(&progress)?;
        print::text(lesson)?;
        print::started(lesson, &self.workspace, &self.course_option)?;
        Ok(ExitCode::SUCCESS)
    }

    fn check(&self, format: CheckFormat) -> anyhow::Result<ExitCode> {
        let lesson = self.current()?;
        let mut witness = classroom::witness(lesson)?;
        let report = learn::check(lesson, &self.workspace, &mut witness)?;
        let mut progress = self.progress.clone();
        report.note(&mut progress);
        self.workspace.keep(&progress)?;
        match format {
            CheckFormat::Json => {
                writeln!(stdout(), "{}", serde_json::to_string_pretty(&report)?)?;
            }
            CheckFormat::Text => {
                print::report(lesson, &report)?;
                if report.passed {
                    print::pictures(lesson, &witness.world()?)?;
                    let next = self.course.after(&lesson.id);
                    print::passed(next, &self.course_option)?;
                }
            }
        }
        Ok(ExitCode::from(u8::from(!report.passed)))
    }

    fn hint(&self) -> anyhow::Result<ExitCode> {
        let lesson = self.current()?;
        let mut progress = self.progress.clone();
        let record = progress.of_mut(&lesson.id);
        record.hints = (record.hints + 1).min(lesson.manifest.hints.len());
        let shown = record.hints;
        self.workspace.keep(&progress)?;
        print::hint(lesson, shown)?;
        Ok(ExitCode::SUCCESS)
    }

    fn solution(&self) -> anyhow::Result<ExitCode> {
        let lesson = self.current()?;
        let mut progress = self.progress.clone();
        let record = progress.of_mut(&lesson.id);
        if !record.passed && !record.asked_for_solution {
            record.asked_for_solution = true;
            self.workspace.keep(&progress)?;
            bail!(
                "no check of this lesson has passed yet. `cniscope learn hint` helps; asked once more, the solution is shown"
            );
        }
        print::solution(lesson)?;
        Ok(ExitCode::SUCCESS)
    }

    fn reset(&self) -> anyhow::Result<ExitCode> {
        let lesson = self.current()?;
        if crate::sandbox::named::current().is_some() {
            return Err(Error::Inside("reset").into());
        }
        // Its world goes first: it shares the directory.
        classroom::stop()?;
        let kept = self.workspace.reset(lesson)?;
        classroom::start(lesson, &self.workspace)?;
        print::reset(lesson, kept.as_deref())?;
        Ok(ExitCode::SUCCESS)
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
