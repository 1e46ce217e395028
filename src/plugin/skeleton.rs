//! What every plugin does around its own work, in the order of the reference implementation: environment,
//! standard input, name, version, the verb, the answer.
//!
//! One step comes earlier than there: that the container's namespace is not the plugin's own is checked
//! *before* anything is touched.

mod call;

use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

pub use call::Call;

use crate::spec::version::{CURRENT, reconcile};
use crate::spec::{CniResult, Config, Environment, Error, SUPPORTED, Version};
use crate::stage::mark;
use crate::sys::netns::Netns;

/// A CNI plugin. A verb that has nothing to do succeeds.
pub trait Plugin {
    /// Its `type`.
    fn name(&self) -> &'static str;

    /// Who it is, for somebody who starts it by hand. A plugin that has nothing to say (empty) answers such a
    /// call with an error.
    fn about(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!("CNI {} plugin cniscope {version}", self.name())
    }

    /// The versions of the specification that it speaks, oldest first.
    fn versions(&self) -> &[&str] {
        SUPPORTED
    }

    /// Attaches the container.
    fn add(&self, call: &Call) -> Result<CniResult, Error>;

    /// Says whether the attachment is as ADD left it.
    fn check(&self, call: &Call) -> Result<(), Error>;

    /// Takes the attachment away; what is gone already is no error.
    fn del(&self, call: &Call) -> Result<(), Error>;

    /// Removes what belongs to no attachment.
    fn gc(&self, _call: &Call) -> Result<(), Error> {
        Ok(())
    }

    /// Says whether an ADD could succeed.
    fn status(&self, _call: &Call) -> Result<(), Error> {
        Ok(())
    }
}

/// Runs the plugin as a runtime calls it and answers with the exit code: 0, or 1 with an error object on
/// standard output.
pub fn run(plugin: &dyn Plugin) -> ExitCode {
    let variable = |name: &str| std::env::var_os(name).map(|it| it.to_string_lossy().into_owned());
    // Not `stdout()`, which would cut the text at its last newline.
    let mut out = match std::io::stdout().as_fd().try_clone_to_owned() {
        Ok(fd) => std::fs::File::from(fd),
        Err(_) => return ExitCode::FAILURE,
    };
    let (mut input, mut notes) = (std::io::stdin(), std::io::stderr());
    match serve(plugin, variable, &mut input, &mut out, &mut notes) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The call from the environment to the answer. False if it has failed.
fn serve(
    plugin: &dyn Plugin,
    variable: impl Fn(&str) -> Option<String>,
    input: &mut dyn Read,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> bool {
    let (command, about) = (variable("CNI_COMMAND"), plugin.about());
    if command.unwrap_or_default().is_empty() && !about.is_empty() {
        let versions = plugin.versions().join(", ");
        let text = format!("{about}\nCNI protocol versions supported: {versions}\n");
        // Nobody is told if nobody listens.
        let _ = notes.write_all(text.as_bytes());
        return true;
    }
    let answer =
        Environment::read(variable).and_then(|environment| answer(plugin, environment, input));
    let (text, good, added) = match answer {
        Ok((text, added)) => (text, true, added),
        Err(error) => (error_object(&error), false, None),
    };
    let written = out.write_all(text.as_bytes());
    if let (Err(error), Some(call)) = (&written, added) {
        // Of an attachment that nobody has been told of nobody will take anything away.
        let _ = writeln!(notes, "{}: write the result: {error}", plugin.name());
        if let Err(error) = plugin.del(&call) {
            let _ = writeln!(notes, "{}: after the failure: {error}", plugin.name());
        }
    }
    // The runtime may have closed our output: there is nobody to tell.
    written.is_ok() && good
}

/// Says that a stage begins, if the tracer has asked for it; costs a look at the environment otherwise.
pub fn stage(id: &str) {
    if std::env::var_os(mark::FD_VARIABLE).is_some_and(|it| it == mark::FD.to_string().as_str()) {
        // The tracer reads the bytes as they are written; where they go, and whether, does not matter.
        let _ = crate::sys::write_to(mark::FD, &mark::encode(id));
    }
}

/// The text for standard output; of an ADD also the call.
fn answer(
    plugin: &dyn Plugin,
    environment: Environment,
    stdin: &mut dyn Read,
) -> Result<(String, Option<Call>), Error> {
    let command = environment.command.clone();
    if command == "VERSION" {
        // serde_json ends no line.
        let versions = json!({ "cniVersion": CURRENT, "supportedVersions": plugin.versions() });
        return Ok((format!("{versions}\n"), None));
    }
    // Room for most configurations, so that one read takes all of it.
    let mut bytes = Vec::with_capacity(16 * 1024);
    stdin
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(Error::IO, format!("read standard input: {error}")))?;
    let config = Config::parse(&bytes)?;
    let call = Call {
        environment,
        config,
        stdin: bytes,
    };
    let nothing = |()| (String::new(), None);
    match command.as_str() {
        "ADD" => {
            reconcile(&call.config.version, plugin.versions())?;
            refuse_own_netns(&call.environment)?;
            let text = plugin.add(&call)?.render(&call.config.version)?;
            Ok((text, Some(call)))
        }
        "DEL" => {
            reconcile(&call.config.version, plugin.versions())?;
            refuse_own_netns(&call.environment)?;
            plugin.del(&call).map(nothing)
        }
        "CHECK" => {
            allow(
                &call.config.version,
                plugin.versions(),
                "CHECK",
                Version(0, 4, 0),
            )?;
            plugin.check(&call).map(nothing)
        }
        "GC" => {
            allow(
                &call.config.version,
                plugin.versions(),
                "GC",
                Version(1, 1, 0),
            )?;
            plugin.gc(&call).map(nothing)
        }
        "STATUS" => {
            allow(
                &call.config.version,
                plugin.versions(),
                "STATUS",
                Version(1, 1, 0),
            )?;
            plugin.status(&call).map(nothing)
        }
        other => Err(Error::new(
            Error::ENVIRONMENT,
            format!("unknown CNI_COMMAND: {other}"),
        )),
    }
}

/// Verbs that came with a later version are for configurations of that version, and for plugins that speak
/// one as new as the configuration's.
fn allow(config: &str, supported: &[&str], verb: &str, since: Version) -> Result<(), Error> {
    let refused = |whose: &str| {
        let text = format!("{whose} version does not allow {verb}");
        let details = format!("config is {config:?}, plugin supports {supported:?}");
        Err(Error {
            details,
            ..Error::new(Error::VERSION, text)
        })
    };
    let version = Version::parse(config)?;
    if version < since {
        return refused("config");
    }
    for it in supported {
        // In order, so that one that cannot be read fails the call only if no earlier one is new enough.
        if Version::parse(it)? >= version {
            return reconcile(config, supported);
        }
    }
    refused("plugin")
}

/// A path of a process that has ended can come to mean the node's own namespace; what the plugin then did
/// would hit the node.
fn refuse_own_netns(environment: &Environment) -> Result<(), Error> {
    if environment.netns_override {
        return Ok(());
    }
    // A namespace that cannot be opened is not the plugin's own; what it means the verb decides.
    let Ok(netns) = Netns::open(Path::new(&environment.netns)) else {
        return Ok(());
    };
    let same = Netns::current().and_then(|own| netns.is(&own));
    match same {
        Ok(false) => Ok(()),
        Ok(true) => Err(Error::new(
            Error::NETNS,
            format!(
                "CNI_NETNS {:?} is the plugin's own network namespace: refused",
                environment.netns
            ),
        )),
        Err(errno) => Err(Error::new(
            Error::NETNS,
            format!("compare network namespaces: {errno}"),
        )),
    }
}

fn error_object(error: &Error) -> String {
    let mut object = json!({ "code": error.code, "msg": error.msg });
    if !error.details.is_empty() {
        object["details"] = error.details.clone().into();
    }
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    match serde::Serialize::serialize(&object, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => object.to_string(),
    }
}

#[cfg(test)]
mod tests;
