//! Who is who: processes, the plugins among them, and how deep a delegation has gone.

use std::collections::HashMap;
use std::path::Path;

/// A process under the tracer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: i32,
    /// The process that started it; 0 for the first.
    pub parent: i32,
    /// Base name of the program that it runs.
    pub comm: String,
    /// The CNI plugin on whose behalf it runs.
    pub plugin: String,
    /// That plugin's process.
    pub plugin_pid: i32,
    /// 0 for the plugin that the runtime called.
    pub depth: u32,
    /// `CNI_COMMAND` of that plugin.
    pub verb: String,
}

/// All processes of a call, and which thread belongs to which.
#[derive(Debug, Default)]
pub(super) struct Processes {
    by_pid: HashMap<i32, Process>,
    process_of: HashMap<i32, i32>,
}

impl Processes {
    /// The first process, before its execve.
    pub(super) fn first(&mut self, pid: i32, plugin: &str) {
        let process = Process {
            pid,
            parent: 0,
            comm: plugin.to_owned(),
            plugin: plugin.to_owned(),
            plugin_pid: pid,
            depth: 0,
            verb: String::new(),
        };
        self.by_pid.insert(pid, process);
        self.process_of.insert(pid, pid);
    }

    /// Task `child` was made by task `parent`. Whether it is a thread or a process, /proc tells.
    pub(super) fn born(&mut self, child: i32, parent: i32) {
        let parent_pid = self.process_of.get(&parent).copied().unwrap_or(parent);
        let is_thread = Path::new(&format!("/proc/{parent_pid}/task/{child}")).exists();
        if is_thread {
            self.process_of.insert(child, parent_pid);
            return;
        }
        self.process_of.insert(child, child);
        if let Some(process) = self.by_pid.get(&parent_pid) {
            let process = Process {
                pid: child,
                parent: parent_pid,
                ..process.clone()
            };
            self.by_pid.insert(child, process);
        }
    }

    /// The process as it will be once it has become the program at `path`. A plugin is a program that lies in
    /// a directory of CNI_PATH and is started with CNI_COMMAND; anything else works for the plugin that
    /// started it.
    pub(super) fn becoming(
        &self,
        tid: i32,
        path: &str,
        command: Option<&str>,
        cni_path: Option<&str>,
    ) -> Option<Process> {
        let mut process = self.of_task(tid)?.clone();
        let path = Path::new(path);
        let name = path
            .file_name()
            .map_or_else(|| "?".to_owned(), |it| it.to_string_lossy().into_owned());
        let in_cni_path = cni_path.is_some_and(|dirs| {
            dirs.split(':')
                .any(|dir| path.parent() == Some(Path::new(dir)))
        });
        if let Some(verb) = command.filter(|verb| !verb.is_empty() && in_cni_path) {
            process.depth += u32::from(process.parent != 0);
            process.plugin.clone_from(&name);
            process.plugin_pid = process.pid;
            verb.clone_into(&mut process.verb);
        }
        process.comm = name;
        Some(process)
    }

    /// The process has become another program.
    pub(super) fn became(&mut self, process: Process) {
        self.by_pid.insert(process.pid, process);
    }

    /// The process that the task belongs to.
    pub(super) fn of_task(&self, tid: i32) -> Option<&Process> {
        self.by_pid.get(self.process_of.get(&tid)?)
    }

    /// A task has ended. Returns its process if that has ended with it.
    pub(super) fn ended(&mut self, tid: i32) -> Option<Process> {
        let pid = self.process_of.remove(&tid)?;
        // The leader's end is reported after all other threads have gone, ptrace(2).
        (pid == tid).then(|| self.by_pid.remove(&pid)).flatten()
    }

    /// The processes that still live, oldest first.
    pub(super) fn alive(&self) -> Vec<&Process> {
        let mut alive: Vec<_> = self.by_pid.values().collect();
        alive.sort_by_key(|it| it.pid);
        alive
    }

    /// Number of tasks, threads counted.
    pub(super) fn tasks(&self) -> usize {
        self.process_of.len()
    }

    /// Thread `former` has called execve and goes on as the leader of its process; all other threads are gone.
    pub(super) fn became_leader(&mut self, former: i32, pid: i32) {
        self.process_of.retain(|tid, of| *of != pid || *tid == pid);
        self.process_of.remove(&former);
        self.process_of.insert(pid, pid);
    }
}
