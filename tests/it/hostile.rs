//! Plugins that hang, flood, fork, leave daemons behind or print nonsense: bounded, named, cleaned up.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::{self, cniscope};

/// A plugin made of a shell script, and a network that uses it.
pub(crate) struct Script {
    dir: tempfile::TempDir,
}

impl Script {
    pub(crate) fn new(body: &str) -> Script {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let plugin = dir.path().join("script");
        std::fs::write(&plugin, format!("#!/bin/bash\n{body}\n")).unwrap();
        std::fs::set_permissions(plugin, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(
            dir.path().join("net.conf"),
            r#"{"cniVersion":"1.0.0","name":"n","type":"script"}"#,
        )
        .unwrap();
        Script { dir }
    }

    fn args(&self) -> [String; 4] {
        let path = |it: &str| self.dir.path().join(it).to_str().unwrap().to_owned();
        [
            "run".into(),
            path("net.conf"),
            "--plugins".into(),
            self.dir.path().to_str().unwrap().to_owned(),
        ]
    }

    #[track_caller]
    pub(crate) fn run(&self, more: &[&str]) -> program::Ran {
        let args = self.args();
        let args: Vec<&str> = args
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        cniscope(&args)
    }
}

/// Processes whose command line holds the text.
fn processes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(text) {
            found.push(line);
        }
    }
    found
}

#[track_caller]
fn wait_until_gone(text: &str) {
    let since = Instant::now();
    while !processes(text).is_empty() {
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "still there: {:?}",
            processes(text)
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn hostile_hands_no_secrets_to_plugins() {
    let script = Script::new(r#"cat >/dev/null; env >&2; echo '{"cniVersion":"1.0.0"}'"#);
    let args = script.args();
    let output = Command::new(program::path())
        .args(&args)
        .args(["--verbs", "ADD", "--format", "json", "--env", "GIVEN"])
        .env("SECRET_TOKEN", "hunter2")
        .env("GIVEN", "yes")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("GIVEN=yes"), "{text}");
}

#[test]
fn hostile_bounds_a_plugin_that_hangs() {
    let script = Script::new("sleep 600.125 & exec sleep 600.125");
    let ran = script.run(&["--verbs", "ADD", "--timeout", "1"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stdout.contains("no end after 1.0 s"), "{}", ran.stdout);
    wait_until_gone("600.125");
}

#[test]
fn hostile_ends_what_a_plugin_leaves_running() {
    let script = Script::new(
        r#"cat >/dev/null; setsid sleep 601.125 >/dev/null 2>&1 & echo '{"cniVersion":"1.0.0"}'"#,
    );
    let ran = script.run(&["--verbs", "ADD"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("left running when it ended") && ran.stdout.contains("sleep"),
        "{}",
        ran.stdout
    );
    wait_until_gone("601.125");
}

#[test]
fn hostile_bounds_a_flood_of_output() {
    let script = Script::new("cat >/dev/null; exec yes 0123456789012345678901234567890123456789");
    let ran = script.run(&["--verbs", "ADD", "--timeout", "60"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("bytes of output") && ran.stdout.len() < 64 << 20,
        "{}",
        ran.stdout.len()
    );
}

#[test]
fn hostile_bounds_forks_without_end() {
    let script = Script::new("f() { while true; do sleep 602.125 & done; }; f");
    let ran = script.run(&["--verbs", "ADD", "--timeout", "20"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    wait_until_gone("602.125");
}

#[test]
fn hostile_reports_a_plugin_that_a_signal_ends() {
    let script = Script::new("kill -SEGV $$");
    let ran = script.run(&["--verbs", "ADD"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("SIGSEGV"), "{}", ran.stdout);
}

#[test]
fn hostile_reports_output_that_is_no_result() {
    for (body, text) in [
        (
            r"cat >/dev/null; echo 'a log line'; echo '{}'",
            "not a result",
        ),
        ("cat >/dev/null; echo boom >&2; exit 3", "boom"),
        (
            "cat >/dev/null; printf '\\033[31mred\\033[0m'; exit 1",
            "\\u{1b}[31mred",
        ),
        ("exit 0", "not a result"),
    ] {
        let ran = Script::new(body).run(&["--verbs", "ADD"]);
        assert_eq!(ran.code, Some(1), "{body}: {}", ran.stderr);
        assert!(
            ran.stdout.contains(text) && !ran.stdout.contains('\u{1b}'),
            "{body}: {}",
            ran.stdout
        );
    }
}

/// Calls that change the network, or hide what follows, and are not netlink: seen, named, not decoded.
#[test]
fn hostile_calls_that_are_not_decoded_are_never_silent() {
    let script = Script::new(
        r#"cat >/dev/null
perl -e 'use Socket; my ($r, $o) = ("br7\0" . "\0" x 40, "x" x 96); socket(S, AF_INET, SOCK_DGRAM, 0); ioctl(S, 0x89A0, $r); setsockopt(S, 0, 64, $o);'
perl -e 'my $p = "\0" x 120; syscall(425, 4, $p); syscall(321, 0, $p, 120);'
mount -t tmpfs none /tmp
echo '{"cniVersion":"1.0.0"}'"#,
    );
    let ran = script.run(&["--verbs", "ADD", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let unseen: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .filter(|it| it.contains("\"kind\":\"unseen\""))
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    for (what, detail) in [
        ("ioctl", "SIOCBRADDBR on br7"),
        ("setsockopt", "iptables-legacy"),
        ("io_uring_setup", "not seen"),
        ("bpf", "not decoded"),
        ("mount", "/tmp"),
    ] {
        let found = unseen
            .iter()
            .any(|it| it["what"] == what && it["detail"].as_str().unwrap().contains(detail));
        assert!(found, "{what}: {unseen:?}");
    }
}

/// A signal makes the kernel begin a waiting system call again, as a lock of its own does with a write to
/// net.ipv4.ip_forward: that is one action, not many.
#[test]
fn hostile_a_restarted_call_is_told_once() {
    let script = Script::new(
        r#"cat >/dev/null
perl -e 'use POSIX; use Fcntl ":flock"; mkdir "/var/lib/cni/x"; pipe(R, W);
sigaction(SIGUSR1, POSIX::SigAction->new(sub {}, POSIX::SigSet->new, SA_RESTART));
unless (fork) {
  open(L, ">", "/var/lib/cni/x/lock"); flock(L, LOCK_EX); syswrite(W, "x");
  for (1 .. 20) { select(undef, undef, undef, 0.005); kill "USR1", getppid; }
  exit;
}
sysread(R, $it, 1); open(L, "+<", "/var/lib/cni/x/lock"); flock(L, LOCK_EX); wait;'
echo '{"cniVersion":"1.0.0"}'"#,
    );
    let ran = script.run(&["--verbs", "ADD", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let locks: Vec<_> = ran
        .stdout
        .lines()
        .filter(|it| it.contains("\"op\":\"lock\"") && it.contains("/var/lib/cni/x/lock"))
        .collect();
    assert_eq!(
        locks.len(),
        2,
        "one by the child, one that waits: {locks:#?}"
    );
}
