//! One ICMP echo request and its answer, icmp(7): RFC 792 and RFC 4443.

use std::net::IpAddr;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use crate::sys;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CloneFlags, setns};
use nix::sys::socket::{
    AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, SockaddrIn, SockaddrIn6, recv,
    sendto, socket,
};

/// An echo request.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Who is asked.
    pub to: IpAddr,
    /// Bytes of the packet with its IP header, at most 65535.
    pub size: usize,
    /// Never cut it into pieces, not even here, if it is larger than the link takes. Else this end does what any
    /// program does: it cuts what its own link or route says is too large, and lets nobody else cut.
    pub whole: bool,
    /// How long an answer is waited for.
    pub patience: Duration,
}

impl Request {
    /// A small one, which is given a second.
    pub fn new(to: IpAddr) -> Request {
        Request {
            to,
            size: 0,
            whole: true,
            patience: Duration::from_secs(1),
        }
    }
}

/// Header of an echo request, and some bytes to come back.
const SHORTEST: usize = 16;

/// No answer.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error("open a raw socket: {0}")]
    Socket(Errno),
    #[error("enter the network namespace: {0}")]
    Namespace(Errno),
    #[error("{}", words(*.0))]
    Send(Errno),
    #[error("wait for the answer: {0}")]
    Receive(Errno),
    #[error("a router says: {0}")]
    Refused(&'static str),
    #[error("no answer within {0:?}")]
    Silence(Duration),
}

fn words(errno: Errno) -> String {
    match errno {
        Errno::ENETUNREACH => {
            "network is unreachable: no route leads there (ENETUNREACH)".to_owned()
        }
        Errno::EHOSTUNREACH => "host is unreachable (EHOSTUNREACH)".to_owned(),
        Errno::EADDRNOTAVAIL => "no address of this family here (EADDRNOTAVAIL)".to_owned(),
        Errno::EMSGSIZE => "the packet is larger than the link takes (EMSGSIZE)".to_owned(),
        other => format!("send: {other}"),
    }
}

/// Asks `to` from the namespace `from`, and says how long the answer took. The calling thread, which must be the
/// only one, is in the namespace `home` afterwards, where it was before.
pub fn ping(
    from: BorrowedFd<'_>,
    home: BorrowedFd<'_>,
    asked: &Request,
) -> Result<Duration, Error> {
    let to = asked.to;
    let socket = in_namespace(from, home, to)?;
    if asked.whole {
        sys::do_not_fragment(&socket, to.is_ipv4()).map_err(Error::Socket)?;
    }
    let id = u16::try_from(std::process::id() & 0xffff).unwrap_or(1);
    let request = request(to, id, asked.size);
    let started = Instant::now();
    send(&socket, to, &request).map_err(Error::Send)?;
    let mut buffer = vec![0u8; 1 << 16];
    while let Some(left) = asked.patience.checked_sub(started.elapsed()) {
        let mut fds = [PollFd::new(
            std::os::fd::AsFd::as_fd(&socket),
            PollFlags::POLLIN,
        )];
        let time = PollTimeout::try_from(left.as_millis().max(1)).unwrap_or(PollTimeout::MAX);
        if poll(&mut fds, time).map_err(Error::Receive)? == 0 {
            break;
        }
        let count = match recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
            Ok(count) => count,
            // What the kernel itself has found out, neighbours that do not answer for one.
            Err(errno) => return Err(Error::Send(errno)),
        };
        match answer(to, id, &buffer[..count]) {
            Some(Ok(())) => return Ok(started.elapsed()),
            Some(Err(error)) => return Err(error),
            None => {}
        }
    }
    Err(Error::Silence(asked.patience))
}

/// A socket belongs to the namespace in which it was made.
fn in_namespace(from: BorrowedFd<'_>, home: BorrowedFd<'_>, to: IpAddr) -> Result<OwnedFd, Error> {
    let (family, protocol) = match to {
        IpAddr::V4(_) => (AddressFamily::Inet, SockProtocol::Icmp),
        IpAddr::V6(_) => (AddressFamily::Inet6, SockProtocol::IcmpV6),
    };
    setns(from, CloneFlags::CLONE_NEWNET).map_err(Error::Namespace)?;
    let made = socket(family, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol);
    setns(home, CloneFlags::CLONE_NEWNET).map_err(Error::Namespace)?;
    made.map_err(Error::Socket)
}

fn request(to: IpAddr, id: u16, size: usize) -> Vec<u8> {
    let header = if to.is_ipv4() { 20 } else { 40 };
    let mut bytes = vec![0u8; size.saturating_sub(header).max(SHORTEST)];
    bytes[0] = if to.is_ipv4() { 8 } else { 128 };
    bytes[4..6].copy_from_slice(&id.to_be_bytes());
    bytes[6..8].copy_from_slice(&1u16.to_be_bytes());
    bytes[8..SHORTEST].copy_from_slice(b"cniscope");
    // Of ICMPv6 the kernel writes the checksum.
    if to.is_ipv4() {
        let sum = checksum(&bytes);
        bytes[2..4].copy_from_slice(&sum.to_be_bytes());
    }
    bytes
}

/// RFC 1071
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes
        .chunks(2)
        .map(|it| u32::from(u16::from_be_bytes([it[0], it.get(1).copied().unwrap_or(0)])));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(0)
}

fn send(socket: &OwnedFd, to: IpAddr, bytes: &[u8]) -> Result<(), Errno> {
    let fd = socket.as_raw_fd();
    match to {
        IpAddr::V4(it) => {
            let to = SockaddrIn::from(std::net::SocketAddrV4::new(it, 0));
            sendto(fd, bytes, &to, MsgFlags::empty())
        }
        IpAddr::V6(it) => {
            let to = SockaddrIn6::from(std::net::SocketAddrV6::new(it, 0, 0, 0));
            sendto(fd, bytes, &to, MsgFlags::empty())
        }
    }
    .map(drop)
}

/// What a packet says about our request; `None` if it is about something else.
fn answer(to: IpAddr, id: u16, packet: &[u8]) -> Option<Result<(), Error>> {
    // A raw IPv4 socket delivers the IP header too, a raw IPv6 socket does not.
    let icmp = match to {
        IpAddr::V4(_) => packet.get(usize::from(packet.first()? & 0x0f) * 4..)?,
        IpAddr::V6(_) => packet,
    };
    let (kind, code) = (*icmp.first()?, *icmp.get(1)?);
    let is_ours = icmp.get(4..6)? == id.to_be_bytes();
    match (to.is_ipv4(), kind) {
        (true, 0) | (false, 129) if is_ours => Some(Ok(())),
        (true, 3) => Some(Err(Error::Refused(match code {
            0 => "network unreachable",
            1 => "host unreachable: nobody has this address",
            4 => "the packet is too large for a link on the way",
            9 | 10 | 13 => "forbidden by a filter",
            _ => "unreachable",
        }))),
        (false, 2) => Some(Err(Error::Refused(
            "the packet is too large for a link on the way",
        ))),
        (false, 1) => Some(Err(Error::Refused(match code {
            0 => "no route",
            1 => "forbidden by a filter",
            3 => "address unreachable: nobody has it",
            _ => "unreachable",
        }))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_a_packet_with_its_checksum_is_zero() {
        let packet = request("10.0.0.1".parse().unwrap(), 7, 1400);
        assert_eq!(checksum(&packet), 0);
    }

    #[test]
    fn only_the_answer_to_our_request_counts() {
        let to = "10.0.0.1".parse().unwrap();
        let mut packet = vec![0x45; 20];
        packet.extend([0, 0, 0, 0, 0, 7, 0, 1]);
        assert!(matches!(answer(to, 7, &packet), Some(Ok(()))));
        assert!(answer(to, 8, &packet).is_none());
        packet[20] = 8; // our own request, seen on loopback
        assert!(answer(to, 7, &packet).is_none());
        (packet[20], packet[21]) = (3, 1);
        assert!(matches!(
            answer(to, 7, &packet),
            Some(Err(Error::Refused(_)))
        ));
        assert!(answer(to, 7, &[]).is_none());
    }
}
