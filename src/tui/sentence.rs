//! In words: what the plugin is about to do, how a verb has ended, what is left.

use super::model::{Model, Phase, Row};
use crate::event::{Direction, Event, FileUse, What};
use crate::report::escape;
use crate::report::phrase;
use crate::topology::intent;

/// The question before a held plugin is left.
pub(super) const QUIT: &str =
    "a plugin is held: kill it, detach what is attached, and quit? y quits, any other key stays";

/// While one looks at what was before.
pub(super) fn of_the_past(model: &Model) -> String {
    let held = match model.live.as_ref().map(|it| &it.phase) {
        Some(Phase::Held { .. }) => "The plugin is still held.",
        Some(Phase::Ended(_)) => "The run is over.",
        _ => "",
    };
    format!("PAST: this is how it was. {held} G: back to the present.")
}

/// What the plugin is about to do, or how things stand.
pub(super) fn of(model: &Model) -> String {
    let Some(live) = &model.live else {
        return of_row(model);
    };
    match &live.phase {
        Phase::Running if model.store.is_empty() => "the sandbox is being made".to_owned(),
        Phase::Running => format!("{} is running", escape(&model.moment.plugin)),
        Phase::Ended(None) => "the session has ended early; R runs it again".to_owned(),
        Phase::Ended(Some(exit)) => format!(
            "the run is over, exit code {exit}; R runs it again, e edits the configuration, q leaves"
        ),
        Phase::Held { at, .. } if at == "verb" => {
            format!(
                "{}.{} {}",
                outcome(model),
                left_behind(model),
                next_verb(model)
            )
        }
        Phase::Held { at, .. } if at == "end" => format!(
            "{}.{} The sandbox still stands: s shell, p ping, v another verb, q quit",
            outcome(model),
            left_behind(model)
        ),
        Phase::Held { .. } if !matches!(model.selected, Row::Node(_) | Row::Event(_)) => {
            of_row(model)
        }
        Phase::Held { why, .. } => {
            let why = why
                .as_deref()
                .map_or_else(String::new, |it| format!(" (breakpoint {})", escape(it)));
            format!("{}: held before the kernel acts{why}", of_row(model))
        }
    }
}

/// What the selected row tells.
pub(super) fn of_row(model: &Model) -> String {
    let moment = &model.moment;
    let plugin = escape(&moment.plugin);
    match (&model.selected, &moment.event) {
        (Row::Event(_), Some(event)) => wants(model, &plugin, event),
        (Row::Node(_), Some(event)) => match &event.what {
            What::Stage(stage) => {
                format!(
                    "{plugin} begins {}: {}",
                    name(&stage.id),
                    escape(&stage.title)
                )
            }
            What::Call(call) => format!("the runtime calls {plugin} with {}", escape(&call.verb)),
            _ => phrase(event, &moment.names, &model.store, event.seq).text,
        },
        (Row::Expected(stage), _) => format!("{}: may still come; r runs up to it", name(stage)),
        (Row::Verb(verb), _) => format!("{verb} is still to come; r runs up to it"),
        (_, Some(event)) => phrase(event, &moment.names, &model.store, event.seq).text,
        _ => "nothing has happened yet".to_owned(),
    }
}

fn name(id: &str) -> String {
    escape(id.rsplit('/').next().unwrap_or(id))
}

fn wants(model: &Model, plugin: &str, event: &Event) -> String {
    let netns = event.netns.as_deref().unwrap_or("?");
    let place = escape(netns);
    match &event.what {
        What::Netlink(it) if it.direction == Direction::Request => {
            intent::sentence(plugin, it, netns, &model.moment.names.of(netns))
        }
        What::Sysctl { path, value, .. } => {
            let value = escape(value.lossy().trim());
            format!(
                "{plugin} wants to write {value} to {} ({place})",
                escape(path)
            )
        }
        What::Exec(it) => format!("{plugin} wants to run {}", escape(&it.path)),
        What::File(it) => format!("{plugin} wants to {}", file(it)),
        What::Setns { namespace, target } if namespace == "net" => {
            format!(
                "{plugin} wants to move a thread of it into the network namespace {}",
                escape(target)
            )
        }
        What::Setns { namespace, target } => {
            format!(
                "{plugin} wants to move a thread of it into the {} namespace {}",
                escape(namespace),
                escape(target)
            )
        }
        _ => phrase(event, &model.moment.names, &model.store, event.seq).text,
    }
}

/// How the last verb has ended.
fn outcome(model: &Model) -> String {
    let call = model.store.outline().calls().last();
    let result = call.and_then(|it| model.store.result_of(*it).ok().flatten());
    match result {
        Some((_, it)) if it.ok => format!("{} is done", escape(&it.verb)),
        Some((_, it)) => {
            let error = it.error.as_deref().unwrap_or("no reason given");
            format!("{} has failed: {}", escape(&it.verb), escape(error))
        }
        None => "the verb is done".to_owned(),
    }
}

fn next_verb(model: &Model) -> String {
    match model.live.as_ref().and_then(|it| it.to_come.front()) {
        Some(verb) => format!("n goes on with {verb}, v chooses another verb; s shell, p ping"),
        None => "n goes on, v chooses another verb; s shell, p ping".to_owned(),
    }
}

/// What is done to a file, as the end of a sentence.
fn file(it: &FileUse) -> String {
    let path = escape(&it.path);
    let to = it.to.as_deref().map_or_else(String::new, escape);
    match it.op.as_str() {
        "open" => format!("open the file {path} for writing"),
        "write" => format!("write to the file {path}"),
        "mkdir" => format!("make the directory {path}"),
        "rename" => format!("rename the file {path} to {to}"),
        "link" => format!("give the file {path} the further name {to}"),
        op => format!("{} the file {path}", escape(op)),
    }
}

/// What the last call has left, a DEL or a failed ADD, once that has been looked at.
fn left_behind(model: &Model) -> String {
    let Some(call) = model.store.outline().calls().last() else {
        return String::new();
    };
    let left = model.store.left_behind(*call).unwrap_or_default();
    let is_ours = |it: &(String, String)| it.0 == "attachment";
    let (attachment, node): (Vec<_>, Vec<_>) = left.into_iter().partition(is_ours);
    let attachment: Vec<_> = attachment.iter().map(|(_, it)| escape(it)).collect();
    let node = node.len();
    let things = if node == 1 {
        "thing stays"
    } else {
        "things stay"
    };
    let of_node = format!("{node} {things} with the node by design");
    match (attachment.is_empty(), node) {
        (true, 0) => String::new(),
        (true, _) => format!(" Nothing of the attachment is left; {of_node}."),
        (false, _) => format!(" LEFT BEHIND: {}; {of_node}.", attachment.join(", ")),
    }
}
