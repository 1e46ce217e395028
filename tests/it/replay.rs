//! Recordings that are read again, and runs that are held.

use crate::program::{self, cniscope};

#[test]
fn a_recording_replays_to_the_same_text() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("run.jsonl");
    let live = cniscope(&["run", "bridge", "--record", file.to_str().unwrap()]);
    assert_eq!(live.code, Some(0), "{}", live.stderr);
    let replayed = cniscope(&["replay", file.to_str().unwrap()]);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    assert_eq!(live.stdout, replayed.stdout);
    assert_eq!(
        cniscope(&["run", "bridge", "--record", file.to_str().unwrap()]).code,
        Some(2),
        "a recording was overwritten"
    );
}

#[test]
fn run_reads_recordings_of_every_format_that_ever_was() {
    let file = program::root().join("tests/data/recordings/format-1.jsonl");
    let ran = cniscope(&["replay", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("set-up (inferred)")
            && ran.stdout.contains("done: all calls succeeded")
    );
    let markdown = cniscope(&["replay", file.to_str().unwrap(), "--format", "markdown"]);
    assert!(
        markdown
            .stdout
            .contains("\n## ADD pod1 eth0 (the runtime calls loopback)\n"),
        "{}",
        markdown.stdout
    );
}

#[test]
fn run_steps_by_lines() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(program::path())
        .args(["run", "bridge", "--step"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"\nm\nm\n?\np\nx\nc\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(
        text.matches("Held before the kernel acts").count(),
        7,
        "{text}"
    );
    assert!(
        text.contains("x is not a key") && text.contains("the namespaces"),
        "{text}"
    );
}

#[test]
fn run_step_quits_with_del() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(program::path())
        .args(["run", "bridge", "--step"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"\n\n\n\nq\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("DEL succeeds") && !text.contains("CHECK pod1"),
        "{text}"
    );
}
