//! The program under test, and the places where tests find things.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The executable. The run without root has it elsewhere.
pub(crate) fn path() -> PathBuf {
    std::env::var_os("CNISCOPE_TEST_PROGRAM")
        .map_or_else(|| env!("CARGO_BIN_EXE_cniscope").into(), PathBuf::from)
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    std::env::var_os("CNISCOPE_TEST_ROOT")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

/// The files of a kind below a directory of the repository, sorted.
pub(crate) fn files(under: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut dirs = vec![root().join(under)];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{under} has no .{extension}");
    found.sort();
    found
}

/// Debian's Go plugins.
pub(crate) const GO: &str = "/usr/lib/cni";

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program with these arguments.
#[track_caller]
pub(crate) fn cniscope(args: &[&str]) -> Ran {
    ran(Command::new(path())
        .args(args)
        .env("NO_COLOR", "1")
        .output()
        .expect("start cniscope"))
}

/// Runs a shell script in user, mount and network namespaces of its own, with fresh places to write to.
#[track_caller]
pub(crate) fn in_namespaces(script: &str) -> Ran {
    assert!(
        Path::new(GO).is_dir(),
        "{GO} is missing: tests/run installs it"
    );
    let prepare = "mount -t tmpfs t /run && mkdir -p /run/netns /run/lock && mkdir /run/work && \
                   if [ -d /var/lib/cni ]; then mount -t tmpfs t /var/lib/cni; else mount -t tmpfs t /var/lib && mkdir /var/lib/cni; fi";
    let script = format!("set -e; {prepare}; {script}");
    let output = Command::new("unshare")
        .args(["-Urnm", "bash", "-c", &script])
        .output()
        .expect("start unshare");
    ran(output)
}

/// The exit code and output as text.
pub(crate) fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}
