//! The shape of a recording: calls, the stages in them, the plugins that a stage delegates to, and which of
//! these each event belongs to. It grows with the recording; a million events cost a few bytes each.

use std::collections::HashMap;

use super::glance::{Glance, Kind};

/// A call, a delegated plugin, or a stage.
#[derive(Debug, Clone)]
pub struct Node {
    /// Which of these.
    pub kind: NodeKind,
    /// What it stands in.
    pub parent: Option<NodeId>,
    /// What stands in it, in order.
    pub children: Vec<NodeId>,
    /// `seq` of its first event.
    pub first: u64,
    /// `seq` of its last event so far.
    pub last: u64,
    /// When it began, nanoseconds since the start of the run.
    pub began_ns: u64,
    /// When its last event was.
    pub ended_ns: u64,
    /// Time of it that the plugin was held.
    pub held_ns: u64,
    /// False once something else has begun in its place.
    pub open: bool,
    /// The call has failed, and this is where.
    pub failed: bool,
}

/// Number of a node.
pub type NodeId = u32;

/// What a node stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A call of the runtime; its event tells verb and plugin.
    Call,
    /// A plugin to which a stage has delegated.
    Plugin(String),
    /// A stage by its id, `bridge/add/create-veth`.
    Stage(String),
}

impl Node {
    /// Time spent in it, without holds, nanoseconds.
    pub fn spent_ns(&self) -> u64 {
        (self.ended_ns.saturating_sub(self.began_ns)).saturating_sub(self.held_ns)
    }
}

/// The nodes of a recording.
#[derive(Debug, Default)]
pub struct Outline {
    nodes: Vec<Node>,
    calls: Vec<NodeId>,
    /// Events outside of any call.
    loose: Vec<u64>,
    /// The node of the call that is going on, and its plugin processes with the stage each is in.
    call: Option<NodeId>,
    frames: HashMap<i32, Frame>,
    /// Where events without a task belong.
    current: Option<NodeId>,
    held_since: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    root: NodeId,
    stage: Option<NodeId>,
}

impl Outline {
    /// A node by its number.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// All nodes, in the order in which they began.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> + Clone {
        self.nodes.iter()
    }

    /// All calls, in order.
    pub fn calls(&self) -> &[NodeId] {
        &self.calls
    }

    /// Events that belong to no call: the world at the start, leftovers, the end.
    pub fn loose(&self) -> &[u64] {
        &self.loose
    }

    /// Takes the next event in. Returns the node it belongs to.
    pub(super) fn event(&mut self, it: &Glance<'_>) -> Option<NodeId> {
        if let Some(since) = self.held_since.take() {
            let held = it.t_ns.saturating_sub(since);
            let mut at = self.current;
            while let Some(node) = at.and_then(|id| self.nodes.get_mut(id as usize)) {
                node.held_ns += held;
                at = node.parent;
            }
        }
        if it.kind == Kind::Held {
            self.held_since = Some(it.t_ns);
        }
        if it.kind == Kind::Call {
            self.end_call();
            let id = self.add(NodeKind::Call, None, it);
            self.calls.push(id);
            (self.call, self.current) = (Some(id), Some(id));
            return Some(id);
        }
        let Some(call) = self.call.filter(|_| it.call.is_some()) else {
            self.end_call();
            self.loose.push(it.seq);
            return None;
        };
        let id = match &it.task {
            Some((plugin, pid, depth)) => self.of_task(call, plugin, *pid, *depth, it),
            None => self.current.unwrap_or(call),
        };
        // A remark or a hold does not move the plugin, everything that it does itself does.
        if it.task.is_some() {
            self.current = Some(id);
        }
        // A refusal may be what was expected (a directory is there already): only how the call ends tells. What it
        // ended in, and all that stands in, has failed.
        if it.failed && it.kind == Kind::Result {
            let mut at = self.current;
            while let Some(node) = at.and_then(|id| self.nodes.get_mut(id as usize)) {
                node.failed = true;
                at = node.parent;
            }
        }
        self.reaches(id, it);
        Some(id)
    }

    fn of_task(
        &mut self,
        call: NodeId,
        plugin: &str,
        pid: i32,
        depth: u32,
        it: &Glance<'_>,
    ) -> NodeId {
        let known = self.frames.get(&pid).copied();
        let mut frame = known.unwrap_or_else(|| {
            let root = match depth {
                0 => call,
                _ => {
                    let caller = self.current.unwrap_or(call);
                    self.add(NodeKind::Plugin(plugin.to_owned()), Some(caller), it)
                }
            };
            Frame { root, stage: None }
        });
        if it.kind == Kind::Stage {
            if let Some(before) = frame.stage {
                self.close(before);
            }
            let stage = it.stage.as_deref().unwrap_or_default().to_owned();
            frame.stage = Some(self.add(NodeKind::Stage(stage), Some(frame.root), it));
        }
        self.frames.insert(pid, frame);
        frame.stage.unwrap_or(frame.root)
    }

    fn add(&mut self, kind: NodeKind, parent: Option<NodeId>, it: &Glance<'_>) -> NodeId {
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        self.nodes.push(Node {
            kind,
            parent,
            children: Vec::new(),
            first: it.seq,
            last: it.seq,
            began_ns: it.t_ns,
            ended_ns: it.t_ns,
            held_ns: 0,
            open: true,
            failed: false,
        });
        if let Some(parent) = parent.and_then(|it| self.nodes.get_mut(it as usize)) {
            parent.children.push(id);
        }
        id
    }

    /// The event stretches its node and all that it stands in.
    fn reaches(&mut self, id: NodeId, it: &Glance<'_>) {
        let mut at = Some(id);
        while let Some(node) = at.and_then(|id| self.nodes.get_mut(id as usize)) {
            (node.last, node.ended_ns) = (it.seq, it.t_ns);
            at = node.parent;
        }
    }

    /// The node is over, and with it all that stands in it.
    fn close(&mut self, id: NodeId) {
        let mut ids = vec![id];
        while let Some(node) = ids.pop().and_then(|id| self.nodes.get_mut(id as usize)) {
            if node.open {
                node.open = false;
                ids.extend(&node.children);
            }
        }
    }

    fn end_call(&mut self) {
        if let Some(call) = self.call.take() {
            self.close(call);
        }
        self.frames.clear();
        self.current = None;
    }
}
