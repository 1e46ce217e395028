//! What holds for every input of the specification's types: no bytes whatever make a parser panic, and what
//! one accepts survives the way to text and back.
//!
//! The cases are the same in every run, so that a test fails for what was changed and for nothing else.
//! `PROPTEST_RNG_SEED=random` and `PROPTEST_CASES=100000` look further; fuzz/ looks without end.

use std::net::IpAddr;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::ip::{number, parse_ip};
use super::{Args, Cidr, Environment, Version};

mod config;
mod network;
mod result;

/// A fixed seed and so many cases, unless the environment asks for others. What fails is printed; it is
/// written to no file, because a test must not change the tree.
pub(crate) fn settings(cases: u32) -> ProptestConfig {
    let given = |name: &str| std::env::var_os(name).is_some();
    let default = ProptestConfig::default(); // which reads the environment
    ProptestConfig {
        cases: match given("PROPTEST_CASES") {
            true => default.cases,
            false => cases,
        },
        rng_seed: match given("PROPTEST_RNG_SEED") {
            true => default.rng_seed,
            false => RngSeed::Fixed(1),
        },
        failure_persistence: None,
        ..default
    }
}

/// An address in the form that parsing gives it: an IPv4 address never in IPv6 form. Boxed, as a strategy that
/// many are made of should be: unboxed each holds all that it is made of, and the stack of a test is small.
pub(crate) fn address() -> BoxedStrategy<IpAddr> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(IpAddr::from),
        any::<[u8; 16]>().prop_map(IpAddr::from),
        // Many zeros and ones: what is written with `::`, and what borders on an end.
        proptest::array::uniform16(prop_oneof![Just(0), Just(0xff)]).prop_map(IpAddr::from),
    ]
    .prop_map(|it| it.to_canonical())
    .boxed()
}

/// An address with a prefix that fits it.
pub(crate) fn cidr() -> BoxedStrategy<Cidr> {
    let fitting = |(ip, prefix): (IpAddr, u8)| Cidr {
        ip,
        prefix: prefix % if ip.is_ipv6() { 129 } else { 33 },
    };
    (address(), any::<u8>()).prop_map(fitting).boxed()
}

/// Pieces that CNI_ARGS are made of, and some that they are not.
fn args() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "(IP|MAC|K|IgnoreUnknown)=[a-z0-9.:/ ]{0,4}",
        2 => Just("IgnoreUnknown=1".to_owned()),
        1 => ".{0,6}",
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|it| it.join(";"))
}

proptest! {
    #![proptest_config(settings(1000))]

    #[test]
    fn args_that_are_accepted_hold_what_was_written(text in args()) {
        let known = ["IP", "MAC"];
        let last = |key: &str| {
            let mut pairs = text.split(';').filter_map(|it| it.split_once('='));
            pairs.rfind(|it| it.0 == key).map(|it| it.1)
        };
        let pieces = || text.split(';').filter(|_| !text.is_empty());
        match Args::parse(&text, &known) {
            Ok(args) => {
                for key in known {
                    prop_assert_eq!(args.get(key), last(key));
                }
                prop_assert_eq!(args.get("K"), None);
            }
            Err(error) => {
                prop_assert_eq!(error.code, super::Error::INTERNAL);
                let plain = |it: &str| it.starts_with("IP=") || it.starts_with("MAC=");
                let fine = |it: &str| plain(it) && it.matches('=').count() == 1;
                prop_assert!(!pieces().all(fine), "{} is refused: {}", text, error);
            }
        }
    }

    #[test]
    fn an_environment_comes_back_to_the_letter(
        command in "(ADD|DEL|CHECK|GC|STATUS|VERSION|.{0,4})",
        id in prop_oneof!["[a-zA-Z0-9][a-zA-Z0-9_.-]{0,8}", ".{0,4}"],
        ifname in prop_oneof!["[a-z0-9.-]{1,16}", ".{0,8}"],
        netns in ".{0,8}",
        path in ".{0,8}",
    ) {
        let read = Environment::read(|name| match name {
            "CNI_COMMAND" => Some(command.clone()),
            "CNI_CONTAINERID" => Some(id.clone()),
            "CNI_IFNAME" => Some(ifname.clone()),
            "CNI_NETNS" => Some(netns.clone()),
            "CNI_PATH" => Some(path.clone()),
            _ => None,
        });
        match read {
            Ok(read) => {
                prop_assert_eq!(&read.command, &command);
                prop_assert_eq!(&read.container_id, &id);
                prop_assert_eq!(&read.ifname, &ifname);
                prop_assert_eq!(&read.netns, &netns);
                prop_assert_eq!(&read.path, &path);
                if matches!(command.as_str(), "ADD" | "DEL" | "CHECK") {
                    // What becomes a part of file names must not lead out of a directory.
                    prop_assert!(!id.is_empty() && !id.contains('/') && !id.starts_with('.'));
                    prop_assert!((1..=15).contains(&ifname.len()) && !ifname.contains('/'));
                }
            }
            Err(error) => prop_assert_eq!(error.code, super::Error::ENVIRONMENT),
        }
    }

    #[test]
    fn a_version_is_what_its_numbers_say(text in prop_oneof!["[0-9]{1,4}(\\.[0-9]{1,4}){0,3}", ".{0,6}"]) {
        if let Ok(Version(major, minor, patch)) = Version::parse(&text) {
            let again = format!("{major}.{minor}.{patch}");
            prop_assert_eq!(Version::parse(&again).ok(), Some(Version(major, minor, patch)));
        }
    }

    #[test]
    fn an_address_reads_as_it_is_written(ip in address()) {
        prop_assert_eq!(parse_ip(&ip.to_string()), Some(ip));
        prop_assert_eq!(super::ip::next(ip).map(number), match ip {
            IpAddr::V4(it) if it.to_bits() == u32::MAX => None,
            it => number(it).checked_add(1),
        });
    }
}
