//! Events to blocks: a call, each of its stages, its result. A block is ready when the next one begins, or
//! when the plugin is held.

use std::collections::HashSet;

use crate::event::{Event, Header, Source, What};
use crate::stage;

use super::escape;
use super::names::Learned;
use super::netlink::Answers;
use super::wiring::Wiring;

mod block;
mod calls;
mod describe;
mod given;
mod outcome;
mod programs;
mod within;

pub(super) use block::{Block, Heading, Line, Mark};
pub(crate) use describe::change as describe_change;
use within::quoted;

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
    /// The call was an ADD and has failed: what it has left was looked at.
    failed_add: bool,
    /// Sequence numbers of the lines of the open block, so that a failure finds its line.
    shown: Vec<(u64, usize)>,
    programs: Vec<programs::Program>,
    /// What a process is reading from standard input: its number, the line that tells, the bytes so far.
    reading: Option<(i32, usize, Vec<u8>)>,
    /// It has been said what late means.
    late_told: bool,
    history: given::History,
    /// Stages whose text has been told.
    explained: HashSet<String>,
    /// The last stage of this call: its id, and its heading.
    last_stage: Option<(String, String)>,
    /// The last request of this call that the kernel refused: its stage, and its line.
    refused: Option<(String, String)>,
    /// What is to be said at the end.
    remarks: Vec<String>,
    /// The called plugin has written to its standard output.
    printed: bool,
}

/// The block that is being filled.
#[derive(Debug)]
struct Open {
    stage: Option<String>,
    since: u64,
    held: bool,
    block: Block,
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
            failed_add: false,
            shown: Vec::new(),
            programs: Vec::new(),
            reading: None,
            late_told: false,
            history: given::History::default(),
            explained: HashSet::new(),
            last_stage: None,
            refused: None,
            remarks: Vec::new(),
            printed: false,
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
        block.lines.push(calls::privilege(it));
        block.lines.push(plain(
            "cniscope plays the container runtime: it calls the plugin as containerd would".into(),
        ));
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
            What::Held { why, .. } => {
                if let Some(why) = why {
                    self.push(Mark::Plain, format!("breakpoint {}", escape(why)));
                }
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
            What::Notice { text } if event.call.is_none() => self.remarks.push(escape(text)),
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
        let is_new = self.explained.insert(id.to_owned());
        let prose = match stage::find(id) {
            Some(stage) if is_new || self.all => format!("{}.\n{}", stage.title, stage.brief()),
            Some(stage) => format!("{} (told above).", stage.title),
            None => escape(title),
        };
        // A failed ADD gives its address back by the IPAM plugin's DEL: it has not failed there.
        let verb = self.call.as_ref().map(|it| it.verb.to_lowercase());
        if stage::find(id).is_none_or(|it| it.verb() == verb.as_deref()) {
            self.last_stage = Some((id.to_owned(), text.clone()));
        }
        let heading = Heading {
            level: 3,
            text,
            aside: String::new(),
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

    fn start(&mut self, stage: Option<String>, since: u64, block: Block) {
        self.shown.clear();
        self.answers.clear();
        self.programs.clear();
        self.reading = None;
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
        let refused = open.block.lines.iter().rev().find(|it| it.is_refused());
        if let (Some(line), Some(heading)) = (refused, &open.block.heading) {
            self.refused = Some((heading.text.clone(), line.text.clone()));
        }
        if !self.all {
            join_repeated(&mut open.block.lines);
        }
        // A stage that goes on without anything to tell needs no second heading.
        if !(open.block.prose.is_empty() && open.block.lines.is_empty()) {
            self.ready.push(open.block);
        }
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

/// The same question, asked twice in a row with the same answer, is one line.
fn join_repeated(lines: &mut Vec<Line>) {
    let mut count = 1;
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    let mut lines_left = lines.drain(..).peekable();
    while let Some(mut line) = lines_left.next() {
        if line.mark == Mark::Ask && lines_left.peek() == Some(&line) {
            count += 1;
            continue;
        }
        if count > 1 {
            line.text.push_str(&format!(" ({count} times)"));
            count = 1;
        }
        joined.push(line);
    }
    drop(lines_left);
    *lines = joined;
}

fn verbatim(text: String) -> Line {
    Line {
        mark: Mark::Verbatim,
        text,
    }
}

fn plain(text: String) -> Line {
    Line {
        mark: Mark::Plain,
        text,
    }
}

fn milliseconds(ns: u64) -> String {
    format!("{}.{} ms", ns / 1_000_000, ns / 100_000 % 10)
}
