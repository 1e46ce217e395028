//! Into the namespaces, and if that is refused: by what, and what to do about it.

use nix::errno::Errno;
use nix::sched::{CloneFlags, unshare as sys_unshare};

use crate::sys::{mounts, process};

/// The namespaces were refused.
#[derive(Debug, thiserror::Error)]
#[error("sandbox: {step}: {errno}\n  {}{restriction}", if *.sure { "refused by " } else { "probably refused by " })]
pub struct Refused {
    /// What was tried.
    pub step: &'static str,
    /// What the kernel said.
    pub errno: Errno,
    /// What refuses it.
    pub restriction: Restriction,
    /// False if that is a guess.
    pub sure: bool,
}

/// What can refuse a user namespace. Its text says the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Restriction {
    #[error("a limit: /proc/sys/user/{0} is 0\n  ask the administrator: sysctl user.{0}=1000")]
    Limit(&'static str),
    #[error(
        "Debian's switch: /proc/sys/kernel/unprivileged_userns_clone is 0\n  ask the administrator: sysctl kernel.unprivileged_userns_clone=1"
    )]
    DebianSwitch,
    #[error(
        "AppArmor: it takes the rights away inside user namespaces (kernel.apparmor_restrict_unprivileged_userns=1, Ubuntu's default)\n  ask the administrator: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or run as root"
    )]
    AppArmor,
    #[error(
        "a changed root directory (chroot): the kernel makes no user namespace there, unshare(2)\n  run outside of it, or as root with --privileged"
    )]
    Chroot,
    #[error(
        "a seccomp filter, as of Docker's default profile\n  run outside of the container, or give it more: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined"
    )]
    Seccomp,
    #[error(
        "a limit on the number of namespaces (/proc/sys/user/max_*_namespaces)\n  end programs that hold some, or ask the administrator for more"
    )]
    Exhausted,
    #[error(
        "the lack of CAP_SYS_ADMIN\n  --privileged needs root: run it with sudo, or leave --privileged away"
    )]
    NotPrivileged,
    #[error("a rule that cniscope does not know\n  cniscope doctor lists what it can find out")]
    Unknown,
}

/// Unshares user (unless `privileged`), mount and network namespaces.
pub(super) fn unshare(privileged: bool) -> Result<(), Refused> {
    if privileged {
        if !process::has_sys_admin() {
            let restriction = Restriction::NotPrivileged;
            return Err(Refused {
                step: "use the rights of root",
                errno: Errno::EPERM,
                restriction,
                sure: true,
            });
        }
    } else {
        let (uid, gid) = (nix::unistd::geteuid(), nix::unistd::getegid());
        sys_unshare(CloneFlags::CLONE_NEWUSER)
            .map_err(|errno| why("create a user namespace", errno))?;
        // Only one's own identity can be mapped without rights outside, user_namespaces(7).
        let maps = [
            ("/proc/self/setgroups", "deny".to_owned()),
            ("/proc/self/uid_map", format!("0 {uid} 1")),
            ("/proc/self/gid_map", format!("0 {gid} 1")),
        ];
        for (path, text) in maps {
            std::fs::write(path, text)
                .map_err(|error| why("map the user to root", errno_of(&error)))?;
        }
    }
    let flags = CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWNET;
    sys_unshare(flags).map_err(|errno| why("create mount and network namespaces", errno))?;
    // The change of rights made the process undumpable; then nobody but the host's root could trace its
    // children or join the sandbox, ptrace(2).
    nix::sys::prctl::set_dumpable(true).map_err(|errno| why("allow tracing of children", errno))?;
    mounts::make_all_private().map_err(|errno| why("make mounts private", errno))
}

fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO))
}

fn why(step: &'static str, errno: Errno) -> Refused {
    let (restriction, sure) = explain(errno, &Facts::read());
    Refused {
        step,
        errno,
        restriction,
        sure,
    }
}

/// What the system says of its restrictions.
#[derive(Debug, Default)]
struct Facts {
    limits: Vec<(&'static str, u64)>,
    debian_switch: Option<u64>,
    apparmor: Option<u64>,
    filtered: bool,
    chroot: bool,
}

const LIMITS: [&str; 3] = [
    "max_user_namespaces",
    "max_mnt_namespaces",
    "max_net_namespaces",
];

impl Facts {
    fn read() -> Facts {
        let number = |path: String| std::fs::read_to_string(path).ok()?.trim().parse().ok();
        Facts {
            limits: LIMITS
                .iter()
                .filter_map(|it| Some((*it, number(format!("/proc/sys/user/{it}"))?)))
                .collect(),
            debian_switch: number("/proc/sys/kernel/unprivileged_userns_clone".into()),
            apparmor: number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns".into()),
            filtered: process::is_filtered(),
            chroot: is_chroot(),
        }
    }
}

/// The settings that can refuse a sandbox, with their values: those that this kernel has.
pub fn restrictions() -> Vec<(String, String)> {
    let facts = Facts::read();
    let limits = facts
        .limits
        .iter()
        .map(|(name, value)| (format!("user.{name}"), value.to_string()));
    let switch = |name: &str, value: Option<u64>| value.map(|it| (name.to_owned(), it.to_string()));
    limits
        .chain(switch(
            "kernel.unprivileged_userns_clone",
            facts.debian_switch,
        ))
        .chain(switch(
            "kernel.apparmor_restrict_unprivileged_userns",
            facts.apparmor,
        ))
        .chain(
            facts
                .filtered
                .then(|| ("seccomp filter".to_owned(), "yes".to_owned())),
        )
        .chain(
            facts
                .chroot
                .then(|| ("chroot".to_owned(), "yes".to_owned())),
        )
        .collect()
}

/// In a chroot no mount point is the root, unless the chroot is a mount point itself.
fn is_chroot() -> bool {
    std::fs::read_to_string("/proc/self/mountinfo")
        .is_ok_and(|it| !it.lines().any(|line| line.split(' ').nth(4) == Some("/")))
}

/// Which restriction it was, and whether that is certain.
fn explain(errno: Errno, facts: &Facts) -> (Restriction, bool) {
    if errno == Errno::ENOSPC || errno == Errno::EUSERS {
        return match facts.limits.iter().find(|(_, limit)| *limit == 0) {
            Some((name, _)) => (Restriction::Limit(name), true),
            None => (Restriction::Exhausted, false),
        };
    }
    if facts.chroot {
        return (Restriction::Chroot, true);
    }
    if facts.debian_switch == Some(0) {
        return (Restriction::DebianSwitch, true);
    }
    if facts.apparmor.is_some_and(|it| it != 0) {
        return (Restriction::AppArmor, !facts.filtered);
    }
    if facts.filtered {
        return (Restriction::Seccomp, false);
    }
    (Restriction::Unknown, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_restriction_is_told_from_the_others() {
        let limit = Facts {
            limits: vec![("max_user_namespaces", 0), ("max_net_namespaces", 9)],
            ..Facts::default()
        };
        assert_eq!(
            explain(Errno::ENOSPC, &limit),
            (Restriction::Limit("max_user_namespaces"), true)
        );
        assert_eq!(
            explain(Errno::ENOSPC, &Facts::default()),
            (Restriction::Exhausted, false)
        );
        let chroot = Facts {
            chroot: true,
            filtered: true,
            ..Facts::default()
        };
        assert_eq!(explain(Errno::EPERM, &chroot), (Restriction::Chroot, true));
        let docker = Facts {
            filtered: true,
            ..Facts::default()
        };
        assert_eq!(
            explain(Errno::EPERM, &docker),
            (Restriction::Seccomp, false)
        );
        let ubuntu = Facts {
            apparmor: Some(1),
            ..Facts::default()
        };
        assert_eq!(
            explain(Errno::EACCES, &ubuntu),
            (Restriction::AppArmor, true)
        );
        let debian = Facts {
            debian_switch: Some(0),
            ..Facts::default()
        };
        assert_eq!(
            explain(Errno::EPERM, &debian),
            (Restriction::DebianSwitch, true)
        );
        assert_eq!(
            explain(Errno::EPERM, &Facts::default()),
            (Restriction::Unknown, false)
        );
    }
}
