//! The sandbox's promises: the host stays as it is, nothing is left behind, refusals are named.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::hostile::Script;
use crate::program::{self, GO, cniscope};

fn command_output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What of the host a run could change.
fn host() -> Vec<String> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let list = |path: &str| {
        let names = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut names: Vec<_> = names
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.join(" ")
    };
    vec![
        command_output("ip", &["-o", "link"]),
        command_output("ip", &["-o", "-4", "addr"]),
        command_output("ip", &["route", "show", "table", "all"]),
        read("/proc/self/mounts"),
        read("/proc/sys/net/ipv4/ip_forward"),
        read("/proc/sys/kernel/hostname"),
        list("/run/netns"),
        list("/var/lib/cni"),
        list("/var/lib/cni/networks"),
        list("/etc"),
    ]
}

#[test]
fn sandbox_leaves_the_host_as_it_is() {
    let before = host();
    for args in [
        vec!["run", "bridge"],
        vec!["run", "bridge-masq", "--plugins", GO],
        vec!["run", "loopback"],
    ] {
        assert_eq!(cniscope(&args).code, Some(0));
    }
    assert_eq!(host(), before);
}

#[test]
fn sandbox_lets_no_plugin_write_to_the_host() {
    let before = host();
    let home = tempfile::tempdir_in(
        program::root()
            .parent()
            .filter(|it| writable(it))
            .unwrap_or(Path::new("/var/tmp")),
    )
    .unwrap();
    let file = home.path().join("planted");
    let script = Script::new(&format!(
        r#"cat >/dev/null
for file in /etc/planted {planted} /usr/planted /proc/sys/kernel/hostname /proc/sys/vm/swappiness /proc/sysrq-trigger /sys/kernel/planted; do
  if (echo x > $file) 2>/dev/null; then echo "wrote $file" >&2; fi
done
echo ok > /tmp/planted && echo ok > /var/lib/cni/planted && echo ok > /run/planted || echo "cannot write to the fresh places" >&2
[ -e /run/docker.sock ] && echo "sees docker" >&2
mount -o remount,rw / 2>/dev/null && echo "remounted" >&2
echo '{{"cniVersion":"1.0.0"}}'"#,
        planted = file.display(),
    ));
    let ran = script.run(&["--verbs", "ADD", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stderr, ran.stdout);
    let stderr: Vec<_> = ran
        .stdout
        .lines()
        .filter(|it| it.contains("\"stream\":\"stderr\""))
        .collect();
    assert!(stderr.is_empty(), "{stderr:?}");
    assert!(
        !file.exists()
            && !Path::new("/tmp/planted").exists()
            && !Path::new("/run/planted").exists()
    );
    assert_eq!(host(), before);
}

fn writable(dir: &Path) -> bool {
    tempfile::tempdir_in(dir).is_ok()
}

/// Kills one of the processes with -9 at some moment; nothing may be left.
fn kill_at(moment: Duration, inner: bool, name: &str) {
    let record =
        std::env::temp_dir().join(format!("cniscope-kill-{}-{name}.jsonl", std::process::id()));
    let mut child = Command::new(program::path())
        .args([
            "run",
            "bridge",
            "--plugins",
            GO,
            "--pods",
            "3",
            "--record",
            record.to_str().unwrap(),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    let victim = if inner {
        child_of(child.id())
    } else {
        Some(child.id())
    };
    if let Some(pid) = victim {
        let _ = Command::new("kill")
            .args(["-9", &pid.to_string()])
            .stderr(Stdio::null())
            .status();
    }
    let _ = child.wait();
    // A recording that was begun is readable up to there.
    if std::fs::metadata(&record).is_ok_and(|it| it.len() > 0) {
        let replayed = cniscope(&["replay", record.to_str().unwrap()]);
        let text = std::fs::read_to_string(&record).unwrap();
        if text.contains('\n') {
            assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
        }
    }
    let _ = std::fs::remove_file(&record);
}

fn child_of(pid: u32) -> Option<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

#[test]
fn sandbox_killed_at_any_moment_leaves_nothing() {
    let before = host();
    let namespaces = || {
        command_output("lsns", &["-n", "-t", "net", "-o", "NS"])
            .lines()
            .count()
    };
    let count = namespaces();
    // The program under test under another path, so that other tests' runs are not counted.
    let mut seed = 0x9e37_79b9_u32;
    for round in 0..100 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        kill_at(
            Duration::from_micros(u64::from(seed >> 8) % 120_000),
            round % 2 == 0,
            &round.to_string(),
        );
    }
    let since = Instant::now();
    // Other tests have namespaces of their own for a while; teardown is asynchronous.
    while namespaces() > count {
        assert!(
            since.elapsed() < Duration::from_secs(60),
            "{} namespaces, there were {count}",
            namespaces()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(host(), before);
}

#[test]
fn sandbox_refused_by_a_limit_says_so() {
    // In a user namespace of its own the test may set the limit.
    let script = format!(
        "echo 0 > /proc/sys/user/max_user_namespaces && {} run loopback",
        program::path().display()
    );
    let output = Command::new("unshare")
        .args(["-Ur", "bash", "-c", &script])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("max_user_namespaces is 0")
            && text.contains("sysctl user.max_user_namespaces="),
        "{text}"
    );
}

#[test]
fn sandbox_refused_in_a_chroot_says_so() {
    // A chroot into a bind of the root is a mount point, and not told from a filter; into a plain directory it is.
    let script = format!(
        "mount -t tmpfs t /mnt && mkdir -p /mnt/a && cd /mnt/a && mkdir bin lib lib64 usr proc dev work && \
         for d in lib lib64 usr proc dev; do mount --rbind /$d /mnt/a/$d; done && cp {} work/cniscope && \
         chroot /mnt/a /work/cniscope run loopback",
        program::path().display()
    );
    let output = Command::new("unshare")
        .args(["-Urm", "bash", "-c", &script])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("chroot") && text.contains("refused by"),
        "{text}"
    );
}

#[test]
fn sandbox_needs_root_for_privileged() {
    let script = format!(
        "setpriv --bounding-set -all --inh-caps -all {} run loopback --privileged",
        program::path().display()
    );
    let output = Command::new("unshare")
        .args(["-Ur", "bash", "-c", &script])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("CAP_SYS_ADMIN") && text.contains("sudo"),
        "{text}"
    );
}

#[test]
fn sandbox_runs_privileged_where_that_is_allowed() {
    let output = Command::new("unshare")
        .args([
            "-Urnm",
            program::path().to_str().unwrap(),
            "run",
            "bridge",
            "--privileged",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}\n{text}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("root's own rights"), "{text}");
}

#[test]
fn doctor_says_what_works() {
    let ran = cniscope(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("a plugin ran in it under the tracer"),
        "{}",
        ran.stdout
    );
    let script = format!(
        "echo 0 > /proc/sys/user/max_user_namespaces && {} doctor",
        program::path().display()
    );
    let output = Command::new("unshare")
        .args(["-Ur", "bash", "-c", &script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).contains("max_user_namespaces = 0"));
}

#[test]
fn sandbox_refused_by_a_seccomp_filter_says_so() {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program::path());
    command.args(["run", "loopback"]);
    // SAFETY: the closure makes two system calls and allocates nothing.
    #[allow(unsafe_code)]
    unsafe {
        command.pre_exec(refuse_unshare);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(
        text.contains("probably refused by a seccomp filter")
            && text.contains("docker run --security-opt"),
        "{text}"
    );
}

/// A filter that answers EPERM to unshare, as Docker's default profile does.
#[allow(unsafe_code)]
fn refuse_unshare() -> std::io::Result<()> {
    let op = |code: u32, jt, jf, k| libc::sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    };
    let mut program = [
        op(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        op(
            libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K,
            0,
            1,
            libc::SYS_unshare as u32,
        ),
        op(
            libc::BPF_RET | libc::BPF_K,
            0,
            0,
            libc::SECCOMP_RET_ERRNO | libc::EPERM as u32,
        ),
        op(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let filter = libc::sock_fprog {
        len: program.len() as u16,
        filter: program.as_mut_ptr(),
    };
    // SAFETY: the kernel copies the program, which lives here.
    let loaded = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(
                libc::PR_SET_SECCOMP,
                libc::SECCOMP_MODE_FILTER,
                &raw const filter,
            ) == 0
    };
    if loaded {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}
