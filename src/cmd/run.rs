//! `cniscope run`

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use super::{step, target};
use crate::cli::{Run, Show};
use crate::event::What;
use crate::report::{Options, Report};
use crate::session::{Job, Line, Session, Stepping};

pub(super) fn run(args: &Run) -> anyhow::Result<ExitCode> {
    let job = Job {
        target: args.target.clone(),
        config: target::read(&args.target)?,
        verbs: args.verbs.iter().map(|it| it.name().to_owned()).collect(),
        cni_version: args.cni_version.clone(),
        plugins: target::plugins(&args.plugins)?,
        env: target::environment(&args.env)?,
        args: args.args.clone(),
        pods: usize::from(args.pods),
        timeout_ms: 1000 * args.timeout,
        privileged: args.privileged,
        snapshots: !args.no_snapshots,
        verify: args.verify_state,
        marks: !args.no_marks,
        stepping: if args.step {
            Stepping::Stage
        } else {
            Stepping::Free
        },
        between_verbs: false,
        breakpoints: Vec::new(),
        injections: Vec::new(),
    };
    let mut recording = args
        .record
        .as_ref()
        .map(target::create)
        .transpose()?
        .map(BufWriter::new);
    let mut session = Session::start(&job).map_err(target::failed)?;
    let mut report = Report::new(
        args.format.into(),
        Options::for_stdout(args.show == Show::All),
    );
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
        match &parsed {
            Line::Header(header) => report.header(line, header)?,
            Line::Event(event) => report.event(line, event)?,
        }
        match parsed {
            Line::Event(event) => match event.what {
                What::Held { .. } if args.step => {
                    report.flush()?;
                    step::ask(&mut session)?;
                }
                What::End { exit: code, .. } => exit = code,
                _ => {}
            },
            Line::Header(_) => {}
        }
    }
    report.flush()?;
    Ok(ExitCode::from(u8::try_from(exit).unwrap_or(1)))
}
