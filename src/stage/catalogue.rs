//! All stages, with the page of the book that explains each.

mod bridge;
mod host_local;
mod loopback;
mod other;
mod static_ipam;

/// A named step of a verb.
#[derive(Debug, PartialEq, Eq)]
pub struct Stage {
    /// Plugin, verb, step: `bridge/add/create-veth`. Of plugins without rules: `other/links`.
    pub id: &'static str,
    /// The title of its page.
    pub title: &'static str,
    /// Its page, Markdown with mdBook's anchors.
    pub text: &'static str,
}

/// All stages, by plugin, verb, and then mostly in the order in which they come.
pub fn all() -> impl Iterator<Item = &'static Stage> {
    [
        bridge::STAGES,
        loopback::STAGES,
        host_local::STAGES,
        static_ipam::STAGES,
        other::STAGES,
    ]
    .into_iter()
    .flatten()
}

/// The stage of this id.
pub fn find(id: &str) -> Option<&'static Stage> {
    all().find(|it| it.id == id)
}

impl Stage {
    /// The step's own name: `create-veth`.
    pub fn name(&self) -> &'static str {
        self.id.rsplit('/').next().unwrap_or(self.id)
    }

    /// A part of the page by its anchor: `brief`, `kernel`, `wrong`, `try`.
    pub fn part(&self, anchor: &str) -> Option<&'static str> {
        let (_, rest) = self
            .text
            .split_once(&format!("<!-- ANCHOR: {anchor} -->\n"))?;
        let (part, _) = rest.split_once(&format!("\n<!-- ANCHOR_END: {anchor} -->"))?;
        Some(part)
    }

    /// What the stage is for, as one paragraph without Markdown's marks.
    pub fn brief(&self) -> String {
        let part = self.part("brief").unwrap_or_default();
        part.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('`', "")
    }
}

/// One row of a plugin's table: its page stands in the book under its id.
macro_rules! stage {
    ($id:literal, $title:literal) => {
        Stage {
            id: $id,
            title: $title,
            text: include_str!(concat!("../../../book/src/stages/", $id, ".md")),
        }
    };
}
use stage;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn pages_are_complete_and_fit() {
        for stage in all() {
            for anchor in ["brief", "kernel", "wrong", "try"] {
                let part = stage.part(anchor).unwrap_or_default();
                assert!(!part.trim().is_empty(), "{}: no {anchor}", stage.id);
            }
            assert!(
                stage.text.starts_with(&format!("# {}\n", stage.title)),
                "{}: title",
                stage.id
            );
            assert!(
                stage.brief().len() <= 8 * 72,
                "{}: the brief is {} bytes",
                stage.id,
                stage.brief().len()
            );
        }
    }

    #[test]
    fn catalogue_files_and_summary_agree() {
        let ids: BTreeSet<String> = all().map(|it| it.id.to_owned()).collect();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
        let mut files = BTreeSet::new();
        let mut dirs = vec![root.join("stages")];
        while let Some(dir) = dirs.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                } else if path.parent() != Some(&root.join("stages")) {
                    let id = path
                        .strip_prefix(root.join("stages"))
                        .unwrap()
                        .with_extension("");
                    files.insert(id.to_str().unwrap().to_owned());
                }
            }
        }
        assert_eq!(ids, files);
        let summary = std::fs::read_to_string(root.join("SUMMARY.md")).unwrap();
        for id in &ids {
            assert!(
                summary.contains(&format!("(stages/{id}.md)")),
                "{id} is not in SUMMARY.md"
            );
        }
    }
}
