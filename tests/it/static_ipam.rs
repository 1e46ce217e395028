//! static called as the reference's own tests call it, in every version.

use serde_json::json;

use crate::calls::{Output, VERSIONS, is_flat, outputs};

/// One call with this `ipam` (with its comma) and these keys beside it.
fn script(version: &str, ipam: &str, beside: &str, call: &str) -> String {
    format!(
        r#"config='{{"cniVersion":"{version}","name":"mynet","type":"ipvlan","master":"foo0"{ipam}{beside}}}'
{call}"#
    )
}

/// ADD with these CNI_ARGS.
#[track_caller]
fn add(version: &str, args: &str, ipam: &str, beside: &str) -> Output {
    let call = format!("CNI_ARGS='{args}' call ADD static");
    outputs(&script(version, ipam, beside, &call)).remove(0)
}

const FULL: &str = r#","ipam":{"type":"static","addresses":[{"address":"10.10.0.1/24","gateway":"10.10.0.254"},{"address":"3ffe:ffff:0:01ff::1/64","gateway":"3ffe:ffff:0::1"}],"routes":[{"dst":"0.0.0.0/0"},{"dst":"192.168.0.0/16","gw":"10.10.5.1"},{"dst":"3ffe:ffff:0:01ff::1/64"}],"dns":{"nameservers":["8.8.8.8"],"domain":"example.com","search":["example.com"]}}"#;
const ROUTES: &str = r#","ipam":{"type":"static","routes":[{"dst":"0.0.0.0/0"},{"dst":"192.168.0.0/16","gw":"10.10.5.1"}]}"#;
const EMPTY: &str = r#","ipam":{"type":"static"}"#;
const OF_RUNTIME: &str = r#","RuntimeConfig":{"ips":["10.10.0.1/24","3ffe:ffff:0:01ff::1/64"]}"#;
const OF_ARGS: &str = r#","args":{"cni":{"ips":["10.10.0.2/24","3ffe:ffff:0:01ff::2/64"]}}"#;

#[test]
fn static_addresses_routes_and_dns() {
    for version in VERSIONS {
        let outputs = outputs(&script(
            version,
            FULL,
            "",
            "call ADD static; call DEL static",
        ));
        let result = outputs[0].result(version);
        assert_eq!(
            result.addresses,
            [
                "10.10.0.1/24 10.10.0.254",
                "3ffe:ffff:0:1ff::1/64 3ffe:ffff::1"
            ]
        );
        assert_eq!(
            result.routes,
            [
                "0.0.0.0/0 none",
                "192.168.0.0/16 10.10.5.1",
                "3ffe:ffff:0:1ff::1/64 none"
            ],
            "{version}"
        );
        assert_eq!(
            result.json["dns"],
            json!({ "nameservers": ["8.8.8.8"], "domain": "example.com", "search": ["example.com"] })
        );
        outputs[1].is_quiet();
    }
}

#[test]
fn static_del_of_an_unknown_container() {
    for version in VERSIONS {
        let call = "CNI_CONTAINERID=unknown call DEL static";
        outputs(&script(version, FULL, "", call))[0].is_quiet();
    }
}

#[test]
fn static_address_of_cni_args() {
    for version in VERSIONS {
        let add = add(version, "IP=10.10.0.1/24;GATEWAY=10.10.0.254", ROUTES, "");
        let result = add.result(version);
        assert_eq!(result.addresses, ["10.10.0.1/24 10.10.0.254"], "{version}");
        assert_eq!(
            result.routes,
            ["0.0.0.0/0 none", "192.168.0.0/16 10.10.5.1"]
        );
    }
}

#[test]
fn static_addresses_of_cni_args() {
    let args = "IP=10.10.0.1/24,11.11.0.1/24;GATEWAY=10.10.0.254";
    for version in VERSIONS {
        let add = add(version, args, EMPTY, "");
        if is_flat(version) {
            let text = "does not support more than 1 address per family";
            assert!(add.failure().ends_with(text), "{add:?}");
            continue;
        }
        assert_eq!(
            add.result(version).addresses,
            ["10.10.0.1/24 10.10.0.254", "11.11.0.1/24 none"]
        );
    }
}

/// As in the reference: white space around a piece does not matter, an empty piece is an error.
#[test]
fn static_pieces_of_cni_args() {
    let args = "IP=10.10.0.1/24, 11.11.0.1/24;GATEWAY=10.10.0.254, 11.11.0.254";
    assert_eq!(
        add("1.0.0", args, EMPTY, "").result("1.0.0").addresses,
        ["10.10.0.1/24 10.10.0.254", "11.11.0.1/24 11.11.0.254"]
    );
    for args in [
        "IP=10.10.0.1/24,",
        "IP=,10.10.0.1/24",
        "IP=10.10.0.1/24;GATEWAY=10.10.0.254,",
    ] {
        let text = add("1.0.0", args, EMPTY, "").failure();
        assert!(text.contains("CNI_ARGS") && text.contains("\"\""), "{text}");
    }
    let nothing = add("1.0.0", "IP=;GATEWAY=", EMPTY, "").result("1.0.0");
    assert!(nothing.addresses.is_empty(), "{nothing:?}");
}

#[test]
fn static_addresses_of_the_runtime() {
    for version in VERSIONS {
        assert_eq!(
            add(version, "", ROUTES, OF_RUNTIME)
                .result(version)
                .addresses,
            ["10.10.0.1/24 none", "3ffe:ffff:0:1ff::1/64 none"],
            "{version}"
        );
    }
}

#[test]
fn static_addresses_of_args() {
    for version in VERSIONS {
        assert_eq!(
            add(version, "", ROUTES, OF_ARGS).result(version).addresses,
            ["10.10.0.2/24 none", "3ffe:ffff:0:1ff::2/64 none"],
            "{version}"
        );
    }
}

#[test]
fn static_the_runtime_comes_before_args_before_cni_args() {
    let args = "IP=10.10.0.3/24,11.11.0.3/24;GATEWAY=10.10.0.254";
    for version in VERSIONS {
        for (ipam, beside, host) in [
            (EMPTY, format!("{OF_RUNTIME}{OF_ARGS}"), 1),
            (FULL, format!("{OF_ARGS}{OF_RUNTIME}"), 1),
            (FULL, OF_ARGS.to_owned(), 2),
        ] {
            assert_eq!(
                add(version, args, ipam, &beside).result(version).addresses,
                [
                    format!("10.10.0.{host}/24 none"),
                    format!("3ffe:ffff:0:1ff::{host}/64 none")
                ],
                "{version} {beside}"
            );
        }
    }
}

#[test]
fn static_without_the_ipam_key() {
    for version in VERSIONS {
        for (args, beside) in [
            ("IP=10.10.0.1/24;GATEWAY=10.10.0.254", ""),
            ("", OF_RUNTIME),
        ] {
            let text = add(version, args, "", beside).failure();
            assert_eq!(text, "IPAM config missing 'ipam' key", "{version} {beside}");
        }
    }
}

#[test]
fn static_addresses_without_a_prefix() {
    let bad = r#"{"ips":["10.10.0.1"]}"#;
    let configured =
        r#","ipam":{"type":"static","addresses":[{"address":"10.10.0.1"}]}"#.to_owned();
    for version in VERSIONS {
        for (place, args, ipam, beside) in [
            (
                "ipam.addresses[0].address",
                "",
                configured.as_str(),
                String::new(),
            ),
            (
                "args.cni.ips",
                "",
                EMPTY,
                format!(r#","args":{{"cni":{bad}}}"#),
            ),
            ("CNI_ARGS", "IP=10.10.0.1", EMPTY, String::new()),
            (
                "runtimeConfig.ips",
                "",
                EMPTY,
                format!(r#","runtimeConfig":{bad}"#),
            ),
        ] {
            let text = add(version, args, ipam, &beside).failure();
            assert!(
                text.starts_with(place) && text.contains("CIDR") && text.ends_with("\"10.10.0.1\""),
                "{version}: {text}"
            );
        }
    }
}
