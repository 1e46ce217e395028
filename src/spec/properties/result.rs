//! Results: what a version can say survives rendering and parsing in it, and every conversion up and back.

use proptest::collection::vec;
use proptest::option;
use serde_json::{Map, Value};

use super::config::json;
use super::*;
use crate::spec::result::{Dns, Interface, Ip, Route};
use crate::spec::{CniResult, SUPPORTED};

const FLAT: [&str; 2] = ["0.1.0", "0.2.0"];
const LISTS: [&str; 3] = ["0.3.0", "0.3.1", "0.4.0"];
const CURRENT: [&str; 2] = ["1.0.0", "1.1.0"];

fn interface() -> impl Strategy<Value = Interface> {
    (
        ".{0,5}",
        ".{0,5}",
        any::<i64>(),
        ".{0,5}",
        ".{0,5}",
        ".{0,5}",
    )
        .prop_map(|(name, mac, mtu, sandbox, socket_path, pci_id)| Interface {
            name,
            mac,
            mtu,
            sandbox,
            socket_path,
            pci_id,
        })
}

fn ip() -> impl Strategy<Value = Ip> {
    (cidr(), option::of(address()), option::of(any::<i64>())).prop_map(
        |(address, gateway, interface)| Ip {
            address,
            gateway,
            interface,
        },
    )
}

fn route() -> impl Strategy<Value = Route> {
    let number = || prop_oneof![Just(0), any::<i64>()];
    let limits = (number(), number(), number());
    let places = (option::of(number()), option::of(number()));
    (cidr(), option::of(address()), limits, places).prop_map(
        |(dst, gw, (mtu, advmss, priority), (table, scope))| Route {
            dst,
            gw,
            mtu,
            advmss,
            priority,
            table,
            scope,
        },
    )
}

fn dns() -> impl Strategy<Value = Dns> {
    let texts = || vec(".{0,5}", 0..3);
    (texts(), ".{0,5}", texts(), texts()).prop_map(|(nameservers, domain, search, options)| Dns {
        nameservers,
        domain,
        search,
        options,
    })
}

fn result() -> impl Strategy<Value = CniResult> {
    let lists = (vec(interface(), 0..3), vec(ip(), 0..4), vec(route(), 0..4));
    (lists, dns()).prop_map(|((interfaces, ips, routes), dns)| CniResult {
        interfaces,
        ips,
        routes,
        dns,
    })
}

/// What versions 0.3.0 to 0.4.0 can say of a result.
fn in_lists(mut result: CniResult) -> CniResult {
    for it in &mut result.interfaces {
        *it = Interface {
            name: it.name.clone(),
            mac: it.mac.clone(),
            sandbox: it.sandbox.clone(),
            ..Interface::default()
        };
    }
    result
}

/// What versions 0.1.0 and 0.2.0 can say: one address of a family, with the plain routes of that family.
fn in_flat(result: &CniResult) -> CniResult {
    let mut flat = CniResult {
        dns: result.dns.clone(),
        ..CniResult::default()
    };
    for ipv6 in [false, true] {
        let of_family = |it: &Cidr| it.ip.is_ipv6() == ipv6;
        let Some(ip) = result.ips.iter().find(|it| of_family(&it.address)) else {
            continue;
        };
        flat.ips.push(Ip {
            interface: None,
            ..ip.clone()
        });
        let routes = result.routes.iter().filter(|it| of_family(&it.dst));
        flat.routes.extend(routes.map(|it| Route {
            dst: it.dst,
            gw: it.gw,
            mtu: 0,
            advmss: 0,
            priority: 0,
            table: None,
            scope: None,
        }));
    }
    flat
}

fn parse(text: &str, version: &str) -> CniResult {
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["cniVersion"], version);
    CniResult::parse(&value, version).unwrap()
}

/// The result as the version tells it.
fn through(result: &CniResult, version: &str) -> CniResult {
    parse(&result.render(version).unwrap(), version)
}

/// A result's shape with any JSON in its places.
fn shape() -> impl Strategy<Value = Value> {
    fn object(keys: &'static str, value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
        let map = |it: Vec<_>| Value::Object(it.into_iter().collect::<Map<_, _>>());
        vec((keys, value), 0..5).prop_map(map).boxed()
    }
    let leaf = prop_oneof![
        5 => cidr().prop_map(|it| it.to_string().into()),
        3 => address().prop_map(|it| it.to_string().into()),
        4 => any::<i64>().prop_map(Value::from),
        1 => json(),
    ]
    .boxed();
    let keys = "(name|mac|mtu|address|gateway|interface|dst|gw|ip|table|version)";
    let items = vec(object(keys, leaf.clone()), 0..3).prop_map(Value::from);
    let items = prop_oneof![4 => items, 1 => json()].boxed();
    let family = prop_oneof![4 => leaf, 1 => items.clone()].boxed();
    prop_oneof![
        3 => object("(interfaces|ips|routes|dns)", items),
        3 => object("(ip4|ip6|IP4)", object("(ip|gateway|routes)", family)),
        1 => json(),
    ]
}

proptest! {
    #![proptest_config(settings(300))]

    #[test]
    fn a_version_keeps_what_it_can_say(result in result()) {
        for version in CURRENT {
            prop_assert_eq!(&through(&result, version), &result);
        }
        for version in LISTS {
            prop_assert_eq!(through(&result, version), in_lists(result.clone()));
        }
        for version in FLAT {
            if result.ips.is_empty() {
                prop_assert!(result.render(version).is_err());
            } else {
                prop_assert_eq!(through(&result, version), in_flat(&result));
            }
        }
    }

    #[test]
    fn a_result_that_goes_up_comes_down_the_same(result in result()) {
        let order: Vec<&str> = SUPPORTED.iter().copied().filter(|_| !result.ips.is_empty()).collect();
        for (at, low) in order.iter().enumerate() {
            let text = result.render(low).unwrap();
            for high in &order[at..] {
                let up = through(&parse(&text, low), high);
                prop_assert_eq!(&up.render(low).unwrap(), &text, "{} by way of {}", low, high);
            }
        }
    }

    #[test]
    fn what_is_accepted_reads_the_same_when_it_is_written_again(value in shape()) {
        for version in SUPPORTED {
            let Ok(result) = CniResult::parse(&value, version) else { continue };
            let Ok(text) = result.render(version) else {
                prop_assert!(FLAT.contains(version) && result.ips.is_empty());
                continue;
            };
            let again = parse(&text, version);
            if FLAT.contains(version) {
                // An address or a route of the other family has no place to be written to.
                prop_assert_eq!(&again, &in_flat(&result));
            } else {
                prop_assert_eq!(&again, &result);
            }
            prop_assert_eq!(again.render(version).unwrap(), text);
        }
    }

    #[test]
    fn a_result_of_another_shape_is_refused(result in result()) {
        for (at, own) in [&FLAT[..], &LISTS, &CURRENT].iter().enumerate() {
            for version in own.iter() {
                let Ok(text) = result.render(version) else { continue };
                let value: Value = serde_json::from_str(&text).unwrap();
                for (other, expected) in [&FLAT[..], &LISTS, &CURRENT].iter().enumerate() {
                    for expected in expected.iter() {
                        prop_assert_eq!(CniResult::parse(&value, expected).is_ok(), at == other);
                    }
                }
            }
        }
    }
}
