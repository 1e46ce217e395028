//! What a recording says of its run before anything happens: the kernel, the rights, the plugins and their hashes.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::protocol::{Job, Plugins};
use crate::event::{FORMAT, Header, HeaderKind, PluginFile};
use crate::runtime::find;
use crate::runtime::network::Network;
use crate::sandbox::Sandbox;

/// The plugins that the network names. One that is missing is told before anything runs.
pub(super) fn plugin_files(
    job: &Job,
    network: &Network,
    dirs: &[PathBuf],
) -> Result<Vec<PluginFile>, find::NotFound> {
    let mut bundled_hash = None;
    let file = |name: String| {
        let path = find::plugin(&name, dirs.iter().map(PathBuf::as_path))?;
        let at = dirs
            .iter()
            .position(|dir| path.parent() == Some(dir))
            .and_then(|at| job.plugins.get(at));
        let hash = || {
            std::fs::read(&path)
                .map(|it| hex(&Sha256::digest(it)))
                .unwrap_or_default()
        };
        let (origin, sha256) = match at {
            Some(Plugins::Directory(dir)) => {
                (dir.join(&name).to_string_lossy().into_owned(), hash())
            }
            // All of them are the same file.
            _ => (
                "bundled".to_owned(),
                bundled_hash.get_or_insert_with(hash).clone(),
            ),
        };
        Ok(PluginFile {
            name,
            path: path.to_string_lossy().into_owned(),
            origin,
            sha256,
        })
    };
    network.all_types().into_iter().map(file).collect()
}

/// The first line of the recording.
pub(super) fn header(job: &Job, sandbox: &Sandbox, plugins: Vec<PluginFile>) -> Header {
    let uname = nix::sys::utsname::uname();
    let text = |it: Option<&std::ffi::OsStr>| {
        it.map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Header {
        kind: HeaderKind::Header,
        format: FORMAT,
        cniscope: env!("CARGO_PKG_VERSION").into(),
        kernel: text(uname.as_ref().ok().map(|it| it.release())),
        arch: text(uname.as_ref().ok().map(|it| it.machine())),
        started: started.map_or(0, |it| it.as_secs()),
        privilege: sandbox.privilege.into(),
        sandbox: crate::sandbox::named::current().filter(|_| !job.fresh),
        target: job.target.clone(),
        plugins,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
