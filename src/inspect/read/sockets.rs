//! Sockets that wait for somebody: listening ones of TCP, and of UDP those without a peer.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::inspect::find::command;
use crate::inspect::model::{Process, Socket};
use crate::net::look::Sockets;
use crate::wire::{Message, Node};

const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;
const TCP: u8 = 6;
const UDP: u8 = 17;
/// `1 << TCP_LISTEN` and `1 << TCP_CLOSE`.
const LISTEN: u32 = 1 << 10;
const CLOSE: u32 = 1 << 7;

/// What is asked for.
pub(in crate::inspect) const LISTENING: [Sockets; 4] = [
    waiting(AF_INET, TCP, LISTEN),
    waiting(AF_INET6, TCP, LISTEN),
    waiting(AF_INET, UDP, CLOSE),
    waiting(AF_INET6, UDP, CLOSE),
];

const fn waiting(family: u8, protocol: u8, states: u32) -> Sockets {
    Sockets {
        family,
        protocol,
        states,
    }
}

/// The sockets with the processes that have them open.
pub(in crate::inspect) fn sockets(
    messages: &[Message],
    owners: &HashMap<u64, Vec<i32>>,
) -> Vec<Socket> {
    let socket = |message: &Message| {
        let number = |name: &str| message.field(name).and_then(Node::number);
        let inode = number("idiag_inode")?;
        // A listening socket's state tells TCP from UDP.
        let state = message.field("idiag_state").and_then(Node::text)?;
        let process = |pid: &i32| Process {
            pid: *pid,
            command: command(&PathBuf::from(format!("/proc/{pid}"))),
        };
        Some(Socket {
            protocol: if state == "listen" { "tcp" } else { "udp" }.to_owned(),
            address: message.field("idiag_src").and_then(Node::text)?.to_owned(),
            port: number("idiag_sport")?,
            uid: number("idiag_uid"),
            processes: owners
                .get(&inode)
                .into_iter()
                .flatten()
                .map(process)
                .collect(),
        })
    };
    messages.iter().filter_map(socket).collect()
}
