//! Where a run is to hold, or something in it to fail: expressions over events.
//!
//! ```text
//! stage create-veth            stage bridge/add/create-veth      verb DEL       plugin host-local
//! netlink RTM_NEWROUTE dst=0.0.0.0/0                             request        (any request to the kernel)
//! exec iptables                file /var/lib/cni/*               errno EEXIST   sysctl net.ipv4.ip_forward
//! request#3                    the third time that it matches
//! ```

use std::fmt;
use std::str::FromStr;

use crate::event::{Direction, What};

mod fault;
mod netlink;

pub use fault::{Fault, Injection};

/// A place in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakpoint {
    form: Form,
    /// Which time it matches, from 1; every time without it.
    nth: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Stage(String),
    Verb(String),
    Plugin(String),
    /// Type, `*` for any, and conditions on its values.
    Netlink(String, Vec<(String, String)>),
    Request,
    Exec(String),
    Errno(String),
    File(String),
    Sysctl(String),
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}: column {column}: {expected}")]
pub struct Error {
    text: String,
    /// Counts from 1.
    column: usize,
    expected: String,
}

impl Error {
    fn at(text: &str, byte: usize, expected: impl Into<String>) -> Error {
        Error {
            text: text.to_owned(),
            column: text.get(..byte).unwrap_or(text).chars().count() + 1,
            expected: expected.into(),
        }
    }
}

const FORMS: &str = "expected stage, verb, plugin, netlink, request, exec, file, sysctl or errno, or a message type such as RTM_NEWADDR";

impl FromStr for Breakpoint {
    type Err = Error;

    fn from_str(whole: &str) -> Result<Breakpoint, Error> {
        let (text, nth) = match whole.rsplit_once('#') {
            Some((text, number)) => {
                let nth = number.trim().parse().ok().filter(|it| *it > 0);
                let expected = "expected a number from 1 behind #";
                let nth = nth.ok_or_else(|| Error::at(whole, text.len() + 1, expected))?;
                (text, Some(nth))
            }
            None => (whole, None),
        };
        let mut words = text.split_whitespace();
        let Some(word) = words.next() else {
            return Err(Error::at(whole, 0, FORMS));
        };
        let end = text.find(word).unwrap_or(0) + word.len();
        if is_message_type(word) {
            let conditions = netlink::conditions(whole, text, end)?;
            let form = Form::Netlink(word.to_owned(), conditions);
            return Ok(Breakpoint { form, nth });
        }
        let mut one = |what: &str| match words.next() {
            Some(it) => Ok(it.to_owned()),
            None => Err(Error::at(whole, text.len(), format!("expected {what}"))),
        };
        let form = match word {
            "stage" => Form::Stage(one("the name of a stage, such as create-veth")?),
            "verb" => Form::Verb(one("ADD, CHECK, DEL, GC or STATUS")?.to_uppercase()),
            "plugin" => Form::Plugin(one("the type of a plugin, such as host-local")?),
            "exec" => Form::Exec(one("a program, such as iptables")?),
            "errno" => Form::Errno(one("an errno, such as EEXIST")?.to_uppercase()),
            "file" => Form::File(one("a path, in which * stands for anything")?),
            "sysctl" => Form::Sysctl(one("a setting, such as net.ipv4.ip_forward")?),
            "request" => Form::Request,
            "netlink" => {
                let kind = one("a message type, such as RTM_NEWROUTE, or *")?;
                let at = text.find(&kind).unwrap_or(end) + kind.len();
                let conditions = netlink::conditions(whole, text, at)?;
                let form = Form::Netlink(kind, conditions);
                return Ok(Breakpoint { form, nth });
            }
            _ => return Err(Error::at(whole, end - word.len(), FORMS)),
        };
        if let Some(more) = words.next() {
            let at = text.rfind(more).unwrap_or(0);
            return Err(Error::at(whole, at, "expected the end"));
        }
        Ok(Breakpoint { form, nth })
    }
}

/// `RTM_NEWLINK`, `NFT_MSG_NEWRULE`
fn is_message_type(word: &str) -> bool {
    let known = ["RTM_", "NFT_MSG_", "IPCTNL_", "CTRL_CMD_", "NFNL_"];
    known.iter().any(|it| word.starts_with(it))
}

impl fmt::Display for Breakpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Stage(it) => write!(f, "stage {it}")?,
            Form::Verb(it) => write!(f, "verb {it}")?,
            Form::Plugin(it) => write!(f, "plugin {it}")?,
            Form::Netlink(kind, conditions) => {
                write!(f, "netlink {kind}")?;
                for (name, value) in conditions {
                    write!(f, " {name}={value}")?;
                }
            }
            Form::Request => write!(f, "request")?,
            Form::Exec(it) => write!(f, "exec {it}")?,
            Form::Errno(it) => write!(f, "errno {it}")?,
            Form::File(it) => write!(f, "file {it}")?,
            Form::Sysctl(it) => write!(f, "sysctl {it}")?,
        }
        self.nth.map_or(Ok(()), |it| write!(f, "#{it}"))
    }
}

impl Breakpoint {
    /// True if it is something that a plugin does, which can fail; a stage only begins.
    fn can_fail(&self) -> bool {
        use Form::{Errno, Plugin, Stage, Verb};
        !matches!(&self.form, Stage(_) | Verb(_) | Plugin(_) | Errno(_))
    }

    /// Which time it means, from 1; `None` for every time.
    pub fn nth(&self) -> Option<u32> {
        self.nth
    }

    /// True if this is at the place. Times are not counted here.
    pub fn matches(&self, what: &What) -> bool {
        match (&self.form, what) {
            (Form::Stage(name), What::Stage(stage)) => {
                glob(name, &stage.id) || stage.id.rsplit('/').next() == Some(name)
            }
            (Form::Verb(name), What::Call(call)) => *name == call.verb,
            (Form::Plugin(name), What::Exec(exec)) => exec.path.rsplit('/').next() == Some(name),
            (Form::Request, What::Netlink(it)) => it.direction == Direction::Request,
            (Form::Request, What::Sysctl { .. }) => true,
            (Form::Netlink(kind, conditions), What::Netlink(it)) => {
                it.direction == Direction::Request
                    && it.messages.iter().any(|it| {
                        (kind == "*" || kind == &it.kind) && netlink::hold(conditions, it)
                    })
            }
            (Form::Exec(name), What::Exec(exec)) => {
                glob(name, &exec.path)
                    || exec
                        .path
                        .rsplit('/')
                        .next()
                        .is_some_and(|it| glob(name, it))
            }
            (Form::Errno(name), What::Failed { errno, .. }) => name == errno,
            (Form::Errno(name), What::Netlink(it)) => it.errno.as_ref() == Some(name),
            (Form::File(path), What::File(file)) => {
                glob(path, &file.path) || file.to.as_ref().is_some_and(|it| glob(path, it))
            }
            (Form::Sysctl(name), What::Sysctl { path, .. }) => {
                let path = path.strip_prefix("/proc/sys/").unwrap_or(path);
                glob(name, path) || glob(name, &path.replace('/', "."))
            }
            _ => false,
        }
    }

    /// The message of a request that it means, if it means one.
    pub fn message(&self, what: &What) -> Option<usize> {
        let (Form::Netlink(kind, conditions), What::Netlink(it)) = (&self.form, what) else {
            return None;
        };
        let is_meant = |it: &crate::wire::Message| {
            (kind == "*" || kind == &it.kind) && netlink::hold(conditions, it)
        };
        it.messages.iter().position(is_meant)
    }
}

/// True if the text is what the pattern says; `*` stands for anything.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests;
