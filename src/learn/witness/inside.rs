//! The far end: it is in the sandbox, and looks.

use std::fs::{self, File};
use std::io::{BufRead, Read, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use super::{ARGUMENT, Answer, Ask};
use crate::event::{Change, Namespace, World};
use crate::net::ping;
use crate::net::state::{Observed, State};
use crate::sandbox::named::{self, Info, Join};

/// Where the sandbox's namespaces have their names.
const NAMES: &str = "/run/netns";

/// How long an echo request may take: everything is on this machine.
const PATIENCE: Duration = Duration::from_millis(400);

/// More files, or longer ones, no lesson looks at.
const FILES: usize = 200;
const LONGEST: u64 = 1 << 16;

/// Runs the witness to its end.
pub fn main() -> ExitCode {
    let argument = std::env::args().nth(2);
    let pid = argument.as_deref().map(str::parse);
    let joined = match pid {
        None => Ok(()), // we are in it already
        Some(Ok(pid)) => named::join(Join {
            info: &Info {
                name: "of the lesson".to_owned(),
                pid,
                ..Info::default()
            },
            netns: "node",
        }),
        Some(Err(_)) => {
            eprintln!("cniscope: {ARGUMENT} is started by cniscope itself");
            return ExitCode::from(2);
        }
    };
    let mut eyes = match joined {
        Ok(()) => Eyes::default(),
        Err(error) => {
            tell(&Answer::Failed(error.to_string()));
            return ExitCode::from(3);
        }
    };
    for line in std::io::stdin().lock().lines() {
        let Ok(ask) = line
            .map_err(|_| ())
            .and_then(|it| serde_json::from_str(&it).map_err(|_| ()))
        else {
            break;
        };
        if !tell(&eyes.answer(&ask)) {
            break;
        }
    }
    ExitCode::SUCCESS
}

/// False if nobody listens any more.
fn tell(answer: &Answer) -> bool {
    let text = serde_json::to_string(answer).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).is_ok()
}

/// What is looked at, again and again.
#[derive(Default)]
struct Eyes {
    spaces: Vec<(String, File)>,
    state: Option<State>,
}

impl Eyes {
    fn answer(&mut self, ask: &Ask) -> Answer {
        let answer = match ask {
            Ask::World => self.world(true),
            Ask::News => self.world(false),
            Ask::Ping {
                from,
                to,
                size,
                whole,
            } => Ok(Answer::Ping(ping_from(from, to, *size, *whole).err())),
            Ask::Files { pattern } => Ok(Answer::Files(files(pattern))),
        };
        answer.unwrap_or_else(Answer::Failed)
    }

    fn world(&mut self, whole: bool) -> Result<Answer, String> {
        let names = names()?;
        let known = self.state.is_some() && self.spaces.iter().map(|it| &it.0).eq(&names);
        if !known {
            self.open(names)?;
        }
        let Some(state) = &mut self.state else {
            return Err("there is nothing to look at".to_owned());
        };
        if known {
            if whole {
                state.touch_all();
            }
            let changes = state.changes().map_err(|it| it.to_string())?;
            // Neighbours come and go by themselves, and with every echo request of a check.
            let is_news = |(_, it): &(String, Change)| it.object.class != "neighbour";
            if !whole && !changes.iter().any(is_news) {
                return Ok(Answer::NoNews);
            }
        }
        let namespaces = self.spaces.iter().map(|(name, _)| Namespace {
            name: name.clone(),
            path: format!("{NAMES}/{name}"),
            inode: 0, // of no interest to a lesson
            objects: state.objects(name),
        });
        Ok(Answer::World(World {
            namespaces: namespaces.collect(),
        }))
    }

    fn open(&mut self, names: Vec<String>) -> Result<(), String> {
        self.spaces.clear();
        for name in names {
            match open(&name) {
                Ok(file) => self.spaces.push((name, file)),
                Err(_) => continue, // gone meanwhile
            }
        }
        let observed: Vec<_> = self
            .spaces
            .iter()
            .map(|(name, file)| Observed {
                name,
                fd: file.as_fd(),
            })
            .collect();
        self.state = Some(State::new(&observed).map_err(|it| it.to_string())?);
        Ok(())
    }
}

/// Names of the namespaces: the node, pods, what the learner has made, outside.
fn names() -> Result<Vec<String>, String> {
    let entries = fs::read_dir(NAMES).map_err(|error| format!("list {NAMES}: {error}"))?;
    let mut names: Vec<_> = entries
        .flatten()
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    let order = |it: &String| match it.as_str() {
        "node" => 0,
        "outside" => 3,
        it if it.starts_with("pod") => 1,
        _ => 2,
    };
    names.sort_by(|a, b| (order(a), a).cmp(&(order(b), b)));
    Ok(names)
}

fn open(name: &str) -> Result<File, String> {
    File::open(Path::new(NAMES).join(name)).map_err(|error| format!("{name}: {error}"))
}

fn ping_from(from: &str, to: &str, size: usize, whole: bool) -> Result<(), String> {
    let home = open("node")?;
    let from = open(from).map_err(|_| format!("there is no namespace {from}"))?;
    let to = to.parse().map_err(|_| format!("{to} is no address"))?;
    let request = ping::Request {
        to,
        size,
        whole,
        patience: PATIENCE,
    };
    let answer = ping::ping(from.as_fd(), home.as_fd(), &request);
    answer.map(drop).map_err(|error| error.to_string())
}

/// Files whose path fits the pattern: each part of it is a name, in which `*` stands for anything.
fn files(pattern: &str) -> Vec<(String, String)> {
    let mut places = vec![PathBuf::from("/")];
    for part in Path::new(pattern).components().filter_map(|it| match it {
        std::path::Component::Normal(it) => it.to_str(),
        _ => None,
    }) {
        places = places
            .iter()
            .flat_map(|place| {
                let entries = fs::read_dir(place).into_iter().flatten().flatten();
                entries.map(|it| it.path())
            })
            .filter(|it| {
                let name = it.file_name().unwrap_or_default().to_string_lossy();
                crate::learn::check::fits(part, &name)
            })
            .take(FILES)
            .collect();
    }
    places.sort();
    let files = places.into_iter().filter(|it| it.is_file());
    files
        .map(|path| {
            let mut bytes = Vec::new();
            // One that cannot be read has no text.
            let _ = File::open(&path).map(|it| it.take(LONGEST).read_to_end(&mut bytes));
            let text = String::from_utf8_lossy(&bytes).into_owned();
            (path.to_string_lossy().into_owned(), text)
        })
        .collect()
}
