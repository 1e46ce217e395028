//! Programs that a plugin runs to do its work (iptables runs some twenty times for one masquerade): each is
//! summed up in its line, unless all is to be told.

use super::Composer;
use crate::event::{Direction, Event, Stream, What};

/// A program that works for a plugin, summed up in one line.
#[derive(Debug)]
pub(super) struct Program {
    pid: i32,
    line: usize,
    requests: usize,
    refusals: usize,
}

impl Composer {
    /// Sums up a program's events in one line. False for what must be told by itself.
    pub(super) fn sum_up(&mut self, event: &Event) -> bool {
        let Some(task) = &event.task else {
            return false;
        };
        match &event.what {
            What::Exec(_) => {
                self.add_program(task.pid);
                false
            }
            What::Netlink(netlink) => {
                let known = self.programs.iter_mut().find(|it| it.pid == task.pid);
                if let Some(program) = known {
                    program.requests += usize::from(netlink.direction == Direction::Request);
                    program.refusals += usize::from(netlink.errno.is_some());
                    return true;
                }
                false
            }
            What::Exit {
                code: Some(0) | Some(1),
                ..
            } => {
                let Some(at) = self.programs.iter().position(|it| it.pid == task.pid) else {
                    return true;
                };
                let program = self.programs.swap_remove(at);
                let code = if matches!(event.what, What::Exit { code: Some(1), .. }) {
                    ", exit code 1"
                } else {
                    ""
                };
                let refusals = if program.refusals > 0 {
                    format!(", {} refused", program.refusals)
                } else {
                    String::new()
                };
                if let Some(line) = self
                    .open
                    .as_mut()
                    .and_then(|it| it.block.lines.get_mut(program.line))
                {
                    line.text.push_str(&format!(
                        "  ({} netlink requests{refusals}{code})",
                        program.requests
                    ));
                }
                true
            }
            What::File(_)
            | What::Input { .. }
            | What::Output {
                stream: Stream::Stdout,
                ..
            } => true,
            _ => false,
        }
    }

    fn add_program(&mut self, pid: i32) {
        let line = self.lines().len();
        self.programs.push(Program {
            pid,
            line,
            requests: 0,
            refusals: 0,
        });
    }
}
