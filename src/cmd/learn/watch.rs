//! `cniscope learn watch`: checks again whenever something has changed.

use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

use super::{Desk, print};
use crate::learn::{self, Lesson, Witness, classroom};

/// How often the world is asked for news.
const EVERY: Duration = Duration::from_millis(300);

pub(super) fn run(desk: &Desk) -> anyhow::Result<ExitCode> {
    let lesson = desk.current()?;
    let mut witness = classroom::witness(lesson)?;
    let files = Saved::of(&desk.workspace.folder(lesson))?;
    loop {
        if check(desk, lesson, &mut witness)? {
            return Ok(ExitCode::SUCCESS);
        }
        writeln!(
            stdout(),
            "(checks again when something changes; Ctrl-C ends this)\n"
        )?;
        while !files.any()? && witness.news()?.is_none() {
            std::thread::sleep(EVERY);
        }
    }
}

fn check(desk: &Desk, lesson: &Lesson, witness: &mut Witness) -> anyhow::Result<bool> {
    let report = learn::check(lesson, &desk.workspace, witness)?;
    let mut progress = desk.workspace.progress()?;
    report.note(&mut progress);
    desk.workspace.keep(&progress)?;
    print::report(lesson, &report)?;
    if report.passed {
        print::pictures(lesson, &witness.world()?)?;
        print::passed(desk.course.after(&lesson.id), &desk.course_option)?;
    }
    Ok(report.passed)
}

/// Files that are saved, inotify(7). Editors write a file, or write another and rename it.
struct Saved(Inotify);

impl Saved {
    fn of(folder: &Path) -> anyhow::Result<Saved> {
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)
            .context("watch files: inotify")?;
        let saves = AddWatchFlags::IN_CLOSE_WRITE
            | AddWatchFlags::IN_MOVED_TO
            | AddWatchFlags::IN_DELETE;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            inotify
                .add_watch(&folder, saves)
                .with_context(|| format!("watch the files in {}", folder.display()))?;
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            folders.extend(entries.map(|it| it.path()).filter(|it| it.is_dir()));
        }
        Ok(Saved(inotify))
    }

    /// True if one was saved since the last time.
    fn any(&self) -> anyhow::Result<bool> {
        match self.0.read_events() {
            Ok(events) => Ok(!events.is_empty()),
            Err(nix::errno::Errno::EAGAIN) => Ok(false),
            Err(errno) => Err(errno).context("watch files: read"),
        }
    }
}
