//! read(2) and write(2): standard input, output and error, marks, kernel settings, files, and netlink
//! sockets used that way. The descriptor's name decides; a shell writes to /proc/sys through descriptor 1.

use std::path::Path;

use super::datagrams::{iovecs, request};
use super::{After, Entry, Stopped};
use crate::event::{Data, FileUse, Stream, What};
use crate::stage::mark;
use crate::sys::abi::Call;
use crate::sys::memory;
use crate::tracer::sockets::Sockets;
use crate::tracer::{Seen, paths};

/// Longest part of one read or write of a stream or file that is kept.
const KEEP: usize = 64 * 1024;

pub(super) fn read(it: &Stopped, sockets: &mut Sockets) -> Entry {
    let fd = it.fd(0);
    let Some(link) = paths::of_descriptor(it.tid, fd) else {
        return Entry::nothing();
    };
    if let Some(facts) = sockets
        .facts(it.pid, fd, &link)
        .filter(|it| it.domain == libc::AF_NETLINK)
    {
        let after = After::Datagram {
            protocol: facts.protocol,
            netns: facts.netns,
        };
        return Entry {
            seen: Vec::new(),
            after,
        };
    }
    match fd == libc::STDIN_FILENO && is_stream(&link) {
        true => Entry {
            seen: Vec::new(),
            after: After::Input,
        },
        false => Entry::nothing(),
    }
}

pub(super) fn input(it: &Stopped, value: i64) -> Vec<(Seen, u64)> {
    let total = usize::try_from(value).unwrap_or(0);
    if total == 0 {
        return Vec::new(); // the end of the input
    }
    let data = Data(text(it, total));
    vec![(Seen::What(What::Input { data }), it.netns())]
}

pub(super) fn write(it: &Stopped, sockets: &mut Sockets) -> Entry {
    let fd = it.fd(0);
    if fd == mark::FD {
        let bytes = text(it, total_of_write(it));
        return match mark::parse(&bytes) {
            Some(stage) => Entry::one(Seen::Mark(stage.to_owned()), it.netns(), After::Nothing),
            None => Entry::nothing(),
        };
    }
    let Some(link) = paths::of_descriptor(it.tid, fd) else {
        return Entry::nothing();
    };
    if let Some(facts) = sockets
        .facts(it.pid, fd, &link)
        .filter(|it| it.domain == libc::AF_NETLINK)
    {
        let seen = request(it, facts.protocol, &pieces(it, total_of_write(it)));
        return Entry::one(seen, facts.netns, After::Failure);
    }
    let data = || Data(text(it, total_of_write(it)));
    if paths::is_kernel_setting(&link) {
        let what = What::Sysctl {
            path: paths::text(&link),
            value: data(),
            command: None,
        };
        return Entry::one(Seen::What(what), it.netns(), After::Failure);
    }
    if is_stream(&link) {
        // A shell moves its descriptors about: what counts is where one leads. Of a program whose output another one
        // reads, its number tells what it is.
        let is_same =
            |other| fd == other || paths::of_descriptor(it.tid, other).as_ref() == Some(&link);
        let stream = if let Some(stream) = sockets.output(&link) {
            stream
        } else if is_same(libc::STDOUT_FILENO) {
            Stream::Stdout
        } else if is_same(libc::STDERR_FILENO) {
            Stream::Stderr
        } else {
            return Entry::nothing(); // a pipe between threads or to a child
        };
        return Entry::one(
            Seen::What(What::Output {
                stream,
                data: data(),
            }),
            it.netns(),
            After::Nothing,
        );
    }
    if paths::is_noise(&link) {
        return Entry::nothing();
    }
    let path = paths::text(&link);
    let what = What::File(FileUse {
        op: "write".into(),
        path,
        to: None,
        data: Some(data()),
    });
    Entry::one(Seen::What(what), it.netns(), After::Failure)
}

/// A pipe or a socket: what a runtime gives a plugin as its standard streams.
fn is_stream(link: &Path) -> bool {
    link.to_str()
        .is_some_and(|it| it.starts_with("pipe:[") || it.starts_with("socket:["))
}

fn total_of_write(it: &Stopped) -> usize {
    match it.call {
        Call::Writev => iovecs(it.tid, it.args[1], it.args[2])
            .iter()
            .fold(0, |sum, (_, it)| sum + it),
        _ => usize::try_from(it.args[2]).unwrap_or(usize::MAX),
    }
}

fn pieces(it: &Stopped, total: usize) -> Vec<(u64, usize)> {
    match it.call {
        Call::Writev | Call::Readv => iovecs(it.tid, it.args[1], it.args[2]),
        _ => vec![(it.args[1], total)],
    }
}

fn text(it: &Stopped, total: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (address, length) in pieces(it, total) {
        let want = length
            .min(total - bytes.len())
            .min(KEEP.saturating_sub(bytes.len()));
        bytes.extend(memory::read(it.tid, address, want).unwrap_or_default());
    }
    if bytes.len() < total {
        bytes.extend(format!("… ({} more bytes)", total - bytes.len()).bytes());
    }
    bytes
}
