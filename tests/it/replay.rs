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
fn a_recording_cannot_steer_the_terminal() {
    let bad = r"\u001b]0;x\u0007\u009b2J\u202e";
    let lines = [
        format!(
            r#"{{"kind":"header","format":1,"cniscope":"{bad}","kernel":"{bad}","arch":"x86_64","started":1,"privilege":"{bad}","target":"{bad}","plugins":[]}}"#
        ),
        format!(
            r#"{{"seq":1,"t_ns":1,"kind":"call","verb":"{bad}","plugin":"{bad}","path":"{bad}","env":{{"CNI_COMMAND":"{bad}"}},"stdin":"{bad}"}}"#
        ),
        format!(
            r#"{{"seq":2,"t_ns":2,"call":1,"stage":"{bad}","kind":"stage","id":"{bad}","title":"{bad}","source":"mark"}}"#
        ),
        format!(
            r#"{{"seq":3,"t_ns":3,"call":1,"kind":"file","op":"w{bad}","path":"/{bad}","data":"{bad}"}}"#
        ),
        format!(
            r#"{{"seq":4,"t_ns":4,"call":1,"netns":"{bad}","kind":"netlink","direction":"request","family":"{bad}","syscall":"{bad}","errno":"{bad}","messages":[{{"type":"{bad}","code":1,"flags":["request"],"seq":1,"port":1,"raw":""}}]}}"#
        ),
        format!(r#"{{"seq":5,"t_ns":5,"call":1,"kind":"exit","signal":"{bad}"}}"#),
        format!(
            r#"{{"seq":6,"t_ns":6,"call":1,"kind":"result","verb":"{bad}","ok":false,"json":{{"{bad}":"{bad}"}},"error":"{bad}"}}"#
        ),
        format!(r#"{{"seq":7,"t_ns":7,"kind":"leftover","scope":"{bad}","object":"{bad}"}}"#),
        format!(r#"{{"seq":8,"t_ns":8,"kind":"{bad}"}}"#),
    ];
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("run.jsonl");
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    for more in [&["--show", "all"][..], &[], &["--format", "markdown"]] {
        let ran = cniscope(&[&["replay", file.to_str().unwrap()], more].concat());
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("line 9 is not an event"),
            "{}",
            ran.stderr
        );
        for text in [ran.stdout, ran.stderr] {
            let steers = |it: char| it != '\n' && (it.is_control() || it == '\u{202e}');
            assert!(!text.contains(steers), "{text:?}");
        }
    }
}
