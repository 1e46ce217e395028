//! Goes into each namespace that was found and reads what stands there, on as many threads as there are processors.

use std::os::fd::{AsFd, AsRawFd};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nix::errno::Errno;

use super::find::{Found, Sighting};
use super::model::{Forwarding, Namespace, Unseen, UserNamespace};
use super::{names, read};
use crate::net::look::Look;
use crate::sys::netns::Netns;
use crate::sys::nsfs;

/// More threads than this wait for the kernel's one lock of rtnetlink.
const THREADS: usize = 8;

const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;

/// Calls `work` for each number below `count`, on several threads; in no order.
pub(super) fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<(usize, T)> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..processors.min(THREADS).min(count) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    let result = work(number);
                    if let Ok(mut done) = done.lock() {
                        done.push((number, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_unstable_by_key(|it: &(usize, T)| it.0);
    done
}

/// Goes into a namespace; into the own one without going anywhere, which needs no right.
pub(super) fn go(inode: u64, sighting: &Sighting, own: Option<u64>) -> Result<Look, Errno> {
    if own == Some(inode) {
        return Look::here();
    }
    let fd = sighting.fd.as_ref().ok_or(Errno::ENOENT)?;
    Look::into(&Netns::again(fd.as_fd())?)
}

/// Reads every namespace. What cannot be read is told in the second part.
pub(super) fn look(found: &Found) -> (Vec<Namespace>, Vec<Unseen>) {
    let all: Vec<(&u64, &Sighting)> = found.namespaces.iter().collect();
    let looked = each(all.len(), |number| {
        let (inode, sighting) = all[number];
        let mut unseen = Vec::new();
        let namespace = namespace(*inode, sighting, found, &mut unseen);
        (namespace, unseen)
    });
    let (mut namespaces, mut unseen) = (Vec::new(), Vec::new());
    for (_, (namespace, of_it)) in looked {
        namespaces.push(namespace);
        unseen.extend(of_it);
    }
    (namespaces, unseen)
}

fn namespace(
    inode: u64,
    sighting: &Sighting,
    found: &Found,
    unseen: &mut Vec<Unseen>,
) -> Namespace {
    let names = names::of(inode, sighting);
    let mut namespace = Namespace {
        inode,
        title: names.first().map(|it| it.name.clone()).unwrap_or_default(),
        names,
        held_by: sighting.holders.iter().cloned().collect(),
        processes: sighting.processes,
        user_namespace: sighting.fd.as_ref().and_then(|it| {
            let owner = nsfs::owner(it.as_fd()).ok()?;
            Some(UserNamespace {
                inode: nsfs::inode(owner.as_fd()).ok()?,
                owner_uid: nsfs::owner_uid(owner.as_fd()).ok(),
            })
        }),
        ..Namespace::default()
    };
    if sighting.fd.is_none() && found.own != Some(inode) {
        return namespace; // why is told by who tried to open it
    }
    let mut tell = |what: &str, why: String| {
        unseen.push(Unseen {
            namespace: Some(inode),
            what: what.to_owned(),
            why,
        });
    };
    match go(inode, sighting, found.own) {
        Ok(mut look) => {
            fill(&mut namespace, &mut look, found, &mut tell);
            if look.torn {
                let why = "it changed again and again while it was read: something may be missing or twice";
                tell("some of what stands in the namespace", why.to_owned());
            }
        }
        Err(errno) => tell("what stands in the namespace", entering(errno, &namespace)),
    }
    namespace
}

fn entering(errno: Errno, namespace: &Namespace) -> String {
    let owner = match &namespace.user_namespace {
        Some(it) => format!("user namespace {}", it.inode),
        None => "the user namespace that owns it, which is not below this one".to_owned(),
    };
    match errno {
        Errno::EPERM => format!("enter it: EPERM: needs CAP_SYS_ADMIN here and in {owner}"),
        Errno::EMFILE | Errno::ENFILE => {
            format!("enter it: {errno}: raise the limit of open files (ulimit -n)")
        }
        errno => format!("enter it: {errno}"),
    }
}

fn fill(it: &mut Namespace, look: &mut Look, found: &Found, tell: &mut dyn FnMut(&str, String)) {
    let mut told = |what: &str, result: Result<Vec<crate::wire::Message>, Errno>| {
        result.unwrap_or_else(|errno| {
            tell(what, format!("the kernel said {errno}"));
            Vec::new()
        })
    };
    it.links = read::links(&told("links", look.links()));
    if it.links.iter().any(|link| link.kind == "bridge") {
        read::vlans(&mut it.links, &told("VLANs", look.vlans()));
    }
    read::addresses(&mut it.links, &told("addresses", look.addresses()));
    let names = read::Names::of(&it.links);
    it.routes = read::routes(&told("routes", look.routes()), &names);
    it.rules = read::rules(&told("routing rules", look.rules()));
    it.neighbours = read::neighbours(&told("neighbours", look.neighbours()), &names);
    let switches = ["bridge", "vxlan"];
    if it
        .links
        .iter()
        .any(|link| switches.contains(&link.kind.as_str()))
    {
        it.fdb = read::entries(
            &told("forwarding databases", look.forwarding_database()),
            &names,
        );
    }
    it.forwarding = Forwarding {
        ipv4: look.forwards(AF_INET).ok(),
        ipv6: look.forwards(AF_INET6).ok(),
    };
    match look.nft() {
        Ok(messages) => it.nat = read::nat(&messages),
        Err(Errno::EPERM) => tell(
            "address translation",
            "list rules of nf_tables: EPERM: needs CAP_NET_ADMIN in the namespace".to_owned(),
        ),
        Err(errno) => tell(
            "address translation",
            format!("list rules of nf_tables: {errno}"),
        ),
    }
    match look.legacy_tables() {
        Ok(tables) if tables.is_empty() => {}
        Ok(tables) => {
            let why = "they are iptables-legacy's, which netlink does not tell: iptables-legacy-save lists them";
            tell(&format!("rules in {}", tables.join(", ")), why.to_owned());
        }
        Err(_) => tell(
            "rules of iptables-legacy",
            "read /proc/net/ip_tables_names: needs to be root of the namespace".to_owned(),
        ),
    }
    match look.sockets(&read::LISTENING) {
        Ok(Some(messages)) => it.sockets = read::sockets(&messages, &found.sockets),
        Ok(None) => tell("listening sockets", "to tell of them the kernel would load modules (inet_diag, tcp_diag, udp_diag), and a look changes nothing".to_owned()),
        Err(errno) => tell("listening sockets", format!("list sockets: {errno}")),
    }
}

/// A descriptor's number, as requests name it.
pub(super) fn raw(sighting: &Sighting) -> Option<i32> {
    sighting.fd.as_ref().map(AsRawFd::as_raw_fd)
}
