//! Which system calls stop a tracee. Every stop costs tens of microseconds, so arguments are tested in the
//! kernel where that decides.

use crate::sys::abi::Call;
use crate::sys::seccomp::{Filter, Rule, When};

/// Opening with any of these bits can change the file or make it: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.
const OPENS_TO_CHANGE: u32 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u32;

/// SIOC* requests, ioctl(2): all that concern interfaces, addresses, routes and bridges.
const SIOC: When = When::Masked {
    argument: 1,
    mask: 0xffff_ff00,
    value: 0x8900,
};

/// The level at which iptables-legacy talks to the kernel is SOL_IP (0) or SOL_IPV6 (41); its options are
/// 64 to 66. Testing the option alone is enough, the tracer looks at the level.
const LEGACY_IPTABLES: When = When::Masked {
    argument: 2,
    mask: 0xffff_fffc,
    value: 64,
};

const RULES: &[Rule] = &[
    Rule(Call::Read, When::Always),
    Rule(Call::Write, When::Always),
    Rule(Call::Sendto, When::Always),
    Rule(Call::Sendmsg, When::Always),
    Rule(Call::Sendmmsg, When::Always),
    Rule(Call::Recvfrom, When::Always),
    Rule(Call::Recvmsg, When::Always),
    Rule(Call::Recvmmsg, When::Always),
    Rule(Call::Readv, When::Always),
    Rule(Call::Writev, When::Always),
    Rule(Call::Pwrite64, When::Always),
    Rule(
        Call::Openat,
        When::AnyBit {
            argument: 2,
            mask: OPENS_TO_CHANGE,
        },
    ),
    Rule(
        Call::Open,
        When::AnyBit {
            argument: 1,
            mask: OPENS_TO_CHANGE,
        },
    ),
    Rule(Call::Openat2, When::Always),
    Rule(Call::Creat, When::Always),
    Rule(Call::Rename, When::Always),
    Rule(Call::Renameat, When::Always),
    Rule(Call::Renameat2, When::Always),
    Rule(Call::Unlink, When::Always),
    Rule(Call::Unlinkat, When::Always),
    Rule(Call::Rmdir, When::Always),
    Rule(Call::Mkdir, When::Always),
    Rule(Call::Mkdirat, When::Always),
    Rule(Call::Link, When::Always),
    Rule(Call::Linkat, When::Always),
    Rule(Call::Symlink, When::Always),
    Rule(Call::Symlinkat, When::Always),
    Rule(Call::Flock, When::Always),
    Rule(Call::Execve, When::Always),
    Rule(Call::Execveat, When::Always),
    Rule(Call::Setns, When::Always),
    Rule(Call::Unshare, When::Always),
    Rule(Call::Ioctl, SIOC),
    Rule(Call::Setsockopt, LEGACY_IPTABLES),
    Rule(Call::Mount, When::Always),
    Rule(Call::Umount2, When::Always),
    Rule(Call::Bpf, When::Always),
    Rule(Call::IoUringSetup, When::Always),
];

/// The filter of every traced program.
pub(super) fn filter() -> Filter {
    Filter::new(RULES)
}
