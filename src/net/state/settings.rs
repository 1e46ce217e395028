//! Settings below /proc/sys: those that plugins touch.

use std::collections::BTreeSet;
use std::os::fd::BorrowedFd;
use std::path::Path;

use nix::errno::Errno;

use super::Objects;
use crate::event::Object;
use crate::sys::netns::Netns;

/// The settings of a namespace that are watched.
#[derive(Debug)]
pub(super) struct Settings {
    netns: Netns,
    paths: BTreeSet<String>,
}

/// Watched from the start.
const FORWARDING: [&str; 2] = ["net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"];

const ROOT: &str = "/proc/sys/";

impl Settings {
    pub(super) fn of(netns: BorrowedFd<'_>) -> Result<Settings, Errno> {
        let paths = FORWARDING.iter().map(|it| (*it).to_owned()).collect();
        Ok(Settings {
            netns: Netns::again(netns)?,
            paths,
        })
    }

    /// A setting that was written is watched from now on.
    pub(super) fn watch(&mut self, path: &str) {
        if let Some(path) = path.strip_prefix(ROOT).filter(|it| it.starts_with("net/")) {
            self.paths.insert(path.to_owned());
        }
    }

    /// Below net/ a reader sees the namespace that it is in when it opens the file, however it got there.
    pub(super) fn read(&self) -> Result<Objects, Errno> {
        let inside = self.netns.enter()?;
        let object = |path: &String| {
            let value = std::fs::read_to_string(Path::new(ROOT).join(path)).ok()?;
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
        let objects = self.paths.iter().filter_map(object).collect();
        drop(inside);
        Ok(objects)
    }
}
