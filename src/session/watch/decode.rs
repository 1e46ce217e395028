//! What the tracer could not know: the meaning of bytes, names of namespaces and links, equivalent commands.

use super::Watch;
use crate::event::{Direction, Netlink, What};
use crate::tracer::{Datagram, Who};
use crate::wire::{self, Message};

impl Watch<'_> {
    pub(super) fn decode(&mut self, who: &Who<'_>, netns: &str, datagram: Datagram) -> Netlink {
        let Datagram {
            request,
            protocol,
            syscall,
            bytes,
            cut,
        } = datagram;
        let mut messages = self.decoder.decode(protocol, request, &bytes);
        for message in &messages {
            self.learn_name(netns, message);
        }
        if request {
            let names = Names {
                watch: self,
                netns,
                tid: who.tid,
            };
            let commands: Vec<_> = messages
                .iter()
                .map(|it| wire::command(protocol, it, &names))
                .collect();
            for (message, command) in messages.iter_mut().zip(commands) {
                message.command = command;
            }
        }
        Netlink {
            direction: if request {
                Direction::Request
            } else {
                Direction::Reply
            },
            family: wire::family_name(protocol),
            syscall: syscall.to_owned(),
            errno: wire::refusal(&messages),
            messages,
            cut,
        }
    }

    /// What the event can change will be looked at when its stage ends.
    pub(super) fn touch(&mut self, netns: Option<&str>, what: &What) {
        let (Some(state), Some(netns)) = (&mut self.state, netns) else {
            return;
        };
        match what {
            What::Netlink(it) if it.direction == Direction::Request => {
                let protocol = (0..32).find(|number| wire::family_name(*number) == it.family);
                let protocol = protocol.unwrap_or(u32::MAX);
                it.messages
                    .iter()
                    .for_each(|message| state.touch(netns, protocol, message));
            }
            What::Sysctl { path, .. } => state.touch_sysctl(netns, path),
            _ => {}
        }
    }

    /// Numbers of links get their names from the kernel's own messages, as they pass.
    fn learn_name(&mut self, netns: &str, message: &Message) {
        if message.kind != "RTM_NEWLINK" {
            return;
        }
        let index = message
            .field("ifi_index")
            .and_then(wire::Node::number)
            .and_then(|it| u32::try_from(it).ok());
        let name = message.attr("IFLA_IFNAME").and_then(wire::Node::text);
        if let (Some(index @ 1..), Some(name)) = (index, name) {
            self.links
                .insert((netns.to_owned(), index), name.to_owned());
        }
    }

    /// Completes what the tracer could not know: names of namespaces, equivalent commands.
    pub(super) fn complete(&self, what: &mut What) {
        match what {
            What::Setns { target, .. } => {
                let inode = target
                    .split_once(":[")
                    .and_then(|(_, rest)| rest.strip_suffix(']')?.parse().ok());
                if let Some(name) = inode.and_then(|it| self.world.name_of(it)) {
                    name.clone_into(target);
                }
            }
            What::Sysctl {
                path,
                value,
                command,
            } => {
                *command = sysctl_command(path, &value.lossy());
            }
            _ => {}
        }
    }
}

/// Names in the namespace of one socket, as the task that uses it means them.
struct Names<'a> {
    watch: &'a Watch<'a>,
    netns: &'a str,
    tid: i32,
}

impl wire::Names for Names<'_> {
    fn link(&self, index: u32) -> Option<String> {
        let seen = self
            .watch
            .links
            .get(&(self.netns.to_owned(), index))
            .cloned();
        seen.or_else(|| self.watch.state.as_ref()?.link_name(self.netns, index))
    }

    fn netns_of_fd(&self, fd: i32) -> Option<String> {
        use std::os::unix::fs::MetadataExt;
        let inode = std::fs::metadata(format!("/proc/{}/fd/{fd}", self.tid))
            .ok()?
            .ino();
        self.watch.world.name_of(inode).map(str::to_owned)
    }
}

/// `sysctl -w net.ipv4.ip_forward=1`. A dot within a part of the path (an interface `eth0.5`) is a slash there, sysctl(8).
fn sysctl_command(path: &str, value: &str) -> Option<String> {
    let key = path.strip_prefix("/proc/sys/")?;
    let key: String = key
        .chars()
        .map(|it| match it {
            '/' => '.',
            '.' => '/',
            other => other,
        })
        .collect();
    let plain = |it: &str| {
        it.chars()
            .all(|it| it.is_ascii_alphanumeric() || "._/-".contains(it))
    };
    let value = value.trim_end();
    (plain(&key) && plain(value)).then(|| format!("sysctl -w {key}={value}"))
}
