//! A node changes between the reference plugins and ours while containers are attached.

use crate::twin::{Made, Set, make};

const ROUND: [&str; 2] = [
    "call ADD; rules; dump",
    "again CHECK; again DEL; rules; dump",
];

fn bridge(keys: &str, ipam: &str) -> String {
    format!(
        r#"{{"cniVersion":"1.0.0","name":"n","type":"bridge","bridge":"br0","ipMasqBackend":"iptables"{keys},"ipam":{{"type":"host-local",{ipam}}}}}"#
    )
}

/// ADD by one set, CHECK and DEL by the other: as if one had done all of it.
#[track_caller]
fn swapped(config: &str) {
    let all = |it: Made| (it.calls, it.results, it.state);
    let [add, rest] = ROUND;
    let whole = format!("{add}; {rest}");
    let expected = all(make(Set::Theirs, config, &whole));
    assert_eq!(expected.0, ["ADD 0 null", "CHECK 0 null", "DEL 0 null"]);
    for (first, next) in [(Set::Ours, "theirs"), (Set::Theirs, "ours")] {
        let made = all(make(first, config, &format!("{add}; {next}; {rest}")));
        assert_eq!(made, expected, "{first:?}, then {next}: {config}");
    }
}

#[test]
fn swap_of_plugins_with_an_attachment_alive() {
    let v4 = r#""subnet":"10.1.0.0/24""#;
    swapped(&bridge("", v4));
    swapped(&bridge(r#","isDefaultGateway":true,"ipMasq":true"#, v4));
    swapped(&bridge(
        r#","isGateway":true,"ipMasq":true,"macspoofchk":true"#,
        v4,
    ));
    swapped(&bridge(
        r#","isDefaultGateway":true,"ipMasq":true"#,
        r#""ranges":[[{"subnet":"10.1.0.0/24"}],[{"subnet":"fd00:1::/64"}]]"#,
    ));
}

/// Both take addresses from one directory.
#[test]
fn swap_of_host_local_gives_no_address_twice() {
    let config = r#"{"cniVersion":"1.0.0","name":"n","type":"x","ipam":{"type":"host-local","subnet":"10.1.0.0/29"}}"#;
    let script = "for n in 1 2 3 4 5; do export CNI_CONTAINERID=c$n; call ADD host-local; \
                  if [ $bin = /usr/lib/cni ]; then ours; else theirs; fi; done; dump; call DEL host-local; call ADD host-local; \
                  CNI_CONTAINERID=c6 call ADD host-local; dump";
    let [ours, theirs] = [Set::Ours, Set::Theirs].map(|it| make(it, config, script));
    assert_eq!(
        ours.calls,
        [
            "ADD 0 null",
            "ADD 0 null",
            "ADD 0 null",
            "ADD 0 null",
            "ADD 0 null",
            "DEL 0 null",
            "ADD 0 null",
            "ADD 1 999"
        ]
    );
    assert_eq!(ours.calls, theirs.calls);
    assert_eq!(ours.state, theirs.state);
    let mut given: Vec<_> = ours.results[..5]
        .iter()
        .map(|it| it["ips"][0]["address"].as_str().unwrap())
        .collect();
    given.dedup();
    assert_eq!(given.len(), 5, "{given:?}");
}
