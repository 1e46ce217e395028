//! Boxes beside each other: in the middle the namespace with most cables, to its left where its default route
//! leads, to its right the others, each at the height of its cables.

use unicode_width::UnicodeWidthStr;

use super::rows::{self, Row};
use super::{Layout, Role};
use crate::event::escape;
use crate::topology::graph::{Graph, Link, Namespace};

/// Columns of a cable between two boxes.
const CABLE: usize = 5;

/// `None` if there is no room, or nothing that could stand in the middle.
pub(super) fn lay_out(graph: &Graph, width: usize) -> Option<Layout> {
    let hub = hub(graph)?;
    let beyond = beyond(graph, hub);
    let is_beyond = |it: &Namespace| beyond.is_some_and(|beyond| beyond.name == it.name);
    let others: Vec<&Namespace> = graph
        .namespaces
        .iter()
        .filter(|it| it.name != hub.name && !is_beyond(it))
        .collect();
    let right: Vec<(&Namespace, Vec<Row>)> = others
        .iter()
        .map(|it| (*it, rows::of_namespace(it, |_| true)))
        .collect();
    let is_port = |link: &Link| {
        let mut ends = link.peer.iter();
        ends.any(|(place, _)| others.iter().any(|it| it.name == *place))
    };
    let shown_in_hub = |it: &Link| {
        let is_quiet = it.name == "lo" && it.mark.is_none();
        !is_port(it) && !is_quiet
    };
    let left = beyond.map(|it| {
        let rows = rows::of_namespace(it, |link| link.name != "lo" || link.mark.is_some());
        (it, rows)
    });
    // Without room for the box at the left, where the uplink leads is told in words, or else by the route alone.
    let left_rows = || left.as_ref().map(|(_, it)| it.as_slice());
    let rows = |far_ends| hub_rows(hub, shown_in_hub, beyond, far_ends);
    let forms = [
        (rows(false), left_rows()),
        (rows(true), None),
        (rows(false), None),
    ];
    let mut plans = forms
        .into_iter()
        .map(|(rows, left)| (Plan::new(hub, &rows, left, &right), rows));
    let (plan, middle) = plans.find(|(it, _)| it.width() <= width)?;
    let mut layout = Layout::new(width);
    let bottom = right_boxes(&mut layout, &right, &plan);
    let height = plan.at.last().map_or(2, |it| it + 2).max(bottom);
    hub_box(&mut layout, hub, &middle, height, &plan);
    if let (true, Some((namespace, rows))) = (plan.left > 0, &left) {
        left_box(&mut layout, namespace, rows, hub, &plan);
    }
    port_rows(&mut layout, hub, &right, &plan);
    Some(layout)
}

/// The rows of the hub's box; with `far_ends` those with a cable say where it leads.
fn hub_rows(
    hub: &Namespace,
    is_shown: impl Fn(&Link) -> bool,
    beyond: Option<&Namespace>,
    far_ends: bool,
) -> Vec<Row> {
    let mut rows = rows::of_namespace(hub, is_shown);
    for row in rows.iter_mut().filter(|_| far_ends) {
        let mut links = hub.links.iter();
        if let Some(link) = links.find(|it| Some(&it.name) == row.link.as_ref()) {
            rows::far_end(&hub.name, link, row);
        }
    }
    uplink_first(rows, hub, beyond)
}

/// The columns of each part, and where the rows in the middle stand.
struct Plan {
    /// Inside of the left box; 0 without one.
    left: usize,
    middle: usize,
    right: usize,
    /// The row of each row of the hub that has no cable to the right.
    at: Vec<usize>,
}

impl Plan {
    fn new(
        hub: &Namespace,
        middle: &[Row],
        left: Option<&[Row]>,
        right: &[(&Namespace, Vec<Row>)],
    ) -> Plan {
        let widest = |rows: &[Row]| rows.iter().map(Row::width).max().unwrap_or(0);
        let boxes = right
            .iter()
            .map(|(it, rows)| widest(rows).max(it.name.width() + 2));
        let ports: Vec<(usize, usize)> = ports(hub, right)
            .map(|(it, y)| (y, port(it).width()))
            .collect();
        let widest_port = ports.iter().map(|(_, width)| *width).max().unwrap_or(0);
        let width = widest(middle).max(widest_port).max(hub.name.width() + 2);
        Plan {
            left: left.map_or(0, |it| widest(it).max(9)),
            middle: width,
            right: boxes.max().unwrap_or(0),
            at: place(middle, &ports, width),
        }
    }

    /// Where the box in the middle begins.
    fn hub(&self) -> usize {
        if self.left == 0 {
            0
        } else {
            self.left + 3 + CABLE
        }
    }

    fn hub_width(&self) -> usize {
        self.middle + 3
    }

    /// Where the boxes at the right begin.
    fn others(&self) -> usize {
        self.hub() + self.hub_width() + CABLE
    }

    fn width(&self) -> usize {
        if self.right == 0 {
            return self.hub() + self.hub_width();
        }
        self.others() + self.right + 3
    }
}

/// Rows for the rows of the hub: a port may stand in the same row, at the right, if there is room for both.
fn place(rows: &[Row], ports: &[(usize, usize)], width: usize) -> Vec<usize> {
    let mut y = 0;
    let mut places = Vec::new();
    for row in rows {
        y += 1;
        let is_crowded = |y: usize| {
            let mut there = ports.iter().filter(|(at, _)| *at == y);
            there.any(|(_, port)| row.width() + 1 + port > width)
        };
        while is_crowded(y) {
            y += 1;
        }
        places.push(y);
    }
    places
}

/// The namespace with most cables; of equals the first.
fn hub(graph: &Graph) -> Option<&Namespace> {
    let cables = |it: &Namespace| {
        let elsewhere = |link: &&Link| {
            link.peer
                .as_ref()
                .is_some_and(|(place, _)| *place != it.name)
        };
        let bridges = it.links.iter().filter(|link| link.kind == "bridge").count();
        bridges * 100 + it.links.iter().filter(elsewhere).count()
    };
    graph.namespaces.iter().rev().max_by_key(|it| cables(it))
}

/// The namespace at the far end of the link that the default route leaves by.
fn beyond<'a>(graph: &'a Graph, hub: &Namespace) -> Option<&'a Namespace> {
    let routes = hub.routes.iter().map(|(it, _)| it);
    let device = routes
        .filter(|it| it.starts_with("default"))
        .find_map(|it| it.split(" dev ").nth(1))?;
    let device = device.split_whitespace().next()?;
    let (place, _) = graph.link(&hub.name, device)?.peer.as_ref()?;
    graph
        .namespaces
        .iter()
        .find(|it| it.name == *place && it.name != hub.name)
}

/// The row with the cable to the left comes first, so that it stands beside its far end.
fn uplink_first(mut rows: Vec<Row>, hub: &Namespace, beyond: Option<&Namespace>) -> Vec<Row> {
    let leads_there = |row: &Row| {
        let link = hub
            .links
            .iter()
            .find(|it| Some(&it.name) == row.link.as_ref());
        let peer = link.and_then(|it| it.peer.as_ref());
        beyond.is_some_and(|it| peer.is_some_and(|(place, _)| *place == it.name))
    };
    if let Some(at) = rows.iter().position(leads_there) {
        // Its further addresses stand below it.
        let more = rows[at + 1..].iter().take_while(|it| it.is_more()).count();
        rows[..=at + more].rotate_right(1 + more);
    }
    rows
}

/// Links of the hub with a cable to one of the boxes at the right, and the row of its far end.
fn ports<'a>(
    hub: &'a Namespace,
    right: &'a [(&Namespace, Vec<Row>)],
) -> impl Iterator<Item = (&'a Link, usize)> {
    hub.links.iter().filter_map(move |link| {
        let (place, far) = link.peer.as_ref()?;
        let mut y = 0;
        for (namespace, rows) in right {
            if namespace.name == *place {
                let row = rows.iter().position(|it| it.link.as_ref() == Some(far))?;
                return Some((link, y + 1 + row));
            }
            y += rows.len().max(1) + 2;
        }
        None
    })
}

/// `cni0: vethab12`; an end that is no port has addresses of its own.
fn port(link: &Link) -> Row {
    let mut row = rows::name(link);
    if let Some(master) = &link.master {
        let text = format!("{}: ", escape(master));
        row.pieces.insert(1, (Role::Note, text, None));
    }
    rows::addresses(link, &mut row);
    rows::notes(link, &mut row);
    row
}

fn hub_box(layout: &mut Layout, hub: &Namespace, rows: &[Row], height: usize, plan: &Plan) {
    let x = plan.hub();
    layout.frame((x, 0), (plan.hub_width(), height), &escape(&hub.name));
    for (row, y) in rows.iter().zip(&plan.at) {
        layout.row((x + 1, *y), row, plan.middle);
    }
}

/// The boxes at the right, below each other. Returns the row behind the last one.
fn right_boxes(layout: &mut Layout, right: &[(&Namespace, Vec<Row>)], plan: &Plan) -> usize {
    let mut y = 0;
    let x = plan.others();
    for (namespace, rows) in right {
        let height = rows.len().max(1) + 2;
        layout.frame((x, y), (plan.right + 3, height), &escape(&namespace.name));
        for (row, at) in rows.iter().zip(y + 1..) {
            layout.row((x + 1, at), row, plan.right);
        }
        y += height;
    }
    y
}

fn left_box(
    layout: &mut Layout,
    namespace: &Namespace,
    rows: &[Row],
    hub: &Namespace,
    plan: &Plan,
) {
    let size = (plan.left + 3, rows.len().max(1) + 2);
    // Its first row, the link, stands at the height of the hub's end of the cable.
    let top = plan.at.first().map_or(0, |it| it - 1);
    layout.frame((0, top), size, &escape(&namespace.name));
    for (row, y) in rows.iter().zip(top + 1..) {
        layout.row((1, y), row, plan.left);
    }
    // Its cable ends in the hub's first row.
    let far = hub.links.iter().find(|it| {
        let peer = it.peer.as_ref();
        peer.is_some_and(|(place, _)| *place == namespace.name)
    });
    if let Some(link) = far {
        layout.cable((plan.left + 2, top + 1), plan.hub(), link.exists, link.mark);
    }
}

fn port_rows(layout: &mut Layout, hub: &Namespace, right: &[(&Namespace, Vec<Row>)], plan: &Plan) {
    let border = plan.hub() + plan.hub_width() - 1;
    for (link, y) in ports(hub, right) {
        let row = port(link);
        layout.row((border.saturating_sub(row.width()), y), &row, plan.middle);
        layout.cable((border, y), plan.others(), link.exists, link.mark);
    }
}
