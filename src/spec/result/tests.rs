use serde_json::{Value, json};

use super::CniResult;

fn full() -> Value {
    json!({
        "cniVersion": "1.1.0",
        "interfaces": [
            { "name": "cni0", "mac": "02:00:00:00:00:01", "mtu": 1400 },
            { "name": "eth0", "mac": "02:00:00:00:00:02", "sandbox": "/run/netns/pod1", "pciID": "p", "socketPath": "s" }
        ],
        "ips": [
            { "address": "10.1.0.2/24", "gateway": "10.1.0.1", "interface": 0 },
            { "address": "fd00::2/64", "interface": 1 }
        ],
        "routes": [
            { "dst": "0.0.0.0/0", "gw": "10.1.0.1", "mtu": 1300, "table": 0, "scope": 253 },
            { "dst": "fd00:1::/64", "priority": 7 }
        ],
        "dns": { "nameservers": ["10.1.0.53"], "domain": "d", "search": ["s"], "options": ["o"] }
    })
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn every_version_round_trips_through_its_own_shape() {
    let result = CniResult::parse(&full(), "1.1.0").unwrap();
    for version in ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"] {
        let text = result.render(version).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["cniVersion"], version);
        let again = CniResult::parse(&value, version).unwrap();
        assert_eq!(again.render(version).unwrap(), text, "{version}");
        assert!(!text.ends_with('\n') && text.starts_with("{\n    \""));
    }
}

#[test]
fn flat_versions_keep_the_first_address_of_a_family_and_its_routes() {
    let result = CniResult::parse(&full(), "1.1.0").unwrap();
    for version in ["0.1.0", "0.2.0"] {
        let value: Value = serde_json::from_str(&result.render(version).unwrap()).unwrap();
        assert_eq!(keys(&value), ["cniVersion", "ip4", "ip6", "dns"]);
        assert_eq!(
            value["ip4"],
            json!({ "ip": "10.1.0.2/24", "gateway": "10.1.0.1", "routes": [{ "dst": "0.0.0.0/0", "gw": "10.1.0.1" }] })
        );
        assert_eq!(
            value["ip6"],
            json!({ "ip": "fd00::2/64", "routes": [{ "dst": "fd00:1::/64" }] })
        );
    }
    assert_eq!(
        serde_json::from_str::<Value>(&result.render("").unwrap()).unwrap()["cniVersion"],
        "0.1.0"
    );
    assert!(
        CniResult::default()
            .render("0.2.0")
            .unwrap_err()
            .msg
            .contains("no valid IP addresses")
    );
}

#[test]
fn keys_and_their_order_are_the_versions_own() {
    let result = CniResult::parse(&full(), "1.1.0").unwrap();
    let old: Value = serde_json::from_str(&result.render("0.4.0").unwrap()).unwrap();
    assert_eq!(
        keys(&old),
        ["cniVersion", "interfaces", "ips", "routes", "dns"]
    );
    assert_eq!(
        keys(&old["ips"][0]),
        ["version", "interface", "address", "gateway"]
    );
    assert_eq!(old["ips"][0]["version"], "4");
    assert_eq!(old["ips"][0]["interface"], 0);
    assert_eq!(keys(&old["interfaces"][0]), ["name", "mac"]);
    assert_eq!(
        keys(&old["routes"][0]),
        ["dst", "gw", "mtu", "table", "scope"]
    );
    let new: Value = serde_json::from_str(&result.render("1.0.0").unwrap()).unwrap();
    assert_eq!(
        keys(&new),
        ["cniVersion", "dns", "interfaces", "ips", "routes"]
    );
    assert_eq!(keys(&new["ips"][0]), ["address", "gateway", "interface"]);
    assert_eq!(keys(&new["interfaces"][0]), ["mac", "mtu", "name"]);
    assert_eq!(
        keys(&new["interfaces"][1]),
        ["mac", "name", "pciID", "sandbox", "socketPath"]
    );
}

#[test]
fn empty_parts_are_omitted_but_for_dns_of_older_versions() {
    let empty = CniResult::default();
    assert_eq!(
        empty.render("1.0.0").unwrap(),
        "{\n    \"cniVersion\": \"1.0.0\"\n}"
    );
    assert_eq!(
        empty.render("0.4.0").unwrap(),
        "{\n    \"cniVersion\": \"0.4.0\",\n    \"dns\": {}\n}"
    );
}

#[test]
fn a_result_must_be_of_the_expected_shape() {
    let parse = |value: Value, expected| CniResult::parse(&value, expected).map_err(|it| it.msg);
    assert!(
        parse(json!({ "cniVersion": "0.4.0" }), "1.0.0")
            .unwrap_err()
            .contains("does not fit")
    );
    assert!(
        parse(json!({ "cniVersion": "9.9.9" }), "1.0.0")
            .unwrap_err()
            .contains("unsupported")
    );
    assert!(
        parse(json!({}), "9.9.9")
            .unwrap_err()
            .contains("unsupported")
    );
    assert!(parse(json!([]), "1.0.0").is_err());
    assert!(parse(Value::Null, "1.0.0").is_ok());
    assert!(parse(json!({ "cniVersion": "1.1.0" }), "1.0.0").is_ok());
    assert!(
        parse(json!({ "ips": [{ "address": "10.1.0.2" }] }), "1.0.0")
            .unwrap_err()
            .contains("invalid CIDR")
    );
    assert!(
        parse(
            json!({ "ips": [{ "address": "10.1.0.2/24", "gateway": "x" }] }),
            "1.0.0"
        )
        .is_err()
    );
}

#[test]
fn a_key_that_a_version_does_not_know_is_ignored() {
    let interfaces = |value: Value, version| {
        let value = json!({ "interfaces": [{ "name": "a", "mtu": value }] });
        CniResult::parse(&value, version).map(|it| it.interfaces[0].mtu)
    };
    assert_eq!(interfaces(json!(1400), "1.0.0").unwrap(), 1400);
    assert_eq!(interfaces(json!(1400), "0.4.0").unwrap(), 0);
    assert_eq!(interfaces(json!("x"), "0.4.0").unwrap(), 0);
    assert!(interfaces(json!("x"), "1.0.0").is_err());
}

/// An IPAM plugin that is older than the bridge answers in the shape that it knows.
#[test]
fn an_output_is_of_the_version_that_it_names() {
    for (output, config) in [
        (
            json!({ "cniVersion": "0.2.0", "ip4": { "ip": "10.1.0.2/24" } }),
            "1.0.0",
        ),
        (
            json!({ "cniVersion": "0.4.0", "ips": [{ "version": "4", "address": "10.1.0.2/24" }] }),
            "1.0.0",
        ),
        (
            json!({ "cniVersion": "1.1.0", "ips": [{ "address": "10.1.0.2/24" }] }),
            "0.3.1",
        ),
        (
            json!({ "cniVersion": "", "ip4": { "ip": "10.1.0.2/24" } }),
            "0.2.0",
        ),
        (json!({ "ips": [{ "address": "10.1.0.2/24" }] }), "1.0.0"),
    ] {
        let result = CniResult::parse_output(&output, config).unwrap();
        assert_eq!(result.ips[0].address.to_string(), "10.1.0.2/24", "{output}");
    }
    assert_eq!(
        CniResult::parse_output(&Value::Null, "1.0.0"),
        Ok(CniResult::default())
    );
    for version in [json!("7.0.0"), json!(1)] {
        let output = json!({ "cniVersion": version });
        assert!(CniResult::parse_output(&output, "1.0.0").is_err());
    }
}
