//! One file per command. Each returns an exit code: 0 done, 1 the plugin call failed, 2 bad input, 3 the
//! environment does not allow it.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command, PluginsAction, SandboxAction};

mod doctor;
mod export;
mod inspect;
mod learn;
mod plugins;
mod progress;
mod recording;
mod replay;
mod run;
mod shell;
mod step;
mod target;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Step(args) => step::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Plugins {
            action: PluginsAction::List,
        } => plugins::list(),
        Command::Plugins {
            action: PluginsAction::Install { directory, force },
        } => plugins::install(&directory, force),
        Command::Learn(args) => learn::run(&args),
        Command::Shell(args) => shell::run(&args),
        Command::Sandbox {
            action: SandboxAction::List,
        } => shell::list(),
        Command::Sandbox {
            action: SandboxAction::Stop { name },
        } => shell::stop(&name),
        Command::Doctor => doctor::run(),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Cli::command(),
                "cniscope",
                &mut std::io::stdout(),
            );
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => man(),
    };
    result.unwrap_or_else(|error| {
        // A reader that has gone (`| head`) is not an error worth words.
        if !error.chain().any(is_broken_pipe) {
            // It may quote a file that comes from anyone.
            eprintln!(
                "cniscope: {}",
                crate::report::escape_lines(&format!("{error:#}"))
            );
        }
        exit_code(&error)
    })
}

fn man() -> anyhow::Result<ExitCode> {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?;
    Ok(ExitCode::SUCCESS)
}

/// A failure that is the environment's (3), not the input's (2).
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Exit {
    code: u8,
    message: String,
}

fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(error.downcast_ref::<Exit>().map_or(2, |it| it.code))
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|it| it.kind() == std::io::ErrorKind::BrokenPipe)
}

impl From<crate::cli::Format> for crate::report::Form {
    fn from(format: crate::cli::Format) -> Self {
        use crate::cli::Format;
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
            Format::Markdown => Self::Markdown,
        }
    }
}
