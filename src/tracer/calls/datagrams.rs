//! send*(2) and recv*(2) on netlink sockets: requests before the kernel has them, answers as the process
//! gets them.

use super::{After, Entry, Stopped};
use crate::sys::abi::Call;
use crate::sys::memory;
use crate::tracer::sockets::Sockets;
use crate::tracer::{Datagram, Seen, paths};

/// Longest part of a datagram that is kept. An nftables batch or a dump's buffer is far below.
pub(super) const KEEP: usize = 1 << 20;

/// Size of `struct mmsghdr` on 64-bit: a msghdr of 56 bytes, the length, padding.
const MMSGHDR: u64 = 64;
const MMSGHDR_LENGTH: u64 = 56;

/// Addresses and lengths of the pieces of a datagram.
pub(in crate::tracer) type Pieces = Vec<(u64, usize)>;

pub(super) fn send(it: &Stopped, sockets: &mut Sockets) -> Entry {
    let Some((protocol, netns)) = netlink_socket(it, sockets) else {
        return Entry::nothing();
    };
    let seen = sent(it)
        .iter()
        .map(|pieces| (request(it, protocol, pieces), netns))
        .collect();
    Entry {
        seen,
        after: After::Failure,
    }
}

/// The pieces of memory of each datagram that is sent.
pub(in crate::tracer) fn sent(it: &Stopped) -> Vec<Pieces> {
    match it.call {
        Call::Sendto | Call::Write => vec![vec![(it.args[1], length(it.args[2]))]],
        Call::Writev => vec![iovecs(it.tid, it.args[1], it.args[2])],
        Call::Sendmsg => vec![pieces_of_message(it.tid, it.args[1])],
        _ => (0..it.args[2].min(1024))
            .map(|n| pieces_of_message(it.tid, it.args[1] + n * MMSGHDR))
            .collect(),
    }
}

pub(super) fn receive(it: &Stopped, sockets: &mut Sockets) -> Entry {
    let flags = if it.call == Call::Recvmsg {
        it.fd(2)
    } else {
        it.fd(3)
    };
    if flags & libc::MSG_PEEK != 0 {
        return Entry::nothing(); // the same bytes come again
    }
    match netlink_socket(it, sockets) {
        Some((protocol, netns)) => Entry {
            seen: Vec::new(),
            after: After::Datagram { protocol, netns },
        },
        None => Entry::nothing(),
    }
}

pub(super) fn received(it: &Stopped, protocol: u32, netns: u64, value: i64) -> Vec<(Seen, u64)> {
    let datagrams = delivered(it, value).into_iter();
    datagrams
        .map(|(pieces, total)| gather(it, protocol, &pieces, total, false))
        .map(|it| (Seen::Netlink(it), netns))
        .collect()
}

/// The pieces of memory of each datagram that has come, and its length. `value` is what the call returned.
pub(in crate::tracer) fn delivered(it: &Stopped, value: i64) -> Vec<(Pieces, usize)> {
    let value = usize::try_from(value).unwrap_or(0);
    let mut datagrams = match it.call {
        Call::Recvfrom | Call::Read => vec![(vec![(it.args[1], length(it.args[2]))], value)],
        Call::Readv => vec![(iovecs(it.tid, it.args[1], it.args[2]), value)],
        Call::Recvmsg => vec![(pieces_of_message(it.tid, it.args[1]), value)],
        _ => (0..value as u64)
            .filter_map(|n| {
                let header = it.args[1] + n * MMSGHDR;
                let total = memory::read_word(it.tid, header + MMSGHDR_LENGTH).ok()? as u32;
                Some((pieces_of_message(it.tid, header), total as usize))
            })
            .collect(),
    };
    datagrams.retain(|(_, total)| *total > 0);
    datagrams
}

/// A request on a netlink socket that is sent by write(2) or writev(2).
pub(super) fn request(it: &Stopped, protocol: u32, pieces: &[(u64, usize)]) -> Seen {
    let total = pieces
        .iter()
        .fold(0usize, |sum, (_, length)| sum.saturating_add(*length));
    Seen::Netlink(gather(it, protocol, pieces, total, true))
}

/// Family and namespace, if descriptor argument 0 is a netlink socket.
pub(super) fn netlink_socket(it: &Stopped, sockets: &mut Sockets) -> Option<(u32, u64)> {
    let link = paths::of_descriptor(it.tid, it.fd(0))?;
    let facts = sockets.facts(it.pid, it.fd(0), &link)?;
    (facts.domain == libc::AF_NETLINK).then_some((facts.protocol, facts.netns))
}

pub(super) fn iovecs(tid: i32, address: u64, count: u64) -> Vec<(u64, usize)> {
    memory::read_iovecs(tid, address, count).unwrap_or_default()
}

fn gather(
    it: &Stopped,
    protocol: u32,
    pieces: &[(u64, usize)],
    total: usize,
    request: bool,
) -> Datagram {
    let mut bytes = Vec::new();
    for (address, length) in pieces {
        let want = (*length).min(total - bytes.len()).min(KEEP - bytes.len());
        match memory::read(it.tid, *address, want) {
            Ok(piece) => bytes.extend(piece),
            Err(_) => break, // what could not be read counts as cut
        }
    }
    let cut = (total - bytes.len()) as u64;
    Datagram {
        request,
        protocol,
        syscall: it.call.name(),
        bytes,
        cut,
    }
}

/// `msg_iov` and `msg_iovlen` of `struct msghdr`, at 16 and 24.
fn pieces_of_message(tid: i32, header: u64) -> Vec<(u64, usize)> {
    let word = |offset| memory::read_word(tid, header + offset).unwrap_or(0);
    iovecs(tid, word(16), word(24))
}

fn length(argument: u64) -> usize {
    usize::try_from(argument).unwrap_or(usize::MAX)
}
