//! Boxes from left to right, each namespace beside the one that its cable leads to: for hosts whose pods have pods.
//!
//! ```text
//! ┌ host ─────────────┐
//! │  cni0 (bridge)    │     ┌ pod1 ──────────┐     ┌ inner ───┐
//! │        cni0: veth1├─────┤  eth0          │     │          │
//! │                   │     │            veth├─────┤  eth0    │
//! └───────────────────┘     └────────────────┘     └──────────┘
//! ```
//!
//! Each namespace stands once. A cable to one that stands elsewhere is told in words.

use std::collections::HashSet;

use unicode_width::UnicodeWidthStr;

use super::rows::{self, Row};
use super::{Layout, Role};
use crate::event::escape;
use crate::topology::graph::{Graph, Link, Namespace};

/// Columns of a cable between two boxes.
const CABLE: usize = 5;

/// A box with what hangs on it.
struct Branch<'a> {
    space: &'a Namespace,
    /// Without cables to the right. Of all but the first box the first row is the end of its own cable.
    rows: Vec<Row>,
    ports: Vec<(Row, &'a Link, Branch<'a>)>,
}

pub(super) fn lay_out(graph: &Graph) -> Layout {
    let mut known = HashSet::new();
    let mut roots = Vec::new();
    for space in &graph.namespaces {
        if known.insert(space.name.as_str()) {
            roots.push(branch(graph, space, None, &mut known));
        }
    }
    let mut widths = Vec::new();
    roots.iter().for_each(|it| measure(it, 0, &mut widths));
    let columns: Vec<usize> = widths
        .iter()
        .scan(0, |x, width| {
            let at = *x;
            *x += width + 3 + CABLE;
            Some(at)
        })
        .collect();
    let plan = Plan { widths, columns };
    let width = plan.columns.last().zip(plan.widths.last());
    let mut layout = Layout::new(width.map_or(8, |(x, width)| x + width + 3));
    let mut y = 0;
    for root in &roots {
        y = place(&mut layout, root, 0, y, &plan);
    }
    layout
}

struct Plan {
    /// Inside of the boxes of each column.
    widths: Vec<usize>,
    /// Where each column begins.
    columns: Vec<usize>,
}

fn branch<'a>(
    graph: &'a Graph,
    space: &'a Namespace,
    uplink: Option<&str>,
    known: &mut HashSet<&'a str>,
) -> Branch<'a> {
    let mut rows = Vec::new();
    let mut ports = Vec::new();
    if let Some(link) = space
        .links
        .iter()
        .find(|it| Some(it.name.as_str()) == uplink)
    {
        rows::of_link(link, &mut rows);
    }
    for link in &space.links {
        if Some(link.name.as_str()) == uplink || (link.name == "lo" && link.mark.is_none()) {
            continue;
        }
        let there = link.peer.as_ref().and_then(|(place, far)| {
            let space = graph.namespaces.iter().find(|it| it.name == *place)?;
            Some((space, far.as_str()))
        });
        match there {
            Some((there, far)) if known.insert(there.name.as_str()) => {
                ports.push((
                    rows::port(link),
                    link,
                    branch(graph, there, Some(far), known),
                ));
            }
            _ => {
                let from = rows.len();
                rows::of_link(link, &mut rows);
                if let Some(row) = rows.get_mut(from) {
                    rows::port_of(link, row);
                    rows::far_end(&space.name, link, row);
                }
            }
        }
    }
    rows.extend(rows::of_namespace(space, |_| false));
    Branch { space, rows, ports }
}

fn measure(it: &Branch<'_>, depth: usize, widths: &mut Vec<usize>) {
    let rows = it.rows.iter().chain(it.ports.iter().map(|it| &it.0));
    let widest = rows.map(Row::width).max().unwrap_or(0);
    let width = widest.max(escape(&it.space.name).width() + 2);
    match widths.get_mut(depth) {
        Some(known) => *known = width.max(*known),
        None => widths.push(width),
    }
    it.ports
        .iter()
        .for_each(|it| measure(&it.2, depth + 1, widths));
}

/// Draws the box and what hangs on it; the row behind all of that.
fn place(layout: &mut Layout, it: &Branch<'_>, depth: usize, top: usize, plan: &Plan) -> usize {
    let (x, room) = (plan.columns[depth], plan.widths[depth]);
    let border = x + room + 2;
    let mut y = top + 1;
    let mut ends = Vec::new();
    for row in &it.rows {
        ends.push((row, y, None));
        y += 1;
    }
    // The first box at the right can begin beside the first row: rows at the left do not reach it.
    let mut bottom = top;
    for (row, link, branch) in &it.ports {
        y = y.max(bottom + 1);
        bottom = place(layout, branch, depth + 1, y - 1, plan);
        ends.push((row, y, Some(*link)));
        y += 1;
    }
    y = y.max(top + 2);
    layout.frame((x, top), (room + 3, y + 1 - top), &escape(&it.space.name));
    if ends.is_empty() {
        let mut row = Row::default();
        row.pieces
            .push((Role::Note, "  (nothing)".to_owned(), None));
        layout.row((x + 1, top + 1), &row, room + 1);
    }
    for (row, y, link) in ends {
        match link {
            Some(link) => {
                layout.row((border.saturating_sub(row.width()), y), row, room);
                layout.cable((border, y), plan.columns[depth + 1], link.exists, link.mark);
            }
            None => layout.row((x + 1, y), row, room),
        }
    }
    bottom.max(y + 1)
}
