//! Checks of a recording that the learner has made.

use std::path::Path;

use super::Seen;
use crate::event::What;
use crate::learn::lesson::RecordedWanted;
use crate::record::{Kind, NodeId, Store};
use crate::report::{Learned, Tone, phrase};

pub(super) fn recorded(folder: &Path, wanted: &RecordedWanted) -> Seen {
    let looked_at = format!("{} in the recording {}", wanted.verb, wanted.path);
    let (ok, saw) = look(folder, wanted).unwrap_or_else(|why| (false, why));
    Seen { ok, looked_at, saw }
}

fn look(folder: &Path, wanted: &RecordedWanted) -> Result<(bool, String), String> {
    let path = folder.join(&wanted.path);
    if !path.exists() {
        return Err(format!(
            "there is no {} in the lesson's folder",
            wanted.path
        ));
    }
    let store = Store::open(&path).map_err(|it| it.to_string())?;
    let call = call(&store, &wanted.verb)?;
    let result = store.result_of(call).map_err(|it| it.to_string())?;
    let (_, result) = result.ok_or("the call has not ended")?;
    let mut saw = match &result.error {
        None => "it succeeds".to_owned(),
        Some(error) => format!("it fails: {error}"),
    };
    let mut ok = result.ok == wanted.succeeds;
    if let Some(message) = &wanted.refused {
        let refusals = refusals(&store, call)?;
        ok &= refusals.iter().any(|it| {
            let words = [&wanted.errno, &wanted.message];
            it.contains(message.as_str())
                && words
                    .into_iter()
                    .flatten()
                    .all(|word| it.contains(word.as_str()))
        });
        saw = match refusals.is_empty() {
            true => format!("{saw}; the kernel refuses nothing"),
            false => format!("{saw}; refused: {}", refusals.join("; ")),
        };
    }
    Ok((ok, saw))
}

fn call(store: &Store, verb: &str) -> Result<NodeId, String> {
    for id in store.outline().calls() {
        let first = store.outline().node(*id).map_or(0, |it| it.first);
        let event = store.event(first).map_err(|it| it.to_string())?;
        if matches!(event.map(|it| it.what), Some(What::Call(it)) if it.verb == verb) {
            return Ok(*id);
        }
    }
    Err(format!("there is no {verb} in it"))
}

/// The lines of requests that the kernel has refused in the call.
fn refusals(store: &Store, call: NodeId) -> Result<Vec<String>, String> {
    let Some(node) = store.outline().node(call) else {
        return Ok(Vec::new());
    };
    let mut names = Learned::default();
    let mut found = Vec::new();
    for seq in 1..=node.last {
        let Some(event) = store.event(seq).map_err(|it| it.to_string())? else {
            continue;
        };
        names.learn(event.netns.as_deref(), &event.what);
        if seq >= node.first && store.is(seq, Kind::Request) {
            let line = phrase(&event, &names, store, node.last);
            if line.tone == Tone::Failed {
                found.push(line.text);
            }
        }
    }
    Ok(found)
}
