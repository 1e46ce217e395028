//! Every network namespace of a host, and how they are wired: for operators, on live hosts.
//!
//! [`find`] looks for namespaces in every place that can hold one, `look` reads what stands in each through a socket
//! that was opened in it, `wiring` joins the two by what the kernel says (the number by which a namespace knows
//! another, never an index alone), `cni` adds what CNI has noted. The result is a [`model::Snapshot`], which is also
//! the JSON; everything that is drawn is drawn from it.
//!
//! Invariant: nothing is written, and no namespace is asked to number another one. What was not looked at, or could
//! not be, is a [`model::Unseen`] that says which right would show it.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

mod cni;
pub mod diff;
mod facts;
pub mod filter;
pub mod find;
mod look;
pub mod model;
mod names;
mod read;
pub mod render;
mod serves;
mod tuns;
pub mod watch;
mod wiring;

pub use find::Error;
use model::{FORMAT, NameKind, Namespace, Snapshot};

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Options {
    /// Also namespaces that only a socket holds.
    pub deep: bool,
    /// Directories of CNI's records: `/var/lib/cni`.
    pub cni: Vec<PathBuf>,
}

/// Looks at the host.
pub fn snapshot(options: &Options) -> Result<Snapshot, Error> {
    let limit = allow_many_files();
    let found = find::find(options.deep)?;
    let (mut namespaces, mut unseen) = look::look(&found);
    unseen.extend(found.unseen.iter().cloned());
    unseen.extend(wiring::resolve(&mut namespaces, &found));
    tuns::join(&mut namespaces, &found);
    serves::join(&mut namespaces);
    let records = cni::read(&options.cni, &mut unseen);
    let orphans = cni::join(&mut namespaces, records);
    namespaces.sort_by_key(|it| (!is_host(it), found.own != Some(it.inode), it.inode));
    unseen.sort();
    unseen.dedup();
    drop(limit);
    let uname = nix::sys::utsname::uname();
    let word = |it: Option<&std::ffi::OsStr>| it.unwrap_or_default().to_string_lossy().into_owned();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    Ok(Snapshot {
        cniscope_inspect: FORMAT,
        time: now.map_or(0, |it| it.as_secs()),
        host: word(uname.as_ref().ok().map(|it| it.nodename())),
        kernel: word(uname.as_ref().ok().map(|it| it.release())),
        boot: std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
            .unwrap_or_default()
            .trim()
            .to_owned(),
        deep: options.deep,
        looked_from: found.own,
        namespaces,
        orphans,
        unseen,
    })
}

fn is_host(namespace: &Namespace) -> bool {
    namespace.names.iter().any(|it| it.kind == NameKind::Host)
}

/// A descriptor is kept of each namespace: takes as many as this process may have. Its own limit, setrlimit(2).
fn allow_many_files() -> Limit {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let before = getrlimit(Resource::RLIMIT_NOFILE).ok();
    if let Some((_, hard)) = before {
        // Refused, the old limit stays, and what does not fit is told.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
    Limit(before)
}

/// Puts the limit back.
struct Limit(Option<(u64, u64)>);

impl Drop for Limit {
    fn drop(&mut self) {
        use nix::sys::resource::{Resource, setrlimit};
        if let Some((soft, hard)) = self.0 {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, soft, hard);
        }
    }
}
