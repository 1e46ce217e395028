//! Events to blocks: a call, each of its stages, its result. A block is ready when the next one begins, or
//! when the plugin is held.

use crate::event::{
    Change, ChangeOp, Data, Event, Exec, FileUse, Header, Source, Stream, Task, What,
};
use crate::stage;

use super::names::Learned;
use super::netlink::Answers;
use super::wiring::Wiring;
use super::{escape, jsontext};

mod calls;
mod describe;

/// A piece of the report.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) heading: Option<Heading>,
    /// What it is for, in prose.
    pub(super) prose: String,
    pub(super) lines: Vec<Line>,
    /// Columns by which it stands to the right: a delegated plugin's stages stand below its caller's.
    pub(super) indent: usize,
}

/// The heading of a block.
#[derive(Debug)]
pub(super) struct Heading {
    /// 1 for a run, 2 for a call, 3 for a stage.
    pub(super) level: usize,
    pub(super) text: String,
    /// What stands at the right edge.
    pub(super) aside: String,
}

/// A line with its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) mark: Mark,
    pub(super) text: String,
}

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Ask,
    Refused,
    Add,
    Remove,
    Modify,
    /// The command that would do the same as the line above.
    Command,
    /// Continues the line above, or stands by itself.
    Plain,
    /// Kept as it is: JSON.
    Verbatim,
}

impl Mark {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Mark::Ask => ">",
            Mark::Refused => "!",
            Mark::Add => "+",
            Mark::Remove => "-",
            Mark::Modify => "~",
            Mark::Command => "$",
            Mark::Plain | Mark::Verbatim => " ",
        }
    }
}

/// Columns of JSON inside a block.
const JSON_WIDTH: usize = 70;

/// Turns events into blocks.
#[derive(Debug)]
pub(super) struct Composer {
    all: bool,
    ready: Vec<Block>,
    open: Option<Open>,
    learned: Learned,
    answers: Answers,
    wiring: Wiring,
    call: Option<crate::event::Call>,
    numbers: Vec<usize>,
    target: String,
    plugins: Vec<crate::event::PluginFile>,
    left_behind: Vec<(String, String)>,
    /// Sequence numbers of the lines of the open block, so that a failure finds its line.
    shown: Vec<(u64, usize)>,
    helpers: Vec<Helper>,
    stage_time: Option<(String, u64)>,
}

/// The block that is being filled.
#[derive(Debug)]
struct Open {
    stage: Option<String>,
    since: u64,
    held: bool,
    block: Block,
}

/// A program that works for a plugin, summed up in one line.
#[derive(Debug)]
struct Helper {
    pid: i32,
    line: usize,
    requests: usize,
    refusals: usize,
}

impl Composer {
    pub(super) fn new(all: bool) -> Composer {
        Composer {
            all,
            ready: Vec::new(),
            open: None,
            learned: Learned::default(),
            answers: Answers::default(),
            wiring: Wiring::default(),
            call: None,
            numbers: Vec::new(),
            target: String::new(),
            plugins: Vec::new(),
            left_behind: Vec::new(),
            shown: Vec::new(),
            helpers: Vec::new(),
            stage_time: None,
        }
    }

    /// The blocks that are complete.
    pub(super) fn ready(&mut self) -> Vec<Block> {
        std::mem::take(&mut self.ready)
    }

    pub(super) fn header(&mut self, it: &Header) {
        self.target.clone_from(&it.target);
        self.plugins.clone_from(&it.plugins);
        let mut block = Block {
            heading: Some(calls::run_heading(it)),
            ..Block::default()
        };
        for plugin in &it.plugins {
            let text = format!(
                "{:<12} {} {}",
                plugin.name,
                plugin.origin,
                calls::short_hash(&plugin.sha256)
            );
            block.lines.push(plain(text));
        }
        self.ready.push(block);
    }

    pub(super) fn event(&mut self, event: &Event) {
        self.learned.learn(event.netns.as_deref(), &event.what);
        match &event.what {
            What::World(world) => {
                self.wiring.world(world);
                let heading = Heading {
                    level: 3,
                    text: "the namespaces".into(),
                    aside: String::new(),
                };
                let block = Block {
                    heading: Some(heading),
                    lines: self.wiring.lines(),
                    ..Block::default()
                };
                self.close(event.t_ns);
                self.ready.push(block);
            }
            What::Call(call) => self.call_begins(event, call),
            What::Stage(begin) => self.stage_begins(event, &begin.id, &begin.title, begin.source),
            What::Result(result) => self.call_ends(event, result),
            What::Held { .. } => {
                if let Some(open) = &mut self.open {
                    open.held = true;
                }
                self.close(event.t_ns);
            }
            What::Leftover { scope, object } => {
                self.left_behind.push((scope.clone(), object.clone()))
            }
            What::End {
                exit,
                wall_ns,
                dropped,
            } => self.run_ends(event, *exit, *wall_ns, *dropped),
            _ => self.within(event),
        }
    }

    fn stage_begins(&mut self, event: &Event, id: &str, title: &str, source: Source) {
        self.close(event.t_ns);
        let depth = event.task.as_ref().map_or(0, |it| it.depth as usize);
        self.numbers.resize(depth + 1, 0);
        self.numbers[depth] += 1;
        let number: Vec<_> = self.numbers.iter().map(usize::to_string).collect();
        let name = id.rsplit('/').next().unwrap_or(id);
        let plugin = event.task.as_ref().map_or("", |it| it.plugin.as_str());
        let of = if depth > 0 {
            format!("{} ", escape(plugin))
        } else {
            String::new()
        };
        let known = if source == Source::Inferred {
            " (inferred)"
        } else {
            ""
        };
        let text = format!("{} {of}{}{known}", number.join("."), escape(name));
        let heading = Heading {
            level: 3,
            text,
            aside: String::new(),
        };
        let prose = match stage::find(id) {
            Some(stage) => format!("{}.\n{}", stage.title, stage.brief()),
            None => escape(title),
        };
        self.start(
            Some(id.to_owned()),
            event.t_ns,
            Block {
                heading: Some(heading),
                prose,
                lines: Vec::new(),
                indent: 2 + 4 * depth,
            },
        );
    }

    /// An event that belongs into the open block, or into one that continues an earlier stage.
    fn within(&mut self, event: &Event) {
        let elsewhere = self.open.as_ref().is_none_or(|it| {
            event.stage.is_some() && it.stage != event.stage && event.task.is_some()
        });
        if elsewhere {
            self.close(event.t_ns);
            let depth = event.task.as_ref().map_or(0, |it| it.depth as usize);
            self.numbers.truncate(depth + 1);
            let name = event.stage.as_deref().and_then(|it| it.rsplit('/').next());
            let text = name.map(|it| format!("{} again", escape(it)));
            let heading = text.map(|text| Heading {
                level: 3,
                text,
                aside: String::new(),
            });
            self.start(
                event.stage.clone(),
                event.t_ns,
                Block {
                    heading,
                    indent: 2 + 4 * depth,
                    ..Block::default()
                },
            );
        }
        let before = self.lines().len();
        self.add_lines(event);
        if self.lines().len() > before {
            self.shown.push((event.seq, before));
        }
    }

    fn add_lines(&mut self, event: &Event) {
        let netns = event.netns.as_deref().unwrap_or("?");
        let task = event.task.as_ref();
        if !self.all && task.is_some_and(|it| it.pid != it.plugin_pid) && self.sum_up(event) {
            return;
        }
        match &event.what {
            What::Exec(exec) => self.executes(event.task.as_ref(), exec),
            What::Input { data } => self.reads(data),
            What::Netlink(netlink) => {
                let names = self.learned.of(netns);
                let open = self.open.as_mut().map(|it| &mut it.block.lines);
                if let Some(lines) = open {
                    self.answers.show(
                        lines,
                        netns,
                        task.map_or(0, |it| it.pid),
                        netlink,
                        &names,
                        self.all,
                    );
                }
            }
            What::Setns { namespace, target } if namespace == "net" => {
                // Coming home again says nothing new.
                if self.all || target != "node" {
                    self.push(
                        Mark::Ask,
                        format!(
                            "{}  setns: a thread moves into {}",
                            escape(netns),
                            escape(target)
                        ),
                    );
                }
            }
            What::Setns { namespace, target } => {
                self.push(
                    Mark::Ask,
                    format!(
                        "{}  setns: a thread moves into {} ({namespace})",
                        escape(netns),
                        escape(target)
                    ),
                );
            }
            What::Sysctl {
                path,
                value,
                command,
            } => {
                self.push(
                    Mark::Ask,
                    format!(
                        "{}  write {} to {}",
                        escape(netns),
                        quoted(value),
                        escape(path)
                    ),
                );
                if let Some(command) = command {
                    self.push(Mark::Command, escape(command));
                }
            }
            What::File(file) => self.uses_file(file),
            What::Output { stream, data } => self.prints(task, *stream, data),
            What::Exit { code, signal } => {
                if let Some(signal) = signal {
                    self.push(
                        Mark::Refused,
                        format!("{} was ended by {signal}", comm(task)),
                    );
                } else if self.all
                    || code.is_some_and(|it| it != 0)
                    || task.is_some_and(|it| it.depth > 0 && it.pid == it.plugin_pid)
                {
                    self.push(
                        Mark::Plain,
                        format!("{} ends with exit code {}", comm(task), code.unwrap_or(0)),
                    );
                }
            }
            What::Change(change) => self.changes(netns, change),
            What::Unseen { what, detail } => {
                self.push(
                    Mark::Refused,
                    format!(
                        "{}: seen but not decoded: {}: {}",
                        comm(task),
                        escape(what),
                        escape(detail)
                    ),
                );
            }
            What::Failed { of, errno } => self.fails(*of, errno),
            What::Notice { text } => self.push(Mark::Refused, escape(text)),
            _ => {}
        }
    }

    fn executes(&mut self, task: Option<&Task>, exec: &Exec) {
        let is_plugin = task.is_some_and(|it| it.pid == it.plugin_pid);
        let argv: Vec<_> = exec
            .argv
            .iter()
            .skip(1)
            .map(|it| escape(&it.lossy()))
            .collect();
        match (is_plugin, task.map_or(0, |it| it.depth)) {
            (true, 0) => {} // the heading of the call has said it
            (true, _) => {
                self.push(
                    Mark::Ask,
                    format!(
                        "run {} as process {}",
                        escape(&exec.path),
                        task.map_or(0, |it| it.pid)
                    ),
                );
                let difference = self
                    .call
                    .as_ref()
                    .map(|call| calls::difference(&call.env, &exec.env))
                    .unwrap_or_default();
                self.push(Mark::Plain, format!("env: {difference}"));
            }
            (false, _) => self.push(
                Mark::Ask,
                format!("run {} {}", escape(&exec.path), argv.join(" ")),
            ),
        }
    }

    fn reads(&mut self, data: &Data) {
        let same = self.call.as_ref().is_some_and(|it| it.stdin == *data);
        let whole = if same {
            "the network configuration, as above"
        } else {
            ""
        };
        let text = if same { whole.to_owned() } else { quoted(data) };
        self.push(
            Mark::Plain,
            format!("reads {} bytes from standard input: {text}", data.0.len()),
        );
    }

    fn uses_file(&mut self, file: &FileUse) {
        let FileUse { op, path, to, data } = file;
        // Making a file and writing it is one thing to a reader.
        if let (Some(data), Some(last)) = (data, self.lines().last())
            && !self.all
            && last.text.ends_with(&format!("create {}", escape(path)))
        {
            let text = format!("{}: {}", last.text, quoted(data));
            if let Some(last) = self.open.as_mut().and_then(|it| it.block.lines.last_mut()) {
                last.text = text;
            }
            return;
        }
        let more = match (to, data) {
            (Some(to), _) => format!(" to {}", escape(to)),
            (_, Some(data)) => format!(": {}", quoted(data)),
            _ => String::new(),
        };
        self.push(Mark::Ask, format!("file  {op} {}{more}", escape(path)));
    }

    fn prints(&mut self, task: Option<&Task>, stream: Stream, data: &Data) {
        let who = comm(task);
        let main = task.is_some_and(|it| it.depth == 0 && it.pid == it.plugin_pid);
        let name = if stream == Stream::Stdout {
            "standard output"
        } else {
            "standard error"
        };
        if main && stream == Stream::Stdout {
            return self.push(
                Mark::Plain,
                format!("{who} writes {} bytes to {name}", data.0.len()),
            );
        }
        match serde_json::from_slice(&data.0) {
            Ok(value @ serde_json::Value::Object(_)) => {
                self.push(Mark::Plain, format!("{who} writes to {name}:"));
                jsontext::lines(&value, JSON_WIDTH)
                    .into_iter()
                    .for_each(|it| self.push(Mark::Verbatim, it));
            }
            _ => self.push(
                Mark::Plain,
                format!("{who} writes to {name}: {}", quoted(data)),
            ),
        }
    }

    fn changes(&mut self, netns: &str, change: &Change) {
        self.wiring.change(netns, change);
        let mark = match change.op {
            ChangeOp::Add => Mark::Add,
            ChangeOp::Remove => Mark::Remove,
            ChangeOp::Modify => Mark::Modify,
        };
        if let Some(text) = describe::change(change, self.all) {
            self.push(mark, format!("{}  {text}", escape(netns)));
        }
    }

    fn fails(&mut self, of: u64, errno: &str) {
        let line = self
            .shown
            .iter()
            .rev()
            .find(|(seq, _)| *seq == of)
            .map(|(_, line)| *line);
        let lines = self.open.as_mut().map(|it| &mut it.block.lines);
        match (line, lines) {
            (Some(line), Some(lines)) if line < lines.len() => {
                lines[line].text.push_str(&format!("  ! {}", escape(errno)))
            }
            _ => self.push(
                Mark::Refused,
                format!("{}: the system call failed", escape(errno)),
            ),
        }
    }

    /// Sums up a helper's events in one line. False for what must be told by itself.
    fn sum_up(&mut self, event: &Event) -> bool {
        let Some(task) = &event.task else {
            return false;
        };
        match &event.what {
            What::Exec(_) => {
                self.add_helper(task.pid);
                false
            }
            What::Netlink(netlink) => {
                let known = self.helpers.iter_mut().find(|it| it.pid == task.pid);
                if let Some(helper) = known {
                    helper.requests +=
                        usize::from(netlink.direction == crate::event::Direction::Request);
                    helper.refusals += usize::from(netlink.errno.is_some());
                    return true;
                }
                false
            }
            What::Exit {
                code: Some(0) | Some(1),
                ..
            } => {
                let Some(at) = self.helpers.iter().position(|it| it.pid == task.pid) else {
                    return true;
                };
                let helper = self.helpers.swap_remove(at);
                let code = if matches!(event.what, What::Exit { code: Some(1), .. }) {
                    ", exit code 1"
                } else {
                    ""
                };
                let refusals = if helper.refusals > 0 {
                    format!(", {} refused", helper.refusals)
                } else {
                    String::new()
                };
                if let Some(line) = self
                    .open
                    .as_mut()
                    .and_then(|it| it.block.lines.get_mut(helper.line))
                {
                    line.text.push_str(&format!(
                        "  ({} netlink requests{refusals}{code})",
                        helper.requests
                    ));
                }
                true
            }
            What::File(_)
            | What::Input { .. }
            | What::Output {
                stream: Stream::Stdout,
                ..
            } => true,
            _ => false,
        }
    }

    fn add_helper(&mut self, pid: i32) {
        let line = self.lines().len();
        self.helpers.push(Helper {
            pid,
            line,
            requests: 0,
            refusals: 0,
        });
    }

    fn start(&mut self, stage: Option<String>, since: u64, block: Block) {
        self.shown.clear();
        self.answers.clear();
        self.helpers.clear();
        self.open = Some(Open {
            stage,
            since,
            held: false,
            block,
        });
    }

    /// The open block is complete.
    fn close(&mut self, now: u64) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        if let Some(heading) = open
            .block
            .heading
            .as_mut()
            .filter(|it| it.level == 3 && it.aside.is_empty())
        {
            heading.aside = if open.held {
                "held".into()
            } else {
                milliseconds(now.saturating_sub(open.since))
            };
        }
        self.ready.push(open.block);
    }

    fn lines(&self) -> &[Line] {
        self.open.as_ref().map_or(&[], |it| &it.block.lines)
    }

    fn push(&mut self, mark: Mark, text: String) {
        if let Some(open) = &mut self.open {
            open.block.lines.push(Line { mark, text });
        }
    }
}

fn plain(text: String) -> Line {
    Line {
        mark: Mark::Plain,
        text,
    }
}

fn comm(task: Option<&Task>) -> String {
    task.map_or_else(|| "cniscope".to_owned(), |it| escape(&it.comm))
}

/// `"pod1\r\neth0"`, cut when it is long.
fn quoted(data: &Data) -> String {
    let text = data.lossy();
    let cut: String = text.chars().take(200).collect();
    let more = if cut.len() < text.len() {
        format!("... ({} bytes)", data.0.len())
    } else {
        String::new()
    };
    format!("\"{}\"{more}", escape(&cut))
}

fn milliseconds(ns: u64) -> String {
    format!("{}.{} ms", ns / 1_000_000, ns / 100_000 % 10)
}
