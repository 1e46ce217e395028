//! Changes of all namespaces as they happen.
//!
//! The kernel tells of changes (`net::listen`); what has changed is then looked at and compared with the last look, so
//! nothing is told that is not so. Namespaces that the own one has no number for tell nothing here: for them, and for new
//! ones, everything is looked at again after a while. No namespace is held meanwhile: one that ends, ends.

use std::io::{self, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde::Serialize;

use super::diff::{self, Difference};
use super::filter::Filter;
use super::model::Snapshot;
use super::{Options, snapshot};
use crate::event::escape;
use crate::net::listen::{Heard, Listener};

mod sender;

pub use sender::Sender;
use sender::Senders;

/// Everything is looked at again so often, but never for more than a part of the time.
const PERIOD: Duration = Duration::from_secs(1);
const PART: u32 = 5;
/// A change often comes with others: this long nothing more must come, and this long is waited at most.
const QUIET: u16 = 30;
const LONGEST: Duration = Duration::from_millis(300);

/// What cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing can be found.
    #[error(transparent)]
    Find(#[from] super::Error),
    /// The kernel does not let us listen.
    #[error("listen to changes: {0}")]
    Listen(nix::errno::Errno),
    /// Nobody reads any more.
    #[error("write a change: {0}")]
    Write(#[from] io::Error),
}

/// Something that is told.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Told<'a> {
    Start {
        time: f64,
        namespaces: usize,
        /// False: changes of other namespaces are found by looking alone.
        hears_others: bool,
    },
    /// Messages of the kernel were lost; what they told of is found by looking.
    Gap { time: f64 },
    Change {
        time: f64,
        #[serde(flatten)]
        difference: &'a Difference,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<&'a Sender>,
    },
}

/// Watches until nobody reads any more.
pub fn watch(
    options: &Options,
    filter: &Filter,
    json: bool,
    out: &mut impl Write,
) -> Result<(), Error> {
    let mut listener = Listener::open().map_err(Error::Listen)?;
    let mounts = std::fs::File::open("/proc/self/mountinfo").ok();
    let look = || -> Result<Snapshot, Error> {
        let mut snapshot = snapshot(options)?;
        if filter.apply(&mut snapshot).is_err() {
            snapshot.namespaces.clear(); // what is asked for may still come
        }
        Ok(snapshot)
    };
    let since = Instant::now();
    let mut last = look()?;
    let mut cost = since.elapsed();
    tell(
        out,
        json,
        &Told::Start {
            time: now(),
            namespaces: last.namespaces.len(),
            hears_others: listener.everywhere,
        },
    )?;
    // What was told while everything was looked at: the look may have seen it or not.
    let mut late = Heard::default();
    loop {
        let mut heard = std::mem::take(&mut late);
        let mut senders = Senders::default();
        senders.hear(&heard.messages);
        let again = std::mem::take(&mut heard.overrun);
        let period = match heard.messages.is_empty() && !again {
            true => PERIOD.max(cost * PART),
            false => Duration::from_millis(QUIET.into()),
        };
        let ears = (&mut listener, mounts.as_ref());
        wait(ears, period, &mut heard, &mut senders);
        let since = Instant::now();
        let next = look()?;
        cost = since.elapsed();
        listener.drain(&mut late);
        senders.hear(&late.messages);
        // Lost during the look: it is told now, and looked at once more.
        if heard.overrun || late.overrun {
            tell(out, json, &Told::Gap { time: now() })?;
        }
        for difference in &diff::between(&last, &next) {
            let by = senders.of(difference, &next);
            let time = now();
            tell(
                out,
                json,
                &Told::Change {
                    time,
                    difference,
                    by,
                },
            )?;
        }
        last = next;
    }
}

/// Waits for a change, then for the end of all that comes with it.
fn wait(
    (listener, mounts): (&mut Listener, Option<&std::fs::File>),
    period: Duration,
    heard: &mut Heard,
    senders: &mut Senders,
) {
    let mut timeout = PollTimeout::try_from(period).unwrap_or(PollTimeout::MAX);
    let begun = Instant::now();
    let mut first = None;
    loop {
        let mut fds = vec![PollFd::new(listener.fd(), PollFlags::POLLIN)];
        // A change of the mounts is told as an error, proc_pid_mounts(5).
        fds.extend(mounts.map(|it| PollFd::new(it.as_fd(), PollFlags::POLLPRI)));
        let woken = poll(&mut fds, timeout).unwrap_or(0) > 0;
        let known = heard.messages.len();
        listener.drain(heard);
        // Who has asked may have ended in a moment: it is looked for at once.
        senders.hear(&heard.messages[known..]);
        let since = *first.get_or_insert_with(Instant::now);
        if !woken || since.elapsed() > LONGEST || begun.elapsed() > period + LONGEST {
            return;
        }
        timeout = PollTimeout::from(QUIET);
    }
}

fn tell(out: &mut impl Write, json: bool, told: &Told<'_>) -> io::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, told)?;
        writeln!(out)?;
        return out.flush();
    }
    match told {
        Told::Start {
            namespaces,
            hears_others,
            ..
        } => {
            let plural = if *namespaces == 1 { "" } else { "s" };
            writeln!(out, "watching {namespaces} namespace{plural}")?;
            if !hears_others {
                writeln!(
                    out,
                    "  changes of others than the own one are found by looking once in a while: to hear of them needs CAP_NET_BROADCAST"
                )?;
            }
        }
        Told::Gap { time } => writeln!(
            out,
            "{} ! a gap: the kernel has dropped messages; everything was looked at again, and what differs follows",
            clock(*time)
        )?,
        Told::Change {
            time,
            difference,
            by,
        } => {
            write!(out, "{} {}", clock(*time), diff::line(difference))?;
            if let Some(by) = by {
                write!(out, " by {}", sender(by))?;
            }
            writeln!(out)?;
        }
    }
    out.flush()
}

fn sender(it: &Sender) -> String {
    match (&it.command, it.pid) {
        (Some(command), Some(pid)) => format!("{} {pid}", escape(command)),
        _ => format!(
            "a process that has ended, or is hidden (netlink port {})",
            it.port
        ),
    }
}

fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0.0, |it| it.as_secs_f64())
}

/// The time of day, UTC.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // seconds since 1970
fn clock(time: f64) -> String {
    let seconds = time as u64;
    let (hours, minutes, seconds) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}Z")
}
