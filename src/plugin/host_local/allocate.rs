//! Choosing addresses: one of each set, asked for or the next free one.

use std::net::IpAddr;

use super::conf::Conf;
use super::range::{Range, RangeSet};
use super::store::{Owner, Store};
use crate::spec::result::Ip;
use crate::spec::{Cidr, Error};

/// Takes an address of each set; if one cannot be had, none is kept.
pub(super) fn all(store: &Store, conf: &Conf, owner: &Owner) -> Result<Vec<Ip>, Error> {
    let mut taken = Vec::new();
    let result = each(store, conf, owner, &mut taken);
    if result.is_err() {
        let leases = store.leases_of(owner)?;
        let ours = |lease: &std::path::Path| {
            taken
                .iter()
                .any(|ip: &IpAddr| lease.ends_with(ip.to_string()))
        };
        leases
            .iter()
            .filter(|it| ours(it))
            .for_each(|it| store.release(it));
    }
    result
}

fn each(
    store: &Store,
    conf: &Conf,
    owner: &Owner,
    taken: &mut Vec<IpAddr>,
) -> Result<Vec<Ip>, Error> {
    let mut requested = conf.requested.clone();
    let mut ips = Vec::new();
    for (number, set) in conf.sets.iter().enumerate() {
        let asked = requested
            .iter()
            .position(|ip| set.range_of(*ip).is_some())
            .map(|at| requested.swap_remove(at));
        let found = match asked {
            Some(ip) => exactly(store, set, owner, ip, number),
            None => next_free(store, set, owner, number),
        };
        let (range, ip) = found
            .map_err(|error| error.context(&format!("failed to allocate for range {number}")))?;
        taken.push(ip);
        let address = Cidr {
            ip,
            prefix: range.subnet.prefix,
        };
        ips.push(Ip {
            address,
            gateway: Some(range.gateway),
            interface: None,
        });
    }
    if !requested.is_empty() {
        let rest: Vec<_> = requested.iter().map(IpAddr::to_string).collect();
        return Err(Error::internal(format!(
            "failed to allocate all requested IPs: {}",
            rest.join(", ")
        )));
    }
    Ok(ips)
}

fn exactly<'a>(
    store: &Store,
    set: &'a RangeSet,
    owner: &Owner,
    ip: IpAddr,
    number: usize,
) -> Result<(&'a Range, IpAddr), Error> {
    let range = set
        .range_of(ip)
        .ok_or_else(|| Error::internal(format!("requested IP {ip} is not in the range set")))?;
    if ip == range.gateway {
        return Err(Error::internal(format!(
            "requested ip {ip} is subnet's gateway"
        )));
    }
    match store.reserve(owner, ip, number)? {
        true => Ok((range, ip)),
        false => Err(Error::internal(format!(
            "requested IP address {ip} is not available in range set {}",
            set.words()
        ))),
    }
}

fn next_free<'a>(
    store: &Store,
    set: &'a RangeSet,
    owner: &Owner,
    number: usize,
) -> Result<(&'a Range, IpAddr), Error> {
    if let Some(ip) = store
        .addresses_of(owner)?
        .into_iter()
        .find(|it| set.range_of(*it).is_some())
    {
        let text = format!(
            "{ip} has been allocated to {}, duplicate allocation is not allowed",
            owner.container_id
        );
        return Err(Error::internal(text));
    }
    for (range, ip) in set.candidates(store.last_reserved(number)) {
        if store.reserve(owner, ip, number)? {
            return Ok((range, ip));
        }
    }
    Err(Error::internal(format!(
        "no IP addresses available in range set: {}",
        set.words()
    )))
}

#[cfg(test)]
mod tests;
