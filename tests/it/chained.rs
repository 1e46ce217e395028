//! Lists of Debian's ptp, bridge, portmap and firewall: the stages of real runs, in order.

use crate::program::GO;
use crate::run::recording;

/// Stages by call: `ADD ptp: parse-config host-local/allocate`; those of the plugin itself by name alone.
fn stages(list: &str, code: i32) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("list.conflist");
    let text = format!(r#"{{ "cniVersion": "1.0.0", "name": "list", "plugins": [{list}] }}"#);
    std::fs::write(&file, text).unwrap();
    let mut calls: Vec<String> = Vec::new();
    let mut called = String::new();
    for event in recording(&[file.to_str().unwrap(), "--plugins", GO], code) {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["kind"].as_str() {
            Some("call") => {
                called = text("plugin");
                calls.push(format!("{} {called}:", text("verb")));
            }
            Some("stage") => {
                let id = text("id");
                let (plugin, rest) = id.split_once('/').unwrap();
                let name = rest.rsplit('/').next().unwrap();
                let call = calls.last_mut().unwrap();
                call.push(' ');
                if plugin != called {
                    call.push_str(plugin);
                    call.push('/');
                }
                call.push_str(name);
            }
            _ => {}
        }
    }
    calls
}

/// The stages of the calls of one plugin.
fn of<'a>(calls: &'a [String], plugin: &str) -> Vec<&'a str> {
    let of_plugin = |it: &&str| it.split([' ', ':']).nth(1) == Some(plugin);
    calls.iter().map(String::as_str).filter(of_plugin).collect()
}

const MAPPINGS: &str = r#""runtimeConfig": { "portMappings": [
    { "hostPort": 8080, "containerPort": 80, "protocol": "tcp" },
    { "hostPort": 5353, "containerPort": 53, "protocol": "udp" } ] }"#;

const TWO_FAMILIES: &str = r#""ipam": { "type": "host-local",
    "ranges": [[{ "subnet": "10.6.0.0/24" }], [{ "subnet": "fd00:6::/64" }]],
    "routes": [{ "dst": "0.0.0.0/0" }] }"#;

const HOST_LOCAL_ADD: &str =
    "host-local/parse-config host-local/lock-store host-local/allocate host-local/result";

/// CHECK of portmap 1.1.1 always fails where ip6tables works, so it stands last.
#[test]
fn run_infers_the_stages_of_the_go_ptp_firewall_and_portmap() {
    let calls = stages(
        &format!(
            r#"{{ "type": "ptp", "ipMasq": true,
                  "ipam": {{ "type": "host-local", "subnet": "10.5.0.0/24", "routes": [{{ "dst": "0.0.0.0/0" }}] }} }},
               {{ "type": "firewall" }},
               {{ "type": "portmap", {MAPPINGS} }}"#
        ),
        1,
    );
    let ptp_add = format!(
        "ADD ptp: parse-config ipam {HOST_LOCAL_ADD} forwarding open-netns create-veth container-address \
         container-routes gateway-routes node-address masquerade result"
    );
    assert_eq!(
        calls,
        [
            ptp_add.as_str(),
            "ADD firewall: parse-config find-backend chains accept result",
            "ADD portmap: parse-config find-iptables mark masquerade localnet entry-chain dnat conntrack result",
            "CHECK ptp: parse-config ipam host-local/parse-config host-local/find-lease check-container \
             check-addresses",
            "CHECK firewall: parse-config find-backend check-chains check-rules",
            "CHECK portmap: parse-config find-iptables check-rules",
            "DEL portmap: parse-config find-iptables delete-rules old-rules delete-rules old-rules",
            "DEL firewall: parse-config find-backend delete-rules",
            "DEL ptp: parse-config ipam host-local/parse-config host-local/lock-store host-local/release delete-veth \
             masquerade",
        ]
    );
}

/// Each family is a pass of its own; localhost can be let through for IPv4 only.
#[test]
fn run_infers_the_stages_of_the_go_portmap_and_firewall_for_two_families() {
    let calls = stages(
        &format!(
            r#"{{ "type": "bridge", "isGateway": true, {TWO_FAMILIES} }},
               {{ "type": "firewall", "ingressPolicy": "same-bridge" }},
               {{ "type": "portmap", {MAPPINGS} }}"#
        ),
        1,
    );
    assert_eq!(
        of(&calls, "portmap")[0],
        "ADD portmap: parse-config find-iptables mark masquerade localnet entry-chain dnat conntrack find-iptables mark \
         masquerade entry-chain dnat conntrack result"
    );
    assert_eq!(
        of(&calls, "firewall"),
        [
            "ADD firewall: parse-config find-backend chains accept chains accept ingress-policy result",
            "CHECK firewall: parse-config find-backend check-chains check-rules check-chains check-rules",
            "DEL firewall: parse-config find-backend delete-rules",
        ]
    );
}

#[test]
fn run_infers_the_stages_of_the_go_portmap_without_snat_and_without_ports() {
    let calls = stages(
        &format!(
            r#"{{ "type": "ptp", {TWO_FAMILIES} }},
               {{ "type": "portmap" }},
               {{ "type": "portmap", "snat": false, {MAPPINGS} }}"#
        ),
        1,
    );
    let with_two_families = format!(
        "ADD ptp: parse-config ipam {HOST_LOCAL_ADD} forwarding open-netns create-veth container-address \
         container-routes gateway-routes node-address result"
    );
    assert_eq!(of(&calls, "ptp")[0], with_two_families);
    assert_eq!(
        of(&calls, "portmap")[..2],
        [
            "ADD portmap: parse-config result",
            "ADD portmap: parse-config find-iptables entry-chain dnat conntrack find-iptables entry-chain dnat conntrack \
             result",
        ]
    );
    assert!(calls.contains(&"DEL portmap: parse-config".to_owned()));
}
