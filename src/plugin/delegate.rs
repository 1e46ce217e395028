//! Calling another plugin: a second process with the same environment and the same configuration.

use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Call;
use crate::spec::{CniResult, Error};

/// What a pipe takes without a reader, pipe(7).
const PIPE: usize = 64 * 1024;

/// Calls the IPAM plugin `name` with this verb. Its standard error is ours; its error is answered as it is.
pub fn call(name: &str, verb: &str, call: &Call) -> Result<Vec<u8>, Error> {
    if name.is_empty() || name.contains('/') {
        return Err(Error::internal(format!(
            "invalid plugin name {name:?}: a name is expected, not a path"
        )));
    }
    let dirs: Vec<_> = call
        .environment
        .path
        .split(':')
        .filter(|it| !it.is_empty())
        .collect();
    let found = dirs
        .iter()
        .map(|dir| Path::new(dir).join(name))
        .find(|it| it.is_file());
    let path = found.ok_or_else(|| {
        Error::internal(format!("failed to find plugin {name:?} in path {dirs:?}"))
    })?;
    let failed = |what: &str, error: &std::io::Error| {
        Error::internal(format!("{what} {}: {error}", path.display()))
    };
    let mut child = Command::new(&path)
        .env("CNI_COMMAND", verb)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| failed("start plugin", &error))?;
    let mut stdin = child.stdin.take();
    let mut feed = move || {
        // A plugin may not want its input: that it has closed it is its own affair.
        let _ = stdin.take().map(|mut it| it.write_all(&call.stdin));
    };
    let output = if call.stdin.len() <= PIPE {
        feed();
        child.wait_with_output()
    } else {
        // It could wait for us to read its output while we wait for it to read its input.
        std::thread::scope(|scope| {
            let input = std::thread::Builder::new().spawn_scoped(scope, feed);
            input.and_then(|_| child.wait_with_output())
        })
    };
    let output = output.map_err(|error| failed("run plugin", &error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    match serde_json::from_slice::<Error>(&output.stdout) {
        Ok(error) if !error.msg.is_empty() => Err(error),
        _ => {
            let how = match (output.status.code(), output.status.signal()) {
                (Some(code), _) => format!("exit code {code}"),
                (_, Some(signal)) => format!("signal {signal}"),
                _ => "an unknown end".to_owned(),
            };
            Err(Error::internal(format!(
                "plugin {name} failed with {how}, and its output is no error object: {text:?}"
            )))
        }
    }
}

/// Calls the IPAM plugin `name` with ADD and reads its result. If the caller fails later it gives the addresses
/// back, by [`call`] with DEL.
pub fn add(name: &str, call: &Call) -> Result<CniResult, Error> {
    let output = self::call(name, "ADD", call)?;
    let value = serde_json::from_slice(&output).map_err(|error| {
        let text = String::from_utf8_lossy(&output);
        Error::internal(format!(
            "plugin {name}: the output is not a result ({error}): {text:?}"
        ))
    })?;
    CniResult::parse_output(&value, &call.config.version)
        .map_err(|error| error.context(&format!("plugin {name}")))
}
