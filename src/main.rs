//! Who am I? A plugin, if started under a plugin's name; the inner process, if told so; else the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_default();
    let name = std::path::Path::new(&name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if let Some(plugin) = cniscope::plugin::by_name(&name) {
        return cniscope::plugin::run(&*plugin);
    }
    command_line(arguments.next().as_deref())
}

#[cfg(feature = "cli")]
fn command_line(first: Option<&std::ffi::OsStr>) -> ExitCode {
    if first == Some(std::ffi::OsStr::new(cniscope::session::ARGUMENT)) {
        return cniscope::session::inner_main();
    }
    if first == Some(std::ffi::OsStr::new(cniscope::sandbox::named::ARGUMENT)) {
        return cniscope::sandbox::named::keeper_main();
    }
    if first == Some(std::ffi::OsStr::new(cniscope::session::join::ARGUMENT)) {
        return cniscope::session::join::main();
    }
    if first == Some(std::ffi::OsStr::new(cniscope::learn::ARGUMENT)) {
        return cniscope::learn::witness_main();
    }
    cniscope::cmd::main()
}

#[cfg(not(feature = "cli"))]
fn command_line(_first: Option<&std::ffi::OsStr>) -> ExitCode {
    eprintln!(
        "cniscope: built with the plugins only: start it under the name loopback, bridge, host-local or static"
    );
    ExitCode::from(2)
}
