//! Everything that was observed of a namespace or a link, line by line: what the details show, and what is searched.
//!
//! Text from outside is escaped here.

mod joined;
mod link;
mod routing;

use crate::event::escape;
use crate::inspect::model::{Name, NameKind, Namespace, Snapshot, Unseen};
use crate::inspect::render::words;
use crate::tui::theme::Role;

pub(super) use joined::{attachment, lease};
pub(super) use link::of_link;

/// A line of the details, safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) role: Role,
    /// Of a value, what it is the value of.
    pub(super) name: String,
    /// Columns by which what follows its first line stands to the right.
    pub(super) indent: usize,
    pub(super) text: String,
}

impl Fact {
    /// True if it tells the word, which is in lower case.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.text.to_lowercase().contains(word)
    }

    /// In one line.
    pub(super) fn line(&self) -> String {
        match self.name.is_empty() {
            true => self.text.clone(),
            false => format!("{:<NAMES$} {}", self.name, self.text),
        }
    }
}

/// Columns of the names of values.
pub(super) const NAMES: usize = 12;

/// Facts being written.
#[derive(Debug, Default)]
struct Sheet {
    facts: Vec<Fact>,
}

impl Sheet {
    fn heading(&mut self, text: &str) {
        self.push(Role::Bold, 0, text.to_owned());
    }

    /// A value with its name.
    fn value(&mut self, name: &str, value: impl Into<String>) {
        self.facts.push(Fact {
            role: Role::Normal,
            name: name.to_owned(),
            text: value.into(),
            indent: 0,
        });
    }

    /// One of several.
    fn item(&mut self, text: impl Into<String>) {
        self.push(Role::Normal, 4, format!("  {}", text.into()));
    }

    /// Several under a heading; nothing, if there are none.
    fn items(&mut self, heading: &str, items: impl IntoIterator<Item = String>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.heading(heading);
            items.for_each(|it| self.item(it));
        }
    }

    fn push(&mut self, role: Role, indent: usize, text: String) {
        self.facts.push(Fact {
            role,
            name: String::new(),
            text,
            indent,
        });
    }
}

/// What was observed of a namespace, its links left out.
pub(super) fn of_namespace(snapshot: &Snapshot, space: &Namespace) -> Vec<Fact> {
    let mut sheet = Sheet::default();
    sheet.push(Role::Bold, 2, words::namespace(space));
    for (sort, names) in by_kind(space) {
        sheet.value(sort, names.join(", "));
    }
    sheet.value("number", format!("net:[{}]", space.inode));
    if snapshot.looked_from == Some(space.inode) {
        sheet.value("seen from", "here: cniscope itself is in it");
    }
    if let Some(it) = &space.user_namespace {
        let owner = it
            .owner_uid
            .map_or_else(String::new, |it| format!(", made by user {it}"));
        let text = format!("of user namespace {}{owner}", it.inode);
        sheet.value("rights", text);
    }
    if let Some(text) = forwarding(space.forwarding) {
        sheet.value("forwards", text);
    }
    not_shown(&mut sheet, snapshot, space);
    kept_alive(&mut sheet, space);
    routing::of_namespace(&mut sheet, space);
    joined::of_namespace(&mut sheet, snapshot, space);
    sheet.facts
}

/// All names, each sort with the word for it. Those of processes stand among what keeps it alive.
fn by_kind(space: &Namespace) -> Vec<(&'static str, Vec<String>)> {
    let sorts = [
        (NameKind::Pod, "pod"),
        (NameKind::Container, "container"),
        (NameKind::Mount, "mounted as"),
        (NameKind::Unit, "unit"),
    ];
    let names = |kind: NameKind| {
        let names = space.names.iter().filter(move |it| it.kind == kind);
        names.map(name).collect::<Vec<_>>()
    };
    let sorts = sorts.map(|(kind, word)| (word, names(kind)));
    sorts.into_iter().filter(|it| !it.1.is_empty()).collect()
}

fn name(it: &Name) -> String {
    match &it.detail {
        Some(detail) => format!("{} ({})", escape(&it.name), escape(detail)),
        None => escape(&it.name),
    }
}

fn forwarding(it: crate::inspect::model::Forwarding) -> Option<String> {
    let word = |on: bool| if on { "yes" } else { "no" };
    let families = [("IPv4", it.ipv4), ("IPv6", it.ipv6)];
    let told: Vec<String> = families
        .into_iter()
        .filter_map(|(family, on)| Some(format!("{family} {}", word(on?))))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn not_shown(sheet: &mut Sheet, snapshot: &Snapshot, space: &Namespace) {
    let here = |it: &&Unseen| it.namespace == Some(space.inode);
    for it in snapshot.unseen.iter().filter(here) {
        let text = format!("! not shown: {}: {}", escape(&it.what), escape(&it.why));
        sheet.push(Role::Changed, 2, text);
    }
}

fn kept_alive(sheet: &mut Sheet, space: &Namespace) {
    let count = match space.processes {
        0 => "no process is in it".to_owned(),
        1 => "1 process is in it".to_owned(),
        more => format!("{more} processes are in it"),
    };
    sheet.heading(&format!("Kept alive: {count}"));
    for it in &space.held_by {
        let words = words::holder(it);
        sheet.item(words.strip_prefix("held by ").unwrap_or(&words));
    }
    if space.held_by.len() >= Namespace::HOLDERS {
        let most = Namespace::HOLDERS;
        sheet.item(format!("(of each kind the first {most} are named)"));
    }
    if space.held_by.is_empty() {
        sheet.item("(what keeps it alive was not seen)");
    }
}
