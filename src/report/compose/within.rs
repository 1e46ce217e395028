//! The events of a stage, a line or two each.

use super::{Block, Composer, Heading, JSON_WIDTH, Mark, describe, given};
use crate::event::{Change, ChangeOp, Data, Event, Exec, FileUse, Stream, Task, What};
use crate::report::{escape, jsontext, phrase};

impl Composer {
    /// An event that belongs into the open block, or into one that continues an earlier stage.
    pub(super) fn within(&mut self, event: &Event) {
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
            What::Input { data } => self.reads(task, data),
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
            // Coming home again says nothing new.
            What::Setns { target, .. } if !self.all && target == "node" => {}
            What::Setns { namespace, target } => {
                let kind = if namespace == "net" {
                    String::new()
                } else {
                    format!(" ({namespace})")
                };
                let text = format!(
                    "{}  setns: a thread moves into {}{kind}",
                    escape(netns),
                    escape(target)
                );
                self.push(Mark::Ask, text);
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
            What::Injected { fault, .. } => self.push(Mark::Refused, injected(fault)),
            What::Ping {
                to,
                answer_ns,
                error,
            } => {
                let how = match (answer_ns, error) {
                    (Some(ns), _) => format!("answered after {} us", ns / 1000),
                    (_, error) => escape(error.as_deref().unwrap_or("no answer")),
                };
                let text = format!("{}  ping {}: {how}", escape(netns), escape(to));
                self.push(Mark::Plain, text);
            }
            _ => {}
        }
    }

    fn executes(&mut self, task: Option<&Task>, exec: &Exec) {
        let is_plugin = task.is_some_and(|it| it.pid == it.plugin_pid);
        let argv: Vec<_> = exec
            .argv
            .iter()
            .skip(1)
            .map(|it| word(&it.lossy()))
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
                if let Some(call) = &self.call {
                    let environment = given::of_delegate(&call.env, &exec.env);
                    self.push(Mark::Plain, environment);
                }
            }
            (false, _) => self.push(
                Mark::Ask,
                format!("run {} {}", escape(&exec.path), argv.join(" ")),
            ),
        }
    }

    fn reads(&mut self, task: Option<&Task>, data: &Data) {
        let pid = task.map_or(0, |it| it.pid);
        // A long input comes in pieces; they are one line, as long as nothing stands in between.
        let last = self.lines().len().checked_sub(1);
        let mut input = match self.reading.take() {
            Some((reader, line, so_far)) if reader == pid && Some(line) == last && !self.all => {
                if let Some(open) = &mut self.open {
                    open.block.lines.pop();
                }
                so_far
            }
            _ => Vec::new(),
        };
        input.extend_from_slice(&data.0);
        let configuration = self.call.as_ref().map_or(&[][..], |it| &it.stdin.0);
        let what = if input == configuration {
            "the network configuration, as above".to_owned()
        } else if configuration
            .windows(input.len().max(1))
            .any(|it| it == input)
        {
            "a part of the network configuration".to_owned()
        } else {
            quoted(&Data(input.clone()))
        };
        let text = format!("reads {} bytes from standard input: {what}", input.len());
        self.reading = Some((pid, self.lines().len(), input));
        self.push(Mark::Plain, text);
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
            self.printed = true;
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
        let Some(text) = describe::change(change, self.all) else {
            return;
        };
        let late = match (change.late, self.late_told) {
            (false, _) => "",
            (true, true) => " (late)",
            (true, false) => " (late: the kernel did this by itself, after its answer)",
        };
        self.late_told |= change.late;
        self.push(mark, format!("{}  {text}{late}", escape(netns)));
    }

    fn fails(&mut self, of: u64, errno: &str) {
        // That there was nothing to remove, or that a directory is there already, is what was wanted.
        let was_needless = |line: &str| {
            errno == "ENOENT" && line.starts_with("file  remove ")
                || errno == "EEXIST" && line.starts_with("file  mkdir ")
        };
        if !self.all
            && let Some((seq, at)) = self.shown.last()
            && *seq == of
            && at + 1 == self.lines().len()
            && was_needless(&self.lines()[*at].text)
        {
            self.shown.pop();
            if let Some(open) = &mut self.open {
                open.block.lines.pop();
            }
            return;
        }
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
}

/// What a fault did that the user asked for.
fn injected(fault: &str) -> String {
    let fault = escape(fault);
    match fault.split_once('=') {
        Some((_, time)) => format!("injected: this came later by {time}"),
        None if fault == "kill" => "injected: the plugin is killed before this".to_owned(),
        None => format!("injected: the kernel does not see this, the plugin is told {fault}"),
    }
}

fn comm(task: Option<&Task>) -> String {
    task.map_or_else(|| "cniscope".to_owned(), |it| escape(&it.comm))
}

/// An argument as a shell would want it.
fn word(text: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || "-_./:=,+@%".contains(it);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", escape(text).replace('\'', "'\\''"))
}

/// Bytes from outside as a text of some lines shows them.
pub(super) fn quoted(data: &Data) -> String {
    phrase::quoted(data, 200)
}
