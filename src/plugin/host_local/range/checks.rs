//! What holds for every set of ranges. The property tests and the fuzz target ask the same.

use std::net::IpAddr;

use super::{Range, RangeSet};
use crate::spec::ip::{next, number};

/// So many addresses of a set are walked through; an IPv6 range is never walked to its end.
const WALK: usize = 2_000;

/// Fails if the set breaks one of its promises.
pub(in super::super) fn check(set: &RangeSet) {
    set.0.iter().for_each(check_range);
    for (at, range) in set.0.iter().enumerate() {
        let others = set.0.iter().skip(at + 1);
        assert!(
            others
                .clone()
                .all(|it| it.subnet.ip.is_ipv6() == set.is_ipv6())
        );
        assert!(
            others.into_iter().all(|it| !shares(range, it)),
            "{range:?} overlaps another: {set:?}"
        );
    }
    check_order(set, None);
    // A few tell as much as all, and a fuzzer's set may have hundreds.
    for range in set.0.iter().take(4) {
        for last in [Some(range.start), next(range.start), Some(range.end)] {
            check_order(set, last);
        }
    }
    let outside = |range: &Range| next(range.end).filter(|it| set.range_of(*it).is_none());
    if let Some(ip) = set.0.iter().find_map(outside) {
        check_order(set, Some(ip));
    }
}

/// True if an address lies in both windows.
fn shares(one: &Range, other: &Range) -> bool {
    number(one.start) <= number(other.end) && number(other.start) <= number(one.end)
}

fn check_range(range: &Range) {
    let subnet = range.subnet;
    assert_eq!(subnet.ip, subnet.network(), "{range:?}");
    assert!(
        number(subnet.last()) - number(subnet.ip) >= 3,
        "{range:?} is too small"
    );
    assert!(number(range.start) <= number(range.end), "{range:?}");
    for ip in [range.start, range.end] {
        assert!(subnet.contains(ip) && range.contains(ip), "{range:?}");
    }
    let around = [
        next(range.end),
        Some(subnet.ip).filter(|it| *it != range.start),
    ];
    for ip in around.into_iter().flatten() {
        assert!(!range.contains(ip), "{range:?} contains {ip}");
    }
}

/// What follows `last` is every address of the windows but the gateways, once, in their order, around.
fn check_order(set: &RangeSet, last: Option<IpAddr>) {
    let windows = set.0.iter();
    let size = windows.fold(0_u128, |sum, it| {
        sum.saturating_add((number(it.end) - number(it.start)).saturating_add(1))
    });
    let found: Vec<IpAddr> = set
        .candidates(last)
        .take(WALK)
        .map(|(range, ip)| {
            assert!(range.contains(ip), "{ip} is not of {range:?}");
            assert_ne!(ip, range.gateway, "the gateway is given away");
            assert_eq!(set.range_of(ip), Some(range));
            ip
        })
        .collect();
    if size < WALK as u128 {
        assert_eq!(found, expected(set, last), "behind {last:?} in {set:?}");
    } else {
        let mut once = found.clone();
        once.sort_unstable();
        once.dedup();
        // The gateways are too few to explain why a large set should end early.
        assert_eq!(
            (found.len(), once.len()),
            (WALK.min(found.len()), found.len())
        );
        assert!(
            found.len() + set.0.len() >= WALK,
            "{} of {size}",
            found.len()
        );
    }
}

/// The same said in another way: all windows in a row, turned so that `last` is at the end.
fn expected(set: &RangeSet, last: Option<IpAddr>) -> Vec<IpAddr> {
    let mut all: Vec<(IpAddr, bool)> = Vec::new();
    for range in &set.0 {
        let mut at = Some(range.start);
        while let Some(ip) = at.filter(|it| number(*it) <= number(range.end)) {
            all.push((ip, ip != range.gateway));
            at = next(ip);
        }
    }
    if let Some(at) = all.iter().position(|it| Some(it.0) == last) {
        all.rotate_left(at + 1);
    }
    all.retain(|it| it.1);
    all.into_iter().map(|it| it.0).collect()
}
