//! What `cniscope learn` prints.

use std::io::{Result, Write, stdout};
use std::path::Path;

use crate::event::{escape, escape_lines};
use crate::learn::{Course, Finding, Goal, Lesson, Progress, Report, Workspace, drawing};
use crate::topology::State;

/// Columns of a terminal that is not known to be wider.
const WIDTH: usize = 80;

pub(super) fn list(
    course: &Course,
    progress: &Progress,
    next: &Lesson,
    course_option: &str,
) -> Result<()> {
    let mut out = stdout().lock();
    let done = course
        .lessons
        .iter()
        .filter(|it| progress.of(&it.id).passed)
        .count();
    writeln!(out, "{done} of {} lessons done\n", course.lessons.len())?;
    for lesson in &course.lessons {
        let record = progress.of(&lesson.id);
        let state = match (record.passed, lesson.id == next.id) {
            (true, _) => "done",
            (false, true) => "next",
            (false, false) => "",
        };
        writeln!(
            out,
            "  {state:<4}  {:<26}  {}",
            escape(&lesson.id),
            escape(&lesson.manifest.title)
        )?;
    }
    match done == course.lessons.len() {
        true => writeln!(
            out,
            "\nall of them are done. `cniscope learn start NUMBER` starts one again"
        ),
        false => writeln!(
            out,
            "\ngo on: cniscope learn{course_option} start    ({})",
            escape(&next.manifest.title)
        ),
    }
}

/// The lesson's text; in it stands nothing but what its author wrote.
pub(super) fn text(lesson: &Lesson) -> Result<()> {
    writeln!(stdout(), "{}", escape_lines(lesson.text.trim_end()))
}

pub(super) fn started(lesson: &Lesson, workspace: &Workspace, course_option: &str) -> Result<()> {
    let mut out = stdout().lock();
    let folder = workspace.folder(lesson);
    writeln!(out, "\n----")?;
    writeln!(out, "your copy of its files: {}", folder.display())?;
    writeln!(
        out,
        "its world:              cniscope shell lesson    (there the files are in the directory where you begin)"
    )?;
    writeln!(
        out,
        "is it as it should be?  cniscope learn{course_option} check    hint: cniscope learn{course_option} hint"
    )
}

pub(super) fn report(lesson: &Lesson, report: &Report) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{}", escape(&lesson.manifest.title))?;
    for finding in &report.findings {
        finding_lines(&mut out, finding)?;
    }
    let good = report.findings.iter().filter(|it| it.ok == Some(true));
    writeln!(
        out,
        "{} of {} as it should be",
        good.count(),
        report.findings.len()
    )
}

fn finding_lines(out: &mut impl Write, it: &Finding) -> Result<()> {
    match it.ok {
        Some(true) => writeln!(out, "  ok  {}", escape(&it.wants)),
        None => writeln!(out, "   -  {} (not looked at yet)", escape(&it.wants)),
        Some(false) => {
            writeln!(out, "  no  {}", escape(&it.wants))?;
            writeln!(out, "        looked at:  {}", escape(&it.looked_at))?;
            writeln!(out, "        saw:        {}", escape(&it.saw))?;
            writeln!(out, "        wanted:     {}", escape(&it.wants))?;
            writeln!(out, "        look next:  {}", escape(&it.look))
        }
    }
}

/// The learner's wiring beside the goal.
pub(super) fn pictures(lesson: &Lesson, state: &State) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(
        out,
        "\nyour wiring:\n{}",
        drawing(state, WIDTH, false).text()
    )?;
    match Goal::of(lesson) {
        Some(goal) => writeln!(
            out,
            "the goal, as it was when the solution was run:\n{}",
            goal.drawing(WIDTH, false).text()
        ),
        None => Ok(()),
    }
}

pub(super) fn passed(next: Option<&Lesson>, course_option: &str) -> Result<()> {
    match next {
        Some(next) => writeln!(
            stdout(),
            "done. next: {} (cniscope learn{course_option} next)",
            escape(&next.manifest.title)
        ),
        None => writeln!(stdout(), "done, and that was the last lesson"),
    }
}

pub(super) fn hint(lesson: &Lesson, shown: usize) -> Result<()> {
    let mut out = stdout().lock();
    let hints = &lesson.manifest.hints;
    for (number, hint) in hints.iter().enumerate().take(shown) {
        writeln!(out, "{}. {}", number + 1, escape_lines(hint.trim()))?;
    }
    match hints.len() - shown.min(hints.len()) {
        0 => writeln!(out, "(that was the last hint: cniscope learn solution)"),
        1 => writeln!(out, "(1 more)"),
        more => writeln!(out, "({more} more)"),
    }
}

pub(super) fn solution(script: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(
        out,
        "# one way that leads there, typed into `cniscope shell lesson`"
    )?;
    writeln!(out, "{}", escape_lines(script.trim_end()))
}

pub(super) fn reset(lesson: &Lesson, kept: Option<&Path>) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "lesson {} is as it was given", escape(&lesson.id))?;
    match kept {
        Some(kept) => writeln!(out, "what you had changed is in {}", kept.display()),
        None => Ok(()),
    }
}

pub(super) fn made(directory: &Path) -> Result<()> {
    writeln!(
        stdout(),
        "a new lesson is in {}: change it, then\n  cniscope learn verify {}",
        directory.display(),
        directory.display()
    )
}
