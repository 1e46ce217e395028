//! What the kernel tells of changes, here and in every namespace that this one has a number for, with who asked for them.
//!
//! One socket in the own namespace hears all of them: a socket inside of a namespace would keep that alive.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, setsockopt, socket, sockopt,
};

use crate::sys::datagram;
use crate::wire::{self, Decoder, Message};

/// RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV4_RULE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE:
/// rtnetlink(7).
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400;
/// RTNLGRP_IPV6_RULE and RTNLGRP_NSID, which have no bit above.
const MORE_GROUPS: [i32; 2] = [19, 28];

const BUFFER: usize = 64 * 1024;

/// More than this at once is not kept: it is then only known that something has changed.
const MOST: usize = 10_000;

/// The socket.
#[derive(Debug)]
pub struct Listener {
    fd: OwnedFd,
    decoder: Decoder,
    buffer: Vec<u8>,
    /// False if only changes of the own namespace are heard.
    pub everywhere: bool,
}

/// What was heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// Messages, each with the number of its namespace, unless that is the own one.
    pub messages: Vec<(Option<i32>, Message)>,
    /// True if the kernel has dropped messages: the socket's buffer was full.
    pub overrun: bool,
}

impl Listener {
    /// Listens from now on.
    pub fn open() -> Result<Listener, Errno> {
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let fd = socket(
            AddressFamily::Netlink,
            SockType::Raw,
            flags,
            SockProtocol::NetlinkRoute,
        )?;
        // As much as is allowed; who may, has more.
        setsockopt(&fd, sockopt::RcvBuf, &(8 << 20))?;
        bind(fd.as_raw_fd(), &NetlinkAddr::new(0, GROUPS))?;
        for group in MORE_GROUPS {
            datagram::join_group(fd.as_fd(), group)?;
        }
        let everywhere = datagram::listen_everywhere(fd.as_fd()).is_ok();
        Ok(Listener {
            fd,
            decoder: Decoder::new(),
            buffer: vec![0; BUFFER],
            everywhere,
        })
    }

    /// To wait on.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Adds everything that was told since the last time.
    pub fn drain(&mut self, heard: &mut Heard) {
        loop {
            match datagram::receive(self.fd.as_fd(), &mut self.buffer) {
                Ok((count, nsid)) => {
                    let bytes = self.buffer.get(..count).unwrap_or_default();
                    let messages = self.decoder.decode(wire::NETLINK_ROUTE, false, bytes);
                    let room = MOST.saturating_sub(heard.messages.len());
                    heard
                        .messages
                        .extend(messages.into_iter().take(room).map(|it| (nsid, it)));
                }
                Err(Errno::ENOBUFS) => heard.overrun = true,
                Err(_) => return,
            }
        }
    }
}
