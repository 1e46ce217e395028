//! What a plugin's exit code and output mean to a runtime.

use serde_json::Value;

use crate::event::CallResult;

/// How the plugin's process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// With this exit code.
    Code(i32),
    /// By a signal, or because a limit was reached.
    Killed,
}

/// Reads the outcome as libcni does, but keeps what libcni drops: the standard error of a plugin that
/// failed. `killed_by` says in words what ended a plugin that did not end by itself.
pub fn interpret(
    verb: &str,
    status: Status,
    stdout: &[u8],
    stderr: &[u8],
    killed_by: &str,
) -> CallResult {
    let prints = matches!(verb, "ADD" | "VERSION");
    let parsed: Result<Value, _> = serde_json::from_slice(stdout);
    let text = String::from_utf8_lossy(stdout);
    let result = |ok, json, error| CallResult {
        verb: verb.to_owned(),
        ok,
        json,
        error,
    };
    match (status, parsed) {
        (Status::Killed, json) => result(false, json.ok(), Some(with_stderr(killed_by, stderr))),
        (Status::Code(0), Ok(json)) => result(true, Some(json), None),
        (Status::Code(0), Err(_)) if stdout.is_empty() && !prints => result(true, None, None),
        (Status::Code(0), Err(_)) if !prints => {
            // libcni does not read it; the specification wants it to be empty.
            result(true, None, None)
        }
        (Status::Code(0), Err(error)) => {
            let error = format!("exit code 0, but the output is not a result ({error}): {text:?}");
            result(false, None, Some(with_stderr(&error, stderr)))
        }
        (Status::Code(_), Ok(json)) => {
            let error = error_of(&json);
            result(false, Some(json), Some(error))
        }
        (Status::Code(code), Err(_)) if stdout.is_empty() => result(
            false,
            None,
            Some(with_stderr(
                &format!("exit code {code} and no output"),
                stderr,
            )),
        ),
        (Status::Code(code), Err(error)) => {
            let error = format!(
                "exit code {code}, and the output is not an error object ({error}): {text:?}"
            );
            result(false, None, Some(with_stderr(&error, stderr)))
        }
    }
}

/// `code 999: text (details)`.
fn error_of(json: &Value) -> String {
    let text = |key| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let code = json
        .get("code")
        .map_or_else(|| "no code".to_owned(), |it| format!("code {it}"));
    match text("details") {
        "" => format!("{code}: {}", text("msg")),
        details => format!("{code}: {} ({details})", text("msg")),
    }
}

fn with_stderr(error: &str, stderr: &[u8]) -> String {
    match String::from_utf8_lossy(stderr).trim() {
        "" => error.to_owned(),
        text => format!("{error}; its standard error says: {text}"),
    }
}
