//! The process that keeps a named sandbox: it makes it, answers on its socket, and takes it away.

use std::io::{BufRead, BufReader, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::socket::{Shutdown, shutdown};
use nix::unistd::Pid;

use super::{Answer, Ask, Info, Shared};
use crate::sandbox::{Options, SHARED_DIR, Sandbox};

/// The first argument by which cniscope knows that it is a keeper.
pub const ARGUMENT: &str = "__keep";

/// A sandbox that nobody is in and nobody asks for goes after this long.
const IDLE: Duration = Duration::from_secs(4 * 3600);
const LOOK_EVERY: u16 = 30_000; // milliseconds

/// Starts the keeper; it has the socket as its standard input.
pub(super) fn spawn(
    listener: OwnedFd,
    name: &str,
    pods: usize,
    shared: Option<&Shared>,
) -> std::io::Result<()> {
    let child = Command::new("/proc/self/exe")
        .arg0("cniscope")
        .args([ARGUMENT, name, &pods.to_string()])
        .args(shared.iter().flat_map(|it| [&it.host, &it.begin]))
        .current_dir("/")
        .stdin(Stdio::from(listener))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.map(drop) // it outlives us
}

/// Runs the keeper to its end.
pub fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(2);
    let mut text = || arguments.next()?.into_string().ok();
    let (Some(name), Some(pods)) = (text(), text().and_then(|it| it.parse().ok())) else {
        eprintln!("cniscope: {ARGUMENT} is started by cniscope itself");
        return ExitCode::from(2);
    };
    let Ok(socket) = std::io::stdin().as_fd().try_clone_to_owned() else {
        return ExitCode::from(2);
    };
    let listener = UnixListener::from(socket);
    let _ = nix::unistd::setsid();
    let shared = arguments.next().map(PathBuf::from);
    let directory = arguments.next().map(|it| Path::new(SHARED_DIR).join(it));
    let options = Options {
        pods,
        privileged: false,
        plugin_dirs: Vec::new(),
        shared,
    };
    match Sandbox::new(&options) {
        Ok(sandbox) => {
            keep(&listener, &name, &sandbox, directory.as_deref());
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Whoever has started us asks first.
            if let Ok((stream, _)) = listener.accept() {
                answer(&stream, &Answer::Failed(error.to_string()));
            }
            ExitCode::from(3)
        }
    }
}

fn keep(listener: &UnixListener, name: &str, sandbox: &Sandbox, directory: Option<&Path>) {
    let mut used = Instant::now();
    loop {
        let mut fds = [PollFd::new(listener.as_fd(), PollFlags::POLLIN)];
        let ready = poll(&mut fds, PollTimeout::from(LOOK_EVERY)).is_ok_and(|it| it > 0);
        if ready {
            used = Instant::now();
            let Ok((stream, _)) = listener.accept() else {
                continue;
            };
            let info = Info {
                name: name.to_owned(),
                pid: std::process::id().cast_signed(),
                namespaces: sandbox
                    .world
                    .namespaces
                    .iter()
                    .map(|it| it.name.clone())
                    .collect(),
                processes: inhabitants().len(),
                directory: directory.map(Path::to_owned),
            };
            let asked = ask_of(&stream);
            if asked == Some(Ask::Stop) {
                kill_inhabitants();
                // Whoever hears that it is stopped must not reach it any more.
                let _ = shutdown(listener.as_raw_fd(), Shutdown::Both);
                answer(&stream, &Answer::Info(info));
                return;
            }
            answer(&stream, &Answer::Info(info));
        } else if !inhabitants().is_empty() {
            used = Instant::now();
        } else if used.elapsed() > IDLE {
            return;
        }
    }
}

fn ask_of(stream: &UnixStream) -> Option<Ask> {
    let mut line = String::new();
    // As long as the one who asks waits for the answer: on a busy machine a second is nothing.
    stream.set_read_timeout(Some(super::PATIENCE)).ok()?;
    BufReader::new(stream).read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

fn answer(mut stream: &UnixStream, answer: &Answer) {
    // Who has gone meanwhile needs no answer.
    let text = serde_json::to_string(answer).unwrap_or_default();
    let _ = writeln!(stream, "{text}");
}

/// Processes in our mount namespace, which nobody else has, but for ourselves.
fn inhabitants() -> Vec<i32> {
    let inode = |pid: &str| std::fs::metadata(format!("/proc/{pid}/ns/mnt")).map(|it| it.ino());
    let Ok(own) = inode("self") else {
        return Vec::new();
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|it| it.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| u32::try_from(*pid) != Ok(std::process::id()))
        .filter(|pid| inode(&pid.to_string()).is_ok_and(|it| it == own))
        .collect()
}

/// Until none is left: they may be starting others.
fn kill_inhabitants() {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(5) {
        let inhabitants = inhabitants();
        if inhabitants.is_empty() {
            return;
        }
        for pid in inhabitants {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
