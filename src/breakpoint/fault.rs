//! What is to happen to something that a plugin asks for: it fails, is late, or is its last.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Breakpoint, Error};
use crate::wire;

/// Highest errno of Linux, errno(3).
const LAST_ERRNO: i32 = 133;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails with this errno; the kernel does not see it.
    Errno(i32),
    /// It comes later by so much.
    Delay(Duration),
    /// The plugin is killed before it.
    Kill,
}

/// A fault at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    /// Where.
    pub at: Breakpoint,
    /// What.
    pub fault: Fault,
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(text: &str) -> Result<Fault, Error> {
        if text == "kill" {
            return Ok(Fault::Kill);
        }
        if let Some(time) = text.strip_prefix("delay=") {
            let millis = match (time.strip_suffix("ms"), time.strip_suffix('s')) {
                (Some(it), _) => it.parse().ok(),
                (None, Some(it)) => it.parse::<u64>().ok().and_then(|it| it.checked_mul(1000)),
                (None, None) => None,
            };
            let expected = "expected a time such as 200ms or 2s";
            let millis = millis.ok_or_else(|| Error::at(text, "delay=".len(), expected))?;
            return Ok(Fault::Delay(Duration::from_millis(millis)));
        }
        let found = (1..=LAST_ERRNO).find(|it| wire::errno_name(*it) == text);
        let expected = "expected an errno such as EEXIST, delay=200ms, or kill";
        found
            .map(Fault::Errno)
            .ok_or_else(|| Error::at(text, 0, expected))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Errno(it) => write!(f, "{}", wire::errno_name(*it)),
            Fault::Delay(it) => write!(f, "delay={}ms", it.as_millis()),
            Fault::Kill => write!(f, "kill"),
        }
    }
}

impl FromStr for Injection {
    type Err = Error;

    /// `EXPR:FAULT`; an address in the expression may hold colons, a fault holds none.
    fn from_str(text: &str) -> Result<Injection, Error> {
        let expected = "expected :FAULT at the end, such as :EEXIST, :delay=200ms or :kill";
        let (at, fault) = text
            .rsplit_once(':')
            .ok_or_else(|| Error::at(text, text.len(), expected))?;
        let begin = at.len() + 1;
        let at: Breakpoint = at.parse().map_err(|it: Error| Error {
            text: text.to_owned(),
            ..it
        })?;
        if !at.can_fail() {
            let expected = "expected something that can fail: a message type such as RTM_NEWADDR, request, exec, file or sysctl";
            return Err(Error::at(text, 0, expected));
        }
        let fault = fault.trim().parse().map_err(|it: Error| Error {
            text: text.to_owned(),
            column: it.column + text.get(..begin).unwrap_or(text).chars().count(),
            ..it
        })?;
        Ok(Injection { at, fault })
    }
}

impl fmt::Display for Injection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.at, self.fault)
    }
}
