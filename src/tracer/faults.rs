//! Requests that are to fail: the kernel gets something harmless in their place, and its answer says what the
//! kernel says when it refuses, netlink(7).
//!
//! A message becomes a no-op that asks for an acknowledgement; in the answer the errno is set before the task
//! reads it. A batch of nf_tables is all or nothing, so there the message gets a type that does not exist: the
//! kernel itself refuses the batch and names the message, and again only the errno is set.

use nix::errno::Errno;

use super::calls::Stopped;
use crate::sys::memory;

const HEADER: usize = 16;
const NLMSG_NOOP: u16 = 1;
const NLMSG_ERROR: u16 = 2;
const NLM_F_REQUEST: u16 = 1;
const NLM_F_ACK: u16 = 4;
const NETLINK_NETFILTER: u32 = 12;
const NFNL_MSG_BATCH_BEGIN: u16 = 16;
const NFNL_MSG_BATCH_END: u16 = 17;
/// A message of nf_tables that no kernel has, linux/netfilter/nf_tables.h.
const NO_SUCH_MESSAGE: u16 = 10 << 8 | 0xff;

/// Requests that were changed, and answers that are to be.
#[derive(Debug, Default)]
pub(super) struct Faults {
    changed: Vec<Changed>,
    awaited: Vec<Awaited>,
}

/// Bytes to be put back when the call has acted: libraries use their buffers again.
#[derive(Debug)]
struct Changed {
    tid: i32,
    address: u64,
    bytes: Vec<u8>,
}

/// An answer that is to say something else.
#[derive(Debug)]
struct Awaited {
    pid: i32,
    seq: u32,
    errno: i32,
    /// Type and flags as the task sent them: the answer repeats them.
    kind: u16,
    flags: u16,
}

impl Faults {
    /// Changes a request that stands in these pieces of memory, so that message `at` fails with the errno.
    pub(super) fn spoil(
        &mut self,
        it: &Stopped,
        protocol: u32,
        pieces: &[(u64, usize)],
        at: usize,
        errno: i32,
    ) -> Result<(), Errno> {
        let mut bytes = Vec::new();
        for (address, length) in pieces {
            bytes.extend(memory::read(it.tid, *address, *length)?);
        }
        let headers = headers(&bytes);
        let (offset, kind) = *headers.get(at).ok_or(Errno::EINVAL)?;
        let is_batch = protocol == NETLINK_NETFILTER
            && headers
                .first()
                .is_some_and(|(_, kind)| *kind == NFNL_MSG_BATCH_BEGIN);
        // What only frames a batch cannot fail: the first message in it does.
        let framing = matches!(kind, NFNL_MSG_BATCH_BEGIN | NFNL_MSG_BATCH_END);
        let inside = headers.get(1).copied().filter(|_| is_batch && framing);
        let (offset, kind) = inside.unwrap_or((offset, kind));
        let (seq, flags) = (word32(&bytes, offset + 8), word16(&bytes, offset + 6));
        let (new_kind, new_flags) = match is_batch {
            true => (NO_SUCH_MESSAGE, flags | NLM_F_ACK),
            false => (NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK),
        };
        let mut new = Vec::from(new_kind.to_ne_bytes());
        new.extend(new_flags.to_ne_bytes());
        self.overwrite(it.tid, pieces, offset + 4, &new)?;
        self.awaited.push(Awaited {
            pid: it.pid,
            seq,
            errno,
            kind,
            flags,
        });
        Ok(())
    }

    /// Writes bytes into the datagram, wherever its pieces are, and keeps what was there.
    fn overwrite(
        &mut self,
        tid: i32,
        pieces: &[(u64, usize)],
        offset: usize,
        new: &[u8],
    ) -> Result<(), Errno> {
        let mut from = 0;
        for (address, length) in pieces {
            let begin = offset.max(from);
            let end = (offset + new.len()).min(from + length);
            if begin < end {
                let place = address + (begin - from) as u64;
                let bytes = memory::read(tid, place, end - begin)?;
                memory::write(tid, place, &new[begin - offset..end - offset])?;
                self.changed.push(Changed {
                    tid,
                    address: place,
                    bytes,
                });
            }
            from += length;
        }
        Ok(())
    }

    /// Puts the task's bytes back, once its call has acted.
    pub(super) fn restore(&mut self, tid: i32) {
        for it in self.changed.extract_if(.., |it| it.tid == tid) {
            // A task that has died meanwhile does not need them.
            let _ = memory::write(it.tid, it.address, &it.bytes);
        }
    }

    /// Sets the errno in an answer that stands in these pieces, `total` bytes long, if it was waited for.
    pub(super) fn answer(&mut self, it: &Stopped, pieces: &[(u64, usize)], total: usize) {
        if self.awaited.is_empty() {
            return;
        }
        let mut bytes = Vec::new();
        for (address, length) in pieces {
            let want = (*length).min(total - bytes.len());
            match memory::read(it.tid, *address, want) {
                Ok(piece) => bytes.extend(piece),
                Err(_) => return,
            }
        }
        for (offset, kind) in headers(&bytes) {
            let seq = word32(&bytes, offset + 8);
            let found = self.awaited.iter();
            let found = found.clone().position(|a| a.pid == it.pid && a.seq == seq);
            let Some(at) = found.filter(|_| kind == NLMSG_ERROR) else {
                continue;
            };
            let awaited = self.awaited.swap_remove(at);
            let mut new = Vec::from((-awaited.errno).to_ne_bytes());
            // The length of the request stands between the errno and its type.
            new.extend(word32(&bytes, offset + HEADER + 4).to_ne_bytes());
            new.extend(awaited.kind.to_ne_bytes());
            new.extend(awaited.flags.to_ne_bytes());
            let before = self.changed.len();
            // The buffer is the task's own: if it cannot be written, the call would have failed.
            let _ = self.overwrite(it.tid, pieces, offset + HEADER, &new);
            self.changed.truncate(before);
        }
    }
}

/// Offset and type of each message of a datagram.
fn headers(bytes: &[u8]) -> Vec<(usize, u16)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + HEADER <= bytes.len() {
        let length = word32(bytes, at) as usize;
        if length < HEADER {
            break;
        }
        found.push((at, word16(bytes, at + 4)));
        at += length.next_multiple_of(4);
    }
    found
}

fn word16(bytes: &[u8], at: usize) -> u16 {
    let part = bytes.get(at..at + 2).and_then(|it| it.try_into().ok());
    part.map_or(0, u16::from_ne_bytes)
}

fn word32(bytes: &[u8], at: usize) -> u32 {
    let part = bytes.get(at..at + 4).and_then(|it| it.try_into().ok());
    part.map_or(0, u32::from_ne_bytes)
}
