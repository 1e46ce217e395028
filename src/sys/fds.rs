//! Looking at a descriptor of another process: a copy by pidfd_getfd(2), then the socket's own answers.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use nix::errno::Errno;

/// What a socket says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketFacts {
    /// `AF_NETLINK`, `AF_UNIX`, ... socket(7), SO_DOMAIN.
    pub domain: i32,
    /// For netlink the family, SO_PROTOCOL.
    pub protocol: u32,
    /// Inode of the network namespace it was created in (ioctl SIOCGSKNS, since Linux 4.10); 0 if the
    /// kernel does not tell.
    pub netns: u64,
}

/// `SIOCGSKNS` of `linux/sockios.h`.
const SIOCGSKNS: libc::c_ulong = 0x894C;

/// A descriptor that stands for the process, pidfd_open(2).
pub fn open_process(pid: i32) -> Result<OwnedFd, Errno> {
    // SAFETY: takes two numbers, answers a new descriptor that nobody else owns.
    let fd = Errno::result(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) })?;
    // SAFETY: see above.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as i32) })
}

/// A copy of descriptor `fd` of the process.
pub fn copy_of(process: &OwnedFd, fd: i32) -> Result<OwnedFd, Errno> {
    // SAFETY: takes three numbers, answers a new descriptor that nobody else owns.
    let fd =
        Errno::result(unsafe { libc::syscall(libc::SYS_pidfd_getfd, process.as_raw_fd(), fd, 0) })?;
    // SAFETY: see above.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as i32) })
}

/// Family and namespace of a socket.
pub fn socket_facts(socket: &OwnedFd) -> Result<SocketFacts, Errno> {
    let domain = option(socket, libc::SO_DOMAIN)?;
    let protocol = u32::try_from(option(socket, libc::SO_PROTOCOL)?).unwrap_or(0);
    Ok(SocketFacts {
        domain,
        protocol,
        netns: netns_inode(socket).unwrap_or(0),
    })
}

fn option(socket: &OwnedFd, name: i32) -> Result<i32, Errno> {
    let mut value: i32 = 0;
    let mut length = size_of::<i32>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes to `value` and the length to `length`; both live here.
    let answer = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            name,
            (&raw mut value).cast(),
            &raw mut length,
        )
    };
    Errno::result(answer).map(|_| value)
}

/// The network namespace that a socket was created in.
pub fn netns_of(socket: &OwnedFd) -> Result<OwnedFd, Errno> {
    // SAFETY: this ioctl takes no argument and answers a new descriptor that nobody else owns.
    let fd = Errno::result(unsafe { libc::ioctl(socket.as_raw_fd(), SIOCGSKNS) })?;
    // SAFETY: see above.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn netns_inode(socket: &OwnedFd) -> Result<u64, Errno> {
    Ok(nix::sys::stat::fstat(&netns_of(socket)?)?.st_ino)
}
