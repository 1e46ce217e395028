//! What is there after the last DEL that was not there before the first ADD, or after a failed ADD that was not
//! there before it, and whose it is.
//!
//! Of the *attachment*: links, leases, rules, cache entries. They must be gone after DEL, and after a failed ADD. Of
//! the *node*: the bridge, its address, forwarding, base tables and chains, lock and last_reserved files. They stay by
//! design.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::watch::Watch;
use crate::event::{Object, What};

/// Where plugins and runtimes keep their files.
const FILES: &str = "/var/lib/cni";

/// The world before a call.
#[derive(Debug)]
pub(super) struct Before {
    objects: BTreeMap<String, Vec<Object>>,
    files: BTreeSet<PathBuf>,
}

/// Looks at the world.
pub(super) fn look(watch: &Watch<'_>) -> Before {
    let namespaces = watch.world_now().namespaces;
    let objects = namespaces
        .into_iter()
        .map(|it| (it.name, it.objects))
        .collect();
    Before {
        objects,
        files: files(),
    }
}

/// Records what is there now and was not there before.
pub(super) fn tell(watch: &mut Watch<'_>, before: &Before) {
    let now = look(watch);
    let mut found = Vec::new();
    for (netns, objects) in &now.objects {
        let old = before.objects.get(netns).map_or(&[][..], Vec::as_slice);
        for object in objects {
            if let Some((scope, text)) = judge(object, old, objects) {
                found.push((scope, format!("{text} in {netns}")));
            }
        }
    }
    for file in now.files.difference(&before.files) {
        found.push((scope_of_file(file), format!("file {}", file.display())));
    }
    for (scope, object) in found {
        watch.note(What::Leftover {
            scope: scope.to_owned(),
            object,
        });
    }
}

const ATTACHMENT: &str = "attachment";
const NODE: &str = "node";

/// Whose the object is, and what it is in words; nothing for what was there before, and for what the kernel
/// makes beside a link or an address.
fn judge(object: &Object, old: &[Object], all: &[Object]) -> Option<(&'static str, String)> {
    let was = old
        .iter()
        .find(|it| it.class == object.class && it.name == object.name);
    let text = |key: &str| {
        object
            .properties
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let is_bridge = |name: &str| {
        let kind =
            |it: &Object| it.properties.get("kind").and_then(Value::as_str) == Some("bridge");
        all.iter()
            .any(|it| it.class == "link" && it.name == name && kind(it))
    };
    match object.class.as_str() {
        "sysctl" => {
            // A setting of an interface goes with it; one that is as it was is none.
            let global = FORWARDING.contains(&object.name.as_str());
            let changed = was.is_some_and(|it| it.properties != object.properties);
            (global && changed).then(|| (NODE, format!("{} = {}", object.name, text("value"))))
        }
        "link" => {
            let text = match was {
                Some(was) if is_up(was) || !is_up(object) => return None,
                Some(_) => format!("link {} is up", object.name),
                None => format!("link {}", object.name),
            };
            let scope = if is_bridge(&object.name) {
                NODE
            } else {
                ATTACHMENT
            };
            Some((scope, text))
        }
        _ if was.is_some() => None,
        "address" => {
            let (address, link) = object.name.split_once(" dev ")?;
            // The kernel's own addresses say nothing new beside their link: the link-local one, and those that lo
            // gets when it is set up, of which one stays when it is set down.
            let own = address.starts_with("fe80:") || link == "lo" && OF_LO.contains(&address);
            let scope = if is_bridge(link) { NODE } else { ATTACHMENT };
            (!own).then(|| (scope, format!("address {address} of {link}")))
        }
        "nft" => {
            let base = object.name.starts_with("table ")
                || SHARED.iter().any(|it| object.name.starts_with(it))
                || object
                    .properties
                    .keys()
                    .any(|it| it.starts_with("chain_hook"));
            Some((if base { NODE } else { ATTACHMENT }, object.name.clone()))
        }
        "rule" => Some((ATTACHMENT, format!("routing rule {}", object.name))),
        _ => None,
    }
}

/// True if somebody has set it up.
fn is_up(link: &Object) -> bool {
    let flags = link.properties.get("flags").and_then(Value::as_array);
    flags.is_some_and(|it| it.iter().any(|flag| flag == "up"))
}

const OF_LO: [&str; 2] = ["127.0.0.1/8", "::1/128"];

/// Parts of the table of masquerading rules that all attachments share, and that no hook tells.
const SHARED: [&str; 2] = [
    "chain inet cni_plugins_masquerade masq_checks",
    "rule inet cni_plugins_masquerade postrouting ",
];

const FORWARDING: [&str; 2] = ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"];

fn scope_of_file(path: &Path) -> &'static str {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name == "lock" || name.starts_with("last_reserved_ip.") {
        NODE
    } else {
        ATTACHMENT
    }
}

/// Every file below the plugins' directory. A directory that cannot be read has none.
fn files() -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut dirs = vec![PathBuf::from(FILES)];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => dirs.push(entry.path()),
                _ => {
                    found.insert(entry.path());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(class: &str, name: &str, properties: &[(&str, &str)]) -> Object {
        let properties = properties
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).into()))
            .collect();
        Object {
            class: class.into(),
            name: name.into(),
            properties,
        }
    }

    #[test]
    fn leftovers_have_a_scope() {
        let all = [
            object("link", "cni0", &[("kind", "bridge")]),
            object("link", "veth1", &[("kind", "veth")]),
            object("address", "10.0.0.1/24 dev cni0", &[]),
            object("address", "10.0.0.2/24 dev veth1", &[]),
            object("address", "fe80::1/64 dev veth1", &[]),
            object("route", "10.0.0.0/24 dev cni0", &[]),
            object("sysctl", "net.ipv4.ip_forward", &[("value", "1")]),
            object("sysctl", "net.ipv4.conf.cni0.x", &[("value", "1")]),
            object("nft", "table ip nat", &[]),
            object(
                "nft",
                "chain ip nat POSTROUTING",
                &[("chain_hook.hook_hooknum", "4")],
            ),
            object("nft", "chain ip nat CNI-x", &[]),
            object("nft", "rule ip nat CNI-x handle 3", &[]),
        ];
        let old = [object("sysctl", "net.ipv4.ip_forward", &[("value", "0")])];
        let scopes: Vec<_> = all
            .iter()
            .map(|it| judge(it, &old, &all).map(|it| it.0))
            .collect();
        let (node, attachment) = (Some(NODE), Some(ATTACHMENT));
        assert_eq!(
            scopes,
            [
                node, attachment, node, attachment, None, None, node, None, node, node, attachment,
                attachment
            ]
        );
        assert!(
            all.iter().all(|it| judge(it, &all, &all).is_none()),
            "what was there before is not left behind"
        );
        assert_eq!(scope_of_file(Path::new("/x/lock")), NODE);
        assert_eq!(scope_of_file(Path::new("/x/10.0.0.2")), ATTACHMENT);
    }

    #[test]
    fn lo_is_left_behind_if_it_is_left_up() {
        let lo = |flags: &[&str]| {
            let mut lo = object("link", "lo", &[]);
            lo.properties.insert("flags".into(), flags.into());
            lo
        };
        let (down, up) = (lo(&["loopback"]), lo(&["up", "loopback"]));
        let judged = |now: &Object, before: &Object| {
            let before = std::slice::from_ref(before);
            judge(now, before, std::slice::from_ref(now))
        };
        let left = Some((ATTACHMENT, "link lo is up".to_owned()));
        assert_eq!(judged(&up, &down), left);
        assert_eq!(judged(&up, &up), None);
        assert_eq!(judged(&down, &up), None);
        let address = object("address", "127.0.0.1/8 dev lo", &[]);
        assert_eq!(judged(&address, &down), None, "the kernel leaves it");
    }
}
