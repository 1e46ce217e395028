//! Reading a recording line by line, in constant memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::compat;
use crate::event::{Event, FORMAT, Header};

/// Longest line that is read: far beyond any event that is written (64 KiB of a stream, 1 MiB of a datagram
/// decoded).
pub(super) const LINE: u64 = 64 << 20;

/// A recording being read.
#[derive(Debug)]
pub struct Recording {
    file: BufReader<File>,
    header: Header,
    header_line: String,
    line: String,
    number: u64,
    last_seq: u64,
    note: Option<String>,
    ended: bool,
}

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the messages say it
pub enum Error {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(
        "line 1 is not the header of a recording ({0}): is this a file that `cniscope run --record` wrote?"
    )]
    NotARecording(serde_json::Error),
    #[error(
        "format {0} is newer than this cniscope, which reads up to {FORMAT}: a newer version reads it"
    )]
    TooNew(u32),
    #[error("format {0} does not exist")]
    NoSuchFormat(u32),
    #[error("line {line} is not an event: {error}")]
    Line { line: u64, error: serde_json::Error },
    #[error("line {line} is longer than {LINE} bytes")]
    TooLong { line: u64 },
    #[error("line {line}: event {seq} follows event {before}: lines are missing or out of order")]
    Order { line: u64, before: u64, seq: u64 },
    #[error("line {line} is not UTF-8")]
    NotText { line: u64 },
}

impl Recording {
    /// Opens a file and reads its header.
    pub fn open(path: &Path) -> Result<Recording, Error> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
        let mut header_line = String::new();
        read_line(&mut file, &mut header_line, 1)?;
        let text = header_line.trim_end();
        let header = parse_header(text)?;
        let header_line = text.to_owned();
        let line = String::new();
        Ok(Recording {
            file,
            header,
            header_line,
            line,
            number: 1,
            last_seq: 0,
            note: None,
            ended: false,
        })
    }

    /// The first line, decoded.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The first line.
    pub fn header_line(&self) -> &str {
        &self.header_line
    }

    /// What is to be said of the recording as a whole, once it has been read: that it ends early.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The next line, as it stands and decoded. `None` at the end.
    #[allow(clippy::should_implement_trait)] // the line is lent
    pub fn next(&mut self) -> Result<Option<(&str, Event)>, Error> {
        self.line.clear();
        let complete = match read_line(&mut self.file, &mut self.line, self.number + 1) {
            // A killed writer can leave half a character, too.
            Err(Error::NotText { .. }) if self.at_end()? => false,
            other => other?,
        };
        self.number += 1;
        if self.line.is_empty() && complete {
            if !self.ended && self.note.is_none() {
                self.note =
                    Some("it ends before the run did: cniscope was stopped meanwhile".to_owned());
            }
            return Ok(None);
        }
        let event: Event = match self.decode() {
            Ok(event) => event,
            Err(_) if !complete => {
                let text = format!(
                    "it ends in the middle of line {}: cniscope was stopped meanwhile",
                    self.number
                );
                self.note = Some(text);
                return Ok(None);
            }
            Err(error) => {
                return Err(Error::Line {
                    line: self.number,
                    error,
                });
            }
        };
        if event.seq != self.last_seq + 1 {
            return Err(Error::Order {
                line: self.number,
                before: self.last_seq,
                seq: event.seq,
            });
        }
        self.last_seq = event.seq;
        self.ended = matches!(event.what, crate::event::What::End { .. });
        Ok(Some((self.line.trim_end(), event)))
    }

    fn decode(&self) -> Result<Event, serde_json::Error> {
        if compat::is_current(self.header.format) {
            return serde_json::from_str(&self.line);
        }
        let mut value: Value = parse(&self.line)?;
        compat::upgrade(self.header.format, &mut value);
        serde_json::from_value(value)
    }

    fn at_end(&mut self) -> Result<bool, Error> {
        Ok(self.file.fill_buf()?.is_empty())
    }
}

fn parse<T: DeserializeOwned>(line: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(line)
}

/// Reads the first line of a recording.
pub(super) fn parse_header(text: &str) -> Result<Header, Error> {
    // The format is looked at before the rest: a newer one may have another header.
    let value: Value = serde_json::from_str(text).map_err(Error::NotARecording)?;
    if let Some(format) = value.get("format").and_then(Value::as_u64) {
        let format = u32::try_from(format).unwrap_or(u32::MAX);
        if !compat::is_known(format) {
            return Err(if format > FORMAT {
                Error::TooNew(format)
            } else {
                Error::NoSuchFormat(format)
            });
        }
    }
    serde_json::from_value(value).map_err(Error::NotARecording)
}

/// Reads a line. True if it is complete: ended by a newline, or empty at the end of the file.
fn read_line(file: &mut BufReader<File>, line: &mut String, number: u64) -> Result<bool, Error> {
    let mut bytes = Vec::new();
    let count = file.by_ref().take(LINE).read_until(b'\n', &mut bytes)?;
    let complete = count == 0 || bytes.last() == Some(&b'\n');
    if !complete && count as u64 == LINE {
        return Err(Error::TooLong { line: number });
    }
    *line = String::from_utf8(bytes).map_err(|_| Error::NotText { line: number })?;
    Ok(complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const HEADER: &str = r#"{"kind":"header","format":1,"cniscope":"0.1.0","kernel":"6.1","arch":"x86_64","started":1,"privilege":"rootless","target":"bridge","plugins":[]}"#;
    const FIRST: &str = r#"{"seq":1,"t_ns":5,"kind":"notice","text":"a"}"#;
    const END: &str = r#"{"seq":2,"t_ns":9,"kind":"end","wall_ns":9,"dropped":0,"exit":0}"#;

    fn read(bytes: &[u8]) -> Result<(usize, Option<String>), Error> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let mut recording = Recording::open(file.path())?;
        let mut count = 0;
        while recording.next()?.is_some() {
            count += 1;
        }
        Ok((count, recording.note().map(str::to_owned)))
    }

    #[test]
    fn a_whole_recording_needs_no_note() {
        assert_eq!(
            read(format!("{HEADER}\n{FIRST}\n{END}\n").as_bytes()).unwrap(),
            (2, None)
        );
    }

    #[test]
    fn a_recording_cut_anywhere_is_good_up_to_there() {
        let whole = format!("{HEADER}\n{FIRST}\n{END}\n");
        for cut in HEADER.len() + 1..whole.len() {
            let (count, note) = read(&whole.as_bytes()[..cut])
                .unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
            let last_line = HEADER.len() + FIRST.len() + 2;
            // A last line may be whole but for its newline.
            assert_eq!(
                count,
                usize::from(cut >= last_line - 1) + usize::from(cut == whole.len() - 1),
                "cut at {cut}"
            );
            assert_eq!(note.is_none(), cut == whole.len() - 1, "cut at {cut}");
        }
    }

    #[test]
    fn bad_input_is_named_with_its_line() {
        let text = |bytes: &str| read(bytes.as_bytes()).unwrap_err().to_string();
        assert!(text("").starts_with("line 1 is not the header"));
        assert!(text("{}\n").starts_with("line 1 is not the header"));
        assert!(
            text(&HEADER.replace("\"format\":1", "\"format\":99"))
                .starts_with("format 99 is newer")
        );
        assert!(
            text(&HEADER.replace("\"format\":1", "\"format\":0"))
                .starts_with("format 0 does not exist")
        );
        assert!(
            text(&format!("{HEADER}\nnonsense\n{END}\n")).starts_with("line 2 is not an event")
        );
        assert!(text(&format!("{HEADER}\n{END}\n")).starts_with("line 2: event 2 follows event 0"));
    }
}
