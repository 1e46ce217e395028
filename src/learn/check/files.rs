//! Checks of files: of the sandbox, as plugins and runtimes keep them, and of the learner's folder.

use std::path::Path;

use serde_json::Value;

use super::pattern::{fits, value_fits, words};
use super::{Error, Seen, Witness};
use crate::learn::lesson::{FileWanted, JsonWanted};

/// Longer files no lesson looks at.
const LONGEST: u64 = 1 << 20;

/// Path and text of the files.
type Texts = Vec<(String, String)>;

fn texts(witness: &mut Witness, folder: &Path, path: &str) -> Result<Texts, Error> {
    if path.starts_with('/') {
        return witness.files(path);
    }
    let file = folder.join(path);
    let long = file.metadata().is_ok_and(|it| it.len() > LONGEST);
    let text = std::fs::read(&file).ok().filter(|_| !long);
    let text = text.map(|it| String::from_utf8_lossy(&it).into_owned());
    Ok(text.map(|it| (path.to_owned(), it)).into_iter().collect())
}

pub(super) fn file(
    witness: &mut Witness,
    folder: &Path,
    wanted: &FileWanted,
) -> Result<Seen, Error> {
    let files = texts(witness, folder, &wanted.path)?;
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    let good = files
        .iter()
        .filter(|(_, text)| fits(&wanted.first_line, &first(text)))
        .count();
    let ok = match wanted.count {
        Some(count) => good == count,
        None => good > 0,
    };
    let saw: Vec<_> = files
        .iter()
        .take(8)
        .map(|(path, text)| format!("{path}: {}", first(text)))
        .collect();
    Ok(Seen {
        ok,
        looked_at: format!("the files {}", wanted.path),
        saw: match saw.is_empty() {
            true => "none".to_owned(),
            false => saw.join("; "),
        },
    })
}

pub(super) fn json(
    witness: &mut Witness,
    folder: &Path,
    path: &str,
    wanted: &JsonWanted,
) -> Result<Seen, Error> {
    let looked_at = format!("{} in {path}", wanted.at);
    let failed = |saw: String| Seen {
        ok: false,
        looked_at: looked_at.clone(),
        saw,
    };
    let files = texts(witness, folder, path)?;
    let Some((name, text)) = files.first() else {
        return Ok(failed(format!("there is no {path}")));
    };
    Ok(match serde_json::from_str(text) {
        Ok(value) => compare(&value, wanted, looked_at),
        Err(error) => failed(format!("{name} is not JSON: {error}")),
    })
}

/// Compares what stands at the wanted place.
pub(super) fn compare(value: &Value, wanted: &JsonWanted, looked_at: String) -> Seen {
    match (value.pointer(&wanted.at), &wanted.is) {
        (None, _) => Seen {
            ok: false,
            looked_at,
            saw: format!("nothing stands there{}", instead(value)),
        },
        (Some(there), is) => Seen {
            ok: is.as_ref().is_none_or(|it| value_fits(it, there)),
            looked_at,
            saw: words(there),
        },
    }
}

/// What the JSON has instead: the error of a plugin, or its keys.
fn instead(value: &Value) -> String {
    let Some(object) = value.as_object() else {
        return String::new();
    };
    match (object.get("code"), object.get("msg")) {
        (Some(code), Some(msg)) => format!("; it is an error: code {code}: {}", words(msg)),
        _ => {
            let keys: Vec<_> = object.keys().map(String::as_str).collect();
            format!("; its keys are {}", keys.join(", "))
        }
    }
}
