//! Drives one run: each verb for each pod, each plugin of the network in the verb's order.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::CString;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::protocol::{Failure, Job, Plugins, Stepping};
use super::watch::Watch;
use super::{header, leftovers};
use crate::event::{self, Data, What};
use crate::runtime::call::{Attachment, environment};
use crate::runtime::network::{Addition, Network};
use crate::runtime::outcome::{Status, interpret};
use crate::runtime::{cache, find};
use crate::sandbox::{Netns, PLUGIN_DIR, Sandbox};
use crate::stage::mark;
use crate::sys::spawn::Program;
use crate::sys::wait::{Ended, signal_name};
use crate::tracer::{Command, Engine, Limits, Outcome};
use serde_json::Value;

/// Bounds of a call beside its time, which the user can set.
const LINGER: Duration = Duration::from_millis(300);
const OUTPUT: usize = 1 << 20;
const TASKS: usize = 500;

/// The interface that an attachment gets in its pod.
const IFNAME: &str = "eth0";

/// The plugin directories of the host that the job names.
pub(super) fn directories(job: &Job) -> Vec<PathBuf> {
    let directory = |it: &Plugins| match it {
        Plugins::Bundled => None,
        Plugins::Directory(path) => Some(path.clone()),
    };
    job.plugins.iter().filter_map(directory).collect()
}

/// Runs the job. A failed plugin call is not a failure of the run, its end tells it.
pub(super) fn run(job: &Job, sandbox: &Sandbox, watch: &mut Watch<'_>) -> Result<(), Failure> {
    let bad = |error: &dyn std::fmt::Display| Failure {
        exit: 2,
        failure: format!("{}: {error}", job.target),
    };
    let mut network = Network::parse(&job.config).map_err(|error| bad(&error))?;
    if let Some(version) = &job.cni_version {
        network.version.clone_from(version);
    }
    find_pods(job, sandbox)?;
    let cni_path = cni_path(job, sandbox);
    let plugins = header::plugin_files(job, &network, &cni_path).map_err(|error| bad(&error))?;
    watch.stream.line(&header::header(job, sandbox, plugins));
    let world = watch.world_now();
    watch.note(What::World(world));
    let before = leftovers::look(watch);
    let engine = Engine::new().map_err(|error| Failure {
        exit: 3,
        failure: error.to_string(),
    })?;
    let mut drive = Drive {
        job,
        network,
        cni_path,
        engine,
        watch,
        failed: false,
    };
    drive.all(sandbox, &before)?;
    if drive.watch.abandoned {
        return Ok(());
    }
    let wall_ns = drive.watch.stream.elapsed_ns();
    let dropped = drive.watch.stream.dropped();
    let exit = i32::from(drive.failed);
    drive.watch.end_call();
    for point in drive.watch.points.unmatched() {
        let text = format!("{point} has never matched");
        drive.watch.note(What::Notice { text });
    }
    drive.watch.tell_pending();
    drive.watch.note(What::End {
        wall_ns,
        dropped,
        exit,
    });
    drive.watch.stream.flush();
    Ok(())
}

struct Drive<'a, 'b> {
    job: &'a Job,
    network: Network,
    cni_path: Vec<PathBuf>,
    engine: Engine,
    watch: &'a mut Watch<'b>,
    failed: bool,
}

impl Drive<'_, '_> {
    /// Every verb in turn, those that the user asks for in between too.
    fn all(&mut self, sandbox: &Sandbox, before: &leftovers::Before) -> Result<(), Failure> {
        let mut planned: VecDeque<String> = self.job.verbs.iter().cloned().collect();
        let mut last: Option<String> = None;
        while !self.watch.abandoned {
            if self.job.between_verbs && !self.watch.quitting && last.is_some() {
                let at = match planned.is_empty() && self.watch.wanted.is_empty() {
                    true => "end",
                    false => "verb",
                };
                self.watch.end_call();
                self.watch.hold_between(at, None);
            }
            if self.watch.stepping == Stepping::Verb && !self.job.between_verbs {
                self.watch.stepping = Stepping::Stage;
            }
            let wanted = self.watch.wanted.pop_front();
            let Some(verb) = wanted.or_else(|| planned.pop_front()) else {
                break;
            };
            self.pods(&verb, sandbox)?;
            // Without a DEL everything is meant to be there; without snapshots nothing is known.
            if self.job.snapshots && verb == "DEL" && !self.watch.abandoned {
                self.watch.end_call();
                leftovers::tell(self.watch, before);
            }
            last = Some(verb);
        }
        Ok(())
    }

    /// One verb for each pod. GC and STATUS concern the network as a whole.
    fn pods(&mut self, verb: &str, sandbox: &Sandbox) -> Result<(), Failure> {
        let pods = match verb {
            "GC" | "STATUS" => 1,
            _ => usize::MAX,
        };
        let only = &self.job.only;
        let is_meant = |it: &&Netns| only.is_empty() || only.contains(&it.name);
        for pod in sandbox.world.pods().iter().filter(is_meant).take(pods) {
            // Who quits is not asked for the verbs in between, but what is attached is detached.
            let skips = self.watch.quitting && verb != "DEL";
            if !self.watch.abandoned && !skips {
                self.verb(verb, &pod.name, &pod.path)?;
            }
        }
        Ok(())
    }

    /// One verb for one pod, through the plugins of the network: DEL in reverse order.
    fn verb(&mut self, verb: &str, pod: &str, netns: &Path) -> Result<(), Failure> {
        let attachment = Attachment {
            container_id: pod.to_owned(),
            netns: netns.to_string_lossy().into_owned(),
            ifname: IFNAME.to_owned(),
            args: self.job.args.clone(),
        };
        let directory = Path::new(cache::DIRECTORY);
        let name = self.network.name.clone();
        let mut order: Vec<usize> = (0..self.network.plugins.len()).collect();
        if verb == "DEL" {
            order.reverse();
        }
        // ADD hands each result on; CHECK and DEL give every plugin the final one.
        let mut prev = match verb {
            "CHECK" | "DEL" => cache::load(directory, &name, &attachment, &self.network.version),
            _ => None,
        };
        let valid = (verb == "GC").then(|| cache::attachments(directory, &name));
        for at in order {
            let addition = match (&valid, &prev) {
                (Some(valid), _) => Addition::Valid(valid),
                (_, Some(prev)) => Addition::PrevResult(prev),
                _ => Addition::Nothing,
            };
            let (ok, result) = self.call(verb, at, &attachment, &addition)?;
            if !ok {
                self.failed = true;
                return Ok(()); // the first failure ends a verb
            }
            if verb == "ADD" {
                prev = result;
            }
        }
        match (verb, prev) {
            ("ADD", Some(result)) => {
                let saved = cache::save(
                    directory,
                    &name,
                    self.job.config.as_bytes(),
                    &attachment,
                    &result,
                );
                if let Err(error) = saved {
                    let text = format!("the result could not be kept for CHECK and DEL: {error}");
                    self.watch.note(What::Notice { text });
                }
            }
            ("DEL", _) => cache::remove(directory, &name, &attachment),
            _ => {}
        }
        Ok(())
    }

    fn call(
        &mut self,
        verb: &str,
        at: usize,
        attachment: &Attachment,
        addition: &Addition<'_>,
    ) -> Result<(bool, Option<Value>), Failure> {
        let plugin = self.network.plugin_type(at).to_owned();
        let path = find::plugin(&plugin, self.cni_path.iter().map(PathBuf::as_path));
        let path = path.map_err(|error| Failure {
            exit: 2,
            failure: error.to_string(),
        })?;
        // What a failed ADD has left is told at once: a DEL may follow that takes it away.
        let before = (verb == "ADD" && self.job.snapshots).then(|| leftovers::look(self.watch));
        let stdin = self.network.request(at, addition);
        let env = self.environment(verb, attachment);
        let goes_on = self.watch.begin_call(event::Call {
            verb: verb.to_owned(),
            plugin: plugin.clone(),
            path: path.to_string_lossy().into_owned(),
            env: env
                .iter()
                .map(|(name, value)| (name.clone(), Data::from(value.as_str())))
                .collect::<BTreeMap<_, _>>(),
            stdin: Data(stdin.clone()),
        });
        if !goes_on && verb != "DEL" || self.watch.abandoned {
            return Ok((false, None));
        }
        let command = Command {
            program: program(&path, &env, self.job.marks)?,
            plugin,
            stdin,
        };
        let limits = Limits {
            time: Duration::from_millis(self.job.timeout_ms),
            linger: LINGER,
            output: OUTPUT,
            tasks: TASKS,
        };
        let control = self.watch.stream.control().map_err(|error| Failure {
            exit: 3,
            failure: error.to_string(),
        })?;
        let outcome = self.engine.run(
            command,
            limits,
            std::os::fd::AsFd::as_fd(&control),
            self.watch,
        );
        let outcome = outcome.map_err(|error| Failure {
            exit: 3,
            failure: error.to_string(),
        })?;
        let (ok, result) = self.conclude(verb, &outcome);
        if let Some(before) = before.filter(|_| !ok && !self.watch.abandoned) {
            self.watch.end_call();
            leftovers::tell(self.watch, &before);
        }
        Ok((ok, result))
    }

    fn conclude(&mut self, verb: &str, outcome: &Outcome) -> (bool, Option<Value>) {
        self.watch.settle();
        for remark in &outcome.remarks {
            self.watch.note(What::Notice {
                text: remark.clone(),
            });
        }
        let status = match outcome.ended {
            Ended::Code(code) => Status::Code(code),
            Ended::Signal(_) => Status::Killed,
        };
        let killed_by = match outcome.ended {
            Ended::Signal(signal) if outcome.remarks.is_empty() => {
                format!("ended by {}", signal_name(signal))
            }
            _ => outcome.remarks.join("; "),
        };
        let result = interpret(verb, status, &outcome.stdout, &outcome.stderr, &killed_by);
        let (ok, json) = (result.ok, result.json.clone());
        self.watch.note(What::Result(result));
        (ok, json)
    }

    /// A plugin's whole environment: a recording must not carry the user's.
    fn environment(&self, verb: &str, attachment: &Attachment) -> Vec<(String, String)> {
        let path: Vec<_> = self
            .cni_path
            .iter()
            .map(|it| it.to_string_lossy())
            .collect();
        let mut env = environment(verb, attachment, &path.join(":"));
        env.push((
            "PATH".into(),
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into(),
        ));
        env.push(("LANG".into(), "C.UTF-8".into()));
        env.extend(self.job.env.iter().cloned());
        env
    }
}

/// Pods that are asked for must be there.
fn find_pods(job: &Job, sandbox: &Sandbox) -> Result<(), Failure> {
    let pods = || sandbox.world.pods().iter().map(|it| it.name.as_str());
    match job.only.iter().find(|it| !pods().any(|pod| pod == **it)) {
        None => Ok(()),
        Some(name) => Err(Failure {
            exit: 2,
            failure: format!(
                "--pod {name}: there is no such pod, but {}",
                pods().collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

fn program(path: &Path, env: &[(String, String)], marks: bool) -> Result<Program, Failure> {
    use std::os::unix::ffi::OsStrExt;
    let bad = |_| Failure {
        exit: 2,
        failure: "a NUL byte in a path or variable".into(),
    };
    let text = CString::new(path.as_os_str().as_bytes()).map_err(bad)?;
    let mark = marks.then(|| (mark::FD_VARIABLE.to_owned(), mark::FD.to_string()));
    let variable = |(name, value): &(String, String)| CString::new(format!("{name}={value}"));
    let env = env
        .iter()
        .chain(&mark)
        .map(variable)
        .collect::<Result<_, _>>()
        .map_err(bad)?;
    // Marks are read as they are written; what takes the bytes does not matter.
    let sink = OpenOptions::new()
        .write(true)
        .open("/dev/null")
        .ok()
        .map(|it| (it.into(), mark::FD));
    Ok(Program {
        argv: vec![text.clone()],
        path: text,
        env,
        mark: sink.filter(|_| marks),
        tasks: TASKS as u64,
    })
}

fn cni_path(job: &Job, sandbox: &Sandbox) -> Vec<PathBuf> {
    let mut inside = sandbox.plugin_dirs.iter();
    let place = |it: &Plugins| match it {
        Plugins::Bundled => PathBuf::from(PLUGIN_DIR),
        Plugins::Directory(path) => inside.next().unwrap_or(path).clone(),
    };
    job.plugins.iter().map(place).collect()
}
