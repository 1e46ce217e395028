//! Requests and their answers. The answer stands behind its request.

use std::collections::HashMap;

use crate::event::{Direction, Netlink};
use crate::report::compose::{Line, Mark};
use crate::report::escape;
use crate::report::names::Names;
use crate::wire::{self, Message};

/// Requests of the open block that wait for their answer.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Line of the request, by process and sequence number.
    waiting: HashMap<(i32, u32), Asked>,
}

#[derive(Debug)]
struct Asked {
    line: usize,
    /// Answers of a dump or question so far.
    count: usize,
}

impl Answers {
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(super) fn show(
        &mut self,
        lines: &mut Vec<Line>,
        netns: &str,
        pid: i32,
        it: &Netlink,
        names: &Names<'_>,
        all: bool,
    ) {
        match it.direction {
            Direction::Request => self.request(lines, netns, pid, it, names),
            Direction::Reply => self.reply(lines, netns, pid, it, names, all),
        }
        if it.cut > 0 {
            lines.push(Line {
                mark: Mark::Refused,
                text: format!("{} more bytes of this datagram were not kept", it.cut),
            });
        }
    }

    fn request(
        &mut self,
        lines: &mut Vec<Line>,
        netns: &str,
        pid: i32,
        it: &Netlink,
        names: &Names<'_>,
    ) {
        let protocol = protocol(&it.family);
        for message in &it.messages {
            let summary = wire::summary(protocol, message, names);
            self.waiting.insert(
                (pid, message.seq),
                Asked {
                    line: lines.len(),
                    count: 0,
                },
            );
            lines.push(Line {
                mark: Mark::Ask,
                text: format!("{}  {} {}", escape(netns), message.kind, escape(&summary)),
            });
            if let Some(command) = &message.command {
                lines.push(Line {
                    mark: Mark::Command,
                    text: escape(command),
                });
            }
        }
    }

    fn reply(
        &mut self,
        lines: &mut Vec<Line>,
        netns: &str,
        pid: i32,
        it: &Netlink,
        names: &Names<'_>,
        all: bool,
    ) {
        let protocol = protocol(&it.family);
        for message in &it.messages {
            let asked = self.waiting.get_mut(&(pid, message.seq));
            let error = wire::refusal(std::slice::from_ref(message));
            let answer = match (&*message.kind, &error) {
                ("NLMSG_ERROR", Some(errno)) => format!("! {errno}{}", explanation(errno, message)),
                ("NLMSG_ERROR", None) => "< ok".to_owned(),
                ("NLMSG_DONE", _) => {
                    format!("< {}", plural(asked.as_ref().map_or(0, |it| it.count)))
                }
                _ => {
                    if all {
                        let summary = wire::summary(protocol, message, names);
                        lines.push(Line {
                            mark: Mark::Plain,
                            text: format!(
                                "< {}  {} {}",
                                escape(netns),
                                message.kind,
                                escape(&summary)
                            ),
                        });
                    }
                    match asked {
                        Some(asked) => {
                            asked.count += 1;
                            // A question for one object has one answer and no end.
                            let multi = message.flags.iter().any(|it| it == "multi");
                            if multi || asked.count > 1 {
                                continue;
                            } else {
                                "< answered".to_owned()
                            }
                        }
                        None => continue, // an answer to a request of an earlier stage, or a notification
                    }
                }
            };
            match self
                .waiting
                .get(&(pid, message.seq))
                .and_then(|it| lines.get_mut(it.line))
            {
                Some(line) => line.text.push_str(&format!("  {answer}")),
                None => lines.push(Line {
                    mark: Mark::Plain,
                    text: format!("{}  {answer}", escape(netns)),
                }),
            }
        }
    }
}

/// What the kernel says beside the errno (its extended acknowledgement), or what the errno usually means.
pub(crate) fn explanation(errno: &str, message: &Message) -> String {
    if let Some(text) = message.attr("NLMSGERR_ATTR_MSG").and_then(|it| it.text()) {
        return format!(" ({})", escape(text));
    }
    let meaning = match errno {
        "EEXIST" => "it exists already",
        "ENODEV" => "no such link",
        "ENOENT" => "there is none",
        "EPERM" => "not allowed",
        "EOPNOTSUPP" => "this kernel cannot do that",
        "ENETUNREACH" => "the gateway is in no subnet of this namespace",
        "EADDRNOTAVAIL" => "no such address",
        "EINVAL" => "the kernel does not accept the request",
        "EBUSY" => "it is in use",
        _ => return String::new(),
    };
    format!(" ({meaning})")
}

fn plural(count: usize) -> String {
    format!("{count} answer{}", if count == 1 { "" } else { "s" })
}

/// The number of a family by the name that the recording holds.
pub(crate) fn protocol(family: &str) -> u32 {
    (0..32)
        .find(|it| wire::family_name(*it) == family)
        .unwrap_or(u32::MAX)
}
