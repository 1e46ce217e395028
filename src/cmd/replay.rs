//! `cniscope replay`

use std::process::ExitCode;

use anyhow::Context;

use super::{recording, step};
use crate::cli::{Replay, Show};
use crate::record::Recording;
use crate::report::{Form, Options, Report};
use crate::tui::{self, Start};

pub(super) fn run(args: &Replay) -> anyhow::Result<ExitCode> {
    let place = || format!("recording {}", args.file.display());
    let Some(format) = form(args) else {
        let store = recording::open(&args.file)?;
        let start = Start::Replay(Box::new(store));
        let exit = tui::run(start, step::theme(&args.looks))?;
        return Ok(ExitCode::from(exit));
    };
    let mut recording = Recording::open(&args.file).with_context(place)?;
    let mut report = Report::new(format, Options::for_stdout(args.show == Show::All));
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

/// How to print it; `None` for the screen, which is for who sits at a terminal and asks for nothing else.
fn form(args: &Replay) -> Option<Form> {
    match args.format {
        Some(format) => Some(format.into()),
        None if step::at_terminal() && args.show == Show::Brief => None,
        None => Some(Form::Text),
    }
}
