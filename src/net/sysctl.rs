//! Settings below /proc/sys. Those of the network belong to the namespace of the thread that opens them.

use std::path::PathBuf;

use nix::errno::Errno;

use super::Error;

/// Reads a setting by its path, `net/ipv4/ip_forward`.
pub fn read(path: &str) -> Result<String, Error> {
    let text = std::fs::read_to_string(file(path)).map_err(|error| failed("read", path, &error))?;
    Ok(text.trim_end().to_owned())
}

/// Writes a setting.
pub fn write(path: &str, value: &str) -> Result<(), Error> {
    // Opened without O_CREAT: a setting that is not there is ENOENT, not EACCES.
    let open = std::fs::OpenOptions::new().write(true).open(file(path));
    open.and_then(|mut it| std::io::Write::write_all(&mut it, value.as_bytes()))
        .map_err(|error| failed("write", path, &error))
}

fn file(path: &str) -> PathBuf {
    PathBuf::from("/proc/sys").join(path)
}

fn failed(what: &str, path: &str, error: &std::io::Error) -> Error {
    Error::new(
        format!("{what} /proc/sys/{path}"),
        Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)),
    )
}
