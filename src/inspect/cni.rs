//! What CNI has noted: the runtime's result cache and host-local's leases, joined to the namespaces.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::model::{Attachment, Lease, Name, NameKind, Namespace, Orphans, Unseen};
use crate::sys::{netns::Netns, nsfs};

/// So many records of each kind are read.
const MOST: usize = 20_000;

/// Longest record: a result cache entry holds the whole configuration.
const LONGEST: u64 = 1024 * 1024;

/// Everything that is noted.
#[derive(Debug, Default)]
pub(super) struct Records {
    attachments: Vec<Attachment>,
    leases: Vec<Lease>,
}

/// Reads what stands below the directories.
pub(super) fn read(directories: &[PathBuf], unseen: &mut Vec<Unseen>) -> Records {
    let mut records = Records::default();
    for directory in directories {
        for path in files(&directory.join("results"), unseen) {
            records
                .attachments
                .extend(content(&path, unseen).and_then(|it| attachment(&path, &it)));
        }
        for network in files(&directory.join("networks"), unseen) {
            for path in files(&network, unseen) {
                let is_address = |it: &Path| it.file_name()?.to_str()?.parse::<IpAddr>().ok();
                if is_address(&path).is_some() {
                    records
                        .leases
                        .extend(content(&path, unseen).and_then(|it| lease(&path, &it)));
                }
            }
        }
    }
    records
}

/// Adds each record to its namespace. The rest belongs to nobody who is there.
pub(super) fn join(namespaces: &mut [Namespace], records: Records) -> Orphans {
    let mut orphans = Orphans::default();
    let mut by_container: BTreeMap<String, usize> = BTreeMap::new();
    let places: HashMap<u64, usize> = namespaces
        .iter()
        .enumerate()
        .map(|(at, it)| (it.inode, at))
        .collect();
    for mut attachment in records.attachments {
        let by_path = inode_at(&attachment.netns).and_then(|it| places.get(&it).copied());
        let by_address = || namespaces.iter().position(|it| has(it, &attachment));
        let (at, how) = match by_path {
            Some(at) => (Some(at), "path"),
            None => (by_address(), "address"),
        };
        let Some(at) = at else {
            orphans.attachments.push(attachment);
            continue;
        };
        attachment.joined_by = Some(how.to_owned());
        by_container.insert(attachment.container_id.clone(), at);
        name(&mut namespaces[at], &attachment);
        namespaces[at].attachments.push(attachment);
    }
    for lease in records.leases {
        let by_container = by_container.get(&lease.container_id).copied();
        let is_there = |it: &Namespace| {
            let of_links = it
                .links
                .iter()
                .filter(|link| lease.ifname.as_ref().is_none_or(|name| *name == link.name));
            of_links
                .flat_map(|it| &it.addresses)
                .any(|it| bare(&it.address) == lease.address)
                && it.names.iter().any(|name| name.name == lease.container_id)
        };
        match by_container.or_else(|| namespaces.iter().position(is_there)) {
            Some(at) => namespaces[at].leases.push(lease),
            None => orphans.leases.push(lease),
        }
    }
    orphans
}

/// The pod's and the container's name, which CNI knows.
fn name(namespace: &mut Namespace, attachment: &Attachment) {
    let network = Some(format!("CNI network {}", attachment.network));
    let mut add = |kind: NameKind, name: &str, detail: Option<String>| {
        let same = |it: &Name| it.kind == kind && it.name == name;
        if !namespace.names.iter().any(same) {
            let name = name.to_owned();
            namespace.names.push(Name { kind, name, detail });
        }
    };
    // Without a name of its own it had its number.
    let number = |it: &Name| it.kind == NameKind::Number;
    if let Some(pod) = &attachment.pod {
        add(NameKind::Pod, pod, network.clone());
    }
    add(NameKind::Container, &attachment.container_id, network);
    namespace.names.retain(|it| !number(it));
    namespace.names.sort_by_key(|it| it.kind);
    namespace.title = namespace.names[0].name.clone();
}

/// True if the interface has one of the addresses.
fn has(namespace: &Namespace, attachment: &Attachment) -> bool {
    let mut links = namespace
        .links
        .iter()
        .filter(|it| it.name == attachment.ifname);
    links.any(|link| {
        let mut addresses = link.addresses.iter();
        addresses.any(|it| attachment.addresses.contains(&it.address))
    })
}

fn bare(address: &str) -> &str {
    address.split_once('/').map_or(address, |it| it.0)
}

fn inode_at(path: &str) -> Option<u64> {
    let netns: std::os::fd::OwnedFd = Netns::open(Path::new(path)).ok()?.into();
    nsfs::inode(netns.as_fd()).ok()
}

/// The entries of a directory; it may not be there at all.
fn files(directory: &Path, unseen: &mut Vec<Unseen>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = match fs::read_dir(directory) {
        Ok(entries) => entries.flatten().map(|it| it.path()).take(MOST).collect(),
        Err(error) => {
            refused(directory, &error, unseen);
            Vec::new()
        }
    };
    files.sort();
    files
}

fn content(path: &Path, unseen: &mut Vec<Unseen>) -> Option<Vec<u8>> {
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return None;
    }
    fs::read(path)
        .inspect_err(|error| refused(path, error, unseen))
        .ok()
}

fn refused(path: &Path, error: &std::io::Error, unseen: &mut Vec<Unseen>) {
    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
        return;
    }
    unseen.push(Unseen {
        namespace: None,
        what: "CNI's records".to_owned(),
        why: format!("read {}: {error} (needs to be root)", path.display()),
    });
}

/// An entry of libcni's result cache.
fn attachment(path: &Path, text: &[u8]) -> Option<Attachment> {
    let entry: Value = serde_json::from_slice(text).ok()?;
    let word = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let args = entry.get("cniArgs").and_then(Value::as_array);
    let arg = |name: &str| {
        let mut pairs = args?.iter().filter_map(Value::as_array);
        let pair = pairs.find(|it| it.first().and_then(Value::as_str) == Some(name))?;
        pair.get(1)?.as_str()
    };
    let result = entry.get("result");
    let ips = result
        .and_then(|it| it.get("ips"))
        .and_then(Value::as_array);
    let address = |it: &Value| it.get("address").and_then(Value::as_str).map(str::to_owned);
    let old = ["ip4", "ip6"]
        .iter()
        .filter_map(|it| result?.get(*it)?.get("ip")?.as_str());
    Some(Attachment {
        network: word("networkName")?,
        container_id: word("containerId")?,
        ifname: word("ifName")?,
        netns: word("netns").unwrap_or_default(),
        pod: arg("K8S_POD_NAME").map(|name| match arg("K8S_POD_NAMESPACE") {
            Some(namespace) => format!("{namespace}/{name}"),
            None => name.to_owned(),
        }),
        addresses: ips
            .into_iter()
            .flatten()
            .filter_map(address)
            .chain(old.map(str::to_owned))
            .collect(),
        joined_by: None,
        file: path.to_string_lossy().into_owned(),
    })
}

/// `CONTAINER\r\nINTERFACE`, or the container alone.
fn lease(path: &Path, text: &[u8]) -> Option<Lease> {
    let text = String::from_utf8_lossy(text);
    let text = text.trim();
    let (container_id, ifname) = match text.split_once("\r\n") {
        Some((id, ifname)) => (id, Some(ifname.to_owned())),
        None => (text, None),
    };
    let part = |it: Option<&std::ffi::OsStr>| Some(it?.to_string_lossy().into_owned());
    Some(Lease {
        network: part(path.parent()?.file_name())?,
        address: part(path.file_name())?,
        container_id: container_id.to_owned(),
        ifname,
        file: path.to_string_lossy().into_owned(),
    })
}
