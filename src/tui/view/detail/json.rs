//! The JSON of a call: the configuration in, the result out, and what changed along a chain.

use serde_json::Value;

use crate::event::{CallResult, Event, What};
use crate::record::{Kind, NodeKind};
use crate::report::{escape, json_lines};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;

/// Pairs of lines that are compared at most.
const COMPARED: usize = 1_000_000;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let Some(call) = &model.moment.call else {
        return paper.wrapped(Role::Dim, "No plugin is called here.", 0);
    };
    let width = paper.width;
    let mut previous = None;
    paper.heading(&format!(
        "in: the network configuration, on standard input of {}",
        escape(&call.plugin)
    ));
    match serde_json::from_slice::<Value>(&call.stdin.0) {
        Ok(mut config) => {
            previous = config
                .as_object_mut()
                .and_then(|it| it.shift_remove("prevResult"));
            print(paper, &json_lines(&config, width));
        }
        Err(_) => paper.wrapped(Role::Normal, &escape(&call.stdin.lossy()), 0),
    }
    if let Some(previous) = &previous {
        paper.heading("in: prevResult, the result so far along the chain");
        print(paper, &json_lines(previous, width));
    }
    delegated(model, paper);
    match result(model) {
        None => {
            paper.heading("out");
            paper.wrapped(Role::Dim, "nothing yet: the call has not ended here", 0);
        }
        Some(CallResult {
            json: Some(json), ..
        }) => {
            let after = json_lines(&json, width);
            match &previous {
                Some(previous) => {
                    paper.heading("out: the result (+ and - against prevResult)");
                    compare(paper, &json_lines(previous, width), &after);
                }
                None => {
                    paper.heading("out: the result");
                    print(paper, &after);
                }
            }
        }
        Some(result) => {
            paper.heading("out");
            let nothing = "nothing, and that is right for this verb";
            let text = result
                .error
                .as_deref()
                .map_or_else(|| nothing.to_owned(), escape);
            paper.wrapped(if result.ok { Role::Dim } else { Role::Failed }, &text, 0);
        }
    }
}

fn print(paper: &mut Paper, lines: &[String]) {
    lines
        .iter()
        .for_each(|it| paper.line(Role::Normal, it.clone()));
}

/// What plugins that this one has called have printed up to here.
fn delegated(model: &Model, paper: &mut Paper) {
    let outline = model.store.outline();
    let call = model.moment.path.last().and_then(|it| outline.node(*it));
    let mut ids: Vec<_> = call.map_or_else(Vec::new, |it| it.children.clone());
    ids.reverse();
    while let Some(node) = ids.pop().and_then(|it| outline.node(it)) {
        ids.extend(node.children.iter().rev());
        let NodeKind::Plugin(plugin) = &node.kind else {
            continue;
        };
        for seq in node.first..=node.last.min(model.moment.at) {
            if model
                .store
                .entry(seq)
                .is_none_or(|it| it.kind != Kind::Output)
            {
                continue;
            }
            if let Ok(Some(Event {
                what: What::Output { data, .. },
                ..
            })) = model.store.event(seq)
                && let Ok(json) = serde_json::from_slice::<Value>(&data.0)
            {
                paper.heading(&format!("back from {}, which it called", escape(plugin)));
                print(paper, &json_lines(&json, paper.width));
            }
        }
    }
}

/// The result of the call, if it has come by then.
fn result(model: &Model) -> Option<CallResult> {
    let call = model.moment.path.last().copied()?;
    let (seq, result) = model.store.result_of(call).ok()??;
    (seq <= model.moment.at).then_some(result)
}

/// Lines of both texts: those that only the first has with `-`, those that only the second has with `+`.
fn compare(paper: &mut Paper, before: &[String], after: &[String]) {
    let (rows, columns) = (before.len(), after.len());
    // Longest common subsequence. Results are some tens of lines; what is far beyond is not compared.
    if rows * columns > COMPARED {
        return print(paper, after);
    }
    let mut common = vec![vec![0usize; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row][column] = if before[row] == after[column] {
                common[row + 1][column + 1] + 1
            } else {
                common[row + 1][column].max(common[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        if row < rows && column < columns && before[row] == after[column] {
            paper.line(Role::Normal, format!("  {}", after[column]));
            (row, column) = (row + 1, column + 1);
        } else if column < columns
            && (row == rows || common[row][column + 1] >= common[row + 1][column])
        {
            paper.line(Role::Made, format!("+ {}", after[column]));
            column += 1;
        } else {
            paper.line(Role::Removed, format!("- {}", before[row]));
            row += 1;
        }
    }
}
