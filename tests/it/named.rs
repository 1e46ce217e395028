//! Named sandboxes: made, joined from elsewhere, used by runs inside, stopped.

use std::process::{Command, Stdio};

use crate::program::{self, cniscope};

/// A sandbox of the test's own name, stopped whatever happens.
struct Named(String);

impl Named {
    fn new(name: &str) -> Named {
        Named(format!("test-{name}-{}", std::process::id()))
    }

    #[track_caller]
    fn shell(&self, netns: &str, command: &[&str]) -> String {
        let ran = cniscope(
            &[
                &["shell", &self.0, "--pods", "2", "--netns", netns, "--"],
                command,
            ]
            .concat(),
        );
        assert_eq!(ran.code, Some(0), "{command:?}: {}", ran.stderr);
        ran.stdout
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = Command::new(program::path())
            .args(["sandbox", "stop", &self.0])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

#[test]
fn named_sandbox_is_joined_used_and_stopped() {
    let lab = Named::new("lab");
    assert!(
        lab.shell("node", &["ip", "-br", "addr"])
            .contains("198.51.100.2/24")
    );
    assert!(
        cniscope(&["sandbox", "list"])
            .stdout
            .contains(&format!("{} ", lab.0))
    );
    // A run inside attaches for whoever comes next: it does not nest.
    let added = lab.shell("pod2", &["cniscope", "run", "bridge", "--verbs", "ADD"]);
    assert!(added.contains("ADD succeeds"), "{added}");
    assert!(
        lab.shell("pod1", &["ip", "-br", "addr"])
            .contains("10.22.0.2/16")
    );
    assert!(
        lab.shell("node", &["bridge", "link"])
            .contains("master cni0"),
        "iproute2's bridge is reachable"
    );
    let plugin = lab.shell(
        "node",
        &["bash", "-c", "ls $CNI_PATH; touch /etc/x 2>&1 || true"],
    );
    assert!(
        plugin.contains("host-local") && plugin.contains("Read-only file system"),
        "{plugin}"
    );
    let nested = cniscope(&["shell", &lab.0, "--", "cniscope", "shell", "other"]);
    assert_eq!(nested.code, Some(2));
    assert!(
        nested.stderr.contains("inside sandbox"),
        "{}",
        nested.stderr
    );
    // Who is in it when it is stopped goes with it.
    let mut sleeper = Command::new(program::path())
        .args(["shell", &lab.0, "--", "sleep", "603"])
        .spawn()
        .unwrap();
    let is_in = |it: &str| it.starts_with(&lab.0) && it.contains("1 process (");
    while !cniscope(&["sandbox", "list"]).stdout.lines().any(is_in) {
        assert!(sleeper.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(cniscope(&["sandbox", "stop", &lab.0]).code, Some(0));
    assert!(!sleeper.wait().unwrap().success());
    assert_eq!(cniscope(&["sandbox", "stop", &lab.0]).code, Some(2));
}

#[test]
fn named_sandbox_whose_keeper_was_killed_is_gone() {
    let lab = Named::new("killed");
    lab.shell("node", &["true"]);
    let list = cniscope(&["sandbox", "list"]).stdout;
    let line = list.lines().find(|it| it.starts_with(&lab.0)).unwrap();
    let keeper = line.rsplit("keeper ").next().unwrap().trim_end_matches(')');
    assert!(
        Command::new("kill")
            .args(["-9", keeper])
            .status()
            .unwrap()
            .success()
    );
    let since = std::time::Instant::now();
    while cniscope(&["sandbox", "list"]).stdout.contains(&lab.0) {
        assert!(since.elapsed().as_secs() < 10);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(
        lab.shell("pod2", &["ip", "-br", "link"]).starts_with("lo"),
        "made anew"
    );
}

#[test]
fn named_sandbox_refuses_bad_names() {
    for name in ["", "../x", "a b", "a/b", "x.sock"] {
        let ran = cniscope(&["shell", name, "--", "true"]);
        assert_eq!(ran.code, Some(2), "{name:?}: {}", ran.stderr);
    }
}
