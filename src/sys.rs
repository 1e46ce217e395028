//! The operating system's calls that the rest is made of: ptrace, seccomp, namespaces, mounts, descriptors.
//!
//! Invariant: `unsafe` stands here and nowhere else. Each function does one thing and answers with the errno.
#![allow(unsafe_code)]

pub mod netns;

#[cfg(feature = "cli")]
pub mod abi;
#[cfg(feature = "cli")]
pub mod datagram;
#[cfg(feature = "cli")]
pub mod fds;
#[cfg(feature = "cli")]
pub mod memory;
#[cfg(feature = "cli")]
pub mod mounts;
#[cfg(feature = "cli")]
pub mod nsfs;
#[cfg(feature = "cli")]
pub mod process;
#[cfg(feature = "cli")]
pub mod ptrace;
#[cfg(feature = "cli")]
pub mod seccomp;
#[cfg(feature = "cli")]
pub mod spawn;
#[cfg(feature = "cli")]
pub mod wait;

use std::os::fd::AsRawFd;

/// Writes to a descriptor by its number, which may not be open at all.
pub fn write_to(fd: i32, bytes: &[u8]) -> Result<usize, nix::errno::Errno> {
    // SAFETY: the kernel reads `bytes`, which live here; a number that is no descriptor is EBADF.
    let count = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    nix::errno::Errno::result(count).map(|count| count as usize)
}

/// Waits for the lock of an open file and takes it, flock(2). It goes when the file is closed, at the latest.
pub fn lock(file: &std::fs::File) -> Result<(), nix::errno::Errno> {
    flock(file, libc::LOCK_EX)
}

/// Gives the lock of an open file back.
pub fn unlock(file: &std::fs::File) -> Result<(), nix::errno::Errno> {
    flock(file, libc::LOCK_UN)
}

fn flock(file: &std::fs::File, operation: i32) -> Result<(), nix::errno::Errno> {
    // SAFETY: takes two numbers; the descriptor is open as long as `file` lives.
    let answer = unsafe { libc::flock(file.as_raw_fd(), operation) };
    nix::errno::Errno::result(answer).map(drop)
}

/// Sends of this socket are never cut into pieces: IP_MTU_DISCOVER of ip(7), IPV6_MTU_DISCOVER of ipv6(7).
pub fn do_not_fragment(socket: &impl AsRawFd, ipv4: bool) -> Result<(), nix::errno::Errno> {
    let (level, name, value) = match ipv4 {
        true => (
            libc::IPPROTO_IP,
            libc::IP_MTU_DISCOVER,
            libc::IP_PMTUDISC_DO,
        ),
        false => (
            libc::IPPROTO_IPV6,
            libc::IPV6_MTU_DISCOVER,
            libc::IPV6_PMTUDISC_DO,
        ),
    };
    // SAFETY: the kernel reads an `int`, which lives here.
    let answer = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            name,
            (&raw const value).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    nix::errno::Errno::result(answer).map(drop)
}
