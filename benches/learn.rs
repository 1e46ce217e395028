//! What a learner waits for: `cargo bench --bench learn` prints for each lesson how long its start and its checks take,
//! untouched and solved, beside the budget.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = dir.path().join("runtime");
    let mut private = std::fs::DirBuilder::new();
    private.mode(0o700).create(&runtime).unwrap();
    let list = timed(dir.path(), &["learn", "list"]);
    println!("learn list: {} (budget 100 ms)\n", ms(list.0));
    println!(
        "{:<28} {:>10} {:>12} {:>10} (a check: budget 1 s)",
        "lesson", "start", "untouched", "solved"
    );
    let text = String::from_utf8(list.1.stdout).unwrap();
    let words = text.split_whitespace();
    let ids = words.filter(|it| it.starts_with(|it: char| it.is_ascii_digit()) && it.contains('-'));
    for id in ids {
        let (start, started) = timed(dir.path(), &["learn", "start", id]);
        assert!(started.status.success(), "{id}: {started:?}");
        let (untouched, _) = timed(dir.path(), &["learn", "check"]);
        timed(dir.path(), &["learn", "solution"]); // the first time it is only asked for
        let solution = timed(dir.path(), &["learn", "solution"]).1.stdout;
        let solution = String::from_utf8(solution).unwrap();
        let shell = ["shell", "lesson", "--", "bash", "-c", &solution];
        timed(dir.path(), &shell);
        let (solved, checked) = timed(dir.path(), &["learn", "check"]);
        assert!(checked.status.success(), "{id}: {checked:?}");
        println!(
            "{id:<28} {:>10} {:>12} {:>10}",
            ms(start),
            ms(untouched),
            ms(solved)
        );
    }
    timed(dir.path(), &["sandbox", "stop", "lesson"]);
}

fn timed(dir: &Path, arguments: &[&str]) -> (Duration, Output) {
    let since = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_cniscope"))
        .args(arguments)
        .env("XDG_RUNTIME_DIR", dir.join("runtime"))
        .env("CNISCOPE_LESSONS", dir.join("lessons"))
        .output()
        .unwrap();
    (since.elapsed(), output)
}

fn ms(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}
