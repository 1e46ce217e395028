//! `cniscope step`, and the screen of `cniscope replay`

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::bail;

use super::{run, target};
use crate::cli::{Looks, PaletteName, Step};
use crate::tui::{self, Palette, Start, Theme};

pub(super) fn run(args: &Step) -> anyhow::Result<ExitCode> {
    if args.line {
        return run::by_line(&args.what);
    }
    if !at_terminal() {
        bail!(
            "step needs a terminal; --line works without one, and `cniscope run` prints everything"
        );
    }
    let mut job = run::job(&args.what)?;
    tui::stepping(&mut job);
    let record = args.what.record.as_ref().map(target::create).transpose()?;
    let start = Start::Live(Box::new(job), record);
    let exit = tui::run(start, theme(&args.looks)).map_err(target::failed_anyhow)?;
    Ok(ExitCode::from(exit))
}

/// True if there is somebody who can look and press keys.
pub(super) fn at_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// How the screen is to look. A light terminal often says so in COLORFGBG, a colourless one in TERM.
pub(super) fn theme(looks: &Looks) -> Theme {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let palette = match looks.palette {
        PaletteName::Dark => Palette::Dark,
        PaletteName::Light => Palette::Light,
        PaletteName::ColourBlind => Palette::ColourBlind,
        PaletteName::None => Palette::None,
        PaletteName::Auto if !variable("NO_COLOR").is_empty() => Palette::None,
        PaletteName::Auto if variable("TERM") == "dumb" => Palette::None,
        PaletteName::Auto => match variable("COLORFGBG").rsplit(';').next() {
            Some("7" | "15") => Palette::Light,
            _ => Palette::Dark,
        },
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .map(variable)
        .find(|it| !it.is_empty())
        .unwrap_or_default()
        .to_uppercase();
    // The Linux console has few signs beyond ASCII.
    let plain = variable("TERM") == "linux" || !locale.contains("UTF");
    Theme {
        palette,
        ascii: looks.ascii || plain,
    }
}
