//! Names of links, learned from the kernel's own messages as they pass by in the recording.

use std::collections::HashMap;

use crate::event::{Netlink, What};
use crate::wire::{self, Message};

/// Names of links by namespace and number.
#[derive(Debug, Default)]
pub(crate) struct Learned(HashMap<(String, u32), String>);

impl Learned {
    pub(crate) fn learn(&mut self, netns: Option<&str>, what: &What) {
        let (Some(netns), What::Netlink(Netlink { messages, .. })) = (netns, what) else {
            return;
        };
        for message in messages.iter().filter(|it| it.kind == "RTM_NEWLINK") {
            if let (Some(index @ 1..), Some(name)) = (
                index(message),
                message.attr("IFLA_IFNAME").and_then(|it| it.text()),
            ) {
                self.0.insert((netns.to_owned(), index), name.to_owned());
            }
        }
    }

    /// The names of one namespace.
    pub(crate) fn of<'a>(&'a self, netns: &'a str) -> Names<'a> {
        Names {
            learned: self,
            netns,
        }
    }
}

fn index(message: &Message) -> Option<u32> {
    message.field("ifi_index")?.number()?.try_into().ok()
}

/// The names of one namespace.
pub(crate) struct Names<'a> {
    learned: &'a Learned,
    netns: &'a str,
}

impl wire::Names for Names<'_> {
    fn link(&self, index: u32) -> Option<String> {
        self.learned.0.get(&(self.netns.to_owned(), index)).cloned()
    }

    fn netns_of_fd(&self, _fd: i32) -> Option<String> {
        None // a descriptor means nothing any more once the process has gone on
    }
}
