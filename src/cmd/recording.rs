//! Opening a recording that the command line names.

use std::path::Path;

use anyhow::Context;

use super::progress::Progress;
use crate::record::Store;
use crate::report::escape;

/// Opens it for looking at any place of it, and says how far that has got if it takes long.
pub(super) fn open(path: &Path) -> anyhow::Result<Store> {
    let size = std::fs::metadata(path).map_or(0, |it| it.len());
    let what = format!("cniscope: reading {}:", escape(&path.to_string_lossy()));
    let mut progress = Progress::new(what, size);
    Store::open_with(path, |it| progress.tell(it))
        .with_context(|| format!("recording {}", path.display()))
}
