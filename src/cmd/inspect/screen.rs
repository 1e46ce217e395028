//! `cniscope inspect --tui`

use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::{Inspect, Looks};
use crate::cmd::{Exit, step};
use crate::inspect;
use crate::tui;

pub(super) fn run(args: &Inspect) -> anyhow::Result<ExitCode> {
    if !step::at_terminal() {
        let message =
            "inspect --tui needs a terminal; `cniscope inspect` without --tui prints a tree";
        let message = message.to_owned();
        return Err(Exit { code: 2, message }.into());
    }
    let (options, filter) = (super::options(args), super::filter(args));
    let eye = move || {
        let mut snapshot = inspect::snapshot(&options).map_err(|it| it.to_string())?;
        filter.apply(&mut snapshot).map_err(|it| it.to_string())?;
        Ok(snapshot)
    };
    let looks = Looks {
        palette: args.palette,
        ascii: args.ascii,
    };
    let exit = tui::inspect(Arc::new(eye), args.all, step::theme(&looks))?;
    Ok(ExitCode::from(exit))
}
