//! `cniscope learn verify`

use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::bail;
use clap::Parser;
use clap::error::ErrorKind;

use crate::cli::Cli;
use crate::learn::verify::{Known, Plan, Verdict, lesson};
use crate::learn::{Course, Error, Lesson};
use crate::report::escape_lines;
use crate::tui;

/// Lessons that are verified at the same time: they wait more than they work.
const AT_ONCE: usize = 3;

pub(super) fn run(
    directory: Option<&Path>,
    only: Option<&str>,
    keep_goals: bool,
) -> anyhow::Result<ExitCode> {
    let course = match directory {
        Some(dir) => Course::open(dir)?,
        None => Course::embedded()?,
    };
    let chosen = |it: &&Lesson| only.is_none_or(|only| it.id.contains(only));
    let lessons: Vec<&Lesson> = course.lessons.iter().filter(chosen).collect();
    if lessons.is_empty() {
        bail!("no lesson's name has {:?} in it", only.unwrap_or_default());
    }
    let known = Known {
        command: &|words| match Cli::try_parse_from(words) {
            Ok(_) => Ok(()),
            // `cniscope help` and `--version` are commands too.
            Err(error) if !error.use_stderr() => Ok(()),
            Err(error) if error.kind() == ErrorKind::MissingSubcommand => Ok(()),
            Err(error) => Err(error.to_string()),
        },
        key: &tui::is_key,
    };
    let left = Mutex::new(lessons.iter());
    let verify = || -> Result<usize, Error> {
        let mut faults = 0;
        loop {
            let next = left.lock().ok().and_then(|mut it| it.next().copied());
            let Some(it) = next else { return Ok(faults) };
            let folder = directory.map(|dir| folder(dir, it));
            let plan = Plan {
                course: directory,
                keep_goal: folder.as_deref().filter(|_| keep_goals),
            };
            let since = Instant::now();
            let verdict = lesson(it, plan, &known)?;
            faults += verdict.faults.len();
            // A reader that has gone is told by the exit code.
            let _ = print(it, &verdict, since);
        }
    };
    let results = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(verify)).collect();
        let join = |it: std::thread::ScopedJoinHandle<'_, _>| {
            it.join()
                .unwrap_or_else(|_| Err(Error::Witness("a thread has ended".to_owned())))
        };
        threads.into_iter().map(join).collect::<Vec<_>>()
    });
    let faults: usize = results.into_iter().sum::<Result<_, _>>()?;
    let count = lessons.len();
    writeln!(stdout(), "{count} lessons, {faults} faults")?;
    Ok(ExitCode::from(u8::from(faults > 0)))
}

/// The folder of a lesson: a course's, or the lesson's own.
fn folder(dir: &Path, lesson: &Lesson) -> std::path::PathBuf {
    match dir.join("lesson.toml").is_file() {
        true => dir.to_owned(),
        false => dir.join(&lesson.id),
    }
}

fn print(lesson: &Lesson, verdict: &Verdict, since: Instant) -> std::io::Result<()> {
    let mut out = stdout().lock();
    let verdict_word = match verdict.faults.len() {
        0 => "sound".to_owned(),
        1 => "1 fault".to_owned(),
        faults => format!("{faults} faults"),
    };
    writeln!(
        out,
        "{}: {verdict_word}, {} ways, {:.1} s",
        lesson.id,
        verdict.ways,
        since.elapsed().as_secs_f64()
    )?;
    for fault in &verdict.faults {
        for (number, line) in escape_lines(fault).lines().enumerate() {
            let sign = if number == 0 { "!" } else { " " };
            writeln!(out, "  {sign} {line}")?;
        }
    }
    Ok(())
}
