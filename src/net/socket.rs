//! A synchronous netlink socket: questions, dumps, transactions of nf_tables. netlink(7).

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, send,
    socket,
};
use std::os::fd::{AsRawFd, OwnedFd};

use crate::wire::{self, Decoder, Encoder, Message};

/// A socket on which one request at a time is answered.
#[derive(Debug)]
pub(super) struct Netlink {
    fd: OwnedFd,
    protocol: u32,
    sequence: u32,
    decoder: Decoder,
    buffer: Vec<u8>,
}

const NLM_F_REQUEST: u16 = 0x1;
pub(super) const NLM_F_DUMP: u16 = 0x300;
const HEADER: usize = 16;

/// The kernel fills at most this much of a dump into one datagram (NLMSG_GOODSIZE grows up to it).
const BUFFER: usize = 64 * 1024;

impl Netlink {
    /// Opens a socket in the namespace of the calling thread.
    pub(super) fn open(protocol: u32) -> Result<Netlink, Errno> {
        let family = match protocol {
            wire::NETLINK_NETFILTER => SockProtocol::NetlinkNetFilter,
            wire::NETLINK_SOCK_DIAG => SockProtocol::NetlinkSockDiag,
            _ => SockProtocol::NetlinkRoute,
        };
        let fd = socket(
            AddressFamily::Netlink,
            SockType::Raw,
            SockFlag::SOCK_CLOEXEC,
            family,
        )?;
        bind(fd.as_raw_fd(), &NetlinkAddr::new(0, 0))?;
        Ok(Netlink::over(fd, protocol))
    }

    /// A socket that is open already.
    pub(super) fn over(fd: OwnedFd, protocol: u32) -> Netlink {
        Netlink {
            fd,
            protocol,
            sequence: 0,
            decoder: Decoder::new(),
            buffer: vec![0; BUFFER],
        }
    }

    /// A dump: all objects of a kind. `family` goes first into the header of the request, whose other
    /// fields are zero (`ifinfomsg` is the longest, 16 bytes).
    #[cfg(feature = "cli")]
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
        let sequence = self.number();
        let mut request = Encoder::default();
        request.message(kind, NLM_F_REQUEST | flags, sequence, |it| {
            it.raw(body);
        });
        self.send(&request.finish())?;
        let mut answers = Vec::new();
        loop {
            for message in self.messages()? {
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

impl Netlink {
    /// Sends a batch of nf_tables, whose messages are numbered from `first` to `last`, the brackets included,
    /// and of which the one before the last asks for an acknowledgement. Answers with the number of the
    /// message that the kernel has refused, and why; then none of them has taken place.
    pub(super) fn transact(
        &mut self,
        batch: &[u8],
        first: u32,
        last: u32,
    ) -> Result<(), (u32, Errno)> {
        let lost = |errno| (first, errno);
        self.send(batch).map_err(lost)?;
        let mut refused = None;
        loop {
            for message in self.messages().map_err(lost)? {
                if message.kind != "NLMSG_ERROR" || !(first..=last).contains(&message.seq) {
                    continue;
                }
                if let Some(errno) = error_of(&message) {
                    refused.get_or_insert((message.seq, errno));
                }
                // What is wrong with the batch as a whole is told of its first message, and nothing else then.
                if message.seq == first || message.seq == last - 1 {
                    return refused.map_or(Ok(()), Err);
                }
            }
        }
    }

    /// The messages of the next datagram.
    fn messages(&mut self) -> Result<Vec<Message>, Errno> {
        let count = recv(self.fd.as_raw_fd(), &mut self.buffer, MsgFlags::empty())?;
        let bytes = &self.buffer[..count];
        Ok(self.decoder.decode(self.protocol, false, bytes))
    }

    /// A number for the next request.
    pub(super) fn number(&mut self) -> u32 {
        self.sequence += 1;
        self.sequence
    }

    pub(super) fn send(&self, bytes: &[u8]) -> Result<(), Errno> {
        send(self.fd.as_raw_fd(), bytes, MsgFlags::empty()).map(drop)
    }

    /// The next datagram.
    pub(super) fn receive(&mut self) -> Result<&[u8], Errno> {
        let count = recv(self.fd.as_raw_fd(), &mut self.buffer, MsgFlags::empty())?;
        Ok(&self.buffer[..count])
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
