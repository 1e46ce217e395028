//! What a TARGET means: a file if it has a slash or an extension, else an embedded configuration.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use crate::configs;
use crate::session::Plugins;

/// The text of the configuration.
pub(super) fn read(target: &str) -> anyhow::Result<String> {
    let is_file = target.contains('/') || Path::new(target).extension().is_some();
    if is_file {
        return std::fs::read_to_string(target).with_context(|| format!("read {target}"));
    }
    match configs::find(target) {
        Some(config) => Ok(config.text.to_owned()),
        None => {
            let names: Vec<_> = configs::all().iter().map(|it| it.name).collect();
            bail!(
                "no embedded configuration {target}: there are {}; a file is named with a slash (./{target})",
                names.join(", ")
            )
        }
    }
}

/// Reads `--plugins`: `bundled` and directories, separated by colons.
pub(super) fn plugins(text: &str) -> anyhow::Result<Vec<Plugins>> {
    let place = |it: &str| {
        if it == "bundled" {
            return Ok(Plugins::Bundled);
        }
        let path = std::fs::canonicalize(it).with_context(|| format!("plugin directory {it}"))?;
        if !path.is_dir() {
            bail!("plugin directory {it}: not a directory");
        }
        Ok(Plugins::Directory(path))
    };
    text.split(':')
        .filter(|it| !it.is_empty())
        .map(place)
        .collect()
}

/// Variables of this environment, by name.
pub(super) fn environment(names: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let value = |name: &String| match std::env::var(name) {
        Ok(value) => Ok((name.clone(), value)),
        Err(error) => bail!("--env {name}: {error}"),
    };
    names.iter().map(value).collect()
}

/// Makes the file of a recording, which must not be there yet: a recording is never overwritten.
pub(super) fn create(path: &PathBuf) -> anyhow::Result<std::fs::File> {
    std::fs::File::create_new(path).map_err(|error| {
        let name = path.display();
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => anyhow::anyhow!(
                "write the recording {name}: it exists, and no recording is overwritten: remove it first, or choose another name"
            ),
            _ => anyhow::Error::new(error).context(format!("write the recording {name}")),
        }
    })
}

/// The session's failure with its exit code.
pub(super) fn failed(error: crate::session::Error) -> anyhow::Error {
    use crate::session::Error;
    let code = match &error {
        Error::Failed(failure) => failure.exit,
        _ => 3,
    };
    Exit {
        code,
        message: error.to_string(),
    }
    .into()
}

/// The same for a failure that may have come wrapped.
pub(super) fn failed_anyhow(error: anyhow::Error) -> anyhow::Error {
    error.downcast().map_or_else(|error| error, failed)
}
