//! The programs themselves: started, and what their failures mean.
//!
//! They have few exit statuses, so that their words have to tell that something is not there from all else.

use std::io::ErrorKind;
use std::process::Command;

use crate::net::nft::{Family, Nft};
use crate::spec::Error;

/// One of the two programs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Program {
    name: &'static str,
    family: Family,
    /// Names of the tables of the older kernel interface that are in use.
    legacy_tables: &'static str,
    /// Destinations that are many receivers.
    pub(super) multicast: &'static str,
}

pub(super) const PROGRAMS: [Program; 2] = [
    Program {
        name: "iptables",
        family: Family::Ip,
        legacy_tables: "/proc/net/ip_tables_names",
        multicast: "224.0.0.0/4",
    },
    Program {
        name: "ip6tables",
        family: Family::Ip6,
        legacy_tables: "/proc/net/ip6_tables_names",
        multicast: "ff00::/8",
    },
];

impl Program {
    /// The rules of a chain as the program lists them, none if there is no such chain. If that is known without it,
    /// the program is not started.
    pub(super) fn rules_of(&self, chain: &str) -> Result<Option<String>, Error> {
        let (legacy, by_nft) = (self.uses_legacy(), self.has_by_nft(chain)?);
        if !legacy && !by_nft {
            return Ok(None);
        }
        match self.rules(chain) {
            // A program that is not there has made no rules, and those of the node's other programs are not ours.
            Err(Failure::Start(_, error)) if !by_nft && error.kind() == ErrorKind::NotFound => {
                Ok(None)
            }
            other => Ok(other?),
        }
    }

    /// The rules of a chain, none if the program says that there is no such chain.
    pub(super) fn rules(&self, chain: &str) -> Result<Option<String>, Failure> {
        match self.run(&["-S", chain]) {
            Ok(rules) => Ok(Some(rules)),
            Err(Failure::Exit(_, text)) if text.contains(NO_CHAIN) => Ok(None),
            // iptables-nft says of a chain that is not there what it says of one that it cannot read. Without nf_tables it
            // has no chains at all; it is asked all the same where the older interface's tables are closed to us.
            Err(Failure::Exit(_, text))
                if [NOT_READ, NO_NFT].iter().any(|it| text.contains(it))
                    && self.has_by_nft(chain).is_ok_and(|it| !it) =>
            {
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// True if the older kernel interface has a nat table, which iptables-legacy keeps its chains in.
    fn uses_legacy(&self) -> bool {
        match std::fs::read_to_string(self.legacy_tables) {
            Ok(names) => names.lines().any(|it| it == "nat"),
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    }

    /// True if iptables-nft has the chain: it keeps its chains in the nf_tables table of the same name.
    fn has_by_nft(&self, chain: &str) -> Result<bool, Error> {
        let found = Nft::find().and_then(|nft| match nft {
            Some(mut nft) => nft.has_chain(self.family, "nat", chain),
            None => Ok(false),
        });
        found.map_err(|error| Error::internal(format!("masquerade by iptables: {error}")))
    }

    /// True if the chain has the rule: `CHAIN matches target`.
    pub(super) fn has(&self, rule: &[&str]) -> Result<bool, Error> {
        match self.run(&[&["-C"], rule].concat()) {
            Ok(_) => Ok(true),
            Err(Failure::Exit(_, text)) if text.contains(NO_RULE) || text.contains(NO_CHAIN) => {
                Ok(false)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Runs the program on the nat table; it waits for the lock that it shares with others.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        let mut command = Command::new(self.name);
        command.args(["--wait", "-t", "nat"]).args(arguments);
        let words = format!("{} -t nat {}", self.name, arguments.join(" "));
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => return Err(Failure::Start(words, error)),
        };
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Exit(words, text.trim().to_owned()))
    }
}

/// What the program did not do, by its words.
#[derive(Debug)]
pub(super) enum Failure {
    /// It could not be started.
    Start(String, std::io::Error),
    /// It says what was wrong.
    Exit(String, String),
}

/// What iptables says if a chain is not there, legacy for any command, nft for most: the exit status is that of other
/// failures too.
const NO_CHAIN: &str = "No chain/target/match by that name";
/// What iptables-nft says to `-S` of a chain that is not there, or that has rules which only nft knows.
const NOT_READ: &str = "is incompatible, use 'nft' tool";
/// What it says where the kernel has no nf_tables.
const NO_NFT: &str = "Failed to initialize nft: Protocol not supported";
/// What it says to `-C`.
const NO_RULE: &str = "does a matching rule exist in that chain?";

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let text = match failure {
            Failure::Start(words, error) => format!("start {words}: {error}"),
            Failure::Exit(words, text) => format!("{words}: {text}"),
        };
        Error::internal(format!("masquerade by iptables: {text}"))
    }
}
