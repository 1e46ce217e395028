//! `cniscope doctor`: what this machine allows. What can be tried is tried.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::configs;
use crate::event::What;
use crate::sandbox::restrictions;
use crate::session::{Job, Line, Plugins, Session};

/// Programs that plugins call, or that a user wants at hand, and who needs them.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "ip",
        "for trying things by hand, and for shell-script plugins",
    ),
    ("bridge", "the same, for ports and VLANs"),
    (
        "iptables",
        "the reference bridge's masquerade (ipMasq) runs it",
    ),
    ("nft", "the reference bridge's macspoofchk runs it"),
];

/// Where Go plugins usually are.
const PLUGIN_DIRS: &[&str] = &["/opt/cni/bin", "/usr/lib/cni", "/usr/libexec/cni"];

pub(super) fn run() -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "rights")?;
    let tried = try_sandbox();
    match &tried {
        Ok(privilege) => writeln!(
            out,
            "  ok  a sandbox was made ({privilege}) and a plugin ran in it under the tracer"
        )?,
        Err(error) => writeln!(out, "  no  {error}")?,
    }
    for (name, value) in restrictions() {
        writeln!(out, "      {name} = {value}")?;
    }
    writeln!(out, "kernel")?;
    let uname = nix::sys::utsname::uname()?;
    let release = uname.release().to_string_lossy().into_owned();
    let enough = version(&release) >= (5, 12);
    writeln!(
        out,
        "  {}  Linux {release} on {} (5.12 or newer on x86_64 is needed)",
        mark(enough),
        uname.machine().to_string_lossy()
    )?;
    writeln!(out, "programs (none is needed for the bundled plugins)")?;
    for (name, purpose) in PROGRAMS {
        match find(name) {
            Some(path) => writeln!(
                out,
                "  ok  {:<9} {}{}",
                name,
                path.display(),
                backend(name, &path)
            )?,
            None => writeln!(out, "  -   {name:<9} not found: {purpose}")?,
        }
    }
    writeln!(out, "plugins")?;
    writeln!(out, "  ok  bundled: {}", crate::sandbox::BUNDLED.join(", "))?;
    for dir in PLUGIN_DIRS.iter().map(Path::new) {
        let count = dir.read_dir().map_or(0, Iterator::count);
        if count > 0 {
            writeln!(
                out,
                "  ok  {}: {count} files (cniscope run bridge --plugins {})",
                dir.display(),
                dir.display()
            )?;
        }
    }
    Ok(ExitCode::from(if tried.is_ok() { 0 } else { 3 }))
}

/// Makes a sandbox and asks the bundled loopback plugin in it for its version.
fn try_sandbox() -> Result<String, String> {
    let config = configs::find("loopback").map_or_else(String::new, |it| it.text.to_owned());
    let job = Job {
        target: "loopback".into(),
        config,
        verbs: vec!["VERSION".into()],
        plugins: vec![Plugins::Bundled],
        pods: 1,
        timeout_ms: 10_000,
        snapshots: true,
        marks: true,
        ..Job::default()
    };
    let mut session = Session::start(&job).map_err(|error| error.to_string())?;
    let (mut privilege, mut exit) = (String::new(), None);
    while let Some((_, line)) = session.next().map_err(|error| error.to_string())? {
        match line {
            Line::Header(header) => privilege = header.privilege,
            Line::Event(event) => {
                if let What::End { exit: code, .. } = event.what {
                    exit = Some(code);
                }
            }
        }
    }
    match exit {
        Some(0) => Ok(privilege),
        _ => Err("a sandbox was made, but the plugin in it did not answer".into()),
    }
}

fn mark(good: bool) -> &'static str {
    if good { "ok" } else { "no" }
}

fn version(release: &str) -> (u32, u32) {
    let mut numbers = release
        .split(|it: char| !it.is_ascii_digit())
        .map(|it| it.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// In PATH, or where administrators' programs are, which users often do not have in theirs.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    dirs.map(|dir| dir.join(name)).find(|it| it.is_file())
}

/// iptables says which of its two backends it is: rules of the legacy one are not netlink.
fn backend(name: &str, path: &Path) -> String {
    if name != "iptables" {
        return String::new();
    }
    let version = Command::new(path).arg("--version").output().ok();
    let text = version
        .map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned())
        .unwrap_or_default();
    let note = if text.contains("legacy") {
        ": its rules are seen but not decoded"
    } else {
        ""
    };
    format!(" ({}{note})", crate::report::escape(&text))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn releases() {
        assert_eq!(version("6.18.44-fc-v769"), (6, 18));
        assert_eq!(version("5.4.0"), (5, 4));
        assert!(version("garbage") < (5, 12));
    }
}
