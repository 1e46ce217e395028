//! Tables, chains and rules of nf_tables, by netlink: no `nft` program is needed.
//!
//! A [`Transaction`] takes place as a whole or not at all. One that depends on what was read before is sent
//! with the number of the generation that was read, and made anew if somebody else was faster.

mod rule;
mod transaction;

use nix::errno::Errno;

use super::Error;
use super::socket::{NLM_F_DUMP, Netlink};
use crate::wire::{self, Encoder, Message, NETLINK_NETFILTER, Node};
pub use rule::Rule;
pub use transaction::{Base, Transaction};
use transaction::{CHAIN_NAME, CHAIN_TABLE, RULE_CHAIN, RULE_TABLE};

/// `NFNL_SUBSYS_NFTABLES`, in the high byte of a message's type.
const SUBSYSTEM: u16 = 10 << 8;
const GET_CHAIN: u16 = SUBSYSTEM | 4;
const GET_RULE: u16 = SUBSYSTEM | 7;
const GET_GENERATION: u16 = SUBSYSTEM | 16;
/// How often a change is made anew because somebody else has changed the ruleset meanwhile.
const TRIES: usize = 100;

/// `NFPROTO_*` of `linux/netfilter.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Family {
    /// IPv4 and IPv6.
    Inet = 1,
    /// IPv4.
    Ip = 2,
    /// Frames on bridges.
    Bridge = 7,
    /// IPv6.
    Ip6 = 10,
}

impl Family {
    /// As nft(8) says it.
    pub fn name(self) -> &'static str {
        match self {
            Family::Inet => "inet",
            Family::Ip => "ip",
            Family::Bridge => "bridge",
            Family::Ip6 => "ip6",
        }
    }
}

/// A rule that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The chain that it is in.
    pub chain: String,
    /// Its number, unique in its table.
    pub handle: u64,
    /// What it does, as nft(8) writes it, without the comment.
    pub words: String,
    /// Its comment, empty if it has none.
    pub comment: String,
    /// Names that its expressions compare with, of links: `vethXXXXXXXX`.
    pub links: Vec<String>,
}

/// A socket to nf_tables, in the namespace in which it was opened.
#[derive(Debug)]
pub struct Nft {
    socket: Netlink,
    /// What nf_tables has answered to the first question, until a change is sent with it.
    generation: Option<u32>,
}

/// True if nf_tables is there, and a part of it is not that the change needs: it answers ENOENT for an expression
/// or a kind of chain, EOPNOTSUPP for a family (`net/netfilter/nf_tables_api.c`).
pub fn lacks_a_part(error: &Error) -> bool {
    [Errno::ENOENT, Errno::EOPNOTSUPP].contains(&error.errno)
}

impl Nft {
    /// A socket in the namespace of the calling thread; none if the kernel has no nf_tables, and so no rules of it.
    pub fn find() -> Result<Option<Nft>, Error> {
        match Netlink::open(NETLINK_NETFILTER) {
            Ok(socket) => Nft::over(socket),
            // What socket(2) answers for a protocol that nobody has registered: no netfilter by netlink.
            Err(Errno::EPROTONOSUPPORT) => Ok(None),
            Err(errno) => Err(Error::new("open a netfilter socket", errno)),
        }
    }

    /// A socket in the namespace of the calling thread. EPROTONOSUPPORT if the kernel has no nf_tables.
    pub fn here() -> Result<Nft, Error> {
        let absent = || Error::new("look for nf_tables", Errno::EPROTONOSUPPORT);
        Nft::find()?.ok_or_else(absent)
    }

    fn over(socket: Netlink) -> Result<Option<Nft>, Error> {
        let mut nft = Nft {
            socket,
            generation: None,
        };
        match nft.ask_for_generation() {
            Ok(generation) => {
                nft.generation = Some(generation);
                Ok(Some(nft))
            }
            // A subsystem that nobody has registered is EINVAL (`net/netfilter/nfnetlink.c`). This question has nothing
            // else in it that could be invalid; elsewhere EINVAL is an error.
            Err(error) if error.errno == Errno::EINVAL => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the change that `plan` comes to. `plan` reads what is there, and is asked again if that has
    /// changed before the kernel could act; a plan of nothing is not sent.
    pub fn change(
        &mut self,
        mut plan: impl FnMut(&mut Nft) -> Result<Transaction, Error>,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            let generation = match self.generation.take() {
                Some(generation) => generation,
                None => self.ask_for_generation()?,
            };
            let transaction = plan(self)?;
            if transaction.is_empty() {
                return Ok(());
            }
            match self.send(&transaction, Some(generation)) {
                Err(error) if error.errno == Errno::ERESTART => {}
                other => return other,
            }
        }
        Err(Error::new(
            "change the nf_tables ruleset, which others keep changing",
            Errno::ERESTART,
        ))
    }

    /// Makes a change that depends on nothing that was read.
    pub fn commit(&mut self, transaction: &Transaction) -> Result<(), Error> {
        self.send(transaction, None)
    }

    /// The rules of a chain, none if it is not there.
    pub fn rules(&mut self, family: Family, table: &str, chain: &str) -> Result<Vec<Found>, Error> {
        let mut rules = self.list(family, table, Some(chain))?;
        // Kernels before 3.20 did not look at the names in the question.
        rules.retain(|it| it.chain == chain);
        Ok(rules)
    }

    /// The rules of all chains of a table, none if it is not there.
    pub fn table(&mut self, family: Family, table: &str) -> Result<Vec<Found>, Error> {
        self.list(family, table, None)
    }

    fn list(
        &mut self,
        family: Family,
        table: &str,
        chain: Option<&str>,
    ) -> Result<Vec<Found>, Error> {
        let body = body(family, |it| {
            it.text(RULE_TABLE, table);
            if let Some(chain) = chain {
                it.text(RULE_CHAIN, chain);
            }
        });
        match self.socket.ask(GET_RULE, NLM_F_DUMP, &body) {
            Ok(answers) => Ok(answers
                .iter()
                .filter(|it| it.attr("NFTA_RULE_TABLE").and_then(Node::text) == Some(table))
                .filter_map(found)
                .collect()),
            Err(Errno::ENOENT) => Ok(Vec::new()),
            Err(errno) => {
                let chain = chain.unwrap_or_default();
                let operation = format!("list rules of {} {table} {chain}", family.name());
                Err(Error::new(operation.trim_end(), errno))
            }
        }
    }

    /// True if the chain is there.
    pub fn has_chain(&mut self, family: Family, table: &str, chain: &str) -> Result<bool, Error> {
        let body = body(family, |it| {
            it.text(CHAIN_TABLE, table);
            it.text(CHAIN_NAME, chain);
        });
        match self.socket.ask(GET_CHAIN, 0, &body) {
            Ok(_) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(errno) => {
                let operation = format!("look for chain {} {table} {chain}", family.name());
                Err(Error::new(operation, errno))
            }
        }
    }

    fn ask_for_generation(&mut self) -> Result<u32, Error> {
        let fail = |errno| Error::new("ask for the generation of the nf_tables ruleset", errno);
        let body = [0; 4]; // AF_UNSPEC
        let answers = self.socket.ask(GET_GENERATION, 0, &body).map_err(fail)?;
        let number = answers
            .first()
            .and_then(|it| it.attr("NFTA_GEN_ID")?.number())
            .and_then(|it| u32::try_from(it).ok());
        number.ok_or_else(|| fail(Errno::EPROTO))
    }

    fn send(&mut self, transaction: &Transaction, generation: Option<u32>) -> Result<(), Error> {
        let (batch, first, last) = transaction.encode(generation);
        let sent = self.socket.transact(&batch, first, last);
        sent.map_err(|(seq, errno)| Error::new(transaction.operation(seq - first), errno))
    }
}

/// `struct nfgenmsg` and attributes.
fn body(family: Family, write: impl FnOnce(&mut wire::Body<'_>)) -> Vec<u8> {
    let mut encoder = Encoder::default();
    encoder.message(0, 0, 0, |it| {
        it.raw(&[family as u8, 0, 0, 0]);
        write(it);
    });
    encoder.finish().split_off(16) // of a message without its header
}

/// Rules name links themselves.
struct NoNames;

impl wire::Names for NoNames {
    fn link(&self, _index: u32) -> Option<String> {
        None
    }

    fn netns_of_fd(&self, _fd: i32) -> Option<String> {
        None
    }
}

fn found(message: &Message) -> Option<Found> {
    let userdata = message.attr("NFTA_RULE_USERDATA");
    let comment = userdata.and_then(|it| it.attr("comment")?.text());
    let mut links = Vec::new();
    for element in message.attr("NFTA_RULE_EXPRESSIONS")?.children() {
        let data = element.attr("NFTA_EXPR_DATA");
        let value = data.and_then(|it| it.attr("NFTA_CMP_DATA")?.attr("NFTA_DATA_VALUE"));
        links.extend(value.and_then(rule::link_name));
    }
    // `rule in inet t c: ip saddr 10.0.0.2 masquerade comment "..."`
    let summary = wire::summary(NETLINK_NETFILTER, message, &NoNames);
    let words = summary.split_once(": ").map_or("", |(_, it)| it);
    let words = words.split(" comment \"").next().unwrap_or_default();
    Some(Found {
        words: words.to_owned(),
        chain: message.attr("NFTA_RULE_CHAIN")?.text()?.to_owned(),
        handle: message.attr("NFTA_RULE_HANDLE")?.number()?,
        comment: comment.unwrap_or_default().to_owned(),
        links,
    })
}

#[cfg(test)]
mod tests;
