//! One stage of a recording as a part of a page that does not move: the wiring before and after, each request byte by
//! byte, and what has changed in the kernel.

use std::fmt::Write;

use serde_json::Value;

use super::steps::{Step, drawing, stage_step};
use crate::record::{Error, NodeId, NodeKind, Store};
use crate::topology::Emphasis;
use crate::topology::svg::xml;
use crate::wire::Bytes;

/// The stage of this node; nothing if it is none.
pub(super) fn part(store: &Store, id: NodeId) -> Result<Option<String>, Error> {
    let Some((name, node)) = store.outline().node(id).and_then(|it| match &it.kind {
        NodeKind::Stage(name) => Some((name, it)),
        _ => None,
    }) else {
        return Ok(None);
    };
    let still = Emphasis::default();
    let before = drawing(store, node.first.saturating_sub(1), &still, "before")?;
    let plain = drawing(store, node.last, &still, "before")?;
    let step = stage_step(store, id, name, 0, true)?;
    let mut html = String::new();
    if plain == before {
        html.push_str(
            "<p>The drawing of the wiring is the same before and after this stage.</p>\n",
        );
    } else {
        picture(&mut html, "Before", &before);
        picture(&mut html, "After", &step.wiring);
    }
    requests(&mut html, &step);
    changes(&mut html, &step);
    Ok(Some(html))
}

// Writing to a String does not fail: what `write!` returns is dropped below.

fn picture(html: &mut String, title: &str, svg: &str) {
    let _ = writeln!(
        html,
        "<h3>{title}</h3>\n<div class=\"wiring\" tabindex=\"0\" role=\"group\" aria-label=\"the wiring\">{svg}</div>"
    );
}

fn requests(html: &mut String, step: &Step) {
    if step.actions.is_empty() {
        html.push_str("<p>The plugin asks the kernel for nothing that is traced.</p>\n");
        return;
    }
    html.push_str("<h3>Asked for, in this order</h3>\n");
    if step.actions.iter().any(|it| it.get("bytes").is_some()) {
        html.push_str(
            "<p>Unfold a request for its bytes. Those that only fill up to the next part are left out \
             (netlink(3), NLMSG_ALIGN).</p>\n",
        );
    }
    for action in &step.actions {
        let text = xml(action["text"].as_str().unwrap_or_default());
        let commands = action["commands"].as_array().into_iter().flatten();
        let commands: String = commands
            .filter_map(Value::as_str)
            .map(|it| format!("<br><code>{}</code>", xml(it)))
            .collect();
        let _ = match rows(action) {
            Some(rows) => writeln!(
                html,
                "<details><summary>{text}{commands}</summary>\n<table><thead><tr><th>at</th><th>bytes</th>\
                 <th>meaning</th></tr></thead>\n<tbody>\n{rows}</tbody></table></details>"
            ),
            None => writeln!(html, "<p>{text}{commands}</p>"),
        };
    }
}

/// The request's bytes, each with what it means: those before its first part are a container's own.
fn rows(action: &Value) -> Option<String> {
    let bytes: Bytes = serde_json::from_value(action.get("bytes")?.clone()).ok()?;
    let lines: Vec<Line> = action["tree"].as_array()?.iter().filter_map(line).collect();
    let mut rows = String::new();
    for (at, it) in lines.iter().enumerate() {
        let inner = lines.get(at + 1).filter(|next| next.depth > it.depth);
        let end = inner.map_or(it.end, |next| next.begin);
        let own = bytes.0.get(it.begin..end).unwrap_or_default();
        let pairs: Vec<String> = own.chunks(4).map(hex).collect();
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td><code>{}</code></td><td style=\"padding-left:{}em\">{}</td></tr>",
            it.begin,
            pairs.join(" "),
            it.depth + 1,
            xml(it.text)
        );
    }
    Some(rows)
}

struct Line<'a> {
    depth: usize,
    text: &'a str,
    begin: usize,
    end: usize,
}

fn line(it: &Value) -> Option<Line<'_>> {
    let number = |at: usize| usize::try_from(it[at].as_u64()?).ok();
    Some(Line {
        depth: number(0)?,
        text: it[1].as_str()?,
        begin: number(2)?,
        end: number(3)?,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn changes(html: &mut String, step: &Step) {
    if step.changes.is_empty() {
        html.push_str("<p>In the kernel nothing has changed.</p>\n");
        return;
    }
    html.push_str("<h3>Changed in the kernel</h3>\n<ul>\n");
    for (sign, text) in &step.changes {
        let class = match sign {
            '+' => "made",
            '-' => "removed",
            _ => "changed",
        };
        let text = xml(&format!("{sign} {text}"));
        let _ = writeln!(html, "<li class=\"{class}\">{text}</li>");
    }
    html.push_str("</ul>\n");
}
