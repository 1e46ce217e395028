//! Which configurations are taken, and what they come to.

use super::*;
use crate::spec::{Config, Environment};

fn read(keys: &str, args: &str) -> Result<Conf, Error> {
    let stdin = format!(r#"{{"cniVersion":"1.0.0","name":"n"{keys}}}"#).into_bytes();
    let environment = Environment {
        args: args.into(),
        ..Environment::default()
    };
    let config = Config::parse(&stdin).unwrap();
    Conf::read(&Call {
        environment,
        config,
        stdin,
    })
}

#[test]
fn defaults_and_implications() {
    let conf = read("", "").unwrap();
    assert_eq!(
        conf,
        Conf {
            bridge: "cni0".into(),
            ..Conf::default()
        }
    );
    let conf = read(
        r#","isDefaultGateway":true,"bridge":"br1","ipam":{"type":"x"}"#,
        "",
    )
    .unwrap();
    assert!(conf.is_gateway && conf.is_layer3() && conf.bridge == "br1");
    assert!(
        !read(r#","ipMasq":true"#, "").unwrap().masquerade,
        "there is nothing to masquerade"
    );
}

#[test]
fn what_contradicts_or_is_missing_is_refused() {
    for (keys, code, text) in [
        (
            r#","hairpinMode":true,"promiscMode":true"#,
            999,
            "promiscuous",
        ),
        (
            r#","disableContainerInterface":true,"ipam":{"type":"x"}"#,
            999,
            "IPAM",
        ),
        (r#","vlan":5000"#, 999, "invalid VLAN"),
        (r#","vlan":-100"#, 999, "invalid VLAN"),
        (
            r#","ipMasq":true,"ipMasqBackend":"ebpf","ipam":{"type":"x"}"#,
            999,
            "ipMasqBackend \"ebpf\"",
        ),
        (r#","bridge":"""#, 999, "bridge \"\""),
        (r#","bridge":"br%d""#, 999, "bridge \"br%d\""),
        (r#","mtu":"1500""#, 999, "mtu: an integer is expected"),
        (r#","mtu":-1"#, 999, "mtu: -1"),
        (r#","mtu":5000000000"#, 999, "mtu: 5000000000"),
        (r#","ipam":[]"#, 999, "ipam: an object is expected"),
        (r#","runtimeConfig":{"mac":"nonsense"}"#, 999, "invalid MAC"),
    ] {
        let error = read(keys, "").and_then(|it| it.check_for_add());
        let error = error.unwrap_err();
        assert_eq!(error.code, code, "{keys}: {error}");
        assert!(error.msg.contains(text), "{keys}: {error}");
    }
    assert!(read("", "K=v").is_err());
}

#[test]
fn the_mac_address_has_three_sources() {
    let mac = |keys, args| read(keys, args).unwrap().mac().unwrap().map(|it| it[5]);
    let all = r#","args":{"cni":{"mac":"02:00:00:00:00:02"}},"RuntimeConfig":{"MAC":"02:00:00:00:00:01"}"#;
    assert_eq!(mac(all, "MAC=02:00:00:00:00:03"), Some(1));
    assert_eq!(
        mac(
            r#","args":{"cni":{"mac":"02-00-00-00-00-02"}}"#,
            "MAC=02:00:00:00:00:03"
        ),
        Some(2)
    );
    assert_eq!(mac("", "MAC=02:00:00:00:00:03"), Some(3));
    assert_eq!(mac("", ""), None);
}

#[test]
fn what_nobody_asks_for_may_be_wrong() {
    for keys in [
        r#","ipMasqBackend":"ebpf""#,
        r#","ipMasqBackend":"ebpf","ipam":{"type":"x"}"#,
        r#","bridge":null"#,
    ] {
        let conf = read(keys, "").unwrap();
        assert_eq!(conf.check_for_add(), Ok(()), "{keys}");
        assert_eq!(conf.bridge, "cni0");
    }
}

#[test]
fn a_mac_address_is_read_as_go_reads_it() {
    let read = |text: &str| parse_mac(text).map(|it| (it[0], it[5], it.len()));
    for text in ["02:00:00:00:00:7f", "02-00-00-00-00-7F", "0200.0000.007f"] {
        assert_eq!(read(text), Some((2, 0x7f, 6)), "{text}");
    }
    for text in [
        "",
        ".",
        "02",
        "+2:+0:+0:+0:+0:+7",
        "02:00:00:00:00:00:00:07", // what fits no link of Ethernet
        "02:00:00:00:00",
        "02:00-00:00:00:07",
        "0200.0000:0007",
        "0200.0000.0007.",
        "0200.00.00.0007",
        "020000000007",
        "2:0:0:0:0:7",
        "\u{e9}:00:00:00:00:07",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn dns_settings_are_none_without_a_text_or_a_list() {
    let dns = |json: &str| read(&format!(r#","dns":{json}"#), "").unwrap().dns;
    for none in ["null", "{}", r#"{"domain":""}"#, r#"{"search":null}"#] {
        assert_eq!(dns(none), None, "{none}");
    }
    for some in [r#"{"domain":"a"}"#, r#"{"search":[]}"#] {
        assert!(dns(some).is_some(), "{some}");
    }
}

fn trunk(json: &str) -> Result<Vec<(u16, u16)>, Error> {
    let conf = read(&format!(r#","vlanTrunk":{json}"#), "")?;
    assert!(conf.vlan_filtering, "{json}");
    Ok(conf.trunk.iter().map(|it| (it.first, it.last)).collect())
}

#[test]
fn vlan_trunk_is_collected_in_order() {
    assert_eq!(trunk("[]").unwrap(), []);
    assert_eq!(trunk("[{}]").unwrap(), []);
    let range = r#"[{"minID":100,"maxID":105}]"#;
    assert_eq!(trunk(range).unwrap(), [(100, 105)]);
    assert_eq!(trunk(r#"[{"id":7}]"#).unwrap(), [(7, 7)]);
    let both = r#"[{"id":200,"minID":100,"maxID":101},{"id":102},{"id":4094},{"id":100}]"#;
    assert_eq!(trunk(both).unwrap(), [(100, 102), (200, 200), (4094, 4094)]);
}

#[test]
fn vlan_trunk_errors_say_which_number() {
    for (item, text) in [
        (r#"{"minID":1}"#, "minID and maxID"),
        (r#"{"maxID":1}"#, "minID and maxID"),
        (r#"{"minID":-1,"maxID":5}"#, "minID: -1"),
        (r#"{"minID":4095,"maxID":4096}"#, "minID: 4095"),
        (r#"{"minID":1,"maxID":4095}"#, "maxID: 4095"),
        (r#"{"id":4095}"#, "id: 4095"),
        (r#"{"id":-5}"#, "id: -5"),
        (r#"{"id":0}"#, "id: 0"),
        (r#"{"minID":10,"maxID":9}"#, "9 is lower than minID, 10"),
    ] {
        let error = trunk(&format!("[{item}]")).unwrap_err();
        assert!(error.msg.contains(text), "{item}: {error}");
    }
}

#[test]
fn vlan_zero_is_none() {
    let conf = read(r#","vlan":0"#, "").unwrap();
    assert!(conf.vlan == 0 && !conf.vlan_filtering);
}
