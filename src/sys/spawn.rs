//! Starting a program under the tracer: fork, attach, filter, exec, in an order that loses nothing.
//!
//! The child allocates nothing after fork (the standard library's `Command` may, and may deadlock). It
//! waits on a pipe until the tracer has attached, loads the filter and executes the program, so that even
//! its first execve is seen. If the tracer dies before that, the pipe closes and the child leaves.

use std::ffi::{CStr, CString};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::unistd::pipe2;

use super::{ptrace, seccomp::Filter};

/// A program and all it is given. The environment is this and no more.
#[derive(Debug)]
pub struct Program {
    /// Path of the binary or script.
    pub path: CString,
    /// Arguments, the name first.
    pub argv: Vec<CString>,
    /// `NAME=value`.
    pub env: Vec<CString>,
    /// Descriptor that becomes the marks' (`stage::mark::FD`), if the program is to make marks.
    pub mark: Option<(OwnedFd, RawFd)>,
    /// Most processes and threads it may have at a time; setrlimit(2), RLIMIT_NPROC counts per user and namespace.
    pub tasks: u64,
}

/// The child, attached and on its way to execve.
#[derive(Debug)]
pub struct Spawned {
    /// Its process.
    pub pid: i32,
    /// Our ends of its standard input, output and error; not blocking.
    pub stdin: OwnedFd,
    /// See `stdin`.
    pub stdout: OwnedFd,
    /// See `stdin`.
    pub stderr: OwnedFd,
}

/// Starts the program in a session of its own with three pipes, attached to the calling thread.
pub fn spawn(program: &Program, filter: &Filter) -> Result<Spawned, Errno> {
    let (their_stdin, stdin) = pipe2(OFlag::O_CLOEXEC)?;
    let (stdout, their_stdout) = pipe2(OFlag::O_CLOEXEC)?;
    let (stderr, their_stderr) = pipe2(OFlag::O_CLOEXEC)?;
    let (go_wait, go) = pipe2(OFlag::O_CLOEXEC)?;
    let argv = pointers(&program.argv);
    let env = pointers(&program.env);
    // SAFETY: the child runs `child` only, which allocates nothing and takes no lock.
    let pid = match Errno::result(unsafe { libc::fork() })? {
        0 => child(
            Child {
                go: go_wait.as_raw_fd(),
                tracer_go: go.as_raw_fd(),
                stdio: [
                    their_stdin.as_raw_fd(),
                    their_stdout.as_raw_fd(),
                    their_stderr.as_raw_fd(),
                ],
                mark: program
                    .mark
                    .as_ref()
                    .map(|(from, to)| (from.as_raw_fd(), *to)),
                path: &program.path,
                argv: &argv,
                env: &env,
                tasks: program.tasks,
            },
            filter,
        ),
        pid => pid,
    };
    for fd in [&stdin, &stdout, &stderr] {
        set_nonblocking(fd)?;
    }
    if let Err(errno) = ptrace::seize(pid) {
        drop(go); // the child leaves by itself
        // SAFETY: waits for our own child; null pointers ask for nothing to be written.
        unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) };
        return Err(errno);
    }
    nix::unistd::write(&go, b"g")?;
    Ok(Spawned {
        pid,
        stdin,
        stdout,
        stderr,
    })
}

/// Exit code of a child that could not get as far as execve, or whose execve failed.
pub const NOT_STARTED: i32 = 127;

struct Child<'a> {
    go: RawFd,
    tracer_go: RawFd,
    stdio: [RawFd; 3],
    mark: Option<(RawFd, RawFd)>,
    path: &'a CStr,
    argv: &'a [*const libc::c_char],
    env: &'a [*const libc::c_char],
    tasks: u64,
}

/// Runs between fork and execve: system calls only.
fn child(it: Child<'_>, filter: &Filter) -> ! {
    // SAFETY: every call takes numbers or pointers to memory that was made before fork and lives until execve.
    unsafe {
        // Our copy of the tracer's end must go, or the pipe would never close when the tracer dies.
        libc::close(it.tracer_go);
        let mut byte = 0u8;
        if libc::read(it.go, (&raw mut byte).cast(), 1) != 1 {
            libc::_exit(NOT_STARTED);
        }
        libc::setsid();
        let mut none = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut());
        for signal in [
            libc::SIGPIPE,
            libc::SIGINT,
            libc::SIGTERM,
            libc::SIGHUP,
            libc::SIGCHLD,
        ] {
            libc::signal(signal, libc::SIG_DFL);
        }
        for (target, fd) in it.stdio.iter().enumerate() {
            if libc::dup2(*fd, target as i32) < 0 {
                libc::_exit(NOT_STARTED);
            }
        }
        if let Some((from, to)) = it.mark {
            libc::dup2(from, to);
        }
        let limit = libc::rlimit {
            rlim_cur: it.tasks,
            rlim_max: it.tasks,
        };
        libc::setrlimit(libc::RLIMIT_NPROC, &raw const limit);
        if filter.load().is_err() {
            libc::_exit(NOT_STARTED);
        }
        libc::execve(it.path.as_ptr(), it.argv.as_ptr(), it.env.as_ptr());
        libc::_exit(NOT_STARTED)
    }
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings
        .iter()
        .map(|it| it.as_ptr())
        .chain([std::ptr::null()])
        .collect()
}

fn set_nonblocking(fd: &OwnedFd) -> Result<(), Errno> {
    use nix::fcntl::{FcntlArg, fcntl};
    // SAFETY: the descriptor is open for as long as `fd` lives.
    let fd = unsafe { BorrowedFd::borrow_raw(fd.as_raw_fd()) };
    fcntl(fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map(drop)
}
