//! How a call has ended: what failed and why, what mostly goes wrong there, what is left over.

use serde_json::Value;

use crate::event::{CallResult, What};
use crate::record::{Kind, NodeId, NodeKind};
use crate::report::escape;
use crate::report::phrase;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;
use crate::{spec, stage};

/// Writes it, if the call has ended at the selected place.
pub(super) fn write(model: &Model, paper: &mut Paper, call: NodeId) {
    let Ok(Some((_, result))) = model.store.result_of(call) else {
        return;
    };
    if result.ok {
        paper.wrapped(
            Role::Made,
            &format!("{} succeeded.", escape(&result.verb)),
            0,
        );
    } else {
        failure(model, paper, call, &result);
    }
    leftovers(model, paper, call);
    paper.blank();
}

fn failure(model: &Model, paper: &mut Paper, call: NodeId, result: &CallResult) {
    let error = result.error.as_deref().unwrap_or("no reason given");
    let text = format!("! {} failed: {}", escape(&result.verb), escape(error));
    paper.wrapped(Role::Failed, &text, 2);
    let code = result.json.as_ref().and_then(|it| it.get("code"));
    if let Some(code) = code.and_then(Value::as_u64).filter(|it| *it != 0) {
        let meaning = spec::error::meaning(code);
        paper.wrapped(Role::Normal, &format!("code {code}: {meaning}"), 2);
    }
    let Some((first, last)) = range(model, call) else {
        return;
    };
    for seq in (first..=last).filter(|it| model.store.is(*it, Kind::Injected)) {
        if let Some(What::Injected { of, fault }) = event(model, seq) {
            let text = format!("you let event {of} end with {}", escape(&fault));
            paper.wrapped(Role::Changed, &text, 2);
        }
    }
    let refused = (first..=last).rev().find(|it| {
        let entry = model.store.entry(*it);
        entry.is_some_and(|it| it.failed && it.kind == Kind::Reply)
    });
    if let Some(Ok(Some(reply))) = refused.map(|it| model.store.event(it)) {
        let said = phrase(&reply, &model.moment.names, &model.store, reply.seq);
        let text = format!(
            "the last thing that the kernel refused, event {}: {}",
            reply.seq, said.text
        );
        paper.wrapped(Role::Normal, &text, 2);
    }
    let Some(stage) = failed_stage(model, call).and_then(|it| stage::find(&it)) else {
        return;
    };
    paper.wrapped(
        Role::Normal,
        &format!("it failed in the stage {}: {}", stage.name(), stage.title),
        2,
    );
    if !stage.wrong().is_empty() {
        paper.wrapped(
            Role::Dim,
            &format!("what can go wrong there: {}", stage.wrong()),
            2,
        );
    }
}

/// The innermost failed stage of the call. That of another verb is tidying up: a failed ADD gives its address back by
/// the IPAM plugin's DEL.
fn failed_stage(model: &Model, call: NodeId) -> Option<String> {
    let outline = model.store.outline();
    let verb = model.moment.call.as_ref()?.verb.to_lowercase();
    let mut at = outline.node(call)?;
    let mut found = None;
    loop {
        let mut failed = at.children.iter().rev().filter_map(|it| outline.node(*it));
        let Some(node) = failed.find(|it| it.failed) else {
            return found;
        };
        if let NodeKind::Stage(id) = &node.kind
            && stage::find(id).is_none_or(|it| it.verb() == Some(verb.as_str()))
        {
            found = Some(id.clone());
        }
        at = node;
    }
}

/// What the recording says is left, right behind the call.
fn leftovers(model: &Model, paper: &mut Paper, call: NodeId) {
    for (scope, object) in model.store.left_behind(call).unwrap_or_default() {
        let object = escape(&object);
        let (role, text) = match scope.as_str() {
            "attachment" => (Role::Failed, format!("! left behind: {object}")),
            _ => (
                Role::Dim,
                format!("stays with the node, by design: {object}"),
            ),
        };
        paper.wrapped(role, &text, 2);
    }
}

fn range(model: &Model, call: NodeId) -> Option<(u64, u64)> {
    let node = model.store.outline().node(call)?;
    Some((node.first, node.last))
}

fn event(model: &Model, seq: u64) -> Option<What> {
    model.store.event(seq).ok().flatten().map(|it| it.what)
}
