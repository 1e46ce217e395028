//! `macspoofchk`: frames from the container with another sender than its own hardware address are dropped.
//!
//! Table, chains and comments have the names that the reference plugin gives them, so that either can remove
//! what the other has made. In table bridge nat: PREROUTING jumps, for the node's end of the veth pair, to the
//! chain of the interface, and that to the chain of its hardware addresses, which lets its own go on.

use nix::errno::Errno;

use crate::net::nft::{Base, Family, Nft, Rule, Transaction};
use crate::net::{self, Handle};
use crate::plugin::Call;
use crate::spec::Error;

const TABLE: &str = "nat";
const BASE: &str = "PREROUTING";
const COMMENT: &str = "macspoofchk-";
const CHAIN: &str = "cni-br-iface-";
/// `NF_BR_PRE_ROUTING`, and `NF_BR_PRI_NAT_DST_BRIDGED` of linux/netfilter_bridge.h.
const PREROUTING: Base = Base {
    kind: "filter",
    hook: 0,
    priority: -300,
};

/// The rules of one interface.
#[derive(Debug)]
pub(super) struct Filter {
    comment: String,
    chain: String,
    mac_chain: String,
}

impl Filter {
    pub(super) fn of(call: &Call) -> Filter {
        let it = &call.environment;
        Filter::named(&format!("{}-{}", it.container_id, it.ifname))
    }

    fn named(reference: &str) -> Filter {
        let chain = format!("{CHAIN}{reference}");
        Filter {
            comment: format!("{COMMENT}{reference}"),
            mac_chain: format!("{chain}-mac"),
            chain,
        }
    }

    /// Adds the rules, in place of those that an earlier ADD has left.
    pub(super) fn install(&self, link: &str, mac: &[u8]) -> Result<(), Error> {
        let rule = || Rule::default().comment(&self.comment);
        let changed = Nft::here().and_then(|mut it| {
            it.change(|nft| {
                let mut it = Transaction::of(Family::Bridge, TABLE);
                it.add_table("");
                it.add_chain(BASE, Some(PREROUTING), "");
                for chain in [&self.chain, &self.mac_chain] {
                    it.add_chain(chain, None, "");
                    it.flush_chain(chain);
                }
                self.remove_jumps(nft, &mut it)?;
                it.add_rule(BASE, &rule().input_link(link).jump(&self.chain));
                it.add_rule(&self.chain, &rule().jump(&self.mac_chain));
                it.add_rule(&self.mac_chain, &rule().ether_source(mac).go_back());
                it.add_rule(&self.mac_chain, &rule().drop());
                Ok(it)
            })
        });
        changed.map_err(Error::from)
    }

    /// Removes the rules. That they are gone already is no error.
    pub(super) fn remove(&self) -> Result<(), Error> {
        let Some(mut nft) = Nft::find()? else {
            return Ok(()); // and so no rules
        };
        match nft.change(|nft| self.removal(nft)) {
            // The kernel has no chains of so long a name: no ADD has got this far.
            Err(error) if error.errno == Errno::ERANGE => Ok(()),
            other => other.map_err(Error::from),
        }
    }

    fn removal(&self, nft: &mut Nft) -> Result<Transaction, net::Error> {
        let mut it = Transaction::of(Family::Bridge, TABLE);
        self.remove_jumps(nft, &mut it)?;
        let mut present = Vec::new();
        for chain in [&self.chain, &self.mac_chain] {
            if nft.has_chain(Family::Bridge, TABLE, chain)? {
                present.push(chain);
            }
        }
        present.iter().for_each(|chain| it.flush_chain(chain));
        present.iter().for_each(|chain| it.delete_chain(chain));
        Ok(it)
    }

    fn remove_jumps(&self, nft: &mut Nft, it: &mut Transaction) -> Result<(), net::Error> {
        for rule in nft.rules(Family::Bridge, TABLE, BASE)? {
            if rule.comment == self.comment {
                it.delete_rule(BASE, rule.handle);
            }
        }
        Ok(())
    }
}

/// Removes the rules of links that are gone. They do not say of which network they are; that a link is gone
/// is true in any.
pub(super) fn collect(node: &Handle) -> Result<(), Error> {
    let Some(mut nft) = Nft::find()? else {
        return Ok(());
    };
    let rules = nft.rules(Family::Bridge, TABLE, BASE)?;
    for rule in rules {
        let Some(reference) = rule.comment.strip_prefix(COMMENT) else {
            continue;
        };
        let is_gone = |name: &String| {
            let link = node.link(name);
            link.is_err_and(|error| error.errno == Errno::ENODEV)
        };
        if !rule.links.is_empty() && rule.links.iter().all(is_gone) {
            Filter::named(reference).remove()?;
        }
    }
    Ok(())
}
