//! `cniscope shell` and `cniscope sandbox`

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use super::Exit;
use crate::cli::Shell;
use crate::learn::{self, classroom};
use crate::sandbox::{OWN_DIR, PLUGIN_DIR, SHARED_DIR, named};

pub(super) fn run(args: &Shell) -> anyhow::Result<ExitCode> {
    if let Some(name) = named::current() {
        bail!("this is inside sandbox {name} already: leave it first (exit), or use ip netns exec");
    }
    let info = match args.name.as_str() {
        // A sandbox of this name would not be the lesson's.
        classroom::SANDBOX => named::info(classroom::SANDBOX).map_err(|error| match error {
            named::Error::NoSuch(_) => learn::Error::NotStarted.into(),
            other => refused(other),
        })?,
        name => named::open(name, usize::from(args.pods)).map_err(refused)?,
    };
    if !info.namespaces.contains(&args.netns) {
        bail!(
            "sandbox {} has no namespace {}: it has {}",
            info.name,
            args.netns,
            info.namespaces.join(", ")
        );
    }
    let mut command = command(args);
    command
        .env(named::VARIABLE, &info.name)
        .env("CNI_PATH", PLUGIN_DIR);
    command.env("PATH", path());
    if let Some(directory) = &info.directory {
        command
            .env(classroom::DIRECTORY_VARIABLE, directory)
            .env(learn::WORKSPACE_VARIABLE, SHARED_DIR);
    }
    if args.command.is_empty() {
        let others: Vec<_> = info
            .namespaces
            .iter()
            .filter(|it| **it != args.netns)
            .map(String::as_str)
            .collect();
        eprintln!(
            "sandbox {}, in {}; others: {} (ip netns exec NAME ...)",
            info.name,
            args.netns,
            others.join(", ")
        );
        eprintln!(
            "it stays when you leave; `cniscope sandbox stop {}` ends it",
            info.name
        );
    }
    named::join(named::Join {
        info: &info,
        netns: &args.netns,
    })
    .map_err(refused)?;
    if let Some(directory) = &info.directory {
        let begun = std::env::set_current_dir(directory);
        begun.with_context(|| format!("go to {} in the sandbox", directory.display()))?;
    }
    let error = command.exec();
    Err(error).with_context(|| format!("start {}", command.get_program().to_string_lossy()))
}

pub(super) fn list() -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let sandboxes = named::list().map_err(refused)?;
    if sandboxes.is_empty() {
        writeln!(out, "no sandboxes (cniscope shell NAME makes one)")?;
    }
    for it in sandboxes {
        let used = if it.processes == 1 {
            "1 process".to_owned()
        } else {
            format!("{} processes", it.processes)
        };
        writeln!(
            out,
            "{:<16} {}, {used} (keeper {})",
            it.name,
            it.namespaces.join(" "),
            it.pid
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn stop(name: &str) -> anyhow::Result<ExitCode> {
    named::stop(name).map_err(refused)?;
    writeln!(std::io::stdout(), "sandbox {name} is stopped")?;
    Ok(ExitCode::SUCCESS)
}

/// The command, or a shell that says where it is. A user's own start-up files would take that prompt away.
fn command(args: &Shell) -> Command {
    if let Some((program, arguments)) = args.command.split_first() {
        let mut command = Command::new(program);
        command.args(arguments);
        return command;
    }
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc"]);
    command.env("PS1", format!("[{} {}] \\w \\$ ", args.name, args.netns));
    command
}

/// cniscope itself first: inside it may not be where it was. `ip`, `bridge`, `nft` are where users often do not look.
fn path() -> String {
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".into());
    format!("{OWN_DIR}:{path}:/usr/local/sbin:/usr/sbin:/sbin")
}

fn refused(error: named::Error) -> anyhow::Error {
    match error {
        named::Error::Name(_) | named::Error::NoSuch(_) => error.into(),
        other => Exit {
            code: 3,
            message: other.to_string(),
        }
        .into(),
    }
}
