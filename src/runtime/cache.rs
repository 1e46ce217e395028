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
use crate::spec::CniResult;

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

/// The result that ADD has returned, in the shape of the configuration's version; `None` if there is no entry, or
/// it cannot be read or converted.
pub fn load(directory: &Path, network: &str, it: &Attachment, version: &str) -> Option<Value> {
    let mut entry: Value =
        serde_json::from_slice(&fs::read(path(directory, network, it)).ok()?).ok()?;
    let result = entry.get_mut("result")?.take();
    let own = result.get("cniVersion").and_then(Value::as_str);
    if own.is_none_or(|it| it.is_empty() || it == version) {
        return Some(result);
    }
    // A plugin may answer in the shape of another version than it was asked in; its prevResult may not be of one.
    let result = CniResult::parse_output(&result, version).ok()?;
    serde_json::from_str(&result.render(version).ok()?).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_in_the_configurations_version() {
        let directory = tempfile::tempdir().unwrap();
        let attachment = Attachment {
            container_id: "c1".into(),
            netns: "/run/netns/pod1".into(),
            ifname: "eth0".into(),
            args: String::new(),
        };
        let loaded = |result: &Value, version: &str| {
            save(directory.path(), "n", b"{}", &attachment, result).unwrap();
            load(directory.path(), "n", &attachment, version)
        };
        let old = json!({ "cniVersion": "0.2.0", "ip4": { "ip": "10.1.0.2/24" } });
        assert_eq!(loaded(&old, "0.2.0").as_ref(), Some(&old));
        let new = loaded(&old, "1.0.0").unwrap();
        assert_eq!(new["cniVersion"], "1.0.0");
        assert_eq!(new["ips"][0]["address"], "10.1.0.2/24");
        let nothing = json!({ "cniVersion": "1.0.0" });
        assert_eq!(loaded(&nothing, "0.2.0"), None, "has no place there");
        assert_eq!(loaded(&json!({}), "1.0.0"), Some(json!({})));
    }
}
