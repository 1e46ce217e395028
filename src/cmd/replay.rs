//! `cniscope replay`

use std::process::ExitCode;

use anyhow::Context;

use crate::cli::{Replay, Show};
use crate::record::Recording;
use crate::report::{Options, Report};

pub(super) fn run(args: &Replay) -> anyhow::Result<ExitCode> {
    let place = || format!("recording {}", args.file.display());
    let mut recording = Recording::open(&args.file).with_context(place)?;
    let mut report = Report::new(
        args.format.into(),
        Options::for_stdout(args.show == Show::All),
    );
    report.header(recording.header_line(), recording.header())?;
    while let Some((line, event)) = recording.next().with_context(place)? {
        report.event(line, &event)?;
    }
    report.flush()?;
    if let Some(note) = recording.note() {
        eprintln!("cniscope: {}: {note}", place());
    }
    Ok(ExitCode::SUCCESS)
}
