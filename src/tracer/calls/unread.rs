//! Calls that change the network or hide what follows, and that the tracer sees but does not decode.

use super::{After, Entry, Stopped};
use crate::event::What;
use crate::sys::abi::Call;
use crate::sys::memory;
use crate::tracer::{Seen, paths};

/// Requests of ioctl(2) that only ask: `SIOCG*` of `linux/sockios.h` that programs use all the time.
const READS: &[(u64, &str)] = &[
    (0x8910, "SIOCGIFNAME"),
    (0x8912, "SIOCGIFCONF"),
    (0x8913, "SIOCGIFFLAGS"),
    (0x8915, "SIOCGIFADDR"),
    (0x8921, "SIOCGIFMTU"),
    (0x8927, "SIOCGIFHWADDR"),
    (0x8933, "SIOCGIFINDEX"),
    (0x8942, "SIOCGIFTXQLEN"),
    (0x894C, "SIOCGSKNS"),
];

const WRITES: &[(u64, &str)] = &[
    (0x890B, "SIOCADDRT"),
    (0x890C, "SIOCDELRT"),
    (0x8914, "SIOCSIFFLAGS"),
    (0x8916, "SIOCSIFADDR"),
    (0x891C, "SIOCSIFNETMASK"),
    (0x8922, "SIOCSIFMTU"),
    (0x8923, "SIOCSIFNAME"),
    (0x8924, "SIOCSIFHWADDR"),
    (0x8946, "SIOCETHTOOL"),
    (0x89A0, "SIOCBRADDBR"),
    (0x89A1, "SIOCBRDELBR"),
    (0x89A2, "SIOCBRADDIF"),
    (0x89A3, "SIOCBRDELIF"),
];

pub(super) fn before(it: &Stopped) -> Entry {
    let detail = match it.call {
        Call::Ioctl => match ioctl(it) {
            Some(detail) => detail,
            None => return Entry::nothing(),
        },
        Call::Setsockopt => match it.args[1] as u32 as i32 {
            libc::SOL_IP => format!(
                "iptables-legacy, option {} of level IP, {} bytes: rules that are not netlink",
                it.args[2], it.args[4]
            ),
            libc::SOL_IPV6 => format!(
                "ip6tables-legacy, option {} of level IPv6, {} bytes: rules that are not netlink",
                it.args[2], it.args[4]
            ),
            _ => return Entry::nothing(),
        },
        Call::Mount => format!("mounts at {}", path(it, 1)),
        Call::Umount2 => format!("unmounts {}", path(it, 0)),
        Call::Bpf => format!(
            "bpf command {}: programs and maps are not decoded",
            it.args[0]
        ),
        Call::IoUringSetup => "io_uring: what goes through its rings is not seen".to_owned(),
        _ => return Entry::nothing(),
    };
    let what = What::Unseen {
        what: it.call.name().to_owned(),
        detail,
    };
    Entry::one(Seen::What(what), it.netns(), After::Failure)
}

fn ioctl(it: &Stopped) -> Option<String> {
    let request = it.args[1] & 0xffff_ffff;
    if READS.iter().any(|(number, _)| *number == request) {
        return None;
    }
    let name = WRITES
        .iter()
        .find(|(number, _)| *number == request)
        .map(|(_, name)| *name);
    let name = name.map_or_else(|| format!("request {request:#x}"), str::to_owned);
    // `struct ifreq` begins with the interface's name, netdevice(7); 16 bytes, NUL-terminated.
    let link = memory::read_string(it.tid, it.args[2], 16).unwrap_or_default();
    Some(format!("{name} on {}", String::from_utf8_lossy(&link)))
}

fn path(it: &Stopped, index: usize) -> String {
    paths::of_argument(it.tid, libc::AT_FDCWD, it.args[index])
        .map_or_else(|| "?".to_owned(), |it| paths::text(&it))
}
