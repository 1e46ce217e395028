//! The wiring for programs that draw graphs: DOT of graphviz, and Mermaid.
//!
//! A node is a link, a cluster a namespace. Cables of veth pairs have no direction; what belongs to a bridge, or stands
//! on another link, points to it.

use std::fmt::Write;

use super::words;
use crate::event::escape;
use crate::inspect::facts::labels;
use crate::inspect::model::{End, Link, Namespace, Snapshot};

/// A line between two links.
struct Edge {
    from: String,
    to: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cable,
    Member,
    StandsOn,
    Through,
}

/// DOT, graphviz's language.
pub fn dot(snapshot: &Snapshot) -> String {
    let labels = labels(snapshot);
    let mut text = String::from("graph wiring {\n  rankdir=LR;\n  node [shape=box];\n");
    for space in &snapshot.namespaces {
        let label = dot_text(&escape(&labels[&space.inode]));
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "  subgraph \"cluster_{}\" {{\n    label=\"{label}\";",
            space.inode
        );
        for link in shown(space) {
            let label = dot_text(&words::link(link));
            let _ = writeln!(
                text,
                "    \"{}\" [label=\"{label}\"];",
                node(space.inode, link.index)
            );
        }
        text.push_str("  }\n");
    }
    for it in edges(snapshot) {
        let style = match it.kind {
            Kind::Cable => "style=bold",
            Kind::Member => "dir=forward, style=solid, label=\"belongs to\"",
            Kind::StandsOn => "dir=forward, style=dashed, label=\"stands on\"",
            Kind::Through => "dir=forward, style=dotted, label=\"goes through\"",
        };
        let _ = writeln!(text, "  \"{}\" -- \"{}\" [{style}];", it.from, it.to);
    }
    text.push_str("}\n");
    text
}

/// A flowchart of Mermaid.
pub fn mermaid(snapshot: &Snapshot) -> String {
    let labels = labels(snapshot);
    let mut text = String::from("flowchart LR\n");
    for space in &snapshot.namespaces {
        let label = mermaid_text(&escape(&labels[&space.inode]));
        let _ = writeln!(text, "  subgraph ns{}[\"{label}\"]", space.inode);
        for link in shown(space) {
            let label = mermaid_text(&words::link(link));
            let _ = writeln!(text, "    {}[\"{label}\"]", node(space.inode, link.index));
        }
        text.push_str("  end\n");
    }
    for it in edges(snapshot) {
        let line = match it.kind {
            Kind::Cable => "===",
            Kind::Member => "-->",
            Kind::StandsOn => "-.->|stands on|",
            Kind::Through => "-.->|goes through|",
        };
        let _ = writeln!(text, "  {} {line} {}", it.from, it.to);
    }
    text
}

/// `lo` says nothing of the wiring.
fn shown(space: &Namespace) -> impl Iterator<Item = &Link> {
    space.links.iter().filter(|it| it.kind != "loopback")
}

fn node(inode: u64, index: u32) -> String {
    format!("n{inode}_{index}")
}

fn edges(snapshot: &Snapshot) -> Vec<Edge> {
    let mut edges = Vec::new();
    for space in &snapshot.namespaces {
        for link in shown(space) {
            let own = (space.inode, link.index);
            let mut add = |to: Option<(u64, u32)>, kind: Kind| {
                if let Some((inode, index)) = to {
                    let (from, to) = (node(own.0, own.1), node(inode, index));
                    edges.push(Edge { from, to, kind });
                }
            };
            // From one of its ends.
            add(seen(link.peer.as_ref()).filter(|it| own < *it), Kind::Cable);
            add(
                link.master
                    .as_ref()
                    .filter(|it| it.name.is_some())
                    .map(|it| (own.0, it.index)),
                Kind::Member,
            );
            add(seen(link.parent.as_ref()), Kind::StandsOn);
            add(seen(link.underlay.as_ref()), Kind::Through);
        }
    }
    edges
}

/// The place of an end that was seen.
fn seen(end: Option<&End>) -> Option<(u64, u32)> {
    let end = end?;
    end.name.as_ref()?;
    Some((end.namespace?, end.index?))
}

/// Text between quotation marks: there a backslash and a quotation mark mean something.
fn dot_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Text between quotation marks, in which Mermaid reads HTML and its own entities.
fn mermaid_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' => {
                let _ = write!(safe, "#{};", u32::from(it));
            }
            it => safe.push(it),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_quotation_marks() {
        assert_eq!(dot_text(r#"a"b\"#), r#"a\"b\\"#);
        assert_eq!(mermaid_text(r#"a"]<b>;#"#), "a#34;]#60;b#62;#59;#35;");
    }
}
