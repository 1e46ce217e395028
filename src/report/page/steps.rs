//! The steps of a recording: a call, each stage in it, and how it ended.

use serde_json::{Value, json};

use crate::event::{Direction, Event, What};
use crate::record::{Entry, Error, NodeId, NodeKind, Store};
use crate::report::{
    Learned, Tone, datagram_bytes, datagram_tree, describe_change, escape, json_lines, phrase,
};
use crate::stage;
use crate::topology::{Emphasis, Graph, Layout, svg};
use crate::wire::Bytes;

/// Columns of the drawing of the wiring, which a phone has to show, and of JSON.
const WIRING: usize = 62;
const JSON: usize = 72;

/// Most requests and changes of a step that are shown.
const MOST: usize = 200;

/// A place at which the reader stops.
pub(super) struct Step {
    /// How deep it stands: 0 a call, 1 its stages, 3 those of a plugin that it calls.
    depth: usize,
    name: String,
    title: String,
    text: String,
    failed: bool,
    pub(super) actions: Vec<Value>,
    commands: Vec<String>,
    pub(super) changes: Vec<(char, String)>,
    json: Vec<(&'static str, String)>,
    pub(super) wiring: String,
}

/// All steps, in order.
pub(super) fn of(store: &Store) -> Result<Vec<Step>, Error> {
    let mut steps = Vec::new();
    for call in store.outline().calls() {
        walk(store, *call, 0, &mut steps)?;
        steps.extend(outcome(store, *call)?);
    }
    Ok(steps)
}

fn walk(store: &Store, id: NodeId, depth: usize, steps: &mut Vec<Step>) -> Result<(), Error> {
    let Some(node) = store.outline().node(id) else {
        return Ok(());
    };
    steps.extend(match &node.kind {
        NodeKind::Call => call(store, node.first)?,
        NodeKind::Plugin(_) => None,
        NodeKind::Stage(name) => Some(stage_step(store, id, name, depth, false)?),
    });
    for child in &node.children {
        walk(store, *child, depth + 1, steps)?;
    }
    Ok(())
}

fn call(store: &Store, seq: u64) -> Result<Option<Step>, Error> {
    let Some(What::Call(call)) = store.event(seq)?.map(|it| it.what) else {
        return Ok(None);
    };
    let env = call.env.iter().filter(|(name, _)| name.starts_with("CNI_"));
    let env: Vec<_> = env
        .map(|(name, value)| format!("{}={}", escape(name), escape(&value.lossy())))
        .collect();
    let config = match serde_json::from_slice::<Value>(&call.stdin.0) {
        Ok(config) => json_lines(&config, JSON).join("\n"),
        Err(_) => escape(&call.stdin.lossy()),
    };
    Ok(Some(Step {
        depth: 0,
        name: format!("{} {}", escape(&call.verb), escape(&call.plugin)),
        title: format!("The runtime calls {} with {}", escape(&call.plugin), escape(&call.verb)),
        text: "The plugin is a program of its own: it gets environment variables and, on standard input, JSON.".to_owned(),
        failed: false,
        actions: Vec::new(),
        commands: Vec::new(),
        changes: Vec::new(),
        json: vec![("environment", env.join("\n")), ("standard input", config)],
        wiring: wiring(store, seq, &[])?,
    }))
}

/// A stage; `whole` with all that a plugin does to which it delegates.
pub(super) fn stage_step(
    store: &Store,
    id: NodeId,
    name: &str,
    depth: usize,
    whole: bool,
) -> Result<Step, Error> {
    let node = store.outline().node(id);
    let (first, last, failed) = node.map_or((0, 0, false), |it| (it.first, it.last, it.failed));
    let page = stage::find(name);
    let mut step = Step {
        depth,
        name: escape(name.rsplit('/').next().unwrap_or(name)),
        title: page.map_or_else(|| escape(name), |it| it.title.to_owned()),
        text: page.map_or_else(String::new, stage::Stage::brief),
        failed,
        actions: Vec::new(),
        commands: Vec::new(),
        changes: Vec::new(),
        json: Vec::new(),
        wiring: String::new(),
    };
    let mut names = Learned::default();
    let mut changed = Vec::new();
    for seq in first..=last {
        let Some(event) = store.event(seq)? else {
            break;
        };
        names.learn(event.netns.as_deref(), &event.what);
        let owner = store.entry(seq).and_then(Entry::node);
        if owner == Some(id) || whole && owner.is_some_and(|it| is_below(store, it, id)) {
            step.take(store, &event, &names, last);
            if matches!(event.what, What::Change(_)) {
                changed.push(event);
            }
        }
    }
    step.wiring = wiring(store, last, &changed)?;
    Ok(step)
}

/// True if the node stands in the other, at any depth.
fn is_below(store: &Store, id: NodeId, other: NodeId) -> bool {
    let parent = |id: &NodeId| store.outline().node(*id)?.parent;
    std::iter::successors(Some(id), parent).any(|it| it == other)
}

/// The result of a call.
fn outcome(store: &Store, call: NodeId) -> Result<Option<Step>, Error> {
    let Some((_, result)) = store.result_of(call)? else {
        return Ok(None);
    };
    let last = store.outline().node(call).map_or(0, |it| it.last);
    let verb = escape(&result.verb);
    let json = result
        .json
        .iter()
        .map(|it| ("standard output", json_lines(it, JSON).join("\n")));
    Ok(Some(Step {
        depth: 1,
        name: format!("{verb} {}", if result.ok { "succeeds" } else { "fails" }),
        title: format!(
            "{verb} has {}",
            if result.ok { "succeeded" } else { "failed" }
        ),
        text: result.error.as_deref().map_or_else(String::new, escape),
        failed: !result.ok,
        actions: Vec::new(),
        commands: Vec::new(),
        changes: Vec::new(),
        json: json.collect(),
        wiring: wiring(store, last, &[])?,
    }))
}

fn wiring(store: &Store, seq: u64, changed: &[Event]) -> Result<String, Error> {
    let mut emphasis = Emphasis::default();
    emphasis.changed(changed);
    drawing(store, seq, &emphasis, "afterwards")
}

/// The wiring as it was behind this event.
pub(super) fn drawing(
    store: &Store,
    seq: u64,
    emphasis: &Emphasis,
    when: &str,
) -> Result<String, Error> {
    let graph = Graph::new(&store.state_at(seq)?, emphasis);
    Ok(svg::inline(&Layout::of(&graph, WIRING), when))
}

impl Step {
    fn take(&mut self, store: &Store, event: &Event, names: &Learned, until: u64) {
        match &event.what {
            What::Change(change) if self.changes.len() < MOST => {
                let it = phrase(event, names, store, event.seq);
                if describe_change(change, false).is_some() {
                    self.changes.push((it.sign, it.text));
                }
            }
            What::Netlink(it) if it.direction == Direction::Request => {
                let commands: Vec<_> = it
                    .messages
                    .iter()
                    .filter_map(|it| it.command.as_deref())
                    .map(escape)
                    .collect();
                let tree: Vec<_> = datagram_tree(it)
                    .iter()
                    .map(|it| json!([it.depth, it.text, it.range.0, it.range.1]))
                    .collect();
                let bytes = Bytes(datagram_bytes(it));
                self.act(
                    store,
                    event,
                    names,
                    until,
                    json!({"commands": commands, "tree": tree, "bytes": bytes}),
                );
                self.commands.extend(commands);
            }
            What::Sysctl { command, .. } => {
                let commands: Vec<_> = command.iter().map(|it| escape(it)).collect();
                self.act(store, event, names, until, json!({"commands": commands}));
                self.commands.extend(commands);
            }
            What::Exec(_)
            | What::File(_)
            | What::Setns { .. }
            | What::Injected { .. }
            | What::Unseen { .. } => {
                self.act(store, event, names, until, json!({}));
            }
            _ => {}
        }
    }

    fn act(&mut self, store: &Store, event: &Event, names: &Learned, until: u64, mut more: Value) {
        if self.actions.len() < MOST {
            let it = phrase(event, names, store, until);
            more["text"] = json!(it.text);
            more["failed"] = json!(it.tone == Tone::Failed);
            self.actions.push(more);
        }
    }

    /// For the script.
    pub(super) fn value(&self) -> Value {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|(sign, text)| json!([sign, text]))
            .collect();
        json!({"depth": self.depth, "name": self.name, "title": self.title, "text": self.text, "failed": self.failed,
            "actions": self.actions, "changes": changes, "json": self.json, "wiring": self.wiring})
    }

    /// For the table.
    pub(super) fn row(&self) -> String {
        let list = |lines: Vec<String>| lines.join("<br>");
        let commands = self
            .commands
            .iter()
            .map(|it| format!("<code>{}</code>", svg::xml(it)));
        let changes = self
            .changes
            .iter()
            .map(|(sign, text)| svg::xml(&format!("{sign} {text}")));
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            svg::xml(&self.name),
            svg::xml(&self.title),
            list(commands.collect()),
            list(changes.collect())
        )
    }
}
