//! An event in one line.

use super::{Learned, describe_change, escape, explanation, protocol};
use crate::event::{ChangeOp, Data, Direction, Event, FileUse, Netlink, Stream, What};
use crate::record::{Kind, Store};
use crate::wire;

/// How a line is to be painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Normal,
    Dim,
    Bold,
    Made,
    Removed,
    Changed,
    Failed,
}

/// A line about an event: its sign, its words, and how they are to be painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) sign: char,
    pub(crate) text: String,
    pub(crate) tone: Tone,
}

/// Characters of bytes from outside that a line shows.
const LONGEST: usize = 120;

/// Answers are looked for within so many events.
const ANSWERS_WITHIN: u64 = 64;

/// The line about an event; answers that came up to event `until` stand behind their request.
pub(crate) fn phrase(event: &Event, names: &Learned, store: &Store, until: u64) -> Phrase {
    let netns = event.netns.as_deref().unwrap_or("?");
    let (sign, tone, text) = match &event.what {
        What::Netlink(it) if it.direction == Direction::Request => {
            let (answer, failed) = answer(event, it, store, until);
            let tone = if failed { Tone::Failed } else { Tone::Normal };
            ('>', tone, format!("{}{answer}", messages(it, netns, names)))
        }
        What::Netlink(it) => match refusal(it) {
            Some(why) => ('!', Tone::Failed, why),
            None => ('<', Tone::Dim, messages(it, netns, names)),
        },
        What::World(_) => (' ', Tone::Dim, "the namespaces".to_owned()),
        What::Call(it) => (
            ' ',
            Tone::Bold,
            format!("{} {}", it.verb, escape(&it.plugin)),
        ),
        What::Stage(it) => (' ', Tone::Normal, escape(&it.title)),
        What::Exec(it) => {
            let argv: Vec<_> = it
                .argv
                .iter()
                .skip(1)
                .map(|it| escape(&it.lossy()))
                .collect();
            (
                '>',
                Tone::Normal,
                format!("run {} {}", escape(&it.path), argv.join(" ")),
            )
        }
        What::Input { data } => (
            '<',
            Tone::Dim,
            format!("reads {} bytes of input", data.0.len()),
        ),
        What::Setns { namespace, target } => {
            let text = format!(
                "a thread moves into {} ({})",
                escape(target),
                escape(namespace)
            );
            ('>', Tone::Dim, text)
        }
        What::Sysctl { path, value, .. } => (
            '>',
            Tone::Normal,
            format!("write {} to {}", quoted(value, LONGEST), escape(path)),
        ),
        What::File(it) => ('>', Tone::Normal, file(it)),
        What::Change(it) => {
            let (sign, tone) = match it.op {
                ChangeOp::Add => ('+', Tone::Made),
                ChangeOp::Remove => ('-', Tone::Removed),
                ChangeOp::Modify => ('~', Tone::Changed),
            };
            let words = describe_change(it, false).unwrap_or_else(|| {
                format!(
                    "{} {} (details)",
                    escape(&it.object.class),
                    escape(&it.object.name)
                )
            });
            let late = if it.late {
                " (late: by the kernel itself)"
            } else {
                ""
            };
            (sign, tone, format!("{}: {words}{late}", escape(netns)))
        }
        What::Output { stream, data } => {
            let stream = match stream {
                Stream::Stdout => "standard output",
                Stream::Stderr => "standard error",
            };
            (
                ' ',
                Tone::Normal,
                format!("prints to {stream}: {}", quoted(data, LONGEST)),
            )
        }
        What::Exit { code, signal } => {
            let comm = event.task.as_ref().map_or("?", |it| &it.comm);
            match (code, signal) {
                (_, Some(signal)) => (
                    '!',
                    Tone::Failed,
                    format!("{} was ended by {}", escape(comm), escape(signal)),
                ),
                (code, _) => {
                    let code = code.unwrap_or(0);
                    (
                        ' ',
                        Tone::Dim,
                        format!("{} ends with exit code {code}", escape(comm)),
                    )
                }
            }
        }
        What::Result(it) if it.ok => ('<', Tone::Bold, format!("{} succeeded", escape(&it.verb))),
        What::Result(it) => {
            let error = it.error.as_deref().unwrap_or("no reason given");
            (
                '!',
                Tone::Failed,
                format!("{} failed: {}", escape(&it.verb), escape(error)),
            )
        }
        What::Unseen { what, detail } => {
            let text = format!("seen, not decoded: {}: {}", escape(what), escape(detail));
            ('!', Tone::Failed, text)
        }
        What::Failed { errno, .. } => (
            '!',
            Tone::Failed,
            format!("{}: the system call failed", escape(errno)),
        ),
        What::Held { at, why } => {
            let why = why.as_deref().map(|it| format!(": {}", escape(it)));
            (
                ' ',
                Tone::Dim,
                format!("held ({}){}", escape(at), why.unwrap_or_default()),
            )
        }
        What::Injected { fault, .. } => (
            '!',
            Tone::Failed,
            format!("injected by you: {}", escape(fault)),
        ),
        What::Ping {
            to,
            answer_ns,
            error,
        } => {
            let how = match (answer_ns, error) {
                (Some(ns), _) => format!("answered in {}", duration(*ns)),
                (_, Some(error)) => escape(error),
                _ => "no answer".to_owned(),
            };
            let tone = if answer_ns.is_some() {
                Tone::Normal
            } else {
                Tone::Failed
            };
            (
                '<',
                tone,
                format!("ping {} from {}: {how}", escape(to), escape(netns)),
            )
        }
        What::Notice { text } => ('!', Tone::Changed, escape(text)),
        What::Leftover { scope, object } if scope == "attachment" => {
            ('!', Tone::Failed, format!("left over: {}", escape(object)))
        }
        What::Leftover { object, .. } => (
            ' ',
            Tone::Dim,
            format!("stays with the node: {}", escape(object)),
        ),
        What::End { exit, wall_ns, .. } => {
            let text = format!(
                "the run ends with exit code {exit} after {}",
                duration(*wall_ns)
            );
            (' ', Tone::Bold, text)
        }
    };
    Phrase { sign, text, tone }
}

/// The messages of a datagram: the first in words, of the rest the number.
fn messages(it: &Netlink, netns: &str, names: &Learned) -> String {
    let number = protocol(&it.family);
    let told = it.messages.iter().find(|it| !it.kind.contains("BATCH"));
    let Some(first) = told.or(it.messages.first()) else {
        return format!("{}: a datagram without a message", escape(netns));
    };
    let summary = wire::summary(number, first, &names.of(netns));
    let more = match it.messages.len() {
        0 | 1 => String::new(),
        many => format!(" (of {many} messages)"),
    };
    format!(
        "{} {} {}{more}",
        escape(netns),
        first.kind,
        escape(&summary)
    )
}

fn refusal(it: &Netlink) -> Option<String> {
    let errno = it.errno.as_ref()?;
    let message = it.messages.iter().find(|it| it.kind == "NLMSG_ERROR");
    let why = message.map_or_else(String::new, |it| explanation(errno, it));
    Some(format!("{}{why}", escape(errno)))
}

/// The answer of the kernel to a request, and whether it was a refusal.
fn answer(event: &Event, it: &Netlink, store: &Store, until: u64) -> (String, bool) {
    let Some(node) = store.entry(event.seq).map(|it| it.node()) else {
        return (String::new(), false);
    };
    let asked: Vec<u32> = it.messages.iter().map(|it| it.seq).collect();
    for seq in event.seq + 1..=until.min(event.seq + ANSWERS_WITHIN) {
        let Some(entry) = store.entry(seq) else { break };
        if entry.kind != Kind::Reply || entry.node() != node {
            continue;
        }
        let Ok(Some(Event {
            what: What::Netlink(reply),
            ..
        })) = store.event(seq)
        else {
            continue;
        };
        if !reply.messages.iter().any(|it| asked.contains(&it.seq)) {
            continue;
        }
        return match refusal(&reply) {
            Some(why) => (format!("  ! {why}"), true),
            None if reply.messages.iter().any(|it| it.kind == "NLMSG_ERROR") => {
                ("  < ok".to_owned(), false)
            }
            None => ("  < answered".to_owned(), false),
        };
    }
    (String::new(), false)
}

fn file(it: &FileUse) -> String {
    let more = match (&it.to, &it.data) {
        (Some(to), _) => format!(" to {}", escape(to)),
        (_, Some(data)) => format!(": {}", quoted(data, LONGEST)),
        _ => String::new(),
    };
    format!("file {} {}{more}", escape(&it.op), escape(&it.path))
}

/// `"pod1\r\neth0"`, cut behind so many characters.
pub(super) fn quoted(data: &Data, most: usize) -> String {
    let text = data.lossy();
    let cut: String = text.chars().take(most).collect();
    let more = if cut.len() < text.len() {
        format!("... ({} bytes)", data.0.len())
    } else {
        String::new()
    };
    format!("\"{}\"{more}", escape(&cut))
}

/// `0.4 ms`
pub(crate) fn duration(ns: u64) -> String {
    #[allow(clippy::cast_precision_loss)] // two digits are shown
    let ms = ns as f64 / 1e6;
    match ms {
        ..10.0 => format!("{ms:.1} ms"),
        ..1000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.1} s", ms / 1000.0),
    }
}
