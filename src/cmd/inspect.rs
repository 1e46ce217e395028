//! `cniscope inspect`

use std::io::Write;
use std::process::ExitCode;

use super::Exit;
use crate::cli::{Inspect, View};
use crate::inspect::render::{self, Looks};
use crate::inspect::{self, Options};

mod screen;

pub(super) fn run(args: &Inspect) -> anyhow::Result<ExitCode> {
    if args.tui {
        return screen::run(args);
    }
    let options = Options {
        deep: args.deep,
        cni: args.cni_dir.clone(),
    };
    let snapshot = inspect::snapshot(&options).map_err(|error| Exit {
        code: 3,
        message: error.to_string(),
    })?;
    let text = match args.format {
        View::Text => render::tree(
            &snapshot,
            Looks {
                all: args.all,
                ascii: args.ascii,
            },
        ),
        View::Json => render::json(&snapshot)?,
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
