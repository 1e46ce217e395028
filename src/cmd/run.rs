//! `cniscope run`

use std::io::{BufWriter, Write, stdin, stdout};
use std::process::ExitCode;

use anyhow::Context;

use super::{step, target};
use crate::breakpoint::{Breakpoint, Injection};
use crate::cli::{Run, Show, What};
use crate::event::What as Happened;
use crate::report::{Form, Options, Report};
use crate::session::{Command, Job, Line, Session, Stepping};
use crate::tui::{self, Lines};

pub(super) fn run(args: &Run) -> anyhow::Result<ExitCode> {
    let options = Options::for_stdout(args.show == Show::All);
    print(&args.what, args.step, args.format.into(), options)
}

/// `step --line`, the same as `run --step`.
pub(super) fn by_line(what: &What) -> anyhow::Result<ExitCode> {
    print(what, true, Form::Text, Options::for_stdout(false))
}

/// What the arguments ask for.
pub(super) fn job(what: &What) -> anyhow::Result<Job> {
    for expression in &what.breakpoints {
        expression.parse::<Breakpoint>().context("--break")?;
    }
    for expression in &what.injections {
        expression.parse::<Injection>().context("--inject")?;
    }
    Ok(Job {
        target: what.target.clone(),
        config: target::read(&what.target)?,
        verbs: what.verbs.iter().map(|it| it.name().to_owned()).collect(),
        cni_version: what.cni_version.clone(),
        plugins: target::plugins(&what.plugins)?,
        env: target::environment(&what.env)?,
        args: what.args.clone(),
        pods: usize::from(what.pods),
        only: what.only.clone(),
        timeout_ms: 1000 * what.timeout,
        privileged: what.privileged,
        fresh: false,
        snapshots: !what.no_snapshots,
        verify: what.verify_state,
        marks: !what.no_marks,
        stepping: Stepping::Free,
        between_verbs: false,
        breakpoints: what.breakpoints.clone(),
        injections: what.injections.clone(),
    })
}

/// Runs the job and prints it. Where it is held, the user is asked; without a terminal that is told only.
fn print(what: &What, step: bool, form: Form, options: Options) -> anyhow::Result<ExitCode> {
    let mut job = job(what)?;
    if step {
        tui::stepping(&mut job);
    }
    let asks = step || step::at_terminal() && form == Form::Text;
    let mut recording = what
        .record
        .as_ref()
        .map(target::create)
        .transpose()?
        .map(BufWriter::new);
    let mut session = Session::start(&job).map_err(target::failed)?;
    let pid = session.pid();
    let mut lines = None;
    let mut report = Report::new(form, options);
    let mut exit = 3; // of a run whose end was not seen
    loop {
        let has_more = session.has_more();
        if !has_more {
            report.flush()?;
            recording.as_mut().map_or(Ok(()), Write::flush)?;
        }
        let Some((line, parsed)) = session.next().map_err(target::failed)? else {
            break;
        };
        if let Some(file) = &mut recording {
            writeln!(file, "{line}")?;
        }
        let event = match parsed {
            Line::Header(header) => {
                report.header(line, &header)?;
                if asks {
                    lines = Some(Lines::new(line, &job, pid)?);
                }
                continue;
            }
            Line::Event(event) => event,
        };
        report.event(line, &event)?;
        if let Some(lines) = &mut lines {
            lines.event(line, &event);
        }
        match (event.what, &mut lines) {
            (Happened::Held { .. }, Some(lines)) => {
                report.flush()?;
                lines.ask(&mut session, &mut stdin().lock(), &mut stdout())?;
            }
            (Happened::Held { .. }, None) => session.command(Command::Go {
                until: Stepping::Free,
            })?,
            (Happened::End { exit: code, .. }, _) => exit = code,
            _ => {}
        }
    }
    report.flush()?;
    Ok(ExitCode::from(u8::try_from(exit).unwrap_or(1)))
}
