//! A session: one run of a configuration through its verbs, in a process of its own.
//!
//! The *outer* process is the user's: it reads files, talks to the terminal and starts the *inner* one,
//! which is cniscope again, started fresh so that it has one thread when it unshares. The inner process
//! holds sandbox, tracer and plugins, and streams the recording line by line over a socket; commands go the
//! other way. When the outer end closes, the inner process ends, and with it everything in the sandbox.

mod drive;
mod header;
mod inner;
pub mod join;
mod leftovers;
mod outer;
mod pipe;
mod points;
mod protocol;
mod stages;
mod stream;
mod watch;

pub use inner::{ARGUMENT, main as inner_main};
pub use outer::{Error, Line, Session};
pub use pipe::{Arrived, Pipe};
pub use protocol::{Command, Failure, Job, Plugins, Stepping};
