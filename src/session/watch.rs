//! The observer of a run: what the tracer sees becomes events, stages, changes and holds.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::time::Duration;

use super::points::Points;
use super::protocol::{Command, Stepping};
use super::stages::{Begin, Stages};
use super::stream::{Place, Stream};
use crate::event::{Direction, Namespace, StageBegin, Task, What};
use crate::net::state::State;
use crate::sandbox::World;
use crate::tracer::{Observer, Seen, Verdict, Who};
use crate::wire::{self, Decoder};

mod decode;
mod hold;
mod ping;

/// A stage that has just begun, in which plugin process.
#[derive(Debug)]
struct Began {
    plugin_pid: i32,
    what: What,
}

/// Watches one run.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    pub(super) stream: &'a mut Stream,
    pub(super) world: &'a World,
    /// `None` if the kernel's state is not looked at.
    pub(super) state: Option<State>,
    pub(super) stepping: Stepping,
    /// Hold each look at touched tables against a full one.
    pub(super) verifies: bool,
    /// Bundled plugins were asked to mark their stages.
    pub(super) marks: bool,
    /// Verbs that the user wants before those of the job.
    pub(super) wanted: VecDeque<String>,
    pub(super) points: Points,
    /// How many plugins deep the last hold was.
    held_depth: u32,
    /// The user has asked to stop: what is attached is still detached.
    pub(super) quitting: bool,
    /// The outer process is gone.
    pub(super) abandoned: bool,
    decoder: Decoder,
    links: HashMap<(String, u32), String>,
    stages: Stages,
    call: Option<u64>,
    held: Duration,
}

impl<'a> Watch<'a> {
    pub(super) fn new(
        stream: &'a mut Stream,
        world: &'a World,
        state: Option<State>,
        stepping: Stepping,
    ) -> Self {
        Watch {
            stream,
            world,
            state,
            stepping,
            verifies: false,
            marks: true,
            wanted: VecDeque::new(),
            points: Points::default(),
            held_depth: 0,
            quitting: false,
            abandoned: false,
            decoder: Decoder::new(),
            links: HashMap::new(),
            stages: Stages::default(),
            call: None,
            held: Duration::ZERO,
        }
    }

    /// A call begins: the events that follow belong to it. False if the user ends the run here.
    pub(super) fn begin_call(&mut self, call: crate::event::Call) -> bool {
        self.stages = Stages::default();
        self.call = None;
        // What was to be stepped over, or to the end of, was the plugin before.
        if matches!(self.stepping, Stepping::Over | Stepping::Finish) {
            self.stepping = Stepping::Stage;
        }
        let what = What::Call(call);
        let point = self.points.breakpoint(&what);
        let number = self.record(Place::default(), what);
        self.call = Some(number);
        match point {
            Some(point) => self.hold_between("break", Some(point)),
            None => true,
        }
    }

    /// The last call is over: the events that follow belong to none.
    pub(super) fn end_call(&mut self) {
        self.stages = Stages::default();
        self.call = None;
    }

    /// Records something that cniscope itself did or found.
    pub(super) fn note(&mut self, what: What) {
        self.record(Place::default(), what);
    }

    /// Looks at the kernel's state and records what has changed in the stage that is going on.
    pub(super) fn settle(&mut self) {
        let Some(state) = &mut self.state else { return };
        let changes = state.changes();
        let missed = if self.verifies {
            state.verify()
        } else {
            Ok(Vec::new())
        };
        let stage = self.stages.current();
        let place = |netns| Place {
            stage: stage.clone(),
            netns,
            ..Place::default()
        };
        match (changes, missed) {
            (Ok(changes), Ok(missed)) => {
                for (netns, change) in changes {
                    self.record(place(Some(netns)), What::Change(change));
                }
                for (netns, change) in missed {
                    let text = format!(
                        "missed until now: {} {} ({:?})",
                        change.object.class, change.object.name, change.op
                    );
                    self.record(place(Some(netns)), What::Notice { text });
                }
            }
            (Err(error), _) | (_, Err(error)) => {
                let text = format!("the kernel's state could not be read: {error}");
                self.record(place(None), What::Notice { text });
            }
        }
    }

    /// Says what is still going to change by itself.
    pub(super) fn tell_pending(&mut self) {
        let pending = self.state.as_ref().map_or_else(Vec::new, State::pending);
        for (netns, addresses) in pending {
            let what = match addresses.as_slice() {
                [address] => format!("address {address} is tentative"),
                more => format!("addresses {} are tentative", more.join(", ")),
            };
            let text = format!(
                "{what}: the kernel will change that by itself, and nobody waits for it here"
            );
            self.record(
                Place {
                    netns: Some(netns),
                    ..Place::default()
                },
                What::Notice { text },
            );
        }
    }

    /// The namespaces with what stands in them now.
    pub(super) fn world_now(&self) -> crate::event::World {
        let namespaces = self.world.namespaces.iter().map(|it| Namespace {
            name: it.name.clone(),
            path: it.path.to_string_lossy().into_owned(),
            inode: it.inode,
            objects: self
                .state
                .as_ref()
                .map_or_else(Vec::new, |state| state.objects(&it.name)),
        });
        crate::event::World {
            namespaces: namespaces.collect(),
        }
    }

    fn record(&mut self, mut place: Place, what: What) -> u64 {
        place.call = self.call;
        self.stream.event(place, what)
    }

    fn place(&self, who: &Who<'_>) -> Place {
        let process = who.process;
        let task = Task {
            pid: process.pid,
            tid: who.tid,
            comm: process.comm.clone(),
            plugin: process.plugin.clone(),
            plugin_pid: process.plugin_pid,
            depth: process.depth,
        };
        let netns = (who.netns != 0).then(|| self.name_of(who.netns));
        Place {
            call: self.call,
            stage: self.stages.of(process.plugin_pid),
            task: Some(task),
            netns,
        }
    }

    fn name_of(&self, inode: u64) -> String {
        self.world
            .name_of(inode)
            .map_or_else(|| format!("net:[{inode}]"), str::to_owned)
    }

    /// Settles the stage that was going on and begins another.
    fn begin(&mut self, who: &Who<'_>, begin: Begin) -> Began {
        self.settle();
        self.stages.enter(&begin);
        let task = self.stages.task_of(begin.plugin_pid);
        let place = Place {
            stage: Some(begin.id.clone()),
            task,
            ..self.place(who)
        };
        let Begin {
            id,
            title,
            source,
            plugin_pid,
        } = begin;
        let what = What::Stage(StageBegin { id, title, source });
        self.record(place, what.clone());
        Began { plugin_pid, what }
    }

    /// Begins the stage that the event begins by the rules, if any.
    fn infer(
        &mut self,
        plugin_pid: i32,
        who: &Who<'_>,
        what: &What,
        netns: Option<&str>,
        own: bool,
    ) -> Option<Began> {
        let begin = self.stages.infer(plugin_pid, what, netns, own)?;
        Some(self.begin(who, begin))
    }
}

impl Observer for Watch<'_> {
    fn seen(&mut self, who: &Who<'_>, seen: Seen) -> (u64, Verdict) {
        let process = who.process;
        let place = self.place(who);
        let mut what = match seen {
            Seen::Mark(id) => {
                let begin = self.stages.marked(process.plugin_pid, &id);
                let began = self.begin(who, begin);
                return (0, self.hold_at_mark(who, &began));
            }
            Seen::Netlink(datagram) => {
                let netns = place.netns.clone().unwrap_or_default();
                What::Netlink(self.decode(who, &netns, datagram))
            }
            Seen::What(what) => what,
        };
        self.complete(&mut what);
        let own = process.pid == process.plugin_pid;
        let mut began = Vec::new();
        if let What::Exec(exec) = &what
            && own
        {
            // For the plugin that delegates this is an event of its own; for the new one it is the first.
            let caller = self.stages.current_plugin();
            began.extend(self.infer(caller, who, &what, place.netns.as_deref(), false));
            // The bundled plugins mark their stages themselves, if they are asked to.
            let bundled = Path::new(&exec.path).starts_with(crate::sandbox::PLUGIN_DIR);
            self.stages.plugin_starts(process, bundled && self.marks);
        }
        began.extend(self.infer(process.plugin_pid, who, &what, place.netns.as_deref(), own));
        let ends_plugin = own && matches!(what, What::Exit { .. });
        if ends_plugin {
            self.settle();
        }
        let is_request = matches!(&what, What::Netlink(it) if it.direction == Direction::Request)
            || matches!(what, What::Sysctl { .. });
        let plan = self.plan(who, &what, is_request, &began);
        let netns = place.netns;
        let place = self.place(who);
        let number = self.record(place, what.clone());
        if ends_plugin && process.parent != 0 {
            self.stages.return_from(process.pid);
        }
        let verdict = self.carry_out(plan, number);
        // Not before: all looks at the kernel's state up to here came before it acts.
        self.touch(netns.as_deref(), &what);
        (number, verdict)
    }

    fn failed(&mut self, who: &Who<'_>, number: u64, errno: i32) -> Verdict {
        let place = self.place(who);
        let what = What::Failed {
            of: number,
            errno: wire::errno_name(errno),
        };
        self.record(place, what.clone());
        self.hold_at_failure(who, &what)
    }

    fn control(&mut self) -> Verdict {
        // While a plugin runs most commands make no sense: the user saw a hold that is over.
        match self.stream.command() {
            Some(Command::Quit) => {
                self.quitting = true;
                self.points.clear();
            }
            Some(Command::Breakpoints { expressions }) => {
                self.set_breakpoints(&expressions);
                return Verdict::Go;
            }
            Some(Command::Next { verb }) => {
                self.wanted.push_back(verb);
                return Verdict::Go;
            }
            Some(_) => return Verdict::Go,
            None => self.abandoned = true,
        }
        Verdict::Kill
    }

    fn idle(&mut self) {
        self.stream.flush();
    }

    fn held(&self) -> Duration {
        self.held
    }
}
