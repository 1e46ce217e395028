//! A netlink socket in a network namespace, and the one way in which all requests go through it.

use std::future::Future;

use futures_util::StreamExt;
use netlink_packet_core::{NLM_F_ACK, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::RouteNetlinkMessage;
use nix::errno::Errno;
use tokio::runtime::{Builder, Runtime};

use crate::sys::netns::Netns;

/// A socket of the rtnetlink family. It stays in the namespace in which it was made, wherever its thread goes.
#[derive(Debug)]
pub struct Handle {
    runtime: Runtime,
    handle: rtnetlink::Handle,
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

impl Handle {
    /// A socket in the namespace of the calling thread.
    pub fn here() -> Result<Handle, Error> {
        let fail = |error: std::io::Error| {
            Error::new(
                "open a netlink socket",
                Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)),
            )
        };
        let runtime = Builder::new_current_thread()
            .enable_io()
            .build()
            .map_err(fail)?;
        let context = runtime.enter();
        let (connection, handle, _) = rtnetlink::new_connection().map_err(fail)?;
        drop(context);
        runtime.spawn(connection);
        Ok(Handle { runtime, handle })
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
        let mut request = NetlinkMessage::from(message);
        request.header.flags = flags;
        let mut handle = self.handle.clone();
        self.wait(async move {
            let garbled = |_| Error::new(operation, Errno::EPROTO);
            let mut stream = handle.request(request).map_err(garbled)?;
            let mut answers = Vec::new();
            while let Some(answer) = stream.next().await {
                match answer.payload {
                    NetlinkPayload::Error(error) => match error.code {
                        None => {}
                        Some(code) => {
                            return Err(Error::new(operation, Errno::from_raw(-code.get())));
                        }
                    },
                    NetlinkPayload::InnerMessage(message) => answers.push(message),
                    _ => {}
                }
            }
            Ok(answers)
        })
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}
