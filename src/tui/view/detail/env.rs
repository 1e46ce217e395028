//! The environment of the plugin.

use std::collections::BTreeMap;

use crate::event::{Data, Event, What};
use crate::record::NodeKind;
use crate::report::escape;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let Some(call) = &model.moment.call else {
        return paper.wrapped(Role::Dim, "No plugin is called here.", 0);
    };
    let own = delegated(model);
    let env = own.as_ref().unwrap_or(&call.env);
    let who = escape(&model.moment.plugin);
    paper.wrapped(Role::Bold, &format!("the environment of {who}"), 0);
    if own.is_some() {
        let text = format!(
            "(from {}, which called it; what differs is marked)",
            escape(&call.plugin)
        );
        paper.wrapped(Role::Dim, &text, 0);
    }
    paper.blank();
    for (name, value) in env {
        let sign = match call.env.get(name) {
            Some(before) if before == value => " ",
            Some(_) => "~",
            None => "+",
        };
        let text = format!("{sign} {}={}", escape(name), escape(&value.lossy()));
        let role = if sign == " " {
            Role::Normal
        } else {
            Role::Changed
        };
        paper.wrapped(role, &text, 4);
        if let Some(meaning) = meaning(name) {
            paper.wrapped(Role::Dim, &format!("    {meaning}"), 4);
        }
    }
    for name in call.env.keys().filter(|it| !env.contains_key(*it)) {
        paper.wrapped(Role::Removed, &format!("- {}", escape(name)), 4);
    }
}

/// The environment of the plugin that a stage has delegated to, if one stands in such.
fn delegated(model: &Model) -> Option<BTreeMap<String, Data>> {
    let mut path = model.moment.path.iter();
    let plugin = path.find_map(|id| {
        let node = model.store.outline().node(*id)?;
        matches!(node.kind, NodeKind::Plugin(_)).then_some(node)
    })?;
    let exec = (plugin.first..=plugin.last).find_map(|seq| match model.store.event(seq) {
        Ok(Some(Event {
            what: What::Exec(exec),
            ..
        })) => Some(exec),
        _ => None,
    })?;
    Some(exec.env)
}

fn meaning(name: &str) -> Option<&'static str> {
    Some(match name {
        "CNI_COMMAND" => "the verb",
        "CNI_CONTAINERID" => "the container's name, chosen by the runtime",
        "CNI_NETNS" => "the container's network namespace, as a file",
        "CNI_IFNAME" => "the name that the interface in the container gets",
        "CNI_ARGS" => "more arguments, K=V;K=V",
        "CNI_PATH" => "directories in which plugins are found",
        "CNI_NETNS_OVERRIDE" => "the namespace may be the host's own",
        _ => return None,
    })
}
