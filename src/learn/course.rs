//! A course: its lessons in order, embedded in the program or in a directory of the user.

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use super::lesson::Lesson;

/// The files of a lesson's folder by their path in it.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// A file as text; one that is not UTF-8 is none.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.get(path)?).ok()
    }

    /// Paths and bytes below a folder, by their path in it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0.iter().filter_map(move |(path, bytes)| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((rest, bytes.as_slice()))
        })
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Lessons in order.
#[derive(Debug)]
pub struct Course {
    /// In the order of their folders' names.
    pub lessons: Vec<Lesson>,
}

#[derive(rust_embed::RustEmbed)]
#[folder = "tutorials/"]
struct Embedded;

/// A file of a lesson is a text; nobody's text is this long.
const LARGEST: u64 = 1 << 20;

impl Course {
    /// The course that is part of the program.
    pub fn embedded() -> Result<Course, Error> {
        let mut folders: BTreeMap<String, Files> = BTreeMap::new();
        for path in Embedded::iter() {
            let (Some((folder, rest)), Some(file)) = (path.split_once('/'), Embedded::get(&path))
            else {
                continue;
            };
            let files = folders.entry(folder.to_owned()).or_default();
            files.0.insert(rest.to_owned(), file.data.into_owned());
        }
        let read = |(id, files): (String, Files)| {
            Lesson::read(&id, &Path::new("tutorials").join(&id), files)
        };
        let lessons = folders.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Course { lessons })
    }

    /// A course of somebody: a directory of lessons, or the directory of one.
    pub fn open(dir: &Path) -> Result<Course, Error> {
        let dir = dir
            .canonicalize()
            .map_err(Error::io("open the course", dir))?;
        if dir.join("lesson.toml").is_file() {
            return Ok(Course {
                lessons: vec![open_lesson(&dir)?],
            });
        }
        let entries = std::fs::read_dir(&dir).map_err(Error::io("list", &dir))?;
        let mut folders: Vec<_> = entries
            .flatten()
            .map(|it| it.path())
            .filter(|it| it.join("lesson.toml").is_file())
            .collect();
        folders.sort();
        if folders.is_empty() {
            return Err(Error::Manifest {
                path: dir,
                message: "there is no lesson here: a lesson is a folder with a lesson.toml \
                          (`cniscope learn new DIR` makes one)"
                    .to_owned(),
            });
        }
        let lessons = folders
            .iter()
            .map(|it| open_lesson(it))
            .collect::<Result<_, _>>()?;
        Ok(Course { lessons })
    }

    /// The lesson that is called by its number (`4`), its folder's name or a part of it that no other has.
    pub fn find(&self, name: &str) -> Result<&Lesson, Error> {
        let number = name.parse().ok();
        let by_number = |it: &&Lesson| number.is_some() && it.number() == number;
        if let Some(lesson) = self.lessons.iter().find(by_number) {
            return Ok(lesson);
        }
        if let Some(lesson) = self.lessons.iter().find(|it| it.id == name) {
            return Ok(lesson);
        }
        let mut found = self.lessons.iter().filter(|it| it.id.contains(name));
        match (found.next(), found.next()) {
            (Some(lesson), None) => Ok(lesson),
            _ => Err(Error::NoSuch(name.to_owned())),
        }
    }

    /// The lesson after this one.
    pub fn after(&self, id: &str) -> Option<&Lesson> {
        let at = self.lessons.iter().position(|it| it.id == id)?;
        self.lessons.get(at + 1)
    }
}

fn open_lesson(dir: &Path) -> Result<Lesson, Error> {
    let mut files = Files::default();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(Error::io("list", &folder))? {
            let path = entry.map_err(Error::io("list", &folder))?.path();
            let meta = path
                .symlink_metadata()
                .map_err(Error::io("look at", &path))?;
            if meta.is_dir() {
                folders.push(path);
            } else if meta.is_file() && meta.len() <= LARGEST {
                let bytes = std::fs::read(&path).map_err(Error::io("read", &path))?;
                let name = path.strip_prefix(dir).unwrap_or(&path);
                files.0.insert(name.to_string_lossy().into_owned(), bytes);
            } else {
                return Err(Error::Manifest {
                    path,
                    message: "a lesson has plain files of at most 1 MiB".to_owned(),
                });
            }
        }
    }
    let id = dir.file_name().unwrap_or_default().to_string_lossy();
    Lesson::read(&id, dir, files)
}
