//! The tables in the book's page of what a failed ADD leaves behind: the reference bridge's and ours.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use super::run::{Ended, Network, Point};
use super::{FAULTS, KILL, config, words};
use crate::program::{GO, root};

const PAGE: &str = "book/src/reference/failures.md";

/// A point, and how ADD and DEL have ended when it failed.
type Tried = (Point, Ended, Ended);

/// What failed with the same outcome, in one stage.
struct Row {
    stage: String,
    asked: Vec<String>,
    cells: [String; 3],
}

#[test]
fn sweep_of_the_reference_bridge_is_what_the_page_says() {
    let path = root().join(PAGE);
    let old = std::fs::read_to_string(&path).unwrap();
    let mut page = old.clone();
    for fault in FAULTS {
        let (theirs, ours) = std::thread::scope(|scope| {
            let theirs = scope.spawn(|| tried(GO, fault));
            let ours = by_stage(&tried("bundled", fault));
            (theirs.join().unwrap(), ours)
        });
        let rows = rows(&theirs, &ours);
        page = with(&page, fault, &table(fault, &rows));
        if fault != KILL {
            page = with(&page, "tolerated", &tolerated(&theirs));
        }
    }
    if std::env::var_os("CNISCOPE_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
        return;
    }
    let differs = page.lines().zip(old.lines()).find(|(new, old)| new != old);
    if let Some((new, old)) = differs {
        panic!("{PAGE} says\n{old}\nbut it is\n{new}\nCNISCOPE_BLESS=1 rewrites the page");
    }
    assert_eq!(page.lines().count(), old.lines().count(), "{PAGE}");
}

/// Lets each thing fail that the plugins ask for themselves. What the programs nft and iptables ask for is left out:
/// each of them changes all that it is for at once, so it is enough that it does not start.
fn tried(plugins: &'static str, fault: &str) -> Vec<Tried> {
    let keys = json!({ "ipMasq": true, "macspoofchk": true });
    let network = Network::new(&config("bridge", keys), plugins);
    let mut points = network.points();
    points.retain(Point::is_of_plugin);
    // How often the port is looked at until it is up is a matter of time.
    points.dedup_by(|it, before| it.stage == WAIT && before.stage == WAIT);
    let outcome = |point: Point| {
        let (add, del) = network.outcome(&point, fault);
        (point, add, del)
    };
    points.into_iter().map(outcome).collect()
}

const WAIT: &str = "bridge/add/wait-port";

/// What ADD leaves in the worst case of each stage. DEL leaves nothing.
fn by_stage(tried: &[Tried]) -> BTreeMap<String, String> {
    let mut stages = BTreeMap::<String, Vec<String>>::new();
    for (point, add, del) in tried {
        let of_del = (&del.error, &del.left[..]);
        assert_eq!(of_del, (&None, &[][..]), "{}", point.words());
        let left = stages.entry(point.stage.clone()).or_default();
        left.extend(add.left.iter().cloned());
    }
    let told = |(id, left): (String, Vec<String>)| (id, words::left(&left));
    stages.into_iter().map(told).collect()
}

fn rows(theirs: &[Tried], ours: &BTreeMap<String, String>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let failed = theirs.iter().filter(|(_, add, _)| add.error.is_some());
    for (point, add, del) in failed {
        let after_del = words::left(&del.left);
        let cells = [
            words::left(&add.left),
            match del.error {
                Some(_) => format!("{after_del}, but it fails"),
                None => after_del,
            },
            ours.get(&point.stage).cloned().unwrap_or("-".into()),
        ];
        let same = |it: &&mut Row| it.stage == point.stage && it.cells == cells;
        match rows.iter_mut().find(same) {
            Some(row) => row.asked.push(asked(theirs, point)),
            None => rows.push(Row {
                stage: point.stage.clone(),
                asked: vec![asked(theirs, point)],
                cells,
            }),
        }
    }
    rows
}

/// What was asked for, and which of those that look the same it was.
fn asked(all: &[Tried], point: &Point) -> String {
    let words = point.words();
    let same = all.iter().map(|it| &it.0);
    let same = same.filter(|it| it.stage == point.stage && it.words() == words);
    let same: Vec<_> = same.collect();
    let at = same.iter().position(|it| std::ptr::eq(*it, point));
    match (at, same.len()) {
        (Some(at), 2..) => format!("{words} (no. {})", at + 1),
        _ => words,
    }
}

fn table(fault: &str, rows: &[Row]) -> String {
    let what = match fault {
        KILL => "killed before",
        _ => "what fails",
    };
    let head = format!("| stage | {what} | left by ADD | left by DEL | ours: left by ADD |");
    let mut text = format!("{head}\n|---|---|---|---|---|\n");
    for it in rows {
        let cells = it.cells.join(" | ");
        let _ = writeln!(
            text,
            "| {} | {} | {cells} |",
            link(&it.stage),
            it.asked.join("; ")
        );
    }
    text
}

/// What the reference bridge does not mind.
fn tolerated(theirs: &[Tried]) -> String {
    let mut text = String::new();
    for (point, _, del) in theirs.iter().filter(|(_, add, _)| add.error.is_none()) {
        assert_eq!(del.error, None, "{}", point.words());
        let after = match words::left(&del.left).as_str() {
            "nothing" => String::new(),
            left => format!("; after DEL {left} is left"),
        };
        let _ = writeln!(
            text,
            "- {}: {}{after}",
            link(&point.stage),
            asked(theirs, point)
        );
    }
    text
}

/// `bridge/add/ipam` as a link to its page.
fn link(stage: &str) -> String {
    let mut parts = stage.split('/');
    let (plugin, name) = (parts.next().unwrap(), parts.next_back().unwrap());
    let of = if plugin == "bridge" {
        ""
    } else {
        "host-local "
    };
    format!("[{of}{name}](../stages/{stage}.md)")
}

/// The page with this text between the comments `MADE: name` and `END`.
fn with(page: &str, name: &str, text: &str) -> String {
    let begin = format!("<!-- MADE: {name} -->\n");
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once("<!-- END -->").unwrap();
    format!("{before}{begin}{text}<!-- END -->{after}")
}
