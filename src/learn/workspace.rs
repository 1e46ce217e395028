//! The learner's own directory: a copy of each lesson's files, and the file of progress.
//!
//! ```text
//! ~/cniscope-lessons/progress.toml
//! ~/cniscope-lessons/04-first-bridge/net.conflist
//! ```
//!
//! Nothing in it is ever overwritten but by `reset`, and what that takes away is kept beside it, once.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::lesson::Lesson;
use super::{Error, Progress};

/// The variable that names the directory.
pub const VARIABLE: &str = "CNISCOPE_LESSONS";

/// Its name in the home directory.
const NAME: &str = "cniscope-lessons";

/// The folder of a lesson's files that the learner gets.
const GIVEN: &str = "files";

/// The learner's directory.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Absolute.
    pub dir: PathBuf,
}

impl Workspace {
    /// The directory that was asked for, that the environment names, or that of the user. It is not made yet.
    pub fn new(asked: Option<&Path>) -> Result<Workspace, Error> {
        let named = |variable| std::env::var_os(variable).filter(|it| !it.is_empty());
        let dir = match (asked, named(VARIABLE), named("HOME")) {
            (Some(dir), _, _) => dir.to_owned(),
            (None, Some(dir), _) => PathBuf::from(dir),
            (None, None, Some(home)) => PathBuf::from(home).join(NAME),
            (None, None, None) => PathBuf::from(NAME),
        };
        let dir = std::path::absolute(&dir).map_err(Error::io("find", &dir))?;
        Ok(Workspace { dir })
    }

    /// The folder of a lesson.
    pub fn folder(&self, lesson: &Lesson) -> PathBuf {
        self.dir.join(&lesson.id)
    }

    /// What the learner has done.
    pub fn progress(&self) -> Result<Progress, Error> {
        Progress::read(&self.progress_file())
    }

    /// Keeps what the learner has done.
    pub fn keep(&self, progress: &Progress) -> Result<(), Error> {
        self.make_dir(&self.dir)?;
        let (path, next) = (self.progress_file(), self.dir.join("progress.toml.new"));
        let mut file = fs::File::create(&next).map_err(Error::io("write", &next))?;
        let written = file.write_all(progress.text().as_bytes());
        written
            .and_then(|()| fs::rename(&next, &path))
            .map_err(Error::io("write", &path))
    }

    fn progress_file(&self) -> PathBuf {
        self.dir.join("progress.toml")
    }

    /// Makes the learner's copy, unless it is there.
    pub fn hand_out(&self, lesson: &Lesson) -> Result<PathBuf, Error> {
        let folder = self.folder(lesson);
        if !folder.is_dir() {
            self.give(lesson)?;
        }
        Ok(folder)
    }

    fn give(&self, lesson: &Lesson) -> Result<(), Error> {
        let folder = self.folder(lesson);
        self.make_dir(&folder)?;
        for (name, bytes) in lesson.files.below(GIVEN) {
            self.write(&folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// The lesson's files as they were given. What was there is in `04-first-bridge.before-reset`, unless nothing was
    /// changed. The folder itself stays: shells may stand in it.
    pub fn reset(&self, lesson: &Lesson) -> Result<Option<PathBuf>, Error> {
        let folder = self.folder(lesson);
        let mut kept = None;
        if folder.is_dir() && !self.is_as_given(lesson) {
            let old = self.dir.join(format!("{}.before-reset", lesson.id));
            if old.exists() {
                fs::remove_dir_all(&old).map_err(Error::io("remove", &old))?;
            }
            self.make_dir(&old)?;
            for entry in fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
                let path = entry.map_err(Error::io("list", &folder))?.path();
                let to = old.join(path.file_name().unwrap_or_default());
                fs::rename(&path, to).map_err(Error::io("move away", &path))?;
            }
            kept = Some(old);
        }
        self.give(lesson)?;
        Ok(kept)
    }

    /// True if the learner's copy is what the lesson gives, and nothing else.
    fn is_as_given(&self, lesson: &Lesson) -> bool {
        let folder = self.folder(lesson);
        let mut given: Vec<_> = lesson.files.below(GIVEN).collect();
        let mut folders = vec![folder.clone()];
        while let Some(dir) = folders.pop() {
            for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(&folder).unwrap_or(&path);
                let same = |(it, bytes): &(&str, &[u8])| {
                    Path::new(it) == name && fs::read(&path).is_ok_and(|now| now == *bytes)
                };
                match given.iter().position(same) {
                    Some(at) => given.swap_remove(at),
                    None => return false,
                };
            }
        }
        given.is_empty()
    }

    fn make_dir(&self, dir: &Path) -> Result<(), Error> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))
    }

    /// A program is one that says what runs it.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        if let Some(parent) = path.parent() {
            self.make_dir(parent)?;
        }
        fs::write(path, bytes).map_err(Error::io("write", path))?;
        if bytes.starts_with(b"#!") {
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(path, mode).map_err(Error::io("make executable", path))?;
        }
        Ok(())
    }
}
