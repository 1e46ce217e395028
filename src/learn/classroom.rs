//! The lesson's world: a named sandbox in which the learner's directory can be written.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use super::lesson::Lesson;
use super::{Error, Witness, Workspace};
use crate::sandbox::SHARED_DIR;
use crate::sandbox::named::{self, Info, Shared};

/// Its name.
pub const SANDBOX: &str = "lesson";

/// The script of a lesson that wires its world, typed into a shell of the node.
const SETUP: &str = "setup.sh";

/// Hands the lesson out and makes its world, in place of that of the lesson before.
pub fn start(lesson: &Lesson, workspace: &Workspace) -> Result<(), Error> {
    if named::current().is_some() {
        return Err(Error::Inside("start"));
    }
    let missing = missing(lesson);
    if !missing.is_empty() {
        return Err(Error::Needs {
            lesson: lesson.id.clone(),
            programs: missing.join(", "),
        });
    }
    workspace.hand_out(lesson)?;
    stop()?;
    let shared = Shared {
        host: workspace.dir.clone(),
        begin: PathBuf::from(&lesson.id),
    };
    named::make(SANDBOX, lesson.manifest.world.pods, Some(&shared))?;
    match lesson.files.text(SETUP) {
        Some(script) => wire(lesson, script),
        None => Ok(()),
    }
}

fn wire(lesson: &Lesson, script: &str) -> Result<(), Error> {
    let failed = |message: String| Error::World {
        lesson: lesson.id.clone(),
        message,
    };
    let script = format!("set -euo pipefail\n{script}");
    let done = type_in(&script).map_err(|it| failed(it.to_string()))?;
    match done.status.success() {
        true => Ok(()),
        false => {
            let said = [&done.stderr[..], &done.stdout[..]].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            Err(failed(format!("{} ({})", said.trim_end(), done.status)))
        }
    }
}

/// Ends the lesson's world, if there is one.
pub fn stop() -> Result<(), Error> {
    match named::stop(SANDBOX) {
        Ok(()) | Err(named::Error::NoSuch(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The world, if there is one; `None` within is the one that we are in.
pub fn find() -> Result<Option<Info>, Error> {
    match named::current() {
        Some(name) if name == SANDBOX => Ok(None),
        Some(_) => Err(Error::NotStarted),
        None => match named::info(SANDBOX) {
            Ok(info) if info.directory.is_some() => Ok(Some(info)),
            Ok(_) | Err(named::Error::NoSuch(_)) => Err(Error::NotStarted),
            Err(error) => Err(error.into()),
        },
    }
}

/// A witness of the world, which must be that of this lesson.
pub fn witness(lesson: &Lesson) -> Result<Witness, Error> {
    let info = find()?;
    let directory = info.as_ref().map_or_else(
        || std::env::var_os(DIRECTORY_VARIABLE).map(PathBuf::from),
        |it| it.directory.clone(),
    );
    let expected = PathBuf::from(SHARED_DIR).join(&lesson.id);
    if directory.is_some_and(|it| it != expected) {
        return Err(Error::NotStarted);
    }
    Witness::send(info.as_ref())
}

/// The variable that tells a shell in the sandbox which folder is the lesson's.
pub const DIRECTORY_VARIABLE: &str = "CNISCOPE_LESSON";

/// Types a script into `cniscope shell lesson`, as a learner would, and waits for its end.
fn type_in(script: &str) -> std::io::Result<Output> {
    let mut command = Command::new("/proc/self/exe");
    command.arg0("cniscope").args(TYPED);
    feed(command, script)
}

/// The arguments of a shell in the lesson's world that reads what is typed from its standard input.
pub(super) const TYPED: [&str; 7] = [
    "shell",
    SANDBOX,
    "--",
    "bash",
    "--noprofile",
    "--norc",
    "-s",
];

/// Runs a command with this on its standard input, and waits for its end.
pub(super) fn feed(mut command: Command, input: &str) -> std::io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that has ended before it has read all says by its exit code whether that was right.
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output()
}

/// Programs that the lesson needs and the machine has not.
fn missing(lesson: &Lesson) -> Vec<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let places: Vec<_> = path
        .split(':')
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"])
        .map(PathBuf::from)
        .collect();
    let is_there = |program: &str| places.iter().any(|it| it.join(program).is_file());
    let needs = lesson.manifest.needs.iter();
    needs.filter(|it| !is_there(it)).cloned().collect()
}
