//! `cniscope plugins list|install`

use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::sandbox::BUNDLED;
use crate::{configs, spec};

pub(super) fn list() -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "bundled plugins (CNI {})", spec::SUPPORTED.join(", "))?;
    for name in BUNDLED {
        writeln!(out, "  {name}")?;
    }
    writeln!(out, "\nembedded configurations (cniscope run NAME)")?;
    for config in configs::all() {
        writeln!(out, "  {:<18} {}", config.name, config.brief)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Copies the executable once, under the first plugin's name, and links the others to it. Each file appears
/// whole: a runtime may call a plugin at any moment.
pub(super) fn install(directory: &Path, force: bool) -> anyhow::Result<ExitCode> {
    if !directory.is_dir() {
        bail!(
            "install plugins into {}: not a directory (mkdir -p makes it)",
            directory.display()
        );
    }
    for name in BUNDLED {
        let place = directory.join(name);
        if !force && place.symlink_metadata().is_ok() {
            bail!(
                "install {}: it is there already (--force replaces it)",
                place.display()
            );
        }
    }
    let new = directory.join(".cniscope.new");
    let first = directory.join("cniscope");
    let step = |what: &str, path: &Path| format!("{what} {}", path.display());
    std::fs::copy("/proc/self/exe", &new).with_context(|| step("write", &new))?;
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o755))
        .with_context(|| step("make executable", &new))?;
    std::fs::rename(&new, &first).with_context(|| step("put in place", &first))?;
    for name in BUNDLED {
        let place = directory.join(name);
        symlink("cniscope", &new).with_context(|| step("link", &new))?;
        std::fs::rename(&new, &place).with_context(|| step("put in place", &place))?;
        writeln!(std::io::stdout(), "{}", place.display())?;
    }
    Ok(ExitCode::SUCCESS)
}
