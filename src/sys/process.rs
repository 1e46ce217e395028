//! Properties of the calling process and thread.

use nix::errno::Errno;
use nix::sched::{CpuSet, sched_getcpu, sched_setaffinity};
use nix::unistd::Pid;

/// Keeps the calling thread, and all it starts from now on, on the processor that it runs on.
pub fn pin_to_this_cpu() -> Result<(), Errno> {
    let mut set = CpuSet::new();
    set.set(sched_getcpu()?)?;
    sched_setaffinity(Pid::from_raw(0), &set)
}

/// True if the process has CAP_SYS_ADMIN in its user namespace, capabilities(7).
pub fn has_sys_admin() -> bool {
    capabilities().is_some_and(|it| it & (1 << CAP_SYS_ADMIN) != 0)
}

/// True if a seccomp filter binds the process (proc(5), `Seccomp: 2`).
pub fn is_filtered() -> bool {
    status_field("Seccomp:").as_deref() == Some("2")
}

const CAP_SYS_ADMIN: u32 = 21;

fn capabilities() -> Option<u64> {
    u64::from_str_radix(&status_field("CapEff:")?, 16).ok()
}

fn status_field(name: &str) -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .map(|it| it.trim().to_owned())
}
