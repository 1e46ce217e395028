//! Which stage each plugin process is in: by its own marks, or else inferred.

use std::collections::HashMap;

use crate::event::{Source, Task, What};
use crate::stage::{self, Inference, Stage};
use crate::tracer::Process;

/// The stages of the plugin processes of one call.
#[derive(Debug, Default)]
pub(super) struct Stages {
    by_plugin: HashMap<i32, Tracker>,
    /// The process whose stage is going on now.
    current: i32,
}

#[derive(Debug)]
struct Tracker {
    task: Task,
    stage: Option<String>,
    /// The plugin process that was going on when this one started.
    caller: i32,
    /// `None` for a plugin that marks its stages itself.
    inference: Option<Inference>,
}

/// A stage that begins.
#[derive(Debug)]
pub(super) struct Begin {
    pub(super) plugin_pid: i32,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) source: Source,
}

impl Stages {
    /// A process has become (or is about to become) a plugin.
    pub(super) fn plugin_starts(&mut self, process: &Process, marks: bool) {
        let inference = (!marks).then(|| Inference::new(&process.plugin, &process.verb));
        let task = Task {
            pid: process.pid,
            tid: process.pid,
            comm: process.comm.clone(),
            plugin: process.plugin.clone(),
            plugin_pid: process.pid,
            depth: process.depth,
        };
        let tracker = Tracker {
            task,
            stage: None,
            caller: self.current,
            inference,
        };
        self.by_plugin.insert(process.pid, tracker);
    }

    /// The plugin process as a task: a stage is its, whoever's event begins it.
    pub(super) fn task_of(&self, plugin_pid: i32) -> Option<Task> {
        self.by_plugin.get(&plugin_pid).map(|it| it.task.clone())
    }

    /// What begins when the plugin process says that a stage begins.
    pub(super) fn marked(&mut self, plugin_pid: i32, id: &str) -> Begin {
        if let Some(tracker) = self.by_plugin.get_mut(&plugin_pid) {
            tracker.inference = None;
        }
        let title = stage::find(id).map_or(id, |it| it.title).to_owned();
        Begin {
            plugin_pid,
            id: id.to_owned(),
            title,
            source: Source::Mark,
        }
    }

    /// What begins with the event, if the rules say that it begins something.
    pub(super) fn infer(
        &mut self,
        plugin_pid: i32,
        what: &What,
        netns: Option<&str>,
        own: bool,
    ) -> Option<Begin> {
        let inference = self.by_plugin.get_mut(&plugin_pid)?.inference.as_mut()?;
        let Stage { id, title, .. } = inference.next(what, netns, own)?;
        Some(Begin {
            plugin_pid,
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            source: Source::Inferred,
        })
    }

    /// The stage begins: what was before it is settled.
    pub(super) fn enter(&mut self, begin: &Begin) {
        if let Some(tracker) = self.by_plugin.get_mut(&begin.plugin_pid) {
            tracker.stage = Some(begin.id.clone());
        }
        self.current = begin.plugin_pid;
    }

    /// The stage that the plugin process is in.
    pub(super) fn of(&self, plugin_pid: i32) -> Option<String> {
        self.by_plugin.get(&plugin_pid)?.stage.clone()
    }

    /// The stage that is going on now, and its plugin process.
    pub(super) fn current(&self) -> Option<String> {
        self.of(self.current)
    }

    /// The plugin process whose stage is going on.
    pub(super) fn current_plugin(&self) -> i32 {
        self.current
    }

    /// A delegated plugin has ended: the stage of the plugin that called it goes on.
    pub(super) fn return_from(&mut self, plugin_pid: i32) {
        if let Some(tracker) = self.by_plugin.get(&plugin_pid) {
            self.current = tracker.caller;
        }
    }
}
