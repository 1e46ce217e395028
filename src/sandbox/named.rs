//! Named sandboxes: kept by a process of their own until they are stopped or nobody has used them for long.
//!
//! The keeper listens on a socket in the user's runtime directory; whoever may connect there is the same
//! user. Joining is setns(2) into the keeper's namespaces, which the kernel allows to the user who made them.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

mod join;
mod keeper;

pub use join::{Join, VARIABLE, current, join};
pub use keeper::{ARGUMENT, main as keeper_main};

/// What a keeper says of its sandbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// The sandbox's name.
    pub name: String,
    /// The keeper's process.
    pub pid: i32,
    /// Names of its network namespaces.
    pub namespaces: Vec<String>,
    /// Processes in it beside the keeper.
    pub processes: usize,
    /// Where a shell begins, inside: the folder of a lesson.
    #[serde(default)]
    pub directory: Option<PathBuf>,
}

/// A directory of the host that a sandbox shares.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The directory, absolute.
    pub host: PathBuf,
    /// Where in it a shell begins.
    pub begin: PathBuf,
}

/// What a keeper is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    Info,
    Stop,
}

/// What a keeper answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Info(Info),
    /// The sandbox could not be made; why, and the exit code for it.
    Failed(String),
}

/// Why a named sandbox cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("{step} {}: {source}", .path.display())]
    Io {
        step: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{0:?} is no name for a sandbox: letters, digits, '-' and '_' are")]
    Name(String),
    #[error("there is no sandbox {0} (cniscope sandbox list)")]
    NoSuch(String),
    #[error("{} belongs to another user: remove it", .0.display())]
    NotOurs(PathBuf),
    #[error("{0}")]
    Refused(String),
    #[error("sandbox {name}: its keeper does not answer: {source}")]
    Silent {
        name: String,
        source: std::io::Error,
    },
    #[error("join sandbox {name}: {step}: {errno}")]
    Join {
        name: String,
        step: &'static str,
        errno: nix::errno::Errno,
    },
}

/// How long a keeper may take to answer; making a sandbox takes some tens of milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The sandbox of this name, made if it is not there.
pub fn open(name: &str, pods: usize) -> Result<Info, Error> {
    match info(name) {
        Err(Error::NoSuch(_)) => make(name, pods, None),
        other => other,
    }
}

/// Makes a sandbox of this name, which is not there.
pub fn make(name: &str, pods: usize, shared: Option<&Shared>) -> Result<Info, Error> {
    let path = socket(name)?;
    let listener = UnixListener::bind(&path).map_err(io("listen at", &path))?;
    let spawned = keeper::spawn(OwnedFd::from(listener), name, pods, shared);
    spawned.map_err(|source| Error::Io {
        step: "start the keeper",
        path: path.clone(),
        source,
    })?;
    info(name).inspect_err(|_| {
        let _ = fs::remove_file(&path);
    })
}

/// What the keeper of this name says.
pub fn info(name: &str) -> Result<Info, Error> {
    match ask(name, Ask::Info)? {
        Answer::Info(info) => Ok(info),
        Answer::Failed(why) => Err(Error::Refused(why)),
    }
}

/// Stops the sandbox: all processes in it are killed, and with the last its namespaces go.
pub fn stop(name: &str) -> Result<(), Error> {
    ask(name, Ask::Stop)?;
    // The keeper cannot: its own file system is the sandbox's.
    let path = socket(name)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(io("remove", &path)(error))
        }
        _ => Ok(()),
    }
}

/// All sandboxes of this user whose keeper lives.
pub fn list() -> Result<Vec<Info>, Error> {
    let dir = directory()?;
    let entries = fs::read_dir(&dir).map_err(io("list", &dir))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|it| {
            it.file_name()
                .to_str()?
                .strip_suffix(".sock")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    Ok(names.iter().filter_map(|name| info(name).ok()).collect())
}

fn ask(name: &str, ask: Ask) -> Result<Answer, Error> {
    let path = socket(name)?;
    let mut stream = match UnixStream::connect(&path) {
        Ok(stream) => stream,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoSuch(name.into()));
        }
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            // Its keeper was killed: nothing of it is left but this file.
            let _ = fs::remove_file(&path);
            return Err(Error::NoSuch(name.into()));
        }
        Err(source) => {
            return Err(Error::Io {
                step: "connect to",
                path,
                source,
            });
        }
    };
    let exchange = || {
        stream.set_read_timeout(Some(PATIENCE))?;
        let text = serde_json::to_string(&ask)?;
        writeln!(stream, "{text}")?;
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    };
    let mut exchange = exchange;
    exchange().map_err(|source: std::io::Error| match source.kind() {
        // It ended while we were waiting for our turn.
        std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::UnexpectedEof => {
            Error::NoSuch(name.into())
        }
        _ => Error::Silent {
            name: name.into(),
            source,
        },
    })
}

fn socket(name: &str) -> Result<PathBuf, Error> {
    let good = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if name.is_empty() || name.len() > 40 || !name.chars().all(good) {
        return Err(Error::Name(name.to_owned()));
    }
    Ok(directory()?.join(format!("{name}.sock")))
}

/// The user's runtime directory, or one in /tmp that is the user's alone.
fn directory() -> Result<PathBuf, Error> {
    let uid = nix::unistd::geteuid().as_raw();
    let runtime = std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|it| it.is_dir() && is_ours(it));
    let dir = match runtime {
        Some(runtime) => runtime.join("cniscope"),
        None => PathBuf::from(format!("/tmp/cniscope-{uid}")),
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&dir)
        .map_err(io("create", &dir))?;
    if is_ours(&dir) {
        Ok(dir)
    } else {
        Err(Error::NotOurs(dir))
    }
}

/// In /tmp anybody could have made it first.
fn is_ours(dir: &Path) -> bool {
    let uid = nix::unistd::geteuid().as_raw();
    dir.symlink_metadata()
        .is_ok_and(|it| it.is_dir() && it.uid() == uid && it.mode() & 0o022 == 0)
}

fn io(step: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { step, path, source }
}
