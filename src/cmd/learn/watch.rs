//! `cniscope learn watch`: checks again whenever something has changed.

use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use super::Commands;
use crate::learn::Saved;

/// How often the world is asked for news.
const EVERY: Duration = Duration::from_millis(300);

pub(super) fn run(commands: &mut Commands) -> anyhow::Result<ExitCode> {
    let mut witness = commands.desk.witness()?;
    let folder = commands.desk.workspace.folder(commands.desk.current()?);
    let saved = Saved::in_folder(&folder)?;
    loop {
        let report = commands.desk.check(&mut witness)?;
        commands.print(&report, &mut witness)?;
        if report.passed {
            return Ok(ExitCode::SUCCESS);
        }
        writeln!(
            stdout(),
            "(checks again when something changes; Ctrl-C ends this)\n"
        )?;
        while !saved.any()? && witness.news()?.is_none() {
            std::thread::sleep(EVERY);
        }
    }
}
