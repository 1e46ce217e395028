//! VLANs of the bridge plugin. They need a kernel whose bridges filter VLANs; `tests/run` runs them under such a
//! one, whatever the machine has.

use serde_json::Value;

use crate::twin::{Made, Set, make};

fn bridge(version: &str, keys: &str, subnets: &[&str]) -> String {
    let ranges: Vec<_> = subnets
        .iter()
        .map(|it| format!(r#"[{{"subnet":"{it}"}}]"#))
        .collect();
    let ipam = match ranges.is_empty() {
        true => String::new(),
        false => format!(
            r#","isDefaultGateway":true,"ipam":{{"type":"host-local","ranges":[{}]}}"#,
            ranges.join(",")
        ),
    };
    format!(r#"{{"cniVersion":"{version}","name":"n","type":"bridge","bridge":"br0"{keys}{ipam}}}"#)
}

/// Prints, each as a line of JSON: the VLANs of ports, the node's links, its addresses.
const LOOK: &str =
    "echo @dump; bridge -j vlan show; echo; ip -d -j link; echo; ip -j addr; echo; echo @end";

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, &script.replace("look", LOOK))
}

/// What one `look` saw.
struct Seen {
    vlans: Value,
    links: Value,
    addresses: Value,
}

fn seen(text: &str) -> Vec<Seen> {
    let lines: Vec<Value> = text
        .lines()
        .filter(|it| it.starts_with('['))
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    lines
        .chunks(3)
        .map(|it| Seen {
            vlans: it[0].clone(),
            links: it[1].clone(),
            addresses: it[2].clone(),
        })
        .collect()
}

impl Seen {
    fn link(&self, name: &str) -> Option<&Value> {
        let links = self.links.as_array().unwrap();
        links.iter().find(|it| it["ifname"] == name)
    }

    /// VLANs of the ports with random names, but for the gateway's: `100*` is the one of frames without a tag.
    fn vlans(&self, peer_of: Option<&str>) -> String {
        let gateway = peer_of.and_then(|it| self.link(it)?["link"].as_str());
        let ports: Vec<_> = self.vlans.as_array().unwrap().iter().collect();
        let is_wanted = |it: &Value| {
            let name = it["ifname"].as_str().unwrap();
            match peer_of {
                Some(_) => Some(name) == gateway,
                None => name.starts_with("veth"),
            }
        };
        let port = ports.iter().find(|it| is_wanted(it)).unwrap();
        let vlans = port["vlans"].as_array().unwrap().iter();
        let mut rows: Vec<(u64, u64, &str)> = Vec::new();
        for it in vlans {
            let first = it["vlan"].as_u64().unwrap();
            let last = it.get("vlanEnd").map_or(first, |it| it.as_u64().unwrap());
            let mut flags = it["flags"].as_array().into_iter().flatten();
            let own = if flags.any(|it| it == "PVID") {
                "*"
            } else {
                ""
            };
            match rows.last_mut() {
                // Some versions of bridge(8) tell each number, some rows of them.
                Some(row) if row.1 + 1 == first && row.2 == own && first > 200 => row.1 = last,
                _ => rows.push((first, last, own)),
            }
        }
        let word = |(first, last, own): &(u64, u64, &str)| match first == last {
            true => format!("{first}{own}"),
            false => format!("{first}-{last}{own}"),
        };
        rows.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn is_filtering(&self) -> bool {
        self.link("br0").unwrap()["linkinfo"]["info_data"]["vlan_filtering"] == 1
    }
}

#[test]
#[ignore = "needs VLAN filtering: tests/run runs it under another kernel"]
fn vlan_layer_2() {
    let both = r#","vlan":100,"vlanTrunk":[{"id":101},{"minID":200,"maxID":210}]"#;
    for (keys, filtering, vlans) in [
        ("", false, "1*"),
        (r#","preserveDefaultVlan":true,"vlan":100"#, true, "1 100*"),
        (r#","vlan":100"#, true, "100*"),
        (
            r#","vlanTrunk":[{"id":101},{"minID":200,"maxID":210}]"#,
            true,
            "1* 101 200-210",
        ),
        (both, true, "100* 101 200-210"),
        (r#","vlanTrunk":[]"#, true, "1*"),
    ] {
        let made = run(
            &bridge("1.0.0", keys, &[]),
            "call ADD; look; again CHECK; again DEL; look",
        );
        assert_eq!(
            made.calls,
            ["ADD 0 null", "CHECK 0 null", "DEL 0 null"],
            "{keys}"
        );
        let all = seen(&made.state);
        assert_eq!(all[0].vlans(None), vlans, "{keys}");
        assert_eq!(all[0].is_filtering(), filtering, "{keys}");
        assert_eq!(
            all[1].links.as_array().unwrap().len(),
            2,
            "lo and br0: {keys}"
        );
    }
    // Results before 0.3.0 cannot tell of a network without addresses.
    for version in ["0.1.0", "0.2.0"] {
        let made = run(&bridge(version, r#","vlan":100"#, &[]), "call ADD; look");
        assert!(made.calls[0].starts_with("ADD 1"), "{:?}", made.calls);
        assert_eq!(seen(&made.state)[0].links.as_array().unwrap().len(), 2);
    }
}

#[test]
#[ignore = "needs VLAN filtering: tests/run runs it under another kernel"]
fn vlan_layer_3() {
    let (v4, v6) = ("10.1.0.0/24", "fd00:1::/64");
    for (version, subnets) in [
        ("0.1.0", &[v4][..]),
        ("0.4.0", &[v6]),
        ("1.0.0", &[v4, v6]),
        ("1.1.0", &[v4, v6, "fd00:2::/64"]),
    ] {
        for preserve in [false, true] {
            let keys = format!(r#","vlan":100,"preserveDefaultVlan":{preserve}"#);
            let config = bridge(version, &keys, subnets);
            let made = run(&config, "call ADD; look; call DEL; look");
            assert_eq!(made.calls, ["ADD 0 null", "DEL 0 null"], "{config}");
            let all = seen(&made.state);
            let vlans = if preserve { "1 100*" } else { "100*" };
            assert_eq!(all[0].vlans(None), vlans, "{config}");
            assert_eq!(all[0].vlans(Some("br0.100")), vlans, "{config}");
            assert!(all[0].is_filtering());
            assert_eq!(all[0].links.as_array().unwrap().len(), 5, "{config}");
            let gateway = all[0].link("br0.100").unwrap();
            assert_eq!(gateway["linkinfo"]["info_kind"], "veth");
            if version != "0.1.0" {
                let interfaces = made.results[0]["interfaces"].as_array().unwrap();
                assert_eq!(interfaces.len(), 4, "{interfaces:?}");
                assert_eq!(interfaces[3]["name"], "br0.100");
            }
            for subnet in subnets {
                let address = subnet.replace(".0/24", ".1").replace("::/64", "::1");
                let of = |name: &str| {
                    let links = all[0].addresses.as_array().unwrap();
                    let link = links.iter().find(|it| it["ifname"] == name).unwrap();
                    link["addr_info"]
                        .to_string()
                        .contains(&format!("\"{address}\""))
                };
                assert!(of("br0.100") && !of("br0"), "{address}");
            }
            assert_eq!(all[1].links.as_array().unwrap().len(), 2, "{config}");
        }
    }
}

/// The reference plugin never removes it.
#[test]
#[ignore = "needs VLAN filtering: tests/run runs it under another kernel"]
fn vlan_gateway_goes_with_its_last_user() {
    let config = bridge("1.0.0", r#","vlan":100"#, &["10.1.0.0/24"]);
    // An ADD that fails when it has made the gateway.
    let failing = config.replace(
        r#""isDefaultGateway""#,
        r#""ipMasq":true,"ipMasqBackend":"iptables","isDefaultGateway""#,
    );
    let script = format!(
        "call ADD; ip netns add pod2; CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call ADD; \
         call DEL; look; CNI_CONTAINERID=c2 CNI_NETNS=/run/netns/pod2 call DEL; look; \
         ip link add br0.100 type bridge; call DEL; look; ip link del br0.100; \
         config='{failing}'; plugin_path=/nowhere; call ADD; look"
    );
    let made = run(&config, &script);
    let there: Vec<_> = seen(&made.state)
        .iter()
        .map(|it| it.link("br0.100").is_some())
        .collect();
    assert_eq!(there, [true, false, true, false], "{:?}", made.calls);
    assert!(
        made.calls.last().unwrap().starts_with("ADD 1"),
        "{:?}",
        made.calls
    );
}

/// The same as by the reference plugin, which keeps the VLAN that the bridge gives to all.
#[test]
#[ignore = "needs VLAN filtering: tests/run runs it under another kernel"]
fn vlan_as_by_the_reference_plugin() {
    let config = bridge("1.0.0", r#","vlan":100,"preserveDefaultVlan":true"#, &[]);
    let vlans =
        "echo @dump; bridge -j vlan show; ip -br link | cut -d@ -f1 | cut -d' ' -f1; echo @end";
    let script = format!("call ADD; {vlans}; again DEL; {vlans}");
    let [ours, theirs] = [Set::Ours, Set::Theirs].map(|it| make(it, &config, &script));
    assert_eq!(ours.calls, theirs.calls);
    assert_eq!(ours.results, theirs.results);
    assert_eq!(ours.state, theirs.state);
    // ADD by one, DEL by the other.
    let swap = format!(
        "call ADD; theirs; again DEL; ours; {LOOK}; theirs; call ADD; ours; again DEL; {LOOK}"
    );
    let made = make(Set::Ours, &config, &swap);
    assert_eq!(
        made.calls,
        ["ADD 0 null", "DEL 0 null", "ADD 0 null", "DEL 0 null"]
    );
    for it in seen(&made.state) {
        assert_eq!(it.links.as_array().unwrap().len(), 2);
    }
}
