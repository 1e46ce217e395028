//! Lessons, by the commands that a learner and an author type.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{self, Ran};

mod author;

/// A learner with a directory and sandboxes of their own, which go with them.
struct Learner {
    dir: tempfile::TempDir,
}

impl Learner {
    fn new() -> Learner {
        use std::os::unix::fs::DirBuilderExt;
        let dir = tempfile::tempdir().unwrap();
        let mut private = std::fs::DirBuilder::new();
        private
            .mode(0o700)
            .create(dir.path().join("runtime"))
            .unwrap();
        Learner { dir }
    }

    fn lessons(&self) -> PathBuf {
        self.dir.path().join("lessons")
    }

    fn cniscope(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(program::path());
        command
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("XDG_RUNTIME_DIR", self.dir.path().join("runtime"))
            .env("CNISCOPE_LESSONS", self.lessons());
        program::ran(command.output().unwrap())
    }

    fn learn(&self, arguments: &[&str]) -> Ran {
        self.cniscope(&[&["learn"], arguments].concat())
    }

    #[track_caller]
    fn learns(&self, arguments: &[&str]) -> String {
        let ran = self.learn(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        ran.stdout
    }

    #[track_caller]
    fn types(&self, script: &str) {
        let ran = self.cniscope(&["shell", "lesson", "--", "bash", "-ec", script]);
        assert_eq!(ran.code, Some(0), "{script}: {ran:?}");
    }
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.cniscope(&["sandbox", "stop", "lesson"]);
    }
}

/// Each lesson fails unsolved, its solutions pass, its mistakes are refused, and nothing is left.
#[test]
fn the_course_is_sound() {
    let ran = Learner::new().learn(&["verify"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
    let lessons = ran.stdout.matches(": sound,").count();
    assert!(lessons >= 18, "{}", ran.stdout);
}

/// Solved from the first to the last, by `start`, the solution typed into the shell, `check` and `next`.
#[test]
fn a_learner_goes_through_the_whole_course() {
    let learner = Learner::new();
    learner.learns(&["start"]);
    let mut solved = 0;
    loop {
        learner.learn(&["solution"]); // the first time it is only asked for
        let solution = learner.learns(&["solution"]);
        let ran = learner.cniscope(&["shell", "lesson", "--", "bash", "-c", &solution]);
        let checked = learner.learn(&["check"]);
        assert_eq!(checked.code, Some(0), "{ran:?}\n{}", checked.stdout);
        solved += 1;
        if checked.stdout.contains("that was the last lesson") {
            break;
        }
        learner.learns(&["next"]);
    }
    let list = learner.learns(&["list"]);
    assert!(
        list.starts_with(&format!("{solved} of {solved} lessons done")),
        "{list}"
    );
    let progress = std::fs::read_to_string(learner.lessons().join("progress.toml")).unwrap();
    assert_eq!(
        progress.matches("passed = true").count(),
        solved,
        "{progress}"
    );
    assert!(
        progress.starts_with("# "),
        "a person can read it: {progress}"
    );
}

#[test]
fn a_lesson_is_begun_gone_on_with_and_begun_anew() {
    let learner = Learner::new();
    let nothing = learner.learn(&["check"]);
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    assert!(
        nothing.stderr.contains("cniscope learn start"),
        "{nothing:?}"
    );
    assert!(
        !learner.lessons().exists(),
        "only start makes the directory"
    );

    let started = learner.learns(&["start", "first-bridge"]);
    assert!(started.starts_with("# 4. "), "{started}");
    let file = learner.lessons().join("04-first-bridge/net.conflist");
    let given = std::fs::read_to_string(&file).unwrap();

    // The shell of the lesson sees the same files, and writes them.
    learner.types("echo mine > net.conflist; test \"$(cat net.conflist)\" = mine");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine\n");
    let checked = learner.learn(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    for told in [
        "no  ",
        "looked at:",
        "saw:",
        "wanted:",
        "look next:",
        "(not looked at yet)",
    ] {
        assert!(checked.stdout.contains(told), "{told}: {}", checked.stdout);
    }

    // Inside of the lesson's own shell the same commands work, but for those that would pull the floor away.
    let inside =
        |command: &str| learner.cniscope(&["shell", "lesson", "--", "cniscope", "learn", command]);
    assert_eq!(inside("check").stdout, checked.stdout);
    let reset = inside("reset");
    assert_eq!(reset.code, Some(2), "{reset:?}");
    assert!(reset.stderr.contains("leave it first"), "{reset:?}");

    let reset = learner.learns(&["reset"]);
    assert!(reset.contains("04-first-bridge.before-reset"), "{reset}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), given);
    let kept = learner
        .lessons()
        .join("04-first-bridge.before-reset/net.conflist");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "mine\n");

    let list = learner.learns(&["list"]);
    assert!(list.contains("next  04-first-bridge"), "{list}");
    // A second start leaves the learner's files alone.
    learner.types("echo again > net.conflist");
    learner.learns(&["start"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "again\n");
}

#[test]
fn hints_come_one_by_one_and_the_solution_when_asked_for_twice() {
    let learner = Learner::new();
    learner.learns(&["start", "1"]);
    let first = learner.learns(&["hint"]);
    assert!(
        first.starts_with("1. ") && !first.contains("2. "),
        "{first}"
    );
    let second = learner.learns(&["hint"]);
    assert!(second.contains("2. "), "{second}");
    for _ in 0..9 {
        learner.learns(&["hint"]);
    }
    assert!(learner.learns(&["hint"]).contains("that was the last hint"));

    let refused = learner.learn(&["solution"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stdout.is_empty());
    assert!(learner.learns(&["solution"]).contains("ip netns add red"));
}

#[test]
fn a_check_that_watches_sees_what_is_done_meanwhile() {
    use std::io::{BufRead, BufReader};
    let learner = Learner::new();
    learner.learns(&["start", "1"]);
    let mut watch = Command::new(program::path())
        .args(["learn", "watch"])
        .env("XDG_RUNTIME_DIR", learner.dir.path().join("runtime"))
        .env("CNISCOPE_LESSONS", learner.lessons())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut until = |text: &str| {
        let found = lines
            .by_ref()
            .map(Result::unwrap)
            .find(|it| it.contains(text));
        assert!(found.is_some(), "{text}");
    };
    until("checks again when something changes");
    learner.types("ip netns add red"); // the world changes
    until("ok  a network namespace called red");
    until("checks again when something changes");
    std::fs::write(learner.lessons().join("01-namespaces/notes"), "x").unwrap(); // a file is saved
    until("checks again when something changes");
    let solution = "ip link add a1 type veth peer name b1 netns red; ip addr add 10.1.0.1/24 dev a1; ip link set a1 up; \
                    ip -n red addr add 10.1.0.2/24 dev b1; ip -n red link set b1 up";
    learner.types(solution);
    until("done. next:");
    assert!(watch.wait().unwrap().success());
}

#[test]
fn progress_that_is_not_understood_is_told_and_kept() {
    let learner = Learner::new();
    std::fs::create_dir(learner.lessons()).unwrap();
    let file = learner.lessons().join("progress.toml");
    std::fs::write(&file, "current = 5\n").unwrap();
    let ran = learner.learn(&["start", "1"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("progress.toml") && ran.stderr.contains("line 1"),
        "{ran:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "current = 5\n");
}

#[test]
fn each_lesson_is_a_page_of_the_book() {
    let summary = std::fs::read_to_string(program::root().join("book/src/SUMMARY.md")).unwrap();
    let list = Learner::new().learns(&["list"]);
    let ids: Vec<&str> = list
        .lines()
        .filter_map(|it| {
            it.split_whitespace()
                .find(|it| it.starts_with(|it: char| it.is_ascii_digit()))
        })
        .filter(|it| it.contains('-'))
        .collect();
    assert!(ids.len() >= 18, "{list}");
    for id in ids {
        let page = format!("lessons/{id}.md");
        assert!(summary.contains(&page), "SUMMARY.md has no {page}");
        let text = std::fs::read_to_string(program::root().join("book/src").join(&page)).unwrap();
        let include = format!("{{{{#include ../../../tutorials/{id}/README.md}}}}");
        assert_eq!(text.trim(), include, "{page}");
    }
}
