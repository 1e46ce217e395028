//! All stages, with the page of the book that explains each.
//!
//! The page is the one text for book and program: its parts stand between mdBook's anchors, and the program
//! prints them without Markdown's marks. Values of a run never stand in it; they are shown beside it.

mod bridge;
mod firewall;
mod host_local;
mod loopback;
mod other;
mod portmap;
mod ptp;
mod static_ipam;

/// Begins the part of a page with the pictures of a run.
const IN_A_RUN: &str = "\n## In a run\n";

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
        ptp::STAGES,
        loopback::STAGES,
        portmap::STAGES,
        firewall::STAGES,
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
    /// The plugin that it is a stage of: `bridge`, or `other`.
    pub fn plugin(&self) -> &'static str {
        self.id.split('/').next().unwrap_or(self.id)
    }

    /// The verb in lower case, `add`; none for the stages of other plugins, which serve all verbs.
    pub fn verb(&self) -> Option<&'static str> {
        let mut parts = self.id.split('/').skip(1);
        let verb = parts.next();
        parts.next().and(verb)
    }

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

    /// The page for a terminal: without the part that a browser shows of a run.
    pub fn terminal(&self) -> String {
        let Some((before, rest)) = self.text.split_once(IN_A_RUN) else {
            return self.text.to_owned();
        };
        let after = rest.split_once("\n## ").map(|(_, after)| after);
        after.map_or_else(|| before.to_owned(), |it| format!("{before}\n## {it}"))
    }

    /// What the stage is for, as one paragraph without Markdown's marks.
    pub fn brief(&self) -> String {
        plain(self.part("brief").unwrap_or_default())
    }

    /// What can go wrong, as one paragraph without Markdown's marks.
    pub fn wrong(&self) -> String {
        plain(self.part("wrong").unwrap_or_default())
    }
}

/// The text as one line: code without its backticks, links as their words.
fn plain(markdown: &str) -> String {
    let line = markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut text, mut rest) = (String::new(), line.as_str());
    while let Some((before, words, after)) = split_link(rest) {
        text.push_str(before);
        text.push_str(words);
        rest = after;
    }
    text.push_str(rest);
    text.replace('`', "")
}

/// What stands before the first `[words](target)`, its words, and what stands behind it.
fn split_link(text: &str) -> Option<(&str, &str, &str)> {
    let (head, tail) = text.split_once("](")?;
    let (before, words) = head.rsplit_once('[')?;
    let (_, after) = tail.split_once(')')?;
    Some((before, words, after))
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
mod tests;
