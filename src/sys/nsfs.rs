//! What a descriptor of a namespace tells of it. ioctl_ns(2).

use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use nix::errno::Errno;

/// `NS_GET_USERNS`, `NS_GET_NSTYPE` and `NS_GET_OWNER_UID` of `linux/nsfs.h`.
const NS_GET_USERNS: libc::c_ulong = 0xb701;
const NS_GET_NSTYPE: libc::c_ulong = 0xb703;
const NS_GET_OWNER_UID: libc::c_ulong = 0xb704;

/// The user namespace that owns the namespace. EPERM: it is not below the caller's own.
pub fn owner(namespace: BorrowedFd<'_>) -> Result<OwnedFd, Errno> {
    // SAFETY: this ioctl takes no argument and answers a new descriptor that nobody else owns.
    let fd = Errno::result(unsafe { libc::ioctl(namespace.as_raw_fd(), NS_GET_USERNS) })?;
    // SAFETY: see above.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// The user who has made a user namespace, as the caller's own user namespace numbers them.
pub fn owner_uid(user_namespace: BorrowedFd<'_>) -> Result<u32, Errno> {
    let mut uid: libc::uid_t = 0;
    // SAFETY: the kernel writes one `uid_t` to `uid`, which lives here.
    let answer = unsafe { libc::ioctl(user_namespace.as_raw_fd(), NS_GET_OWNER_UID, &raw mut uid) };
    Errno::result(answer).map(|_| uid)
}

/// True if it is a network namespace, `NS_GET_NSTYPE`.
pub fn is_network(namespace: BorrowedFd<'_>) -> bool {
    // SAFETY: this ioctl takes no argument and answers a number.
    let kind = unsafe { libc::ioctl(namespace.as_raw_fd(), NS_GET_NSTYPE) };
    kind == libc::CLONE_NEWNET
}

/// The number by which /proc calls it: `net:[4026531840]`.
pub fn inode(namespace: BorrowedFd<'_>) -> Result<u64, Errno> {
    Ok(nix::sys::stat::fstat(namespace)?.st_ino)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn a_namespace_tells_its_number_and_its_owner() {
        let net = File::open("/proc/self/ns/net").unwrap();
        let name = std::fs::read_link("/proc/self/ns/net").unwrap();
        let expected = format!("net:[{}]", inode(net.as_fd()).unwrap());
        assert_eq!(name.to_str(), Some(expected.as_str()));
        // Who may not see the owner is told so.
        match owner(net.as_fd()) {
            Ok(user) => assert!(owner_uid(user.as_fd()).is_ok()),
            Err(errno) => assert_eq!(errno, Errno::EPERM),
        }
        let none = File::open("/dev/null").unwrap();
        assert_eq!(owner(none.as_fd()).unwrap_err(), Errno::ENOTTY);
    }
}
