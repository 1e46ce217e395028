//! The environment of a call, one variable a line, CNI_ARGS first; and each of them as an address, a network
//! and a version.
#![no_main]

use cniscope::spec::ip::{next, number, parse_ip};
use cniscope::spec::{Args, Cidr, Environment, Version};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = [
    "CNI_ARGS",
    "CNI_COMMAND",
    "CNI_CONTAINERID",
    "CNI_IFNAME",
    "CNI_NETNS",
    "CNI_PATH",
];

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.split('\n').collect();
    for line in &lines {
        args(line);
        address(line);
        let _ = Version::parse(line);
    }
    let value = |name: &str| {
        let at = NAMES.iter().position(|it| *it == name)?;
        lines.get(at).map(|it| (*it).to_owned())
    };
    if let Ok(read) = Environment::read(value) {
        assert_eq!(Some(read.command), value("CNI_COMMAND"));
        assert_eq!(
            read.container_id,
            value("CNI_CONTAINERID").unwrap_or_default()
        );
        assert_eq!(read.ifname, value("CNI_IFNAME").unwrap_or_default());
    }
});

fn args(text: &str) {
    let known = ["IP", "MAC"];
    let Ok(args) = Args::parse(text, &known) else {
        return;
    };
    for key in known {
        let mut pairs = text.split(';').filter_map(|it| it.split_once('='));
        let last = pairs.rfind(|it| it.0 == key).map(|it| it.1);
        assert_eq!(args.get(key), last);
    }
}

fn address(text: &str) {
    if let Some(ip) = parse_ip(text) {
        assert_eq!(parse_ip(&ip.to_string()), Some(ip));
        assert!(next(ip).is_none_or(|it| number(it) == number(ip) + 1));
    }
    if let Some(cidr) = Cidr::parse(text) {
        assert_eq!(Cidr::parse(&cidr.to_string()), Some(cidr));
        assert!(cidr.contains(cidr.network()) && cidr.contains(cidr.last()));
        assert!(next(cidr.last()).is_none_or(|it| !cidr.contains(it)));
    }
}
