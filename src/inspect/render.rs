//! A snapshot as something to look at. All text from outside is escaped here, before it reaches a terminal or a page.

mod drawing;
mod graphs;
mod tree;
pub(crate) mod words;

pub use drawing::picture;
pub use graphs::{dot, mermaid};
pub(crate) use tree::is_quiet;
pub use tree::tree;

use super::model::Snapshot;

/// The JSON, in one line: fit for `jq`, and for `--diff` later.
pub fn json(snapshot: &Snapshot) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(snapshot)?;
    text.push('\n');
    Ok(text)
}

/// What a tree shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looks {
    /// Everything, also what says little.
    pub all: bool,
    /// Lines of ASCII characters only.
    pub ascii: bool,
}
