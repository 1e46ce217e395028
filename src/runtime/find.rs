//! Finding a plugin: the first directory of CNI_PATH in which its name is a regular file.

use std::path::{Path, PathBuf};

/// The plugin is in none of the directories.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("plugin {name} is in none of {}", .dirs.iter().map(|it| it.display().to_string()).collect::<Vec<_>>().join(", "))]
pub struct NotFound {
    /// `type` of the plugin.
    pub name: String,
    /// Where it was looked for.
    pub dirs: Vec<PathBuf>,
}

/// The path of the plugin.
pub fn plugin<'a>(
    name: &str,
    dirs: impl IntoIterator<Item = &'a Path>,
) -> Result<PathBuf, NotFound> {
    let dirs: Vec<PathBuf> = dirs.into_iter().map(Path::to_owned).collect();
    match dirs
        .iter()
        .map(|dir| dir.join(name))
        .find(|it| it.is_file())
    {
        Some(path) => Ok(path),
        None => Err(NotFound {
            name: name.to_owned(),
            dirs,
        }),
    }
}
