//! Runs of the learner's files in a sandbox of their own, and what they tell.

use std::path::Path;

use super::pattern::fits;
use super::{Seen, files};
use crate::event::{CallResult, What};
use crate::learn::lesson::{JsonWanted, Run, VerbWanted};
use crate::record::{Kind, NodeId, Store};
use crate::session::{Job, Line, Plugins, Session};
use crate::topology::State;

/// A call of a learner's plugin may take as long, in milliseconds.
const TIMEOUT_MS: u64 = 5_000;

/// What came of a run.
#[derive(Debug)]
pub(super) enum Ran {
    /// It ran, whatever came of its calls.
    Recorded(Box<Store>),
    /// It could not be made; why.
    Failed(String),
}

/// Makes the run.
pub(super) fn make(run: &Run, folder: &Path) -> Ran {
    match record(run, folder) {
        Ok(store) => Ran::Recorded(Box::new(store)),
        Err(why) => Ran::Failed(why),
    }
}

fn record(run: &Run, folder: &Path) -> Result<Store, String> {
    let target = folder.join(&run.target);
    let config = std::fs::read_to_string(&target)
        .map_err(|error| format!("read {}: {error}", run.target.display()))?;
    let plugins = run.plugins.split(':').map(|it| match it {
        "bundled" => Ok(Plugins::Bundled),
        dir => {
            let dir = folder.join(dir);
            let found = dir.canonicalize();
            found
                .map(Plugins::Directory)
                .map_err(|error| format!("the directory of plugins {}: {error}", dir.display()))
        }
    });
    let job = Job {
        target: run.target.to_string_lossy().into_owned(),
        config,
        verbs: run.verbs.clone(),
        plugins: plugins.collect::<Result<_, _>>()?,
        pods: run.pods,
        timeout_ms: TIMEOUT_MS,
        snapshots: true,
        marks: true,
        fresh: true,
        ..Job::default()
    };
    let failed = |error: crate::session::Error| error.to_string();
    let mut session = Session::start(&job).map_err(failed)?;
    let mut store: Option<Store> = None;
    while let Some((line, parsed)) = session.next().map_err(failed)? {
        let kept = match (&parsed, &mut store) {
            (Line::Header(_), _) => Store::live(line).map(|it| store = Some(it)),
            (Line::Event(_), Some(store)) => store.push(line),
            (Line::Event(_), None) => Ok(()),
        };
        kept.map_err(|it| it.to_string())?;
    }
    store.ok_or_else(|| "the run has told nothing".to_owned())
}

impl Ran {
    /// The calls of a verb, in order; at least one.
    fn calls(&self, verb: &str) -> Result<(&Store, Vec<NodeId>), String> {
        let store = match self {
            Ran::Recorded(store) => store,
            Ran::Failed(why) => return Err(why.clone()),
        };
        let mut calls = Vec::new();
        for id in store.outline().calls() {
            let Some(node) = store.outline().node(*id) else {
                continue;
            };
            let event = store.event(node.first).map_err(|it| it.to_string())?;
            if matches!(event.map(|it| it.what), Some(What::Call(it)) if it.verb == verb) {
                calls.push(*id);
            }
        }
        match calls.is_empty() {
            true => Err(format!("it did not come to {verb}")),
            false => Ok((store, calls)),
        }
    }

    /// The last call of a verb: of the list's last plugin, or the last pod.
    fn last_result(&self, verb: &str) -> Result<(&Store, u64, CallResult), String> {
        let (store, calls) = self.calls(verb)?;
        let last = calls.last().ok_or("there is no such call")?;
        let result = store.result_of(*last).map_err(|it| it.to_string())?;
        let (seq, result) = result.ok_or("the call has not ended")?;
        Ok((store, seq, result))
    }

    /// The state right after the last call of the verb, which must have succeeded.
    pub(super) fn state_after(&self, verb: &str) -> Result<State, Seen> {
        let looked_at = format!("the kernel's state after {verb}, in a run of your files");
        let failed = |saw: String| Seen {
            ok: false,
            looked_at: looked_at.clone(),
            saw,
        };
        let (store, seq, _) = self.last_result(verb).map_err(failed)?;
        store.state_at(seq).map_err(|it| failed(it.to_string()))
    }

    /// A value of the result.
    pub(super) fn json(&self, verb: &str, wanted: &JsonWanted) -> Seen {
        let looked_at = format!("{} in the result of {verb}", wanted.at);
        let failed = |saw: String| Seen {
            ok: false,
            looked_at: looked_at.clone(),
            saw,
        };
        match self.last_result(verb) {
            Err(why) => failed(why),
            Ok((_, _, result)) => match (result.json, result.error) {
                (Some(json), _) => files::compare(&json, wanted, looked_at),
                (None, error) => failed(error.unwrap_or_else(|| "there is no result".to_owned())),
            },
        }
    }

    /// How a call has ended.
    pub(super) fn verb(&self, wanted: &VerbWanted) -> Seen {
        let looked_at = match wanted.nth {
            1 => format!("{} of your files, in a fresh sandbox", wanted.name),
            nth => format!(
                "call {nth} of {} of your files, in a fresh sandbox",
                wanted.name
            ),
        };
        let looked = || -> Result<(bool, String), String> {
            let (store, calls) = self.calls(&wanted.name)?;
            let found = calls.get(wanted.nth.saturating_sub(1));
            let id = *found.ok_or_else(|| format!("it did not come to {}", wanted.name))?;
            let result = store.result_of(id).map_err(|it| it.to_string())?;
            let (_, result) = result.ok_or("the call has not ended")?;
            let error = result.error.unwrap_or_default();
            let said = stderr(store, id);
            let mut ok = result.ok == wanted.succeeds;
            ok &= wanted.says.as_ref().is_none_or(|it| fits(it, &error));
            ok &= wanted.stderr.as_ref().is_none_or(|it| fits(it, &said));
            let mut saw = match result.ok {
                true => "it succeeds".to_owned(),
                false => format!("it fails: {error}"),
            };
            if wanted.stderr.is_some() {
                saw = match said.is_empty() {
                    true => format!("{saw}; nothing on standard error"),
                    false => format!("{saw}; on standard error: {}", said.trim_end()),
                };
            }
            Ok((ok, saw))
        };
        let (ok, saw) = looked().unwrap_or_else(|why| (false, why));
        Seen { ok, looked_at, saw }
    }

    /// What was left behind of the attachment.
    pub(super) fn clean(&self, wanted: bool) -> Seen {
        let looked = || -> Result<Vec<String>, String> {
            let store = match self {
                Ran::Recorded(store) => store,
                Ran::Failed(why) => return Err(why.clone()),
            };
            let calls = store.outline().calls();
            let last = calls.last().ok_or("no plugin was called")?;
            let left = store.left_behind(*last).map_err(|it| it.to_string())?;
            let of_attachment = left.into_iter().filter(|(scope, _)| scope == "attachment");
            Ok(of_attachment.map(|(_, object)| object).collect())
        };
        let (ok, saw) = match looked() {
            Ok(left) if left.is_empty() => (wanted, "nothing of the attachment".to_owned()),
            Ok(left) => (!wanted, left.join("; ")),
            Err(why) => (false, why),
        };
        Seen {
            ok,
            looked_at: "what is left behind a run of your files".to_owned(),
            saw,
        }
    }
}

/// What the call has written to standard error.
fn stderr(store: &Store, call: NodeId) -> String {
    let Some(node) = store.outline().node(call) else {
        return String::new();
    };
    let mut said = String::new();
    for seq in (node.first..=node.last).filter(|it| store.is(*it, Kind::Output)) {
        if let Ok(Some(event)) = store.event(seq)
            && let What::Output { stream, data } = event.what
            && stream == crate::event::Stream::Stderr
        {
            said.push_str(&String::from_utf8_lossy(&data.0));
        }
    }
    said
}
