//! What the kernel's refusals mean. A thread plays the kernel, at the other end of the socket.

use std::os::fd::{AsRawFd, OwnedFd};

use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockType, recv, send, socketpair};

use super::*;

/// `struct nlmsghdr`: length, type, flags, sequence number, port.
fn answer(kind: u16, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap();
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(0u16.to_ne_bytes());
    bytes.extend(sequence.to_ne_bytes());
    bytes.extend(0u32.to_ne_bytes());
    bytes.extend(body);
    bytes
}

/// Answers the requests in turn, with the generation 7 where no errno is given.
fn kernel(end: &OwnedFd, answers: &[Option<Errno>]) {
    for errno in answers {
        let mut request = [0; 4096];
        recv(end.as_raw_fd(), &mut request, MsgFlags::empty()).unwrap();
        let sequence = u32::from_ne_bytes(request[8..12].try_into().unwrap());
        let reply = match errno {
            Some(errno) => {
                let mut body = (-(*errno as i32)).to_ne_bytes().to_vec();
                body.extend(&request[..16]);
                answer(2, sequence, &body) // NLMSG_ERROR
            }
            // NFT_MSG_NEWGEN: nfgenmsg, NFTA_GEN_ID.
            None => answer(
                SUBSYSTEM | 15,
                sequence,
                &[0, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0, 7],
            ),
        };
        send(end.as_raw_fd(), &reply, MsgFlags::empty()).unwrap();
    }
}

/// What comes of `ask` on a kernel that answers so.
fn with<T>(answers: &[Option<Errno>], ask: impl FnOnce(Netlink) -> T) -> T {
    let (mine, other) = socketpair(
        AddressFamily::Unix,
        SockType::SeqPacket,
        None,
        SockFlag::SOCK_CLOEXEC,
    )
    .unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || kernel(&other, answers));
        ask(Netlink::over(mine, NETLINK_NETFILTER))
    })
}

#[test]
fn only_einval_to_the_first_question_says_that_there_is_no_nf_tables() {
    let find = |errno| with(&[errno], Nft::over);
    assert!(find(None).unwrap().is_some());
    assert!(find(Some(Errno::EINVAL)).unwrap().is_none());
    for errno in [
        Errno::EPERM,
        Errno::ENOMEM,
        Errno::EOPNOTSUPP,
        Errno::ENOENT,
    ] {
        assert_eq!(find(Some(errno)).unwrap_err().errno, errno);
    }
}

#[test]
fn only_enoent_says_that_there_is_no_chain() {
    let has = |errno| {
        with(&[None, Some(errno)], |socket| {
            let mut nft = Nft::over(socket).unwrap().unwrap();
            nft.has_chain(Family::Ip, "nat", "CNI-1")
        })
    };
    assert!(!has(Errno::ENOENT).unwrap());
    for errno in [Errno::EINVAL, Errno::EPERM, Errno::ENOMEM] {
        let error = has(errno).unwrap_err();
        assert_eq!(error.errno, errno);
        assert!(error.operation.contains("chain ip nat CNI-1"), "{error}");
    }
}

#[test]
fn only_enoent_says_that_a_chain_has_no_rules() {
    let rules = |errno| {
        with(&[None, Some(errno)], |socket| {
            let mut nft = Nft::over(socket).unwrap().unwrap();
            nft.rules(Family::Inet, "cni", "checks")
        })
    };
    assert_eq!(rules(Errno::ENOENT).unwrap(), []);
    for errno in [Errno::EINVAL, Errno::EPERM, Errno::ENOMEM] {
        assert_eq!(rules(errno).unwrap_err().errno, errno);
    }
}
