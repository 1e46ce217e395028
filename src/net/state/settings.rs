//! Settings below /proc/sys: those that plugins touch.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::Path;

use super::Objects;
use crate::event::Object;

/// The settings of a namespace that are watched.
#[derive(Debug)]
pub(super) struct Settings {
    /// The directory net/ as it was opened in the namespace: what it shows stays that namespace's.
    directory: Option<File>,
    paths: BTreeSet<String>,
}

/// Watched from the start.
const FORWARDING: [&str; 2] = ["net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"];

const ROOT: &str = "/proc/sys/";

impl Settings {
    /// For the namespace of the calling thread.
    pub(super) fn open() -> Settings {
        let paths = FORWARDING.iter().map(|it| (*it).to_owned()).collect();
        Settings {
            directory: File::open("/proc/sys/net").ok(),
            paths,
        }
    }

    /// A setting that was written is watched from now on.
    pub(super) fn watch(&mut self, path: &str) {
        if let Some(path) = path.strip_prefix(ROOT).filter(|it| it.starts_with("net/")) {
            self.paths.insert(path.to_owned());
        }
    }

    pub(super) fn read(&self) -> Objects {
        let Some(directory) = &self.directory else {
            return Objects::new();
        };
        let base = format!("/proc/self/fd/{}", directory.as_raw_fd());
        let object = |path: &String| {
            let file = Path::new(&base).join(path.strip_prefix("net/")?);
            let value = std::fs::read_to_string(file).ok()?;
            let properties = [("value".to_owned(), value.trim_end().into())].into();
            let name = path.replace('/', ".");
            Some((
                path.clone(),
                Object {
                    class: "sysctl".into(),
                    name,
                    properties,
                },
            ))
        };
        self.paths.iter().filter_map(object).collect()
    }
}
