//! What people call a namespace: by its mounts, by the control groups of its processes, by the processes.

use std::fs;
use std::path::Path;

use super::find::Sighting;
use super::model::{Holder, Name, NameKind};

/// Of what sort the parts of a control group's path are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) container: Option<(String, &'static str)>,
    pub(super) unit: Option<String>,
}

/// Directories in which the last part of a path is a name that somebody chose.
const ROOTS: [&str; 4] = [
    "/run/netns/",
    "/var/run/netns/",
    "/run/docker/netns/",
    "/var/run/docker/netns/",
];

/// All names, best first.
pub(super) fn of(inode: u64, sighting: &Sighting) -> Vec<Name> {
    let mut names = Vec::new();
    let is_host = is_host(sighting);
    if is_host {
        names.push(name(NameKind::Host, "host", None));
    }
    for holder in &sighting.holders {
        match holder {
            Holder::Mount { path, .. } => names.push(mount(path)),
            // A look is not what a namespace is for, unless there is nothing else.
            Holder::Process { pid, .. }
                if i32::try_from(std::process::id()) == Ok(*pid) && sighting.processes > 1 => {}
            Holder::Process { pid, command } => {
                names.push(name(NameKind::Process, command, Some(pid.to_string())));
            }
            Holder::Thread { tid, command, .. } => {
                names.push(name(NameKind::Process, command, Some(tid.to_string())));
            }
            Holder::Descriptor { .. } | Holder::Socket { .. } => {}
        }
    }
    // The groups of the host's own processes name every service there is.
    for pid in sighting.pids.iter().filter(|_| !is_host) {
        let text = fs::read(format!("/proc/{pid}/cgroup")).unwrap_or_default();
        let group = group(&String::from_utf8_lossy(&text));
        if let Some((id, engine)) = group.container {
            names.push(name(NameKind::Container, &id, Some(engine.to_owned())));
        }
        if let Some(unit) = group.unit {
            names.push(name(NameKind::Unit, &unit, None));
        }
    }
    if names.is_empty() {
        names.push(name(NameKind::Number, &format!("net:[{inode}]"), None));
    }
    // Of each sort in the order of numbers: the first process is often the one that is meant.
    names.sort_by_key(|it| it.kind);
    let mut seen = std::collections::HashSet::new();
    names.retain(|it| seen.insert(it.clone()));
    names
}

/// True if the host's own processes are in it: process 1, or the kernel's own, which are nowhere else. A container
/// that numbers its processes anew has a process 1 too, and is to itself the host.
fn is_host(sighting: &Sighting) -> bool {
    let is_kernel = |pid: i32| {
        let of_kernel = fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|it| it.is_empty());
        of_kernel && super::find::command(Path::new(&format!("/proc/{pid}"))) == "kthreadd"
    };
    sighting.pids.contains(&1) || (sighting.pids.contains(&2) && is_kernel(2))
}

fn name(kind: NameKind, name: &str, detail: Option<String>) -> Name {
    Name {
        kind,
        name: name.to_owned(),
        detail,
    }
}

fn mount(path: &str) -> Name {
    let short = ROOTS.iter().find_map(|it| path.strip_prefix(it));
    let short = short.or_else(|| Path::new(path).file_name()?.to_str());
    name(
        NameKind::Mount,
        short.unwrap_or(path),
        Some(path.to_owned()),
    )
}

/// Reads /proc/PID/cgroup, cgroups(7): a path a line, behind the second colon.
pub(super) fn group(text: &str) -> Group {
    let mut group = Group::default();
    let mut lines: Vec<&str> = text
        .lines()
        .filter_map(|it| it.splitn(3, ':').nth(2))
        .filter(|it| *it != "/")
        .collect();
    lines.sort_unstable_by_key(|it| std::cmp::Reverse(it.len()));
    for path in lines {
        for part in path.rsplit('/') {
            if group.container.is_none() {
                group.container = container(path, part);
            }
            let is_unit = [".service", ".scope", ".socket"]
                .iter()
                .any(|it| part.ends_with(it));
            if is_unit && group.unit.is_none() {
                group.unit = Some(part.to_owned());
            }
        }
    }
    group
}

/// Prefixes that engines give to a scope of systemd.
const SCOPES: [(&str, &str); 6] = [
    ("cri-containerd-", "containerd"),
    ("docker-", "docker"),
    ("crio-", "cri-o"),
    ("libpod-", "podman"),
    ("nerdctl-", "containerd"),
    ("lxc.payload.", "lxc"),
];

fn container(path: &str, part: &str) -> Option<(String, &'static str)> {
    let bare = part.strip_suffix(".scope").unwrap_or(part);
    for (prefix, engine) in SCOPES {
        if let Some(id) = bare
            .strip_prefix(prefix)
            .filter(|it| !it.starts_with("conmon"))
        {
            return Some((id.to_owned(), engine));
        }
    }
    if let Some(machine) = bare.strip_prefix("machine-").filter(|_| bare != part) {
        return Some((machine.to_owned(), "machine"));
    }
    let engine = match path {
        it if it.contains("/docker/") => "docker",
        it if it.contains("/lxc/") => "lxc",
        it if it.contains("kubepods") => "kubernetes",
        it if it.contains("/libpod") => "podman",
        _ => "containerd",
    };
    if is_id(bare) || (engine == "lxc" && path.ends_with(part)) {
        return Some((bare.to_owned(), engine));
    }
    // containerd without systemd: /NAMESPACE/ID, of which both are chosen freely.
    match path.strip_prefix('/')?.split_once('/')? {
        ("default" | "k8s.io" | "moby", id) if id == part => Some((id.to_owned(), "containerd")),
        _ => None,
    }
}

/// 64 hexadecimal digits are a container's ID everywhere.
fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_group_tells_the_container_and_its_engine() {
        let id = "4c1e".repeat(16);
        for (path, container, unit) in [
            (
                format!("0::/system.slice/docker-{id}.scope"),
                Some((id.as_str(), "docker")),
                Some(format!("docker-{id}.scope")),
            ),
            (
                format!("12:cpu:/docker/{id}\n0::/"),
                Some((id.as_str(), "docker")),
                None,
            ),
            (
                format!(
                    "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-{id}.scope"
                ),
                Some((id.as_str(), "containerd")),
                Some(format!("cri-containerd-{id}.scope")),
            ),
            (
                format!("0::/kubepods/besteffort/pod12/{id}"),
                Some((id.as_str(), "kubernetes")),
                None,
            ),
            (
                format!("0::/machine.slice/libpod-{id}.scope/container"),
                Some((id.as_str(), "podman")),
                Some(format!("libpod-{id}.scope")),
            ),
            (
                "0::/default/c1".to_owned(),
                Some(("c1", "containerd")),
                None,
            ),
            (
                "4:memory:/default/c1\n0::/".to_owned(),
                Some(("c1", "containerd")),
                None,
            ),
            (
                "1:name=systemd:/lxc/web".to_owned(),
                Some(("web", "lxc")),
                None,
            ),
            (
                "0::/system.slice/ssh.service".to_owned(),
                None,
                Some("ssh.service".to_owned()),
            ),
            (
                "0::/machine.slice/machine-debian.scope/payload".to_owned(),
                Some(("debian", "machine")),
                Some("machine-debian.scope".to_owned()),
            ),
            ("0::/".to_owned(), None, None),
            ("garbage".to_owned(), None, None),
        ] {
            let expected = Group {
                container: container.map(|(id, engine)| (id.to_owned(), engine)),
                unit,
            };
            assert_eq!(group(&path), expected, "{path}");
        }
    }
}
