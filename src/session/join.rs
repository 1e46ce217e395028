//! Another program inside a session's sandbox, while the plugin is held: a shell in the node or in a pod.
//!
//! The user's process stays where it is. It starts cniscope once more, fresh and so with one thread, which
//! moves into the namespaces of the inner process and becomes the program.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, ExitStatus};

use crate::sandbox::named::{self, Info, Join};

/// The first argument by which cniscope knows that it is to move into a session.
pub const ARGUMENT: &str = "__join";

/// A program could not be started in the sandbox.
#[derive(Debug, thiserror::Error)]
#[error("start a shell in {namespace}: {source}")]
pub struct Error {
    namespace: String,
    source: std::io::Error,
}

/// Runs a program in the foreground of the terminal, in a network namespace of the session whose inner process is
/// `pid`; a shell if none is named. What goes wrong inside is told on standard error.
pub fn shell(pid: u32, namespace: &str, program: &[OsString]) -> Result<ExitStatus, Error> {
    let status = Command::new("/proc/self/exe")
        .arg0("cniscope")
        .arg(ARGUMENT)
        .arg(pid.to_string())
        .arg(namespace)
        .args(program)
        .status();
    status.map_err(|source| Error {
        namespace: namespace.to_owned(),
        source,
    })
}

/// The other side of [`shell`].
pub fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(2);
    let pid = arguments.next().and_then(|it| it.to_str()?.parse().ok());
    let namespace = arguments.next().and_then(|it| it.into_string().ok());
    let (Some(pid), Some(netns)) = (pid, namespace) else {
        eprintln!("cniscope: {ARGUMENT} is started by cniscope itself");
        return ExitCode::from(2);
    };
    let info = Info {
        name: "of this run".to_owned(),
        pid,
        ..Info::default()
    };
    let to = Join {
        info: &info,
        netns: &netns,
    };
    if let Err(error) = named::join(to) {
        eprintln!("cniscope: {error}");
        return ExitCode::from(3);
    }
    let mut command = match arguments.next() {
        Some(program) => Command::new(program),
        None => {
            // A user's own start-up files would take away the prompt that says where one is.
            let mut shell = Command::new("bash");
            shell.args(["--noprofile", "--norc"]);
            shell.env("PS1", format!("[held, {netns}] \\$ "));
            shell
        }
    };
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".into());
    command.args(arguments);
    command.env("PATH", format!("{path}:/usr/local/sbin:/usr/sbin:/sbin"));
    let error = command.exec();
    eprintln!(
        "cniscope: start {}: {error}",
        command.get_program().display()
    );
    ExitCode::from(3)
}
