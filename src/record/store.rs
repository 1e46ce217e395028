//! A recording that can be read at any place: the lines stay in a file, memory holds where each begins.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde_json::Value;

use super::glance::{self, Glance, Kind};
use super::outline::{NodeId, Outline};
use super::read::{Error, LINE, parse_header};
use super::{compat, history::History};
use crate::event::{Event, Header};

/// Where an event stands in the file, and what a glance at it tells.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    at: u64,
    len: u32,
    node: NodeId,
    /// Nanoseconds since the start of the run.
    pub t_ns: u64,
    /// What kind of event it is.
    pub kind: Kind,
    /// The kernel refused something, a system call failed, or the plugin did.
    pub failed: bool,
}

/// The node of an event that belongs to no call.
const LOOSE: NodeId = NodeId::MAX;

impl Entry {
    /// The node of the outline that the event belongs to.
    pub fn node(&self) -> Option<NodeId> {
        (self.node != LOOSE).then_some(self.node)
    }
}

/// A recording with an index, from a file or while it is made.
#[derive(Debug)]
pub struct Store {
    file: File,
    header: Header,
    header_line: String,
    end: u64,
    entries: Vec<Entry>,
    outline: Outline,
    history: History,
    note: Option<String>,
    /// Another file that gets every line.
    copy: Option<File>,
}

/// How often the progress of opening is told.
const LINES_PER_PROGRESS: u64 = 1024;

impl Store {
    /// An empty recording that lives in an unlinked file until it is dropped.
    pub fn live(header_line: &str) -> Result<Store, Error> {
        Store::on(tempfile::tempfile()?, header_line)
    }

    fn on(file: File, header_line: &str) -> Result<Store, Error> {
        Ok(Store {
            file,
            header: parse_header(header_line)?,
            header_line: header_line.to_owned(),
            end: 0,
            entries: Vec::new(),
            outline: Outline::default(),
            history: History::default(),
            note: None,
            copy: None,
        })
    }

    /// Opens a recording and reads it through once.
    pub fn open(path: &Path) -> Result<Store, Error> {
        Store::open_with(path, |_| {})
    }

    /// The same; `progress` is told again and again how many bytes have been read.
    pub fn open_with(path: &Path, mut progress: impl FnMut(u64)) -> Result<Store, Error> {
        let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
        let mut line = Vec::new();
        read(&mut reader, &mut line, 1)?;
        let header = text(&line, 1)?;
        let mut store = Store::on(File::open(path)?, header.trim_end())?;
        store.end = line.len() as u64;
        loop {
            line.clear();
            read(&mut reader, &mut line, store.line_number())?;
            if line.is_empty() {
                break;
            }
            let complete = line.last() == Some(&b'\n');
            let number = store.line_number();
            if number % LINES_PER_PROGRESS == 0 {
                progress(store.end);
            }
            let taken = match text(&line, number) {
                Ok(text) => store.take(text.trim_end_matches('\n'), line.len()),
                Err(error) => Err(error),
            };
            match taken {
                // What was being written when cniscope was stopped.
                Err(_) if !complete => {
                    store.note = Some(format!(
                        "it ends in the middle of line {number}: cniscope was stopped meanwhile"
                    ));
                    break;
                }
                other => other?,
            }
        }
        let ended = store.entries.last().is_some_and(|it| it.kind == Kind::End);
        if !ended && store.note.is_none() {
            store.note =
                Some("it ends before the run did: cniscope was stopped meanwhile".to_owned());
        }
        Ok(store)
    }

    /// Adds the next line of a live recording.
    pub fn push(&mut self, line: &str) -> Result<(), Error> {
        for file in std::iter::once(&mut self.file).chain(&mut self.copy) {
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
        }
        self.take(line, line.len() + 1)
    }

    /// Lets a file have every line, too.
    pub fn copy_to(&mut self, mut file: File) -> Result<(), Error> {
        writeln!(file, "{}", self.header_line)?;
        self.copy = Some(file);
        Ok(())
    }

    fn line_number(&self) -> u64 {
        self.entries.len() as u64 + 2
    }

    fn take(&mut self, line: &str, len: usize) -> Result<(), Error> {
        let number = self.line_number();
        let bad = |error| Error::Line {
            line: number,
            error,
        };
        let whole;
        let glance: Glance<'_> = if compat::is_current(self.header.format) {
            glance::glance(line).map_err(bad)?
        } else {
            whole = decode(self.header.format, line).map_err(bad)?;
            glance::of_event(whole)
        };
        let before = self.entries.len() as u64;
        if glance.seq != before + 1 {
            return Err(Error::Order {
                line: number,
                before,
                seq: glance.seq,
            });
        }
        let node = self.outline.event(&glance).unwrap_or(LOOSE);
        self.remember(&glance, line).map_err(bad)?;
        self.entries.push(Entry {
            at: self.end,
            len: u32::try_from(len).map_err(|_| Error::TooLong { line: number })?,
            node,
            t_ns: glance.t_ns,
            kind: glance.kind,
            failed: glance.failed,
        });
        self.end += len as u64;
        Ok(())
    }

    /// Lets the history know what the line changes. Of a line of this format only what matters here is parsed.
    fn remember(&mut self, glance: &Glance<'_>, line: &str) -> Result<(), serde_json::Error> {
        if !matches!(glance.kind, Kind::World | Kind::Change) {
            return Ok(());
        }
        let upgraded;
        let line = match compat::is_current(self.header.format) {
            true => line,
            false => {
                upgraded = serde_json::to_string(&decode(self.header.format, line)?)?;
                &upgraded
            }
        };
        if glance.kind == Kind::World {
            self.history.world(glance.seq, &serde_json::from_str(line)?);
        } else {
            let netns = glance.netns.as_deref().unwrap_or("?");
            self.history
                .change(glance.seq, netns, &serde_json::from_str(line)?);
        }
        Ok(())
    }

    /// The first line, decoded.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Number of events.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    /// True if nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Calls, stages and delegated plugins.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// What is to be said of the recording as a whole: that it ends early.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The index entry of event `seq`, which counts from 1.
    pub fn entry(&self, seq: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// Event `seq`, read from the file.
    pub fn event(&self, seq: u64) -> Result<Option<Event>, Error> {
        let Some(entry) = self.entry(seq) else {
            return Ok(None);
        };
        let mut bytes = vec![0; entry.len as usize];
        self.file.read_exact_at(&mut bytes, entry.at)?;
        let line = seq + 1;
        let event = decode(self.header.format, text(&bytes, line)?.trim_end());
        event.map(Some).map_err(|error| Error::Line { line, error })
    }

    /// True if the line of event `seq` holds the word, which is in lower case, in any case.
    pub fn line_holds(&self, seq: u64, word: &str) -> bool {
        let Some(entry) = self.entry(seq) else {
            return false;
        };
        let mut bytes = vec![0; entry.len as usize];
        if self.file.read_exact_at(&mut bytes, entry.at).is_err() {
            return false;
        }
        bytes.make_ascii_lowercase();
        // What JSON escapes, and letters beyond ASCII, are found by parsing.
        if !word
            .bytes()
            .all(|it| it.is_ascii_graphic() && it != b'"' && it != b'\\')
        {
            return true;
        }
        std::str::from_utf8(&bytes).is_ok_and(|it| it.contains(word))
    }

    /// The state of all namespaces after event `seq`.
    pub fn state_at(&self, seq: u64) -> Result<crate::topology::State, Error> {
        self.history.at(seq, |seq| self.event(seq))
    }
}

fn decode(format: u32, line: &str) -> Result<Event, serde_json::Error> {
    if compat::is_current(format) {
        return serde_json::from_str(line);
    }
    let mut value: Value = serde_json::from_str(line)?;
    compat::upgrade(format, &mut value);
    serde_json::from_value(value)
}

fn read(reader: &mut BufReader<File>, line: &mut Vec<u8>, number: u64) -> Result<(), Error> {
    let count = reader.by_ref().take(LINE).read_until(b'\n', line)?;
    if count as u64 == LINE && line.last() != Some(&b'\n') {
        return Err(Error::TooLong { line: number });
    }
    Ok(())
}

fn text(bytes: &[u8], line: u64) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| Error::NotText { line })
}
