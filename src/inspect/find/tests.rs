use super::mounts::{Mount, namespaces};
use super::*;

#[test]
fn mounts_of_namespaces_are_read_from_a_mountinfo_whatever_their_path() {
    let text = b"22 1 0:4 / / rw,relatime shared:1 - ext4 /dev/root rw\n\
        310 22 0:4 net:[4026532201] /run/netns/pod1 rw shared:5 master:2 - nsfs nsfs rw\n\
        311 22 0:4 mnt:[4026532300] /run/a\\040b\\012\\134 rw - nsfs nsfs rw\n\
        312 22 0:4 / /nsfs rw - tmpfs nsfs rw\n\
        broken\n";
    let expected = [
        ("net:[4026532201]", "/run/netns/pod1"),
        ("mnt:[4026532300]", "/run/a b\n\\"),
    ]
    .map(|(root, at)| Mount {
        root: root.into(),
        at: at.into(),
    });
    assert_eq!(namespaces(text), expected);
    assert_eq!(
        number(Path::new("net:[4026532201]"), "net"),
        Some(4_026_532_201)
    );
    assert_eq!(number(Path::new("net:[4026532201]"), "mnt"), None);
    assert_eq!(number(Path::new("net:[x]"), "net"), None);
}

#[test]
fn the_namespace_that_is_looked_from_is_found_with_its_processes() {
    let found = find(false).unwrap();
    let own = found.own.unwrap();
    let sighting = &found.namespaces[&own];
    assert!(sighting.fd.is_some());
    let pid = i32::try_from(std::process::id()).unwrap();
    // Of many processes only the first are remembered, all are counted.
    assert!(sighting.processes >= 1);
    assert!(sighting.pids.contains(&pid) || sighting.pids.len() == PIDS);
    let not_looked_for = |it: &Unseen| it.why.contains("--deep");
    assert!(
        found.unseen.iter().any(not_looked_for),
        "{:?}",
        found.unseen
    );
}

#[test]
fn of_many_holders_a_few_are_named() {
    let mut sighting = Sighting::default();
    for pid in 1..100 {
        let command = "x".to_owned();
        sighting.held(Holder::Process { pid, command });
    }
    sighting.held(Holder::Mount {
        path: "/run/netns/a".to_owned(),
        mount_namespace: None,
    });
    assert_eq!(sighting.holders.len(), Namespace::HOLDERS + 1);
}
