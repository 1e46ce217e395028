//! The console blocks of the book, typed as a reader types them, and compared with what the page shows.
//!
//! ```text
//! $ command          typed; what follows is what it prints
//! > more of it       the command goes on
//! ...                any lines
//! [..]               anything within a line
//! ```
//!
//! The blocks of a page are one session: a shell in an empty directory, as a user without rights. A block that cannot
//! be run says why in the line before it: `<!-- not run: needs a browser -->`.

use std::fs;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program;

/// Stands behind the output of each command.
const MARK: &str = "------ next ";

struct Typed {
    line: usize,
    command: String,
    expected: Vec<String>,
}

/// The commands of a page, and how many of its blocks are not run.
fn commands(text: &str) -> (Vec<Typed>, usize) {
    let mut typed: Vec<Typed> = Vec::new();
    let (mut inside, mut left_out, mut before) = (false, 0, "");
    for (line, number) in text.lines().zip(1..) {
        match line {
            "```console" if before.starts_with("<!-- not run: ") => left_out += 1,
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (
                line.strip_prefix("$ "),
                line.strip_prefix("> "),
                typed.last_mut(),
            ) {
                (Some(command), _, _) => typed.push(Typed {
                    line: number,
                    command: command.to_owned(),
                    expected: Vec::new(),
                }),
                (_, Some(more), Some(last)) if last.expected.is_empty() => {
                    last.command = format!("{}\n{more}", last.command);
                }
                (_, _, Some(last)) => last.expected.push(line.trim_end().to_owned()),
                (_, _, None) => panic!("line {number}: output without a command"),
            },
        }
        before = line;
    }
    (typed, left_out)
}

/// Types the commands into one shell. Returns what each has printed.
fn run(typed: &[Typed]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(program::path(), bin.join("cniscope")).unwrap();
    let home = dir.path().join("home");
    fs::create_dir(&home).unwrap();
    // Named sandboxes are the page's own, and end with it.
    let runtime = dir.path().join("runtime");
    fs::DirBuilder::new().mode(0o700).create(&runtime).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("bash")
        .args(["--noprofile", "--norc"])
        .current_dir(&home)
        .env("HOME", &home)
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("PATH", format!("{}:{path}:/usr/sbin:/sbin", bin.display()))
        .env("LANG", "C.UTF-8")
        // unshare(1) starts this one. It has to read byte by byte, so that what follows its `exit` is left to the
        // shell outside; dash, which it takes without the variable, reads ahead.
        .env("SHELL", "/bin/bash")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A shell that a command starts reads on where this one was: the mark is printed by whoever reads it.
    let mut script = "exec 2>&1\n".to_owned();
    for it in typed {
        script.push_str(&format!("{}\necho; echo '{MARK}'\n", it.command));
    }
    shell
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let output = program::ran(shell.wait_with_output().unwrap()).stdout;
    let left = Command::new(program::path())
        .args(["sandbox", "list"])
        .env("XDG_RUNTIME_DIR", &runtime)
        .output();
    let left = program::ran(left.unwrap()).stdout;
    assert!(left.starts_with("no sandboxes"), "a page leaves {left}");
    let mark = format!("\n{MARK}\n");
    output.split(&mark).map(str::to_owned).collect()
}

/// True if the line is as expected; `[..]` stands for anything.
fn line_fits(expected: &str, line: &str) -> bool {
    let Some((before, after)) = expected.split_once("[..]") else {
        return expected == line;
    };
    let Some(rest) = line.strip_prefix(before) else {
        return false;
    };
    let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.any(|at| line_fits(after, &rest[at..]))
}

fn fits(expected: &[String], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=lines.len()).any(|at| fits(rest, &lines[at..]))
        }
        Some((first, rest)) => match lines.split_first() {
            Some((line, more)) => line_fits(first, line) && fits(rest, more),
            None => false,
        },
    }
}

/// What is wrong with a page's blocks.
fn check(path: &Path) -> (usize, usize, Vec<String>) {
    let text = fs::read_to_string(path).unwrap();
    let (typed, left_out) = commands(&text);
    if typed.is_empty() {
        return (0, left_out, Vec::new());
    }
    let outputs = run(&typed);
    let mut wrong = Vec::new();
    for (at, it) in typed.iter().enumerate() {
        let output = outputs
            .get(at)
            .map_or("(the shell has ended)", |it| it.trim_end());
        let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
        let end = it
            .expected
            .iter()
            .rposition(|it| !it.is_empty())
            .map_or(0, |it| it + 1);
        if !fits(&it.expected[..end], &lines) {
            let place = format!("{}:{}", path.display(), it.line);
            wrong.push(format!("{place}: $ {}\nprints\n{output}", it.command));
        }
    }
    (typed.len(), left_out, wrong)
}

#[test]
fn console_blocks_print_what_the_book_shows() {
    // One page at a time while it is being written: CNISCOPE_PAGE=reference/keys.md
    let only = std::env::var("CNISCOPE_PAGE").ok();
    let all = program::files("book/src", "md").into_iter();
    let pages: Vec<_> = all
        .filter(|it| only.as_ref().is_none_or(|only| it.ends_with(only)))
        .collect();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = pages
            .iter()
            .map(|it| scope.spawn(move || check(it)))
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let run: usize = results.iter().map(|it| it.0).sum();
    let left_out: usize = results.iter().map(|it| it.1).sum();
    println!("{run} commands of the book have run, {left_out} blocks are not run");
    let wrong: Vec<String> = results.into_iter().flat_map(|it| it.2).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(run > 0);
}

#[test]
fn what_differs_from_a_console_block_is_seen() {
    let expected = ["a", "...", "c [..] d"].map(str::to_owned);
    assert!(fits(&expected, &["a", "c x d"]));
    assert!(fits(&expected, &["a", "b", "b", "c  d"]));
    assert!(!fits(&expected, &["a", "b", "c d"]));
    assert!(!fits(&expected, &["a", "c x d", "e"]));
    let (typed, left_out) =
        commands("```console\n$ a\n> b\nc\n```\n<!-- not run: x -->\n```console\n$ d\n```\n");
    assert_eq!((typed.len(), left_out), (1, 1));
    assert_eq!(typed[0].command, "a\nb");
}
