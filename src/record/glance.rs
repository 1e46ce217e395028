//! The first words of an event's line, read without reading the rest: what an index of a million events needs.
//!
//! The writer puts the keys in the order of [`Event`]'s fields, so a few comparisons find them. A line that
//! looks otherwise (another writer, an escape in a name) is parsed as a whole instead.

use std::borrow::Cow;

use crate::event::{Direction, Event, What};

/// What kind of event a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the kinds of `event::What`
pub enum Kind {
    World,
    Call,
    Stage,
    Exec,
    Input,
    Request,
    Reply,
    Setns,
    Sysctl,
    File,
    Change,
    Output,
    Exit,
    Result,
    Unseen,
    Failed,
    Held,
    Injected,
    Ping,
    Notice,
    Leftover,
    End,
}

/// The first words of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glance<'a> {
    pub(super) seq: u64,
    pub(super) t_ns: u64,
    pub(super) call: Option<u64>,
    pub(super) stage: Option<Cow<'a, str>>,
    /// Plugin, its process, its depth.
    pub(super) task: Option<(Cow<'a, str>, i32, u32)>,
    /// Namespace in which it took effect.
    pub(super) netns: Option<Cow<'a, str>>,
    pub(super) kind: Kind,
    /// The kernel refused something, a system call failed, or the plugin did.
    pub(super) failed: bool,
}

/// Reads a line of the current format.
pub(super) fn glance(line: &str) -> Result<Glance<'_>, serde_json::Error> {
    match quick(line) {
        Some(glance) => Ok(glance),
        None => serde_json::from_str(line).map(of_event),
    }
}

fn quick(line: &str) -> Option<Glance<'_>> {
    let rest = line.strip_prefix("{\"seq\":")?;
    let (seq, rest) = number(rest)?;
    let rest = rest.strip_prefix(",\"t_ns\":")?;
    let (t_ns, mut rest) = number(rest)?;
    let mut call = None;
    if let Some(after) = rest.strip_prefix(",\"call\":") {
        let (value, after) = number(after)?;
        (call, rest) = (Some(value), after);
    }
    let mut stage = None;
    if let Some(after) = rest.strip_prefix(",\"stage\":\"") {
        let (value, after) = text(after)?;
        (stage, rest) = (Some(Cow::Borrowed(value)), after);
    }
    let mut task = None;
    if let Some(after) = rest.strip_prefix(",\"task\":{") {
        // A quote inside of a name would be escaped: these bytes are the key.
        let (_, after) = after.split_once(",\"plugin\":\"")?;
        let (plugin, after) = text(after)?;
        let (pid, after) = number(after.strip_prefix(",\"plugin_pid\":")?)?;
        let (depth, after) = number(after.strip_prefix(",\"depth\":")?)?;
        let pid = i32::try_from(pid).ok()?;
        let depth = u32::try_from(depth).ok()?;
        (task, rest) = (
            Some((Cow::Borrowed(plugin), pid, depth)),
            after.strip_prefix('}')?,
        );
    }
    let mut netns = None;
    if let Some(after) = rest.strip_prefix(",\"netns\":\"") {
        let (value, after) = text(after)?;
        (netns, rest) = (Some(Cow::Borrowed(value)), after);
    }
    let (name, rest) = text(rest.strip_prefix(",\"kind\":\"")?)?;
    let kind = match name {
        "netlink" if rest.starts_with(",\"direction\":\"request\"") => Kind::Request,
        "netlink" if rest.starts_with(",\"direction\":\"reply\"") => Kind::Reply,
        "world" => Kind::World,
        "call" => Kind::Call,
        "stage" => Kind::Stage,
        "exec" => Kind::Exec,
        "input" => Kind::Input,
        "setns" => Kind::Setns,
        "sysctl" => Kind::Sysctl,
        "file" => Kind::File,
        "change" => Kind::Change,
        "output" => Kind::Output,
        "exit" => Kind::Exit,
        "result" => Kind::Result,
        "unseen" => Kind::Unseen,
        "failed" => Kind::Failed,
        "held" => Kind::Held,
        "injected" => Kind::Injected,
        "ping" => Kind::Ping,
        "notice" => Kind::Notice,
        "leftover" => Kind::Leftover,
        "end" => Kind::End,
        _ => return None,
    };
    // In both the key comes right behind or right before the end, where no text of others can stand.
    let failed = match kind {
        Kind::Failed => true,
        Kind::Reply => refused(rest),
        Kind::Result => text(rest.strip_prefix(",\"verb\":\"")?)?
            .1
            .starts_with(",\"ok\":false"),
        _ => false,
    };
    Some(Glance {
        seq,
        t_ns,
        call,
        stage,
        task,
        netns,
        kind,
        failed,
    })
}

/// True if the line of an answer ends with `"errno":"EEXIST"}`, or with that and the number of bytes cut.
fn refused(line: &str) -> bool {
    let line = line.strip_suffix('}').unwrap_or(line);
    let number = line.trim_end_matches(|it: char| it.is_ascii_digit());
    let line = number.strip_suffix(",\"cut\":").unwrap_or(line);
    let value = line.strip_suffix('"').and_then(|it| it.rsplit_once('"'));
    value.is_some_and(|(before, _)| before.ends_with(",\"errno\":"))
}

fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().position(|it| !it.is_ascii_digit())?;
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// The text up to the closing quote, and what follows. `None` if something in it is escaped.
fn text(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|it| it == b'"' || it == b'\\')?;
    (text.as_bytes()[end] == b'"').then(|| (&text[..end], &text[end + 1..]))
}

/// The same from an event that has been parsed as a whole.
pub(super) fn of_event(event: Event) -> Glance<'static> {
    let kind = match &event.what {
        What::World(_) => Kind::World,
        What::Call(_) => Kind::Call,
        What::Stage(_) => Kind::Stage,
        What::Exec(_) => Kind::Exec,
        What::Input { .. } => Kind::Input,
        What::Netlink(it) if it.direction == Direction::Request => Kind::Request,
        What::Netlink(_) => Kind::Reply,
        What::Setns { .. } => Kind::Setns,
        What::Sysctl { .. } => Kind::Sysctl,
        What::File(_) => Kind::File,
        What::Change(_) => Kind::Change,
        What::Output { .. } => Kind::Output,
        What::Exit { .. } => Kind::Exit,
        What::Result(_) => Kind::Result,
        What::Unseen { .. } => Kind::Unseen,
        What::Failed { .. } => Kind::Failed,
        What::Held { .. } => Kind::Held,
        What::Injected { .. } => Kind::Injected,
        What::Ping { .. } => Kind::Ping,
        What::Notice { .. } => Kind::Notice,
        What::Leftover { .. } => Kind::Leftover,
        What::End { .. } => Kind::End,
    };
    let failed = match &event.what {
        What::Failed { .. } => true,
        What::Netlink(it) => it.direction == Direction::Reply && it.errno.is_some(),
        What::Result(it) => !it.ok,
        _ => false,
    };
    Glance {
        failed,
        seq: event.seq,
        t_ns: event.t_ns,
        call: event.call,
        stage: event.stage.map(Cow::Owned),
        task: event
            .task
            .map(|it| (Cow::Owned(it.plugin), it.plugin_pid, it.depth)),
        netns: event.netns.map(Cow::Owned),
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_tells_the_same_as_the_whole_line() {
        let recordings = [
            include_str!("../../tests/data/recordings/bridge.jsonl"),
            include_str!("../../tests/data/recordings/bridge-refused.jsonl"),
        ];
        let mut failed = 0;
        for line in recordings.iter().flat_map(|it| it.lines().skip(1)) {
            let whole = of_event(serde_json::from_str(line).unwrap());
            failed += usize::from(whole.failed);
            assert_eq!(quick(line), Some(whole), "{line}");
        }
        assert!(failed > 3, "{failed} failed");
    }

    #[test]
    fn a_line_in_another_order_or_with_escapes_is_read_as_a_whole() {
        let line = r#"{"kind":"notice","text":"a","t_ns":5,"seq":1}"#;
        assert_eq!(quick(line), None);
        assert_eq!(glance(line).unwrap().kind, Kind::Notice);
        let line = r#"{"seq":1,"t_ns":5,"stage":"a\"b","kind":"notice","text":"a"}"#;
        assert_eq!(quick(line), None);
        assert_eq!(glance(line).unwrap().stage.as_deref(), Some("a\"b"));
        assert!(glance("{\"seq\":").is_err());
    }
}
