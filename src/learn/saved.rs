//! Files that the learner saves, told by the kernel, inotify(7).

use std::path::Path;

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

use super::Error;

/// Watches a folder and those in it.
#[derive(Debug)]
pub struct Saved(Inotify);

impl Saved {
    /// Begins to watch.
    pub fn in_folder(folder: &Path) -> Result<Saved, Error> {
        let failed =
            |step| move |errno: Errno| Error::io(step, folder)(std::io::Error::from(errno));
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)
            .map_err(failed("watch the files in"))?;
        // Editors write a file, or write another and rename it.
        let saves =
            AddWatchFlags::IN_CLOSE_WRITE | AddWatchFlags::IN_MOVED_TO | AddWatchFlags::IN_DELETE;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let added = inotify.add_watch(&folder, saves);
            added.map_err(|errno| Error::io("watch", &folder)(errno.into()))?;
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            folders.extend(entries.map(|it| it.path()).filter(|it| it.is_dir()));
        }
        Ok(Saved(inotify))
    }

    /// True if one was saved since the last time.
    pub fn any(&self) -> Result<bool, Error> {
        match self.0.read_events() {
            Ok(events) => Ok(!events.is_empty()),
            Err(Errno::EAGAIN) => Ok(false),
            Err(errno) => {
                let folder = Path::new("the lesson's folder");
                Err(Error::io("watch the files in", folder)(errno.into()))
            }
        }
    }
}
