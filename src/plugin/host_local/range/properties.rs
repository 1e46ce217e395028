//! Ranges of any kind: those that are accepted keep the promises of `checks`, and those that must not be
//! are refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Range, RangeSet, checks};
use crate::spec::ip::{next, number};
use crate::spec::properties::{address, cidr, settings};
use crate::spec::{Cidr, Config, Error};

/// A range as it stands in a configuration, with keys that may make no sense.
type Written = Map<String, Value>;

fn read(range: &Written) -> Result<Range, Error> {
    let config = Config::parse(
        json!({ "name": "n", "range": range })
            .to_string()
            .as_bytes(),
    )?;
    Range::read(&config.object.object("range")?)
}

fn read_set(ranges: &[Written]) -> Result<RangeSet, Error> {
    RangeSet::new(ranges.iter().map(read).collect::<Result<_, _>>()?)
}

fn written(subnet: Cidr, rest: [(&str, Option<String>); 3]) -> Written {
    let given = rest.into_iter().filter_map(|(key, it)| Some((key, it?)));
    [("subnet", subnet.to_string())]
        .into_iter()
        .chain(given)
        .map(|(key, it)| (key.to_owned(), it.into()))
        .collect()
}

/// A small subnet in one of a few places, so that ranges of a set meet. Window and gateway are given in hundredths
/// of it, so that they mostly lie inside.
fn small() -> BoxedStrategy<Written> {
    let place = (0..6_u32, 0..=8_u32, prop::bool::weighted(0.1));
    let window = (option::of(0..70_u32), option::of(30..=101_u32));
    let range = |((place, bits, ipv6), (start, end), gateway): (_, (_, _), Option<u32>)| {
        let size = 4_u32 << bits;
        let ip = |hundredth: u32| {
            let offset = place * size + size * hundredth / 101;
            match ipv6 {
                true => IpAddr::from(Ipv6Addr::from(0xfd << 120 | u128::from(offset))),
                false => IpAddr::from(Ipv4Addr::from(10 << 24 | offset)),
            }
        };
        let subnet = Cidr {
            ip: ip(0),
            prefix: if ipv6 { 126 } else { 30 } - bits as u8,
        };
        let text = |it: Option<u32>| it.map(|it| ip(it).to_string());
        let rest = [
            ("rangeStart", text(start)),
            ("rangeEnd", text(end)),
            ("gateway", text(gateway)),
        ];
        written(subnet, rest)
    };
    (place, window, option::of(0..110_u32))
        .prop_map(range)
        .boxed()
}

/// Any subnet, any addresses.
fn any_range() -> BoxedStrategy<Written> {
    let ip = || option::weighted(0.2, address().prop_map(|it| it.to_string()));
    let subnet = (cidr(), any::<bool>());
    let range = |((subnet, whole), start, end, gateway): ((Cidr, _), _, _, _)| {
        let rest = [
            ("rangeStart", start),
            ("rangeEnd", end),
            ("gateway", gateway),
        ];
        written(if whole { whole_of(subnet) } else { subnet }, rest)
    };
    (subnet, ip(), ip(), ip()).prop_map(range).boxed()
}

/// The network itself, as a range must name it.
fn whole_of(subnet: Cidr) -> Cidr {
    Cidr {
        ip: subnet.network(),
        ..subnet
    }
}

proptest! {
    #![proptest_config(settings(300))]

    #[test]
    fn a_set_that_is_accepted_keeps_its_promises(ranges in vec(prop_oneof![9 => small(), 1 => any_range()], 1..4)) {
        if let Ok(set) = read_set(&ranges) {
            checks::check(&set);
        }
    }

    #[test]
    fn a_range_is_canonical(range in prop_oneof![small(), any_range()]) {
        let Ok(read_once) = read(&range) else { return Ok(()) };
        let text = |it: IpAddr| Some(it.to_string());
        let Range { subnet, start, end, gateway } = read_once;
        let whole = [("rangeStart", text(start)), ("rangeEnd", text(end)), ("gateway", text(gateway))];
        prop_assert_eq!(read(&written(subnet, whole)).unwrap(), read_once);
    }

    #[test]
    fn by_default_neither_end_of_a_subnet_is_given(subnet in cidr()) {
        let subnet = whole_of(subnet);
        let range = read(&written(subnet, [("rangeStart", None), ("rangeEnd", None), ("gateway", None)]));
        let size = number(subnet.last()) - number(subnet.ip);
        prop_assert_eq!(range.is_ok(), size >= 3, "{}", subnet);
        if let Ok(range) = range {
            prop_assert_eq!((Some(range.start), Some(range.gateway)), (next(subnet.ip), next(subnet.ip)));
            // IPv6 has no broadcast address.
            prop_assert_eq!(range.contains(subnet.last()), subnet.ip.is_ipv6());
            prop_assert!(!range.contains(subnet.ip));
        }
    }

    #[test]
    fn what_lies_outside_of_its_subnet_is_refused(subnet in cidr(), ip in address()) {
        let subnet = whole_of(subnet);
        prop_assume!(!subnet.contains(ip));
        let ip = || Some(ip.to_string());
        prop_assert!(read(&written(subnet, [("rangeStart", ip()), ("rangeEnd", None), ("gateway", None)])).is_err());
        prop_assert!(read(&written(subnet, [("rangeStart", None), ("rangeEnd", ip()), ("gateway", None)])).is_err());
    }

    #[test]
    fn a_range_twice_or_of_two_families_makes_no_set(range in small(), other in small()) {
        if let (Ok(one), Ok(two)) = (read(&range), read(&other)) {
            prop_assert!(RangeSet::new(vec![one.clone(), one.clone()]).is_err());
            let (both, swapped) = (vec![one.clone(), two.clone()], vec![two.clone(), one.clone()]);
            prop_assert_eq!(RangeSet::new(both).is_ok(), RangeSet::new(swapped).is_ok());
            if one.subnet.ip.is_ipv6() != two.subnet.ip.is_ipv6() {
                prop_assert!(RangeSet::new(vec![one, two]).is_err());
            }
        }
    }
}
