//! The result cache: what ADD has returned, kept for CHECK and DEL.
//!
//! `<dir>/results/<network>-<container>-<ifname>`, one JSON object of kind `cniCacheV1`, as libcni writes it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::call::Attachment;

/// libcni's default directory.
pub const DIRECTORY: &str = "/var/lib/cni";

/// Where the result of this attachment is.
pub fn path(directory: &Path, network: &str, it: &Attachment) -> PathBuf {
    directory
        .join("results")
        .join(format!("{network}-{}-{}", it.container_id, it.ifname))
}

/// Writes the result of ADD.
pub fn save(
    directory: &Path,
    network: &str,
    config: &[u8],
    it: &Attachment,
    result: &Value,
) -> std::io::Result<()> {
    let path = path(directory, network, it);
    let entry = json!({
        "kind": "cniCacheV1",
        "containerId": it.container_id,
        "config": STANDARD.encode(config),
        "ifName": it.ifname,
        "networkName": network,
        "netns": it.netns,
        "result": result,
    });
    if let Some(parent) = path.parent() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(parent)?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&serde_json::to_vec(&entry)?)
}

/// The result that ADD has returned; `None` if there is no entry or it cannot be read.
pub fn load(directory: &Path, network: &str, it: &Attachment) -> Option<Value> {
    let mut entry: Value =
        serde_json::from_slice(&fs::read(path(directory, network, it)).ok()?).ok()?;
    Some(entry.get_mut("result")?.take())
}

/// The attachments of the network that have an entry, as GC is told of them: a list of objects with
/// `containerID` and `ifname`.
pub fn attachments(directory: &Path, network: &str) -> Value {
    let entries = fs::read_dir(directory.join("results"));
    let mut found: Vec<_> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|it| serde_json::from_slice::<Value>(&fs::read(it.path()).ok()?).ok())
        .filter(|it| it["networkName"] == network)
        .map(|it| (it["containerId"].to_string(), it))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let attachment =
        |it: &Value| json!({ "containerID": it["containerId"], "ifname": it["ifName"] });
    found.iter().map(|(_, it)| attachment(it)).collect()
}

/// Removes the entry; it may be gone already.
pub fn remove(directory: &Path, network: &str, it: &Attachment) {
    let _ = fs::remove_file(path(directory, network, it));
}
