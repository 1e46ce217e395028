//! A netlink socket in a network namespace, and the one way in which all requests go through it.
//!
//! Requests are answered one at a time, so the thread waits in recv(2): a scheduler of tasks would only cost a
//! plugin, which lives for milliseconds, its start.

use std::cell::RefCell;

use netlink_packet_core::{
    NLM_F_ACK, NLM_F_MULTIPART, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_route::RouteNetlinkMessage;
use nix::errno::Errno;

use super::socket::Netlink;
use crate::spec;
use crate::sys::netns::Netns;
use crate::wire::NETLINK_ROUTE;

/// A socket of the rtnetlink family. It stays in the namespace in which it was made, wherever its thread goes.
#[derive(Debug)]
pub struct Handle {
    socket: RefCell<Netlink>,
}

/// An operation on the kernel's network objects failed.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {errno}")]
pub struct Error {
    /// What was tried, and on what: `create bridge cni0`.
    pub operation: String,
    /// What the kernel said; EPROTO if its answer made no sense.
    pub errno: Errno,
}

impl Error {
    pub(super) fn new(operation: impl Into<String>, errno: Errno) -> Error {
        Error {
            operation: operation.into(),
            errno,
        }
    }
}

/// A plugin that has nothing to add tells it as it is.
impl From<Error> for spec::Error {
    fn from(error: Error) -> spec::Error {
        spec::Error::internal(error.to_string())
    }
}

impl Handle {
    /// A socket in the namespace of the calling thread.
    pub fn here() -> Result<Handle, Error> {
        let socket = Netlink::open(NETLINK_ROUTE);
        let socket = socket.map_err(|errno| Error::new("open a netlink socket", errno))?;
        Ok(Handle {
            socket: RefCell::new(socket),
        })
    }

    /// A socket in this namespace; the thread is back in its own when this returns.
    pub fn inside(netns: &Netns) -> Result<Handle, Error> {
        let inside = netns
            .enter()
            .map_err(|errno| Error::new("enter the network namespace", errno))?;
        let handle = Handle::here();
        drop(inside);
        handle
    }

    /// Sends a request that changes something and waits for the kernel's acknowledgement.
    pub(super) fn change(
        &self,
        operation: &str,
        message: RouteNetlinkMessage,
        flags: u16,
    ) -> Result<(), Error> {
        self.request(operation, message, NLM_F_REQUEST | NLM_F_ACK | flags)
            .map(drop)
    }

    /// Sends a request and collects the answers.
    pub(super) fn request(
        &self,
        operation: &str,
        message: RouteNetlinkMessage,
        flags: u16,
    ) -> Result<Vec<RouteNetlinkMessage>, Error> {
        let failed = |errno| Error::new(operation, errno);
        let mut socket = self.socket.borrow_mut();
        let mut request = NetlinkMessage::from(message);
        request.header.flags = flags;
        request.header.sequence_number = socket.number();
        request.finalize();
        let mut bytes = vec![0; request.buffer_len()];
        request.serialize(&mut bytes);
        socket.send(&bytes).map_err(failed)?;
        let mut answers = Vec::new();
        loop {
            let mut rest = socket.receive().map_err(failed)?;
            while !rest.is_empty() {
                let garbled = |_| failed(Errno::EPROTO);
                let answer = NetlinkMessage::deserialize(rest).map_err(garbled)?;
                rest = after(rest, answer.header.length);
                if answer.header.sequence_number != request.header.sequence_number {
                    continue; // of an earlier request that was given up
                }
                match answer.payload {
                    NetlinkPayload::Error(error) => match error.code {
                        None => return Ok(answers),
                        Some(code) => return Err(failed(Errno::from_raw(-code.get()))),
                    },
                    NetlinkPayload::Done(_) => return Ok(answers),
                    NetlinkPayload::InnerMessage(message) => answers.push(message),
                    _ => continue,
                }
                // Of several answers the last says so, and so does an acknowledgement that was asked for.
                if flags & NLM_F_ACK == 0 && answer.header.flags & NLM_F_MULTIPART == 0 {
                    return Ok(answers);
                }
            }
        }
    }
}

/// What stands behind a message of this length; each begins at a multiple of four bytes, netlink(7).
fn after(bytes: &[u8], length: u32) -> &[u8] {
    let length = usize::try_from(length).map(|it| it.next_multiple_of(4));
    bytes
        .get(length.unwrap_or(usize::MAX)..)
        .unwrap_or_default()
}
