//! The socket on which the kernel tells what has changed. netlink(7).

use std::os::fd::{AsRawFd, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, setsockopt,
    socket, sockopt,
};

/// `struct nlmsghdr`.
const HEADER: usize = 16;
/// Only the header is looked at.
const BUFFER: usize = 4096;

/// A socket on which the kernel tells what has changed.
#[derive(Debug)]
pub(super) struct Events {
    fd: OwnedFd,
    buffer: Vec<u8>,
}

/// What was told: the types of the notifications, or that some were lost.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) kinds: Vec<u16>,
    pub(super) overrun: bool,
}

/// RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV4_RULE, RTMGRP_IPV6_IFADDR,
/// RTMGRP_IPV6_ROUTE: rtnetlink(7).
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400;

impl Events {
    pub(super) fn open() -> Result<Events, Errno> {
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let fd = socket(
            AddressFamily::Netlink,
            SockType::Raw,
            flags,
            SockProtocol::NetlinkRoute,
        )?;
        setsockopt(&fd, sockopt::RcvBuf, &(1 << 20))?;
        bind(fd.as_raw_fd(), &NetlinkAddr::new(0, GROUPS))?;
        Ok(Events {
            fd,
            buffer: vec![0; BUFFER],
        })
    }

    /// Everything that was told since the last time.
    pub(super) fn drain(&mut self) -> Told {
        let mut told = Told::default();
        loop {
            match recv(self.fd.as_raw_fd(), &mut self.buffer, MsgFlags::empty()) {
                Ok(count) => {
                    // Only the type is needed: what has changed the dump tells.
                    if let Some(kind) = self.buffer.get(4..6).filter(|_| count >= HEADER) {
                        told.kinds.push(u16::from_ne_bytes([kind[0], kind[1]]));
                    }
                }
                Err(Errno::ENOBUFS) => told.overrun = true,
                Err(_) => return told,
            }
        }
    }
}
