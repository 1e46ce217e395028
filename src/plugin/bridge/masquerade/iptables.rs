//! Masquerading by iptables(8) and ip6tables(8): a chain for each container and network, to which POSTROUTING
//! jumps for each address.
//!
//! Interfaces of one container in one network share the chain, since its name is made of both. So an
//! attachment removes its own jump, and the chain only when nothing jumps to it any more.

mod program;

use std::collections::BTreeSet;
use std::net::IpAddr;

use self::program::{PROGRAMS, Program};
use super::{Owner, Released, hash};
use crate::spec::config::Attachment;
use crate::spec::{Cidr, Error};

const POSTROUTING: &str = "POSTROUTING";

/// A rule of POSTROUTING that jumps to a chain.
#[derive(Debug, PartialEq, Eq)]
struct Jump {
    source: String,
    comment: String,
    chain: String,
}

/// A rule of an attachment's chain: what stays in the network keeps its sender.
#[derive(Debug, PartialEq, Eq)]
struct Accept {
    network: String,
    comment: String,
}

impl Jump {
    fn ip(&self) -> Option<IpAddr> {
        self.source.split('/').next()?.parse().ok()
    }
}

impl Accept {
    /// True if an address is in the network. What cannot be read is not ours to judge.
    fn is_of(&self, jump: &Jump) -> bool {
        match (Cidr::parse(&self.network), jump.ip()) {
            (Some(network), Some(ip)) => network.contains(ip),
            _ => true,
        }
    }
}

pub(super) fn install(owner: &Owner<'_>, ips: &[Cidr]) -> Result<(), Error> {
    let (chain, comment) = (owner.chain(), owner.name());
    for ip in ips {
        let program = &PROGRAMS[usize::from(ip.ip.is_ipv6())];
        let is_new = program.rules(&chain)?.is_none();
        if is_new {
            program.run(&["-N", &chain])?;
        }
        let comment = ["-m", "comment", "--comment", &comment];
        let (network, source) = (ip.to_string(), ip.ip.to_string());
        let rules: [(&str, &[&str], &[&str]); 3] = [
            (&chain, &["-d", &network], &["-j", "ACCEPT"]),
            (
                &chain,
                &["!", "-d", program.multicast],
                &["-j", "MASQUERADE"],
            ),
            (POSTROUTING, &["-s", &source], &["-j", &chain]),
        ];
        for (at, matches, target) in rules {
            let rule = [&[at], matches, target, &comment].concat();
            // Nothing is in a new chain, and nothing jumps to it.
            if is_new || !program.has(&rule)? {
                program.run(&[&["-A"], &rule[..]].concat())?;
            }
        }
    }
    Ok(())
}

pub(super) fn remove(owner: &Owner<'_>, released: &Released) -> Result<(), Error> {
    let chain = owner.chain();
    let mut result = Ok(());
    for program in &PROGRAMS {
        let removed = program.remove(&chain, |jump| {
            let is_kept = |ip: &IpAddr| released.kept.as_ref().is_none_or(|it| it.contains(ip));
            jump.ip()
                .is_some_and(|ip| released.own.contains(&ip) || !is_kept(&ip))
        });
        result = result.and(removed);
    }
    result
}

pub(super) fn collect(network: &str, valid: &[Attachment]) -> Result<(), Error> {
    let chain = |it: &Attachment| {
        let owner = Owner {
            network,
            container_id: &it.container_id,
            ifname: &it.ifname,
        };
        owner.chain()
    };
    let valid: BTreeSet<_> = valid.iter().map(chain).collect();
    let of_network = format!("name: \"{network}\" id: \"");
    let mut result = Ok(());
    for program in &PROGRAMS {
        let jumps = match program.jumps() {
            Ok(jumps) => jumps,
            Err(error) => {
                result = result.and(Err(error));
                continue;
            }
        };
        let stale: BTreeSet<_> = jumps
            .into_iter()
            .filter(|it| it.comment.starts_with(&of_network) && it.chain.starts_with("CNI-"))
            .map(|it| it.chain)
            .filter(|it| !valid.contains(it))
            .collect();
        for chain in stale {
            result = result.and(program.remove(&chain, |_| true));
        }
    }
    result
}

impl Program {
    /// Removes the jumps to the chain that are to go, and with the last one the chain.
    fn remove(&self, chain: &str, is_to_go: impl Fn(&Jump) -> bool) -> Result<(), Error> {
        let Some(rules) = self.rules_of(chain)? else {
            return Ok(());
        };
        let jumps = self.jumps()?;
        let (go, stay): (Vec<_>, Vec<_>) = jumps
            .into_iter()
            .filter(|it| it.chain == chain)
            .partition(is_to_go);
        for jump in go {
            let comment = ["-m", "comment", "--comment", &jump.comment];
            let rule = [POSTROUTING, "-s", &jump.source];
            self.run(&[&["-D"], &rule[..], &comment[..], &["-j", chain]].concat())?;
        }
        if stay.is_empty() {
            self.run(&["-F", chain])?;
            self.run(&["-X", chain])?;
            return Ok(());
        }
        // What was accepted is the network of an address; no address in it stays, then nobody asked for it.
        for rule in rules.lines().filter_map(accept) {
            if !stay.iter().any(|it| rule.is_of(it)) {
                let comment = ["-m", "comment", "--comment", &rule.comment];
                let it = ["-D", chain, "-d", &rule.network];
                self.run(&[&it[..], &comment[..], &["-j", "ACCEPT"]].concat())?;
            }
        }
        Ok(())
    }

    /// The rules of POSTROUTING that jump to chains.
    fn jumps(&self) -> Result<Vec<Jump>, Error> {
        let text = self.rules_of(POSTROUTING)?.unwrap_or_default();
        Ok(text.lines().filter_map(jump).collect())
    }
}

/// Reads `-A POSTROUTING -s 10.0.0.2/32 -m comment --comment "name: \"n\" id: \"c\"" -j CNI-0123`.
fn jump(line: &str) -> Option<Jump> {
    let words = words(line);
    Some(Jump {
        source: after(&words, "-s")?,
        comment: after(&words, "--comment")?,
        chain: after(&words, "-j")?,
    })
}

/// Reads `-A CNI-0123 -d 10.0.0.0/24 -m comment --comment "name: \"n\" id: \"c\"" -j ACCEPT`.
fn accept(line: &str) -> Option<Accept> {
    let words = words(line);
    (after(&words, "-j")? == "ACCEPT").then_some(Accept {
        network: after(&words, "-d")?,
        comment: after(&words, "--comment")?,
    })
}

fn after(words: &[String], flag: &str) -> Option<String> {
    let at = words.iter().position(|it| it == flag)?;
    words.get(at + 1).cloned()
}

/// Words as iptables writes them: in double quotes if need be, with a backslash before quotes inside.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' if quoted => word.extend(letters.next()),
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}

/// Digits of a chain's name, which can have 28 bytes.
const DIGITS: usize = 24;

impl Owner<'_> {
    fn chain(&self) -> String {
        let both = format!("{}{}", self.network, self.container_id);
        format!("CNI-{}", hash(&both, DIGITS))
    }

    fn name(&self) -> String {
        format!("name: \"{}\" id: \"{}\"", self.network, self.container_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_read_as_iptables_writes_it() {
        let line = r#"-A POSTROUTING -s 10.24.0.2/32 -m comment --comment "name: \"demo-masq\" id: \"pod1\"" -j CNI-2f87bb9619bfa3e2424fe57b"#;
        let owner = Owner {
            network: "demo-masq",
            container_id: "pod1",
            ifname: "eth0",
        };
        let expected = Jump {
            source: "10.24.0.2/32".into(),
            comment: owner.name(),
            chain: owner.chain(),
        };
        assert_eq!(jump(line), Some(expected));
        assert_eq!(jump("-P POSTROUTING ACCEPT"), None);
        assert_eq!(jump("-A POSTROUTING -j CNI-HOSTPORT-MASQ"), None);
    }
}
