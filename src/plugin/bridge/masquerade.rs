//! `ipMasq`: packets from the container to the world leave the node under its own address.
//!
//! Two backends make rules of the same names, comments and contents as the reference plugin's, so that either
//! plugin can remove what the other has made.

mod iptables;
mod nftables;

use std::net::IpAddr;

use crate::net;
use crate::net::nft::{self, Nft};
use crate::plugin::Call;
use crate::spec::config::Attachment;
use crate::spec::{Cidr, Error};

/// What has the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    /// The programs iptables and ip6tables.
    Iptables,
    /// nf_tables, by netlink.
    Nftables,
}

/// Whose the rules are.
#[derive(Debug)]
pub(super) struct Owner<'a> {
    network: &'a str,
    container_id: &'a str,
    ifname: &'a str,
}

/// Addresses of which the rules are to go.
#[derive(Debug)]
pub(super) struct Released {
    /// Those that are known to have been the attachment's.
    pub(super) own: Vec<IpAddr>,
    /// Those that the container still has: what rules they have belongs to its other attachments, and all
    /// others are stale. None if that is not known: then only those of `own` go.
    pub(super) kept: Option<Vec<IpAddr>>,
}

impl<'a> Owner<'a> {
    pub(super) fn of(call: &'a Call) -> Owner<'a> {
        Owner {
            network: &call.config.name,
            container_id: &call.environment.container_id,
            ifname: &call.environment.ifname,
        }
    }
}

/// Adds the rules for these addresses. Without a named backend it is nf_tables, which needs no program and
/// changes all at once; where the kernel has none, or not the parts of it that masquerade, it is iptables.
pub(super) fn install(
    owner: &Owner<'_>,
    backend: Option<Backend>,
    ips: &[Cidr],
) -> Result<(), Error> {
    let nft = match backend {
        Some(Backend::Iptables) => None,
        Some(Backend::Nftables) => Some(Nft::here().map_err(failed)?),
        None => Nft::find().map_err(failed)?,
    };
    let Some(mut nft) = nft else {
        return iptables::install(owner, ips);
    };
    match nftables::install(&mut nft, owner, ips) {
        Err(error) if backend.is_none() && nft::lacks_a_part(&error) => {
            let tried = failed(error);
            iptables::install(owner, ips)
                .map_err(|error| Error::internal(format!("{tried}; {}", error.msg)))
        }
        other => other.map_err(failed),
    }
}

/// Removes the rules, whichever backend has made them: the configuration may have changed since.
pub(super) fn remove(owner: &Owner<'_>, released: &Released) -> Result<(), Error> {
    let by_nftables = nftables::remove(owner).map_err(failed);
    let by_iptables = iptables::remove(owner, released);
    by_nftables.and(by_iptables)
}

/// Removes the rules of the network's attachments that are not among the valid ones.
pub(super) fn collect(network: &str, valid: &[Attachment]) -> Result<(), Error> {
    let by_nftables = nftables::collect(network, valid).map_err(failed);
    let by_iptables = iptables::collect(network, valid);
    by_nftables.and(by_iptables)
}

fn failed(error: net::Error) -> Error {
    Error::internal(format!("masquerade by nf_tables: {error}"))
}

/// The first `digits` hexadecimal digits of the text's SHA-512.
fn hash(text: &str, digits: usize) -> String {
    use sha2::{Digest, Sha512};
    let sum = Sha512::digest(text.as_bytes());
    let mut hex: String = sum.iter().map(|it| format!("{it:02x}")).collect();
    hex.truncate(digits);
    hex
}

#[cfg(test)]
mod tests;
