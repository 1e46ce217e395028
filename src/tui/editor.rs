//! The network configuration in the user's editor.

use std::io::{Read, Seek, Write};
use std::process::Command;

use anyhow::{Context, bail};

use crate::runtime::network::Network;

/// Lets the user edit the text. Returns it only if it is a network configuration.
pub(super) fn edit(config: &str) -> anyhow::Result<String> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|it| !it.is_empty())
        .unwrap_or_else(|| "vi".into());
    let mut file = tempfile::Builder::new()
        .prefix("cniscope-")
        .suffix(".json")
        .tempfile()
        .context("make a temporary file for the editor")?;
    file.write_all(config.as_bytes())
        .context("write the temporary file")?;
    // EDITOR may hold arguments: the shell takes it apart.
    let status = Command::new("sh")
        .args(["-c", "exec $0 \"$1\""])
        .arg(&editor)
        .arg(file.path())
        .status()
        .with_context(|| format!("start the editor {}", editor.display()))?;
    if !status.success() {
        bail!(
            "the editor {} ended with {status}: nothing is changed",
            editor.display()
        );
    }
    let mut edited = String::new();
    // Most editors write a new file under the old name.
    std::fs::File::open(file.path())
        .and_then(|mut it| {
            it.rewind()?;
            it.read_to_string(&mut edited)
        })
        .context("read the edited configuration")?;
    Network::parse(&edited).context("the edited configuration is not run")?;
    Ok(edited)
}
