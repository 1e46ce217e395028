//! The book's page about the selected stage, with what this run adds to it on top.

use crate::event::{Event, What};
use crate::record::{NodeId, NodeKind};
use crate::report::phrase;
use crate::stage;
use crate::tui::model::{Model, Row};
use crate::tui::theme::Role;
use crate::tui::view::markdown;
use crate::tui::view::paper::Paper;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let moment = &model.moment;
    if let (Row::Event(_), Some(event)) = (&model.selected, &moment.event) {
        let it = phrase(
            event,
            &moment.names,
            &model.store,
            model.position().max(event.seq),
        );
        paper.wrapped(it.tone.into(), &format!("{} {}", it.sign, it.text), 2);
        if let Some(command) = super::netlink::command(model) {
            paper.wrapped(Role::Code, &format!("$ {command}"), 2);
        }
        paper.blank();
    }
    match moment.stage.as_deref().map(|id| (id, stage::find(id))) {
        Some((_, Some(stage))) => {
            paper.wrapped(Role::Bold, stage.title, 0);
            if is_inferred(moment.event.as_ref()) {
                let text = "(inferred from what the plugin did: it does not announce its stages)";
                paper.wrapped(Role::Dim, text, 0);
            }
            // How to get here in the debugger is told in the book: here one is there.
            let text = stage.terminal();
            let text = text.split("\n## In the debugger").next();
            markdown::write(paper, text.unwrap_or_default());
        }
        Some((id, None)) => {
            let text = format!(
                "{}: the book has no page about this stage.",
                crate::report::escape(id)
            );
            paper.wrapped(Role::Normal, &text, 0);
        }
        None => {
            if let Some(call) = called(model) {
                super::outcome::write(model, paper, call);
            }
            about_call(model, paper);
        }
    }
}

/// The call that is selected.
fn called(model: &Model) -> Option<NodeId> {
    let Row::Node(id) = model.selected else {
        return None;
    };
    let node = model.store.outline().node(id)?;
    (node.kind == NodeKind::Call && !model.is_to_come(node)).then_some(id)
}

fn is_inferred(event: Option<&Event>) -> bool {
    match event.map(|it| &it.what) {
        Some(What::Stage(it)) => it.source == crate::event::Source::Inferred,
        _ => false,
    }
}

fn about_call(model: &Model, paper: &mut Paper) {
    let Some(call) = &model.moment.call else {
        let text = "Outside of a call of a plugin: what stood there before, what is left over, and how the run ended.";
        paper.wrapped(Role::Normal, text, 0);
        return;
    };
    let text = match call.verb.as_str() {
        "ADD" => {
            "The runtime has made a container and asks the plugin to attach it to the network. The plugin gets environment variables and a network configuration as JSON on standard input; it answers with a result as JSON: which interfaces it made, which addresses they have, which routes lead out."
        }
        "CHECK" => {
            "The runtime asks whether the container is still attached as the result of ADD says. The plugin looks and changes nothing; that nothing is wrong it says by exit code 0 and silence."
        }
        "DEL" => {
            "The container goes. The plugin takes away what ADD has made, and must succeed also when something is gone already."
        }
        "GC" => {
            "The runtime names the attachments that are still valid; the plugin removes what belongs to others."
        }
        "STATUS" => "The runtime asks whether the plugin is ready for an ADD.",
        "VERSION" => "The runtime asks which versions of the specification the plugin speaks.",
        _ => "The runtime calls the plugin.",
    };
    let plugin = crate::report::escape(&call.plugin);
    paper.wrapped(
        Role::Bold,
        &format!(
            "{}: the runtime calls {plugin}",
            crate::report::escape(&call.verb)
        ),
        0,
    );
    paper.blank();
    paper.wrapped(Role::Normal, text, 0);
    paper.blank();
    paper.wrapped(Role::Dim, "Tabs: 3 JSON is what goes in and comes out, 4 Env the environment. n goes to the first stage.", 0);
}
