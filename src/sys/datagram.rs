//! A netlink datagram with the number of the namespace that it is from. netlink(7), NETLINK_LISTEN_ALL_NSID.

use std::os::fd::{AsRawFd, BorrowedFd};

use nix::errno::Errno;

/// Lets the socket hear of every namespace that its own one has a number for. Needs CAP_NET_BROADCAST.
pub fn listen_everywhere(socket: BorrowedFd<'_>) -> Result<(), Errno> {
    option(socket, libc::NETLINK_LISTEN_ALL_NSID, 1)
}

/// Joins a group whose number does not fit into the mask of bind(2).
pub fn join_group(socket: BorrowedFd<'_>, group: i32) -> Result<(), Errno> {
    option(socket, libc::NETLINK_ADD_MEMBERSHIP, group)
}

fn option(socket: BorrowedFd<'_>, name: i32, value: i32) -> Result<(), Errno> {
    // SAFETY: the kernel reads one int of `value`, which lives here.
    let answer = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_NETLINK,
            name,
            (&raw const value).cast(),
            size_of::<i32>() as libc::socklen_t,
        )
    };
    Errno::result(answer).map(drop)
}

/// Room for the one control message that is asked for.
const CONTROL: usize = 64;

/// Receives a datagram: its length, and the number of its namespace unless that is the socket's own.
pub fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<(usize, Option<i32>), Errno> {
    let mut part = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    let mut control = [0_u64; CONTROL / 8]; // aligned as struct cmsghdr
    // SAFETY: all zero is a valid msghdr.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = &raw mut part;
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = CONTROL;
    // SAFETY: the header points to `part`, and that to `buffer`, and to `control`; all live here and have the lengths
    // that are said.
    let count = Errno::result(unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut header, 0) })?;
    let mut nsid = None;
    // SAFETY: the kernel has filled the header; the macros stay within msg_controllen.
    let mut at = unsafe { libc::CMSG_FIRSTHDR(&raw const header) };
    while !at.is_null() {
        // SAFETY: not null, so it is a whole cmsghdr within `control`.
        let it = unsafe { *at };
        if (it.cmsg_level, it.cmsg_type) == (libc::SOL_NETLINK, libc::NETLINK_LISTEN_ALL_NSID) {
            // SAFETY: the payload of this message is an int, and need not be aligned.
            nsid = Some(unsafe { libc::CMSG_DATA(at).cast::<i32>().read_unaligned() });
        }
        // SAFETY: as for the first.
        at = unsafe { libc::CMSG_NXTHDR(&raw const header, at) };
    }
    Ok((count as usize, nsid))
}
