//! What depends on the architecture: system call numbers, the filter's word for it, the registers by which a
//! call is skipped, and nothing else.
//!
//! Another architecture (aarch64 is next) adds its numbers here; a call that it does not have (`open`,
//! `unlink`, `rename`) is left out of its list.

use nix::errno::Errno;
use nix::sys::ptrace;
use nix::unistd::Pid;

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
compile_error!(
    "cniscope's tracer knows the system calls of Linux on x86-64 only: build with --no-default-features --features plugins for the plugins alone"
);

/// `AUDIT_ARCH_X86_64` of `linux/audit.h`: what a filter finds in `seccomp_data.arch`.
pub const AUDIT_ARCH: u32 = 0xC000_003E;

/// The system calls that the tracer looks at. seccomp(2), syscalls(2).
#[allow(missing_docs)] // the names are the kernel's
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    Sendto,
    Sendmsg,
    Sendmmsg,
    Recvfrom,
    Recvmsg,
    Recvmmsg,
    Read,
    Readv,
    Write,
    Writev,
    Pwrite64,
    Open,
    Openat,
    Openat2,
    Creat,
    Rename,
    Renameat,
    Renameat2,
    Unlink,
    Unlinkat,
    Rmdir,
    Mkdir,
    Mkdirat,
    Link,
    Linkat,
    Symlink,
    Symlinkat,
    Flock,
    Execve,
    Execveat,
    Setns,
    Unshare,
    Ioctl,
    Setsockopt,
    Mount,
    Umount2,
    Bpf,
    IoUringSetup,
}

/// Every call with its number and name.
pub const CALLS: &[(Call, i64, &str)] = &[
    (Call::Sendto, libc::SYS_sendto, "sendto"),
    (Call::Sendmsg, libc::SYS_sendmsg, "sendmsg"),
    (Call::Sendmmsg, libc::SYS_sendmmsg, "sendmmsg"),
    (Call::Recvfrom, libc::SYS_recvfrom, "recvfrom"),
    (Call::Recvmsg, libc::SYS_recvmsg, "recvmsg"),
    (Call::Recvmmsg, libc::SYS_recvmmsg, "recvmmsg"),
    (Call::Read, libc::SYS_read, "read"),
    (Call::Readv, libc::SYS_readv, "readv"),
    (Call::Write, libc::SYS_write, "write"),
    (Call::Writev, libc::SYS_writev, "writev"),
    (Call::Pwrite64, libc::SYS_pwrite64, "pwrite64"),
    (Call::Open, libc::SYS_open, "open"),
    (Call::Openat, libc::SYS_openat, "openat"),
    (Call::Openat2, libc::SYS_openat2, "openat2"),
    (Call::Creat, libc::SYS_creat, "creat"),
    (Call::Rename, libc::SYS_rename, "rename"),
    (Call::Renameat, libc::SYS_renameat, "renameat"),
    (Call::Renameat2, libc::SYS_renameat2, "renameat2"),
    (Call::Unlink, libc::SYS_unlink, "unlink"),
    (Call::Unlinkat, libc::SYS_unlinkat, "unlinkat"),
    (Call::Rmdir, libc::SYS_rmdir, "rmdir"),
    (Call::Mkdir, libc::SYS_mkdir, "mkdir"),
    (Call::Mkdirat, libc::SYS_mkdirat, "mkdirat"),
    (Call::Link, libc::SYS_link, "link"),
    (Call::Linkat, libc::SYS_linkat, "linkat"),
    (Call::Symlink, libc::SYS_symlink, "symlink"),
    (Call::Symlinkat, libc::SYS_symlinkat, "symlinkat"),
    (Call::Flock, libc::SYS_flock, "flock"),
    (Call::Execve, libc::SYS_execve, "execve"),
    (Call::Execveat, libc::SYS_execveat, "execveat"),
    (Call::Setns, libc::SYS_setns, "setns"),
    (Call::Unshare, libc::SYS_unshare, "unshare"),
    (Call::Ioctl, libc::SYS_ioctl, "ioctl"),
    (Call::Setsockopt, libc::SYS_setsockopt, "setsockopt"),
    (Call::Mount, libc::SYS_mount, "mount"),
    (Call::Umount2, libc::SYS_umount2, "umount2"),
    (Call::Bpf, libc::SYS_bpf, "bpf"),
    (
        Call::IoUringSetup,
        libc::SYS_io_uring_setup,
        "io_uring_setup",
    ),
];

/// Lets the call that a task is stopped before fail with the errno; the kernel does not begin it. For the stop
/// that a filter makes, seccomp(2): number -1 skips the call, and what it returns is in the register for that.
pub fn refuse(tid: i32, errno: i32) -> Result<(), Errno> {
    let pid = Pid::from_raw(tid);
    let mut registers = ptrace::getregs(pid)?;
    registers.orig_rax = u64::MAX;
    registers.rax = i64::from(-errno).cast_unsigned();
    ptrace::setregs(pid, registers)
}

impl Call {
    /// The call of this number, if the tracer looks at it.
    pub fn from_number(number: u64) -> Option<Call> {
        CALLS
            .iter()
            .find(|(_, it, _)| u64::try_from(*it) == Ok(number))
            .map(|(call, _, _)| *call)
    }

    /// The call's name.
    pub fn name(self) -> &'static str {
        CALLS
            .iter()
            .find(|(call, _, _)| *call == self)
            .map_or("", |(_, _, name)| name)
    }

    /// The call's number on this architecture.
    pub fn number(self) -> i64 {
        CALLS
            .iter()
            .find(|(call, _, _)| *call == self)
            .map_or(-1, |(_, number, _)| *number)
    }
}
