//! Nothing is missed: strace counts the same datagrams in a second run of the same call.

use std::collections::{BTreeMap, HashMap};

use crate::program::{GO, in_namespaces, root};
use crate::run::recording;

/// Datagrams by program, system call, netlink family.
type Counts = BTreeMap<(String, String, String), usize>;

#[test]
fn strace_counts_the_same_datagrams() {
    let events = recording(&["bridge-masq", "--plugins", GO, "--verbs", "ADD"], 0);
    let mut ours = Counts::new();
    for event in events.iter().filter(|it| it["kind"] == "netlink") {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        assert!(
            event["netns"].is_string() && event["task"]["pid"].is_number(),
            "{event}"
        );
        let key = (
            text(&event["task"]["comm"]),
            text(&event["syscall"]),
            text(&event["family"]),
        );
        *ours.entry(key).or_default() += 1;
    }
    let config = std::fs::read_to_string(root().join("configs/bridge-masq.conf")).unwrap();
    let ran = in_namespaces(&format!(
        "ip netns add pod1; export CNI_COMMAND=ADD CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=eth0 CNI_PATH={GO}; \
         printf '%s' '{config}' | strace -f -Y -s 0 -o /run/work/trace -e trace=socket,sendto,sendmsg,recvfrom,recvmsg {GO}/bridge >/dev/null; \
         cat /run/work/trace"
    ));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let theirs = counts_of_strace(&ran.stdout);
    let requests: usize = ours
        .iter()
        .filter(|(key, _)| key.1.starts_with("send"))
        .map(|(_, count)| count)
        .sum();
    assert!(requests > 80, "{ours:?}");
    // The plugin asks for the port's state until it is up: how often that is depends on the moment.
    let polls = |key: &(String, String, String)| key.0 == "bridge" && key.2 == "route";
    for key in ours.keys().chain(theirs.keys()) {
        let (mine, other) = (
            ours.get(key).copied().unwrap_or(0),
            theirs.get(key).copied().unwrap_or(0),
        );
        let allowed = if polls(key) { 4 } else { 0 };
        assert!(
            mine.abs_diff(other) <= allowed,
            "{key:?}: {mine}, by strace {other}\n{ours:?}\n{theirs:?}"
        );
    }
}

/// Counts datagrams of netlink sockets. strace itself cannot name the family of a socket that was made after
/// setns; the call that made it tells it.
fn counts_of_strace(text: &str) -> Counts {
    let mut counts = Counts::new();
    let mut unfinished: HashMap<&str, String> = HashMap::new();
    let mut sockets: HashMap<(String, String), String> = HashMap::new();
    for line in text.lines() {
        // `1234<bridge> sendto(3, ...) = 64`
        let Some((task, rest)) = line.split_once("> ") else {
            continue;
        };
        let (tid, comm) = task.split_once('<').unwrap();
        let call = if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(tid, begun.to_owned());
            continue;
        } else if let Some((_, end)) = rest.trim_start().split_once(" resumed>") {
            unfinished.remove(tid).unwrap_or_default() + end
        } else {
            rest.trim_start().to_owned()
        };
        let Some((name, arguments)) = call.split_once('(') else {
            continue;
        };
        let Some((arguments, answer)) = arguments.rsplit_once(" = ") else {
            continue;
        };
        let first = arguments.split([',', ')']).next().unwrap().to_owned();
        let key = |fd: String| (comm.to_owned(), fd);
        if name == "socket" {
            let family = arguments
                .split("NETLINK_")
                .nth(1)
                .map(|it| it.trim_end_matches(')').to_lowercase());
            match family {
                Some(family) => sockets.insert(key(answer.to_owned()), family),
                None => sockets.remove(&key(answer.to_owned())),
            };
            continue;
        }
        let carried = answer
            .split(' ')
            .next()
            .and_then(|it| it.parse::<i64>().ok())
            .unwrap_or(-1)
            > 0;
        if let Some(family) = sockets
            .get(&key(first))
            .filter(|_| carried && !arguments.contains("MSG_PEEK"))
        {
            *counts
                .entry((comm.to_owned(), name.to_owned(), family.clone()))
                .or_default() += 1;
        }
    }
    counts
}
