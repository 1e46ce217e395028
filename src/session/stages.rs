//! Which stage each plugin process is in: by its own marks, or else inferred.

use std::collections::HashMap;

use crate::event::{Source, What};
use crate::stage::{self, Inference, Stage};

/// The stages of the plugin processes of one call.
#[derive(Debug, Default)]
pub(super) struct Stages {
    by_plugin: HashMap<i32, Tracker>,
    /// The process whose stage is going on now.
    current: i32,
}

#[derive(Debug)]
struct Tracker {
    stage: Option<String>,
    /// The plugin process that was going on when this one started.
    caller: i32,
    /// `None` for a plugin that marks its stages itself.
    inference: Option<Inference>,
}

/// A stage that begins.
#[derive(Debug)]
pub(super) struct Begin {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) source: Source,
}

impl Stages {
    /// A process has become (or is about to become) a plugin.
    pub(super) fn plugin_starts(&mut self, pid: i32, plugin: &str, verb: &str, marks: bool) {
        let inference = (!marks).then(|| Inference::new(plugin, verb));
        self.by_plugin.insert(
            pid,
            Tracker {
                stage: None,
                caller: self.current,
                inference,
            },
        );
    }

    /// The plugin process says that a stage begins.
    pub(super) fn marked(&mut self, plugin_pid: i32, id: &str) -> Begin {
        if let Some(tracker) = self.by_plugin.get_mut(&plugin_pid) {
            tracker.inference = None;
            tracker.stage = Some(id.to_owned());
        }
        self.current = plugin_pid;
        let title = stage::find(id).map_or(id, |it| it.title).to_owned();
        Begin {
            id: id.to_owned(),
            title,
            source: Source::Mark,
        }
    }

    /// The stage that the event begins, if the rules say that it begins one.
    pub(super) fn infer(
        &mut self,
        plugin_pid: i32,
        what: &What,
        netns: Option<&str>,
        own: bool,
    ) -> Option<Begin> {
        let tracker = self.by_plugin.get_mut(&plugin_pid)?;
        let Stage { id, title, .. } = tracker.inference.as_mut()?.next(what, netns, own)?;
        tracker.stage = Some((*id).to_owned());
        self.current = plugin_pid;
        Some(Begin {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            source: Source::Inferred,
        })
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
