//! The inner process: sandbox, tracer and plugins. It gets its job on descriptor 0, which is a socket.

use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use nix::sys::signal::Signal;

use super::points::Points;
use super::protocol::{Failure, Job};
use super::stream::Stream;
use super::{drive, watch::Watch};
use crate::net::state::{Observed, State};
use crate::sandbox::{self, Sandbox};
use crate::sys::process;

/// The first argument by which cniscope knows that it is the inner process.
pub const ARGUMENT: &str = "__inner";

/// Exit code when there is no job to do.
const NO_JOB: u8 = 2;

/// Runs the inner process to its end.
pub fn main() -> ExitCode {
    // In a session of its own, so that a Ctrl-C at the terminal reaches the outer process alone.
    let _ = nix::unistd::setsid();
    let Some((job, socket)) = read_job() else {
        eprintln!("cniscope: {ARGUMENT} is started by cniscope itself");
        return ExitCode::from(NO_JOB);
    };
    let Ok(mut stream) = Stream::new(socket) else {
        return ExitCode::from(NO_JOB);
    };
    match run(&job, &mut stream) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            stream.line(&failure);
            stream.flush();
            ExitCode::from(failure.exit)
        }
    }
}

fn run(job: &Job, stream: &mut Stream) -> Result<(), Failure> {
    let outer = nix::unistd::getppid();
    let options = sandbox::Options {
        pods: job.pods,
        privileged: job.privileged,
        plugin_dirs: drive::directories(job),
        shared: None,
    };
    let sandbox = match sandbox::named::current() {
        Some(_) if !job.fresh => Sandbox::around_us(&options),
        _ => Sandbox::new(&options),
    }
    .map_err(refused)?;
    // Only now: the change of rights in the sandbox would have cleared it, prctl(2).
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL).map_err(unexpected)?;
    if nix::unistd::getppid() != outer {
        return Ok(()); // the outer process has died meanwhile
    }
    // What a plugin leaves behind becomes our child, so that it can be waited for.
    nix::sys::prctl::set_child_subreaper(true).map_err(unexpected)?;
    let state = job.snapshots.then(|| observe(&sandbox)).transpose()?;
    process::pin_to_this_cpu().map_err(unexpected)?;
    let mut watch = Watch::new(stream, &sandbox.world, state, job.stepping);
    watch.verifies = job.verify;
    watch.marks = job.marks;
    watch.points = Points::new(&job.breakpoints, &job.injections).map_err(|error| Failure {
        exit: 2,
        failure: error.to_string(),
    })?;
    drive::run(job, &sandbox, &mut watch)
}

fn observe(sandbox: &Sandbox) -> Result<State, Failure> {
    let namespaces: Vec<_> = sandbox
        .world
        .namespaces
        .iter()
        .map(|it| Observed {
            name: &it.name,
            fd: it.fd(),
        })
        .collect();
    State::new(&namespaces).map_err(unexpected)
}

fn read_job() -> Option<(Job, BufReader<UnixStream>)> {
    use std::os::fd::AsFd;
    let socket = std::io::stdin()
        .as_fd()
        .try_clone_to_owned()
        .ok()
        .map(|it: OwnedFd| UnixStream::from(it))?;
    let mut socket = BufReader::new(socket);
    let mut line = String::new();
    socket.read_line(&mut line).ok()?;
    Some((serde_json::from_str(&line).ok()?, socket))
}

fn refused(error: sandbox::Error) -> Failure {
    Failure {
        exit: 3,
        failure: error.to_string(),
    }
}

fn unexpected(error: impl std::fmt::Display) -> Failure {
    Failure {
        exit: 3,
        failure: format!("sandbox: {error}"),
    }
}
