//! ptrace(2), as far as the tracer needs it. All calls come from the thread that attached.
//!
//! A task that has just died answers ESRCH to everything; callers take that as normal.

use nix::errno::Errno;

use super::wait::{Waited, decode};

/// What the kernel says about a stop at a system call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyscallStop {
    /// A filter matched; the call has not acted yet.
    Seccomp {
        /// Number of the call.
        number: u64,
        /// Its arguments.
        args: [u64; 6],
    },
    /// The call is about to act, without a filter.
    Entry,
    /// The call has acted.
    Exit {
        /// What it returns: negative errno if it failed.
        value: i64,
    },
    /// None of these.
    Other,
}

/// How a stopped task goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// Until its next stop of any other kind.
    Run,
    /// Until it leaves the system call that it is in.
    ToExit,
    /// It stays stopped as the group-stop demands, but reports when it goes on.
    Listen,
}

const OPTIONS: i32 = libc::PTRACE_O_TRACESYSGOOD
    | libc::PTRACE_O_TRACESECCOMP
    | libc::PTRACE_O_TRACEFORK
    | libc::PTRACE_O_TRACEVFORK
    | libc::PTRACE_O_TRACECLONE
    | libc::PTRACE_O_TRACEEXEC
    | libc::PTRACE_O_EXITKILL;

/// Attaches to a running child; all it ever starts is attached too and dies with the tracer.
pub fn seize(pid: i32) -> Result<(), Errno> {
    request(libc::PTRACE_SEIZE, pid, 0, OPTIONS as usize).map(drop)
}

/// Lets a stopped task go on, delivering `signal` unless it is 0.
pub fn resume(tid: i32, how: Resume, signal: i32) -> Result<(), Errno> {
    let operation = match how {
        Resume::Run => libc::PTRACE_CONT,
        Resume::ToExit => libc::PTRACE_SYSCALL,
        Resume::Listen => libc::PTRACE_LISTEN,
    };
    request(operation, tid, 0, usize::try_from(signal).unwrap_or(0)).map(drop)
}

/// The number that came with an event: the new task's id, or the former id of the thread that called execve.
pub fn event_message(tid: i32) -> Result<i32, Errno> {
    let mut message: libc::c_ulong = 0;
    request(
        libc::PTRACE_GETEVENTMSG,
        tid,
        0,
        (&raw mut message) as usize,
    )?;
    Ok(i32::try_from(message).unwrap_or(0))
}

/// What the task's stop at a system call is.
pub fn syscall_stop(tid: i32) -> Result<SyscallStop, Errno> {
    let info = nix::sys::ptrace::syscall_info(nix::unistd::Pid::from_raw(tid))?;
    Ok(match info.op {
        libc::PTRACE_SYSCALL_INFO_SECCOMP => {
            // SAFETY: `op` says that the kernel has filled this member of the union.
            let seccomp = unsafe { info.u.seccomp };
            SyscallStop::Seccomp {
                number: seccomp.nr,
                args: seccomp.args,
            }
        }
        libc::PTRACE_SYSCALL_INFO_ENTRY => SyscallStop::Entry,
        libc::PTRACE_SYSCALL_INFO_EXIT => {
            // SAFETY: as above.
            let exit = unsafe { info.u.exit };
            SyscallStop::Exit { value: exit.sval }
        }
        _ => SyscallStop::Other,
    })
}

/// The next change of state of any task of this thread, if there is one now.
///
/// Returns `None` when nothing is pending, `ECHILD` when no task is left.
pub fn wait_any() -> Result<Option<(i32, Waited)>, Errno> {
    let mut status = 0;
    let options = libc::__WALL | libc::__WNOTHREAD | libc::WNOHANG;
    // SAFETY: wait4 writes one int to `status`, which lives here.
    let tid =
        Errno::result(unsafe { libc::wait4(-1, &raw mut status, options, std::ptr::null_mut()) })?;
    Ok((tid != 0).then(|| (tid, decode(status))))
}

fn request(operation: libc::c_uint, tid: i32, address: usize, data: usize) -> Result<i64, Errno> {
    // SAFETY: every operation used above either ignores the address and data, takes plain numbers in them,
    // or writes one word to the address in `data`, which points to a live local.
    Errno::result(unsafe {
        libc::ptrace(
            operation,
            tid,
            address as *mut libc::c_void,
            data as *mut libc::c_void,
        )
    })
}
