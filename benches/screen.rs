//! The debugger's screen, measured from outside: the program in a pseudo terminal, keys in, frames out.
//!
//! `cargo bench --bench screen` prints each time beside its budget. A key's time runs until the last byte of its
//! frame; the recordings are real ones, a run of the bundled bridge written again and again with new numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{Winsize, openpty};
use serde_json::{Value, json};

/// What a screen shows once it is complete: the last word of the bottom bar.
const COMPLETE: &str = "quit";

/// A frame is over when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(60);

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("source.jsonl");
    let made = Command::new(env!("CARGO_BIN_EXE_cniscope"))
        .args(["run", "bridge", "--record"])
        .arg(&source)
        .stdout(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    println!("{:<52} {:>10} {:>10}", "", "measured", "budget");
    live();
    for (events, key_budget, open_budget) in [(10_000, 16, 100), (1_000_000, 50, 2_000)] {
        let path = dir.path().join(format!("{events}.jsonl"));
        multiply(&source, events, &path);
        replay(&path, events, key_budget, open_budget);
        std::fs::remove_file(path).unwrap();
    }
}

fn line(what: &str, measured: String, budget: &str) {
    println!("{what:<52} {measured:>10} {budget:>10}");
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The time until something is seen, and until the first hold is.
fn live() {
    let mut lessons = Vec::new();
    for _ in 0..11 {
        let mut terminal = Terminal::start(&["learn"]);
        lessons.push(terminal.until(|it| it.contains(COMPLETE)));
    }
    line(
        "learn: first whole frame",
        ms(median(&mut lessons)),
        "100 ms",
    );
    let mut first = Vec::new();
    let mut held = Vec::new();
    for _ in 0..11 {
        let mut terminal = Terminal::start(&["step", "bridge"]);
        first.push(terminal.until(|_| true));
        held.push(terminal.until(|it| it.contains("live, held") && it.contains(COMPLETE)));
    }
    line("step bridge: first frame", ms(median(&mut first)), "100 ms");
    line(
        "step bridge: held at the first stage",
        ms(median(&mut held)),
        "",
    );
}

fn replay(path: &Path, events: u64, key_budget: u64, open_budget: u64) {
    let mut terminal = Terminal::start(&["replay", path.to_str().unwrap()]);
    let open = terminal.until(|it| it.contains(COMPLETE));
    let name = format!("replay of {events} events");
    line(
        &format!("{name}: first whole frame"),
        ms(open),
        &format!("{open_budget} ms"),
    );
    terminal.frame();
    for (keys, what) in [
        ("nnnnnnnnnnn", "next stage"),
        ("mmmmmmmmmmm", "next message"),
        ("<<<<<", "back"),
        ("jjjjjjjjjjj", "down"),
        ("G", "to the end"),
        ("g", "to the beginning"),
        ("2222", "a tab"),
        ("cccccc", "continue to the next verb"),
        ("nnnnn", "next stage, in the middle"),
    ] {
        let mut times: Vec<_> = keys.chars().map(|it| terminal.key(it)).collect();
        let worst = times.iter().max().copied().unwrap();
        let text = format!(
            "{:.1}/{:.1} ms",
            median(&mut times).as_secs_f64() * 1e3,
            worst.as_secs_f64() * 1e3
        );
        line(
            &format!("{name}: {what} (median/worst)"),
            text,
            &format!("{key_budget} ms"),
        );
    }
    let memory = terminal.peak_kib() / 1024;
    line(
        &format!("{name}: peak memory"),
        format!("{memory} MiB"),
        "500 MiB",
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Writes the recording again and again, with numbers that go on, until it has so many events.
fn multiply(source: &Path, events: u64, to: &Path) {
    let mut lines = BufReader::new(File::open(source).unwrap()).lines();
    let mut out = BufWriter::new(File::create(to).unwrap());
    writeln!(out, "{}", lines.next().unwrap().unwrap()).unwrap();
    let mut template: Vec<Value> = lines
        .map(|it| serde_json::from_str(&it.unwrap()).unwrap())
        .collect();
    // The end of the run belongs at the end alone; the world is known after the first time.
    let end = template.pop().unwrap();
    let span = template.last().unwrap()["t_ns"].as_u64().unwrap();
    let (mut written, mut round) = (0, 0);
    while written + 1 < events {
        let base = written;
        for event in &template {
            if written + 1 == events {
                break;
            }
            let mut event = event.clone();
            written += 1;
            shift(&mut event, written, base, round * span);
            writeln!(out, "{event}").unwrap();
        }
        round += 1;
    }
    let mut end = end;
    shift(&mut end, written + 1, written, round * span);
    writeln!(out, "{end}").unwrap();
}

fn shift(event: &mut Value, seq: u64, base: u64, ns: u64) {
    event["seq"] = json!(seq);
    event["t_ns"] = json!(event["t_ns"].as_u64().unwrap() + ns);
    for key in ["call", "of"] {
        if let Some(old) = event.get(key).and_then(Value::as_u64) {
            event[key] = json!(old + base);
        }
    }
}

/// The program in a pseudo terminal of 120 columns and 40 rows.
struct Terminal {
    child: Child,
    keys: File,
    screen: OwnedFd,
    started: Instant,
    seen: String,
}

impl Terminal {
    fn start(arguments: &[&str]) -> Terminal {
        let size = Winsize {
            ws_row: 40,
            ws_col: 120,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pty = openpty(&size, None).unwrap();
        let end = || Stdio::from(pty.slave.try_clone().unwrap());
        let started = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_cniscope"))
            .args(arguments)
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        Terminal {
            child,
            keys: File::from(pty.master.try_clone().unwrap()),
            screen: pty.master,
            started,
            seen: String::new(),
        }
    }

    /// Reads what comes within the time. False if nothing has.
    fn read(&mut self, time: Duration) -> bool {
        let mut fds = [PollFd::new(self.screen.as_fd(), PollFlags::POLLIN)];
        let time = PollTimeout::try_from(time).unwrap();
        if poll(&mut fds, time).unwrap() == 0 {
            return false;
        }
        let mut bytes = [0; 1 << 16];
        let count = (&self.keys).read(&mut bytes).unwrap();
        self.seen
            .push_str(&String::from_utf8_lossy(&bytes[..count]));
        count > 0
    }

    /// The time since the start until what has come is right.
    fn until(&mut self, is_right: impl Fn(&str) -> bool) -> Duration {
        while self.seen.is_empty() || !is_right(&self.seen) {
            assert!(
                self.read(Duration::from_secs(30)),
                "silence after {:?}",
                self.seen
            );
        }
        self.started.elapsed()
    }

    /// Reads to the end of a frame. Returns when its last bytes came.
    fn frame(&mut self) -> Instant {
        let mut last = Instant::now();
        while self.read(QUIET) {
            last = Instant::now();
        }
        last
    }

    /// Presses a key: the time until its frame is complete.
    fn key(&mut self, key: char) -> Duration {
        self.seen.clear();
        let pressed = Instant::now();
        write!(self.keys, "{key}").unwrap();
        assert!(self.read(Duration::from_secs(10)), "no frame for {key}");
        let first = Instant::now();
        let last = self.frame();
        last.max(first)
            .duration_since(pressed)
            .min(pressed.elapsed())
    }

    fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|it| it.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
