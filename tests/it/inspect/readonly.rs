//! A look changes nothing: the host's state before and after is the same, and so say the system calls.

use std::collections::{BTreeSet, HashMap};

use super::on_host;

/// A host with something of everything, and a function that prints its whole state.
const HOST: &str = r#"
for i in 1 2; do
  ip netns add pod$i
  ip link add v$i type veth peer name eth0 netns pod$i
  ip -n pod$i addr add 10.9.0.1$i/24 dev eth0
done
ip link add br0 type bridge; ip link set v1 master br0
ip link add vx0 type vxlan id 42 dstport 4789 local 10.9.0.1 dev br0
ip link add mv0 link br0 type macvlan mode bridge; ip link set mv0 netns pod2
nft add table ip t; nft add chain ip t c '{ type nat hook postrouting priority 100; }'; nft add rule ip t c masquerade
# A process with a socket.
ip link set lo up; mkfifo /run/told; exec 9<>/run/told
bash -c 'exec 7<>/dev/udp/127.0.0.1/9; echo yes; exec sleep 60' >/run/told & read -r _ <&9
# A namespace without a number for any other, and that no other one has a number for.
ip netns add alone
mkdir -p /var/lib/cni/results /var/lib/cni/networks/n; echo '{}' > /var/lib/cni/results/x; echo c > /var/lib/cni/networks/n/10.9.0.2
state() {
  for ns in '' pod1 pod2 alone; do
    in=; [ -z "$ns" ] || in="ip netns exec $ns"
    echo "== $ns"
    $in ip -d link; $in ip addr; $in ip route show table all; $in ip -6 route show table all; $in ip rule
    $in ip neigh show nud all; $in ip netns list-id; $in nft list ruleset; $in bridge fdb
    $in sysctl -a --pattern '^net\.' 2>/dev/null || true
  done
  cat /proc/self/mountinfo
  find /run /var/lib/cni -xdev -printf '%p %s %T@ %m\n'
}
"#;

#[test]
fn inspect_leaves_the_host_as_it_is() {
    let output = on_host(&format!(
        "{HOST}\nstate >/run/nothing 2>/dev/null; rm /run/nothing
        before=$(state)
        for format in text json; do inspect --deep --format $format >/dev/null; done
        after=$(state)
        [ \"$before\" = \"$after\" ] && echo same || diff <(echo \"$before\") <(echo \"$after\") || true"
    ));
    assert_eq!(output, "same\n");
}

/// The calls that a look is made of. What is missing here must be thought about before it is added.
const CALLS: &str = "
execve brk mmap munmap mprotect madvise access faccessat openat open close read pread64 readlink readlinkat lseek fcntl
newfstatat fstat stat lstat statx statfs fstatfs getdents64 getcwd uname getpid gettid getuid geteuid getrandom futex
rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack arch_prctl set_tid_address set_robust_list rseq prlimit64 clone3 clone
sched_getaffinity sched_yield clock_gettime exit exit_group poll ioctl write prctl restart_syscall
socket bind getsockname sendto recvfrom setns unshare pidfd_open pidfd_getfd";

/// Requests that read, by the protocol of the socket: `linux/rtnetlink.h`, `nfnetlink.h`, `sock_diag.h`.
fn reads(protocol: &str, kind: u16) -> bool {
    match protocol {
        // RTM_GETLINK, ADDR, ROUTE, NEIGH, RULE, NETCONF, NSID.
        "NETLINK_ROUTE" => [18, 22, 26, 30, 34, 82, 90].contains(&kind),
        "NETLINK_NETFILTER" => [10 << 8 | 4, 10 << 8 | 7].contains(&kind),
        "NETLINK_SOCK_DIAG" => kind == 20,
        _ => false,
    }
}

#[test]
fn inspect_makes_no_system_call_that_changes_anything() {
    // On one processor there is one thread at a time that looks, so that a socket's number tells the socket.
    let trace = on_host(&format!(
        "{HOST}\ntaskset -c 0 strace -f -X raw -x -e write=all -o /run/trace {} inspect --deep >/dev/null
        cat /run/trace",
        crate::program::path().display()
    ));
    let allowed: BTreeSet<&str> = CALLS.split_whitespace().collect();
    let names = trace_with_names(&trace);
    for name in &names {
        assert!(allowed.contains(name.as_str()), "{name}");
    }
    assert!(
        names.contains("setns") && names.contains("pidfd_getfd"),
        "{names:?}"
    );
}

/// Names of the calls in a trace, each with a check of its arguments.
fn trace_with_names(trace: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut sockets: HashMap<String, &str> = HashMap::new();
    let mut sends = 0;
    let mut sending = None;
    for line in trace.lines() {
        if line.starts_with(" | 00000 ") {
            let protocol: Option<&str> = sending.take();
            if let Some(protocol) = protocol {
                let kind = message_kind(line);
                assert!(reads(protocol, kind), "{protocol} {kind}: {line}");
                sends += 1;
            }
            continue;
        }
        let Some((_, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if call.starts_with(['<', '+', '-', '|']) {
            continue; // resumed, exited, a signal, the rest of a dump
        }
        let Some((name, arguments)) = call.split_once('(') else {
            continue;
        };
        names.insert(name.to_owned());
        check_arguments(name, arguments);
        let answer = arguments.rsplit("= ").next().unwrap_or_default();
        if name == "socket" {
            let netlink = ["NETLINK_ROUTE", "NETLINK_NETFILTER", "NETLINK_SOCK_DIAG"];
            // Numbers, since strace was told to leave them: protocol 0, 12, 4 of AF_NETLINK, 16.
            let protocol = arguments
                .split(')')
                .next()
                .unwrap_or_default()
                .rsplit(", ")
                .next();
            let protocol = match protocol {
                Some("0") => netlink[0],
                Some("0xc") => netlink[1],
                Some("0x4") => netlink[2],
                other => panic!("{other:?}: {line}"),
            };
            assert!(arguments.starts_with("0x10,"), "no netlink socket: {line}");
            sockets.insert(answer.to_owned(), protocol);
        }
        if name == "sendto" {
            let fd = arguments.split(',').next().unwrap();
            sending = Some(
                *sockets
                    .get(fd)
                    .unwrap_or_else(|| panic!("no socket: {line}")),
            );
        }
    }
    assert!(sends > 40, "{sends} requests");
    names
}

fn check_arguments(name: &str, arguments: &str) {
    let argument = |at: usize| {
        let text = arguments.split(", ").nth(at).unwrap_or_default();
        let text = text.split([')', ' ']).next().unwrap_or_default();
        let hex = text.strip_prefix("0x");
        hex.map_or_else(|| text.parse(), |it| u64::from_str_radix(it, 16))
            .unwrap_or(u64::MAX)
    };
    match name {
        // O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND.
        "openat" => assert_eq!(
            argument(2) & (0o3 | 0o100 | 0o1000 | 0o2000),
            0,
            "{arguments}"
        ),
        // To standard output, and to the eventfd or pipe of nobody.
        "write" => assert_eq!(argument(0), 1, "{arguments}"),
        // CLONE_NEWNET, CLONE_NEWNS; CLONE_FS.
        "setns" => assert!(
            [0x4000_0000, 0x0002_0000].contains(&argument(1)),
            "{arguments}"
        ),
        "unshare" => assert_eq!(argument(0), 0x200, "{arguments}"),
        // NS_GET_USERNS, NS_GET_NSTYPE, NS_GET_OWNER_UID, SIOCGSKNS, TCGETS, TIOCGWINSZ.
        "ioctl" => {
            let known = [0xb701, 0xb703, 0xb704, 0x894c, 0x5401, 0x5413];
            assert!(known.contains(&argument(1)), "{arguments}");
        }
        _ => {}
    }
}

/// The type of a message, from the first line of its bytes.
fn message_kind(line: &str) -> u16 {
    let bytes: Vec<u8> = line
        .split_whitespace()
        .skip(2)
        .take(6)
        .map(|it| u8::from_str_radix(it, 16).unwrap())
        .collect();
    u16::from_le_bytes([bytes[4], bytes[5]])
}
