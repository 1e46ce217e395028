//! Questions about the commands that a plugin gives to iptables and nft.
//!
//! The reference plugins change packet filters by one such process per rule. Its arguments say what it is
//! about, before it has made a request.

use std::borrow::Cow;

use super::seen::{HELPERS, Seen};
use crate::event::What;

/// Operations of iptables, each followed by the chain that it is about.
const OPERATIONS: &[&str] = &["-A", "-C", "-D", "-F", "-I", "-N", "-S", "-X"];

impl Seen<'_> {
    /// A program for packet filters is asked whether it is there and works, by its version or a dry run: this
    /// is what the plugins' libraries for these programs begin with.
    pub(super) fn asks_for_program(&self) -> bool {
        self.arguments()
            .iter()
            .any(|it| it == "--version" || it == "--check")
    }

    /// A program for packet filters is started to look at rules or to change them.
    pub(super) fn works_on_rules(&self) -> bool {
        self.runs(HELPERS) && !self.asks_for_program()
    }

    /// `nft` is started to look at rules or to change them.
    pub(super) fn works_with_nft(&self) -> bool {
        self.runs(&["nft"]) && self.works_on_rules()
    }

    /// iptables works on a chain whose name begins so; rules that only jump there do not count.
    pub(super) fn works_on_chain(&self, prefix: &str) -> bool {
        self.chain().is_some_and(|it| it.starts_with(prefix))
    }

    /// iptables lists a whole table. Version 1.1.1 does so before it makes a chain; newer ones name the chain.
    pub(super) fn lists_table(&self) -> bool {
        self.chain().is_some_and(|it| it.starts_with("--"))
            && self.arguments().iter().any(|it| it == "-S")
    }

    /// iptables works on a rule for packets from or to an address.
    pub(super) fn works_on_address(&self) -> bool {
        let is_address = |it: &Cow<'_, str>| it == "-s" || it == "-d";
        self.chain().is_some() && self.arguments().iter().any(is_address)
    }

    /// What follows the operation; `--wait` if that names no chain.
    fn chain(&self) -> Option<Cow<'_, str>> {
        let mut arguments = self.arguments().into_iter();
        arguments.find(|it| OPERATIONS.contains(&it.as_ref()))?;
        arguments.next().or(Some(Cow::Borrowed("--")))
    }

    /// The arguments of a program for packet filters that is started, its own name first.
    fn arguments(&self) -> Vec<Cow<'_, str>> {
        match self.what {
            What::Exec(it) if self.runs(HELPERS) => it.argv.iter().map(|it| it.lossy()).collect(),
            _ => Vec::new(),
        }
    }
}
