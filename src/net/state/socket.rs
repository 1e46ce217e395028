//! Synchronous netlink sockets: dumps, and notifications. netlink(7).

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, send,
    setsockopt, socket, sockopt,
};
use std::os::fd::{AsRawFd, OwnedFd};

use crate::wire::{self, Decoder, Message};

/// A socket on which dumps are asked for.
#[derive(Debug)]
pub(super) struct Netlink {
    fd: OwnedFd,
    protocol: u32,
    sequence: u32,
    decoder: Decoder,
    buffer: Vec<u8>,
}

const NLM_F_REQUEST: u16 = 0x1;
const NLM_F_DUMP: u16 = 0x300;
const HEADER: usize = 16;

/// The kernel fills at most this much of a dump into one datagram (NLMSG_GOODSIZE grows up to it).
const BUFFER: usize = 64 * 1024;

impl Netlink {
    /// Opens a socket in the namespace of the calling thread.
    pub(super) fn open(protocol: u32) -> Result<Netlink, Errno> {
        let family = if protocol == wire::NETLINK_NETFILTER {
            SockProtocol::NetlinkNetFilter
        } else {
            SockProtocol::NetlinkRoute
        };
        let fd = socket(
            AddressFamily::Netlink,
            SockType::Raw,
            SockFlag::SOCK_CLOEXEC,
            family,
        )?;
        bind(fd.as_raw_fd(), &NetlinkAddr::new(0, 0))?;
        let buffer = vec![0; BUFFER];
        Ok(Netlink {
            fd,
            protocol,
            sequence: 0,
            decoder: Decoder::new(),
            buffer,
        })
    }

    /// A dump: all objects of a kind. `family` goes first into the header of the request, whose other
    /// fields are zero (`ifinfomsg` is the longest, 16 bytes).
    pub(super) fn dump(&mut self, kind: u16, family: u8) -> Result<Vec<Message>, Errno> {
        let mut body = [0u8; 16];
        body[0] = family;
        self.ask(kind, NLM_F_DUMP, &body)
    }

    /// Sends a request and reads answers up to the end of the dump, the error or the acknowledgement.
    pub(super) fn ask(
        &mut self,
        kind: u16,
        flags: u16,
        body: &[u8],
    ) -> Result<Vec<Message>, Errno> {
        self.sequence += 1;
        let mut request = Vec::with_capacity(HEADER + body.len());
        let length = u32::try_from(HEADER + body.len()).unwrap_or(0);
        request.extend(length.to_ne_bytes());
        request.extend(kind.to_ne_bytes());
        request.extend((NLM_F_REQUEST | flags).to_ne_bytes());
        request.extend(self.sequence.to_ne_bytes());
        request.extend(0u32.to_ne_bytes());
        request.extend(body);
        send(self.fd.as_raw_fd(), &request, MsgFlags::empty())?;
        let mut answers = Vec::new();
        loop {
            let count = recv(self.fd.as_raw_fd(), &mut self.buffer, MsgFlags::empty())?;
            for message in self
                .decoder
                .decode(self.protocol, false, &self.buffer[..count])
            {
                if message.seq != self.sequence {
                    continue; // of an earlier request that was given up
                }
                match &*message.kind {
                    "NLMSG_DONE" => return Ok(answers),
                    "NLMSG_ERROR" => return error_of(&message).map_or(Ok(answers), Err),
                    _ => {
                        let single = flags & NLM_F_DUMP == 0;
                        answers.push(message);
                        if single {
                            return Ok(answers);
                        }
                    }
                }
            }
        }
    }
}

/// `nlmsgerr.error` stands first behind the header, negative.
fn error_of(message: &Message) -> Option<Errno> {
    let bytes = message.raw.0.get(HEADER..HEADER + 4)?.try_into().ok()?;
    match i32::from_ne_bytes(bytes) {
        0 => None,
        code => Some(Errno::from_raw(-code)),
    }
}

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
