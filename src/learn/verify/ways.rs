//! The ways through a lesson, right and wrong.

use std::time::{Duration, Instant};

use super::learner::{Learner, said};
use super::{Plan, SOLUTION, Verdict, goal_file};
use crate::learn::check::fits;
use crate::learn::goal::{FILE, Goal};
use crate::learn::lesson::Lesson;
use crate::learn::{Error, Witness};

/// Mistakes that a lesson must know.
const MISTAKES: usize = 2;

/// What the kernel does by itself after the solution (a bridge port comes up) may take this long.
const SETTLES: Duration = Duration::from_secs(5);

pub(super) fn go(
    lesson: &Lesson,
    learner: &Learner<'_>,
    plan: Plan<'_>,
    verdict: &mut Verdict,
) -> Result<(), Error> {
    let started = learner.learn(&["start", &lesson.id])?;
    if !started.status.success() {
        verdict
            .faults
            .push(format!("it does not start: {}", said(&started)));
        return Ok(());
    }
    fails_unsolved(lesson, learner, verdict, "untouched")?;
    passes(lesson, learner, verdict, "the solution", &[SOLUTION])?;
    goal(lesson, learner, plan, verdict)?;
    let reset = learner.learn(&["reset"])?;
    if !reset.status.success() {
        verdict
            .faults
            .push(format!("reset fails: {}", said(&reset)));
    }
    fails_unsolved(lesson, learner, verdict, "after a reset")?;
    for way in &lesson.manifest.other {
        learner.learn(&["reset"])?;
        let scripts = in_order(way.after.as_deref(), &way.script);
        passes(lesson, learner, verdict, &way.name, &scripts)?;
    }
    if lesson.manifest.wrong.len() < MISTAKES {
        let fault = format!("it has fewer than {MISTAKES} plausible mistakes ([[wrong]])");
        verdict.faults.push(fault);
    }
    for wrong in &lesson.manifest.wrong {
        learner.learn(&["reset"])?;
        let scripts = in_order(wrong.after.as_deref(), &wrong.script);
        types(lesson, learner, verdict, &wrong.name, &scripts)?;
        let (report, text) = (learner.report()?, learner.check_text()?);
        verdict.ways += 1;
        let by = report.refused_by().map(|it| it.id.as_str());
        if by != Some(&wrong.refused_by) {
            let by = by.unwrap_or("nothing");
            verdict.faults.push(format!(
                "the mistake {:?} is refused by {by}, not by {}:\n{text}",
                wrong.name, wrong.refused_by
            ));
        } else if !fits(&wrong.says, &text) {
            verdict.faults.push(format!(
                "the mistake {:?} is not told {:?}, but:\n{text}",
                wrong.name, wrong.says
            ));
        }
    }
    Ok(())
}

fn fails_unsolved(
    lesson: &Lesson,
    learner: &Learner<'_>,
    verdict: &mut Verdict,
    when: &str,
) -> Result<(), Error> {
    let report = learner.report()?;
    verdict.ways += 1;
    let by = report.refused_by().map(|it| it.id.as_str());
    if by != Some(&lesson.manifest.unsolved) {
        let text = learner.check_text()?;
        verdict.faults.push(format!(
            "{when} it is refused by {}, not by {}:\n{text}",
            by.unwrap_or("nothing"),
            lesson.manifest.unsolved
        ));
    }
    Ok(())
}

fn passes(
    lesson: &Lesson,
    learner: &Learner<'_>,
    verdict: &mut Verdict,
    name: &str,
    scripts: &[&str],
) -> Result<(), Error> {
    let typed = types(lesson, learner, verdict, name, scripts)?;
    let report = learner.report()?;
    verdict.ways += 1;
    if !report.passed {
        let text = learner.check_text()?;
        let fault = format!("{name} does not pass:\n{text}\nits commands have said:\n{typed}");
        verdict.faults.push(fault);
    }
    Ok(())
}

fn in_order<'a>(after: Option<&'a str>, script: &'a str) -> Vec<&'a str> {
    after.into_iter().chain([script]).collect()
}

/// Types scripts of the lesson. What they print; that one fails is no fault: mistakes do.
fn types(
    lesson: &Lesson,
    learner: &Learner<'_>,
    verdict: &mut Verdict,
    name: &str,
    scripts: &[&str],
) -> Result<String, Error> {
    let mut typed = String::new();
    for script in scripts {
        match lesson.files.text(script) {
            Some(text) => typed.push_str(&said(&learner.types(text)?)),
            None => {
                let fault = format!("{name}: there is no {script}");
                verdict.faults.push(fault);
            }
        }
    }
    Ok(typed)
}

/// The kept goal must be what the solution has led to.
fn goal(
    lesson: &Lesson,
    learner: &Learner<'_>,
    plan: Plan<'_>,
    verdict: &mut Verdict,
) -> Result<(), Error> {
    let since = Instant::now();
    let mut witness = learner.witness()?;
    let kept = lesson.files.text(FILE).unwrap_or_default();
    let mut now = Goal::text(&witness.world()?);
    if let Some(folder) = plan.keep_goal {
        settle(&mut witness, &mut now)?;
        let path = goal_file(folder);
        return std::fs::write(&path, now).map_err(Error::io("write", &path));
    }
    if kept.is_empty() {
        return Ok(()); // a lesson need not have a goal's picture
    }
    while now != kept && since.elapsed() < SETTLES {
        std::thread::sleep(Duration::from_millis(50));
        now = Goal::text(&witness.world()?);
    }
    if now != kept {
        let line = kept.lines().zip(now.lines()).find(|(a, b)| a != b);
        let (kept, now) = line.unwrap_or(("its end", "its end"));
        verdict.faults.push(format!(
            "the kept goal is not what the solution leads to: it has {}, now there is {} \
             (`cniscope learn verify DIR --keep-goals` writes it anew)",
            kept.trim(),
            now.trim()
        ));
    }
    Ok(())
}

/// Waits until nothing changes for a while.
fn settle(witness: &mut Witness, now: &mut String) -> Result<(), Error> {
    let since = Instant::now();
    let mut same = 0;
    while same < 10 && since.elapsed() < SETTLES {
        std::thread::sleep(Duration::from_millis(50));
        let next = Goal::text(&witness.world()?);
        same = if next == *now { same + 1 } else { 0 };
        *now = next;
    }
    Ok(())
}
