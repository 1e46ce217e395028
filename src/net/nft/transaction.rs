//! A change of the ruleset: messages between two brackets, which the kernel takes all or none.

use super::{Family, Rule, SUBSYSTEM};
use crate::wire::{Body, Encoder};

/// `NFNL_MSG_BATCH_BEGIN`, `NFNL_MSG_BATCH_END`: `linux/netfilter/nfnetlink.h`.
const BEGIN: u16 = 16;
const END: u16 = 17;
/// `NFNL_BATCH_GENID`.
const GENERATION: u16 = 1;

const NEW_TABLE: u16 = SUBSYSTEM;
const NEW_CHAIN: u16 = SUBSYSTEM | 3;
const DELETE_CHAIN: u16 = SUBSYSTEM | 5;
const NEW_RULE: u16 = SUBSYSTEM | 6;
const DELETE_RULE: u16 = SUBSYSTEM | 8;

const NLM_F_REQUEST: u16 = 0x1;
const NLM_F_ACK: u16 = 0x4;
const NLM_F_CREATE: u16 = 0x400;
const NLM_F_APPEND: u16 = 0x800;

// linux/netfilter/nf_tables.h
const TABLE_NAME: u16 = 1;
const TABLE_FLAGS: u16 = 2;
const TABLE_USERDATA: u16 = 6;
pub(super) const CHAIN_TABLE: u16 = 1;
pub(super) const CHAIN_NAME: u16 = 3;
const CHAIN_HOOK: u16 = 4;
const CHAIN_POLICY: u16 = 5;
const CHAIN_TYPE: u16 = 7;
const CHAIN_USERDATA: u16 = 12;
const HOOK_NUMBER: u16 = 1;
const HOOK_PRIORITY: u16 = 2;
pub(super) const RULE_TABLE: u16 = 1;
pub(super) const RULE_CHAIN: u16 = 2;
const RULE_HANDLE: u16 = 3;
const RULE_USERDATA: u16 = 7;
/// `NF_ACCEPT`.
const ACCEPT: u32 = 1;
/// The first sequence number of a batch; any would do, but 0 looks like an answer to nobody.
const FIRST: u32 = 1;

/// Where a base chain hooks in. Its policy is to accept.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    /// `filter`, `nat`.
    pub kind: &'static str,
    /// `NF_INET_*` or `NF_BR_*`.
    pub hook: u32,
    /// Lower comes first.
    pub priority: i32,
}

/// Steps in one table.
#[derive(Debug)]
pub struct Transaction {
    family: Family,
    table: String,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    /// For an error: `add chain bridge nat PREROUTING`.
    operation: String,
    kind: u16,
    flags: u16,
    body: Vec<u8>,
}

impl Transaction {
    /// A change of this table.
    pub fn of(family: Family, table: &str) -> Transaction {
        Transaction {
            family,
            table: table.to_owned(),
            steps: Vec::new(),
        }
    }

    /// True if it would change nothing.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Makes the table unless it is there.
    pub fn add_table(&mut self, comment: &str) {
        let table = self.table.clone();
        self.step("add table", "", NEW_TABLE, NLM_F_CREATE, |it| {
            it.text(TABLE_NAME, &table);
            it.be32(TABLE_FLAGS, 0);
            userdata(it, TABLE_USERDATA, comment);
        });
    }

    /// Makes the chain unless it is there.
    pub fn add_chain(&mut self, chain: &str, base: Option<Base>, comment: &str) {
        let table = self.table.clone();
        self.step("add chain", chain, NEW_CHAIN, NLM_F_CREATE, |it| {
            it.text(CHAIN_TABLE, &table);
            it.text(CHAIN_NAME, chain);
            if let Some(base) = base {
                it.nest(CHAIN_HOOK, |it| {
                    it.be32(HOOK_NUMBER, base.hook);
                    it.be32(HOOK_PRIORITY, base.priority.cast_unsigned());
                });
                it.be32(CHAIN_POLICY, ACCEPT);
                it.text(CHAIN_TYPE, base.kind);
            }
            userdata(it, CHAIN_USERDATA, comment);
        });
    }

    /// Removes all rules of a chain that is there.
    pub fn flush_chain(&mut self, chain: &str) {
        let table = self.table.clone();
        self.step("flush chain", chain, DELETE_RULE, 0, |it| {
            it.text(RULE_TABLE, &table);
            it.text(RULE_CHAIN, chain);
        });
    }

    /// Removes a chain that is there, that has no rules, and that no rule jumps to.
    pub fn delete_chain(&mut self, chain: &str) {
        let table = self.table.clone();
        self.step("delete chain", chain, DELETE_CHAIN, 0, |it| {
            it.text(CHAIN_TABLE, &table);
            it.text(CHAIN_NAME, chain);
        });
    }

    /// Appends a rule.
    pub fn add_rule(&mut self, chain: &str, rule: &Rule) {
        let table = self.table.clone();
        let flags = NLM_F_CREATE | NLM_F_APPEND;
        self.step("add rule to", chain, NEW_RULE, flags, |it| {
            it.text(RULE_TABLE, &table);
            it.text(RULE_CHAIN, chain);
            rule.write(it);
            userdata(it, RULE_USERDATA, rule.words());
        });
    }

    /// Removes a rule by its number.
    pub fn delete_rule(&mut self, chain: &str, handle: u64) {
        let table = self.table.clone();
        self.step("delete rule of", chain, DELETE_RULE, 0, |it| {
            it.text(RULE_TABLE, &table);
            it.text(RULE_CHAIN, chain);
            it.be64(RULE_HANDLE, handle);
        });
    }

    fn step(
        &mut self,
        what: &str,
        chain: &str,
        kind: u16,
        flags: u16,
        write: impl FnOnce(&mut Body<'_>),
    ) {
        let operation = format!("{what} {} {} {chain}", self.family.name(), self.table);
        self.steps.push(Step {
            operation: operation.trim_end().to_owned(),
            kind,
            flags,
            body: super::body(self.family, write),
        });
    }

    /// The batch, with the numbers of its first and its last message.
    pub(super) fn encode(&self, generation: Option<u32>) -> (Vec<u8>, u32, u32) {
        let mut encoder = Encoder::default();
        // AF_UNSPEC, NFNETLINK_V0, and in network order the subsystem.
        let bracket = [0, 0, 0, (SUBSYSTEM >> 8) as u8];
        encoder.message(BEGIN, NLM_F_REQUEST, FIRST, |it| {
            it.raw(&bracket);
            if let Some(generation) = generation {
                it.be32(GENERATION, generation);
            }
        });
        let mut seq = FIRST;
        for (at, step) in self.steps.iter().enumerate() {
            seq += 1;
            let ack = if at + 1 == self.steps.len() {
                NLM_F_ACK
            } else {
                0
            };
            let flags = NLM_F_REQUEST | step.flags | ack;
            encoder.message(step.kind, flags, seq, |it| it.raw(&step.body));
        }
        encoder.message(END, NLM_F_REQUEST, seq + 1, |it| it.raw(&bracket));
        (encoder.finish(), FIRST, seq + 1)
    }

    /// What the message does that stands so far behind the first.
    pub(super) fn operation(&self, position: u32) -> String {
        let step = usize::try_from(position)
            .ok()
            .and_then(|it| self.steps.get(it.checked_sub(1)?));
        match step {
            Some(step) => step.operation.clone(),
            None => format!(
                "change nf_tables table {} {}",
                self.family.name(),
                self.table
            ),
        }
    }
}

/// nft's form of a comment: type 0, the length with the zero byte at the end, the text. It can be 254 bytes long.
fn userdata(it: &mut Body<'_>, code: u16, comment: &str) {
    if comment.is_empty() {
        return;
    }
    let mut end = comment.len().min(254);
    while !comment.is_char_boundary(end) {
        end -= 1;
    }
    let length = u8::try_from(end + 1).unwrap_or(u8::MAX);
    let bytes = [&[0, length], &comment.as_bytes()[..end], &[0]].concat();
    it.attr(code, &bytes);
}
