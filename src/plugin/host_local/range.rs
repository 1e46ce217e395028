//! Ranges of addresses, and sets of ranges.

use std::net::IpAddr;

use crate::spec::config::Object;
use crate::spec::ip::{next, number};
use crate::spec::result::{cidr, ip};
use crate::spec::{Cidr, Error};

/// A window of a subnet, with the subnet's gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) subnet: Cidr,
    pub(super) start: IpAddr,
    pub(super) end: IpAddr,
    pub(super) gateway: IpAddr,
}

/// Ranges of one family, of which one address is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RangeSet(pub(super) Vec<Range>);

impl Range {
    /// Reads `subnet`, `rangeStart`, `rangeEnd`, `gateway`.
    pub(super) fn read(it: &Object) -> Result<Range, Error> {
        let subnet = cidr(it, "subnet")?;
        let bits = if subnet.ip.is_ipv6() { 128 } else { 32 };
        if bits - subnet.prefix < 2 {
            return Err(Error::internal(format!(
                "network {subnet} too small to allocate from"
            )));
        }
        if subnet.ip != subnet.network() {
            let right = subnet.network();
            let text = format!(
                "network has host bits set: for a subnet mask of length {} the network address is {right}",
                subnet.prefix
            );
            return Err(Error::internal(text));
        }
        let first = next(subnet.ip).unwrap_or(subnet.ip);
        let inside = |key: &str, default: IpAddr| match ip(it, key)? {
            None => Ok(default),
            Some(ip) if subnet.contains(ip) => Ok(ip),
            Some(ip) => Err(Error::internal(format!(
                "{}: {ip} not in network {subnet}",
                it.at(key)
            ))),
        };
        let start = inside("rangeStart", first)?;
        let end = inside("rangeEnd", last_usable(&subnet))?;
        if number(start) > number(end) {
            return Err(Error::internal(format!(
                "rangeStart {start} is behind rangeEnd {end}"
            )));
        }
        Ok(Range {
            subnet,
            start,
            end,
            gateway: ip(it, "gateway")?.unwrap_or(first),
        })
    }

    pub(super) fn contains(&self, ip: IpAddr) -> bool {
        self.subnet.contains(ip) && (number(self.start)..=number(self.end)).contains(&number(ip))
    }

    fn overlaps(&self, other: &Range) -> bool {
        self.contains(other.start)
            || self.contains(other.end)
            || other.contains(self.start)
            || other.contains(self.end)
    }
}

/// The broadcast address of an IPv4 subnet is never given.
fn last_usable(subnet: &Cidr) -> IpAddr {
    match subnet.last() {
        IpAddr::V4(it) => IpAddr::V4((it.to_bits() - 1).into()),
        it @ IpAddr::V6(_) => it,
    }
}

impl RangeSet {
    pub(super) fn new(ranges: Vec<Range>) -> Result<RangeSet, Error> {
        let Some(first) = ranges.first() else {
            return Err(Error::internal("empty range set"));
        };
        if let Some(other) = ranges
            .iter()
            .find(|it| it.subnet.ip.is_ipv6() != first.subnet.ip.is_ipv6())
        {
            return Err(Error::internal(format!(
                "mixed address families: {} and {}",
                first.subnet, other.subnet
            )));
        }
        for (at, range) in ranges.iter().enumerate() {
            if let Some(other) = ranges[..at].iter().find(|it| it.overlaps(range)) {
                return Err(Error::internal(format!(
                    "subnets {} and {} overlap",
                    other.subnet, range.subnet
                )));
            }
        }
        Ok(RangeSet(ranges))
    }

    pub(super) fn is_ipv6(&self) -> bool {
        self.0.first().is_some_and(|it| it.subnet.ip.is_ipv6())
    }

    pub(super) fn range_of(&self, ip: IpAddr) -> Option<&Range> {
        self.0.iter().find(|it| it.contains(ip))
    }

    pub(super) fn overlaps(&self, other: &RangeSet) -> bool {
        self.0
            .iter()
            .any(|it| other.0.iter().any(|other| it.overlaps(other)))
    }

    /// The ranges in words: `10.1.0.1-10.1.0.254`.
    pub(super) fn words(&self) -> String {
        self.0
            .iter()
            .map(|it| format!("{}-{}", it.start, it.end))
            .collect::<Vec<_>>()
            .join(",")
    }

    /// Every address that may be given, once, beginning behind `last` if that lies in the set.
    pub(super) fn candidates(
        &self,
        last: Option<IpAddr>,
    ) -> impl Iterator<Item = (&Range, IpAddr)> {
        let start = last.and_then(|ip| Some((self.0.iter().position(|it| it.contains(ip))?, ip)));
        let (first, begin) = match start {
            Some((at, ip)) => self.after(at, ip),
            None => (
                0,
                self.0.first().map_or(IpAddr::from([0; 4]), |it| it.start),
            ),
        };
        let mut at = Some((first, begin));
        std::iter::from_fn(move || {
            let (range, ip) = at?;
            let following = self.after(range, ip);
            at = (following != (first, begin)).then_some(following);
            Some((self.0.get(range)?, ip))
        })
        .filter(|(range, ip)| *ip != range.gateway)
    }

    /// The address behind this one: the next of its range, or the first of the next range.
    fn after(&self, at: usize, ip: IpAddr) -> (usize, IpAddr) {
        let inside = self
            .0
            .get(at)
            .filter(|it| ip != it.end)
            .and_then(|_| next(ip));
        match inside {
            Some(ip) => (at, ip),
            None => {
                let at = (at + 1) % self.0.len().max(1);
                (at, self.0.get(at).map_or(ip, |it| it.start))
            }
        }
    }
}

#[cfg(any(test, fuzzing))]
pub(super) mod checks;
#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests;
