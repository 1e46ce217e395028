//! What is different in the kernel since the stage began, or since the last hold: before and after.

use serde_json::Value;

use crate::event::{Change, ChangeOp, Event, What};
use crate::report::{describe_change, escape};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let of_step = model.moment.is_of_step();
    if of_step {
        paper.wrapped(Role::Bold, "What the last step has changed", 0);
    }
    if model.moment.changes.is_empty() {
        let text = match of_step {
            true => "Nothing.",
            false => {
                "Nothing has changed here. Changes are looked at when a stage ends: select the stage."
            }
        };
        return paper.wrapped(Role::Dim, text, 0);
    }
    for event in &model.moment.changes {
        let Event {
            what: What::Change(change),
            netns,
            ..
        } = event
        else {
            continue;
        };
        one(paper, netns.as_deref().unwrap_or("?"), change);
    }
}

fn one(paper: &mut Paper, netns: &str, change: &Change) {
    let (sign, role) = match change.op {
        ChangeOp::Add => ('+', Role::Made),
        ChangeOp::Remove => ('-', Role::Removed),
        ChangeOp::Modify => ('~', Role::Changed),
    };
    let told = describe_change(change, false);
    let name = format!(
        "{} {}",
        escape(&change.object.class),
        escape(&change.object.name)
    );
    let words = told.clone().unwrap_or(name);
    let late = if change.late {
        " (late: by the kernel itself)"
    } else {
        ""
    };
    let role = if told.is_some() { role } else { Role::Dim };
    paper.wrapped(role, &format!("{sign} {}  {words}{late}", escape(netns)), 4);
    if change.op != ChangeOp::Modify {
        return;
    }
    let before = change.before.iter().flatten();
    let after = change.after.iter().flatten();
    let mut keys: Vec<_> = before.chain(after).map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let value = |it: Option<&Value>| it.map_or_else(|| "none".to_owned(), plain);
        let before = value(change.before.as_ref().and_then(|it| it.get(key)));
        let after = value(change.after.as_ref().and_then(|it| it.get(key)));
        paper.wrapped(
            Role::Dim,
            &format!("      {}: {before} -> {after}", escape(key)),
            8,
        );
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => escape(&other.to_string()),
    }
}
