//! The plugins that work by iptables. One recording has them all; cases that Debian's version 1.1.1 does not
//! have are single commands, written from the sources of newer ones.

use super::*;

#[test]
fn ptp_firewall_and_portmap() {
    check(
        "go-ports",
        &[
            "ADD ptp: parse-config ipam host-local/parse-config host-local/lock-store host-local/allocate \
             host-local/result forwarding open-netns create-veth container-address container-routes gateway-routes \
             node-address masquerade result",
            "ADD firewall: parse-config find-backend chains accept result",
            "ADD portmap: parse-config find-iptables mark masquerade localnet entry-chain dnat conntrack result",
            "CHECK ptp: parse-config ipam host-local/parse-config host-local/find-lease check-container \
             check-addresses",
            "CHECK firewall: parse-config find-backend check-chains check-rules",
            // It looks for the rules of IPv4 in IPv6's table too, and fails.
            "CHECK portmap: parse-config find-iptables check-rules",
            // Once for each family, whether there are rules of it or not.
            "DEL portmap: parse-config find-iptables delete-rules old-rules delete-rules old-rules",
            "DEL firewall: parse-config find-backend delete-rules",
            "DEL ptp: parse-config ipam host-local/parse-config host-local/lock-store host-local/release delete-veth \
             masquerade",
        ],
    );
}

/// The stages that a plugin goes through with these commands of helpers, a line each.
fn stages(plugin: &str, verb: &str, commands: &str) -> Vec<&'static str> {
    let mut inference = Inference::new(plugin, verb);
    let path = format!("/usr/lib/cni/{plugin}");
    let mut events = vec![(exec(&path, &[plugin], verb), true)];
    for command in commands.lines() {
        let argv: Vec<_> = command.split_whitespace().collect();
        events.extend(argv.first().map(|name| {
            let path = format!("/usr/sbin/{name}");
            (exec(&path, &argv, verb), false)
        }));
    }
    names(&mut inference, &events)
}

/// Newer versions ask for a chain by its name, and the chains that pods share may be there already.
#[test]
fn portmap_add_of_a_second_pod_with_a_newer_version() {
    let commands = "
        iptables --version
        iptables -t filter -S INPUT 1 --wait
        iptables --version
        iptables -t nat -S CNI-HOSTPORT-SETMARK 1 --wait
        iptables -t nat -C CNI-HOSTPORT-SETMARK -j MARK --set-xmark 0x2000/0x2000 --wait
        iptables -t nat -S CNI-HOSTPORT-MASQ 1 --wait
        iptables -t nat -C POSTROUTING -j CNI-HOSTPORT-MASQ --wait
        iptables -t nat -S CNI-HOSTPORT-DNAT 1 --wait
        iptables -t nat -C PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT --wait
        iptables -t nat -S CNI-DN-1 1 --wait
        iptables -t nat -N CNI-DN-1 --wait
        iptables -t nat -A CNI-DN-1 -p tcp --dport 80 -s 127.0.0.1 -j CNI-HOSTPORT-SETMARK --wait
        iptables -t nat -A CNI-HOSTPORT-DNAT -m multiport -p tcp --destination-ports 80 -j CNI-DN-1 --wait";
    assert_eq!(
        stages("portmap", "ADD", commands),
        [
            "parse-config",
            "find-iptables",
            "mark",
            "masquerade",
            "entry-chain",
            "dnat"
        ]
    );
}

#[test]
fn portmap_with_nft() {
    let probe = "nft --version\nnft --check -f -\n";
    assert_eq!(
        stages("portmap", "ADD", &format!("{probe}nft -f -")),
        ["parse-config", "find-iptables", "dnat"]
    );
    let list = "nft --json list chain ip cni_hostport hostports";
    assert_eq!(
        stages("portmap", "CHECK", &format!("{probe}{list}")),
        ["parse-config", "find-iptables", "check-rules"]
    );
    assert_eq!(
        stages("portmap", "DEL", &format!("{probe}{list}\nnft -f -")),
        ["parse-config", "find-iptables", "delete-rules"]
    );
}

/// A setting of the interface comes before the rules for ports up to 1.5, behind them from 1.6 on.
#[test]
fn portmap_lets_localhost_through_before_or_behind_the_rules() {
    let write = What::Sysctl {
        path: "/proc/sys/net/ipv4/conf/cni0/route_localnet".to_owned(),
        value: "1".into(),
        command: None,
    };
    let mut inference = Inference::new("portmap", "ADD");
    let run = |argv: &[&str]| (exec("/usr/sbin/iptables", argv, "ADD"), false);
    let events = [
        (exec("/usr/lib/cni/portmap", &["portmap"], "ADD"), true),
        run(&["iptables", "--version"]),
        run(&["iptables", "-t", "nat", "-N", "CNI-HOSTPORT-DNAT"]),
        run(&["iptables", "-t", "nat", "-S"]),
        (write, true),
    ];
    assert_eq!(
        names(&mut inference, &events),
        [
            "parse-config",
            "find-iptables",
            "entry-chain",
            "dnat",
            "localnet"
        ]
    );
}

#[test]
fn firewall_keeps_bridges_apart_when_it_has_let_the_pod_through() {
    let policy = "
        iptables --version
        iptables -t filter -S --wait
        iptables -t filter -N CNI-ISOLATION-STAGE-1 --wait
        iptables -t filter -A CNI-ISOLATION-STAGE-1 -i cni0 ! -o cni0 -j CNI-ISOLATION-STAGE-2 --wait";
    let family = |program: &str| {
        format!(
            "{program} -t filter -S --wait\n{program} -t filter -C FORWARD -j CNI-FORWARD --wait\n\
             {program} -t filter -C CNI-FORWARD -s 10.1.1.2/32 -j ACCEPT --wait\n"
        )
    };
    let both = format!(
        "iptables --version\nip6tables --version\n{}{}{policy}",
        family("iptables"),
        family("ip6tables")
    );
    assert_eq!(
        stages("firewall", "ADD", &both),
        [
            "parse-config",
            "find-backend",
            "chains",
            "accept",
            "chains",
            "accept",
            "ingress-policy"
        ]
    );
    // With firewalld for the rest, iptables is first asked for here.
    let alone = stages("firewall", "ADD", policy);
    assert_eq!(alone[..2], ["parse-config", "find-backend"]);
    assert_eq!(alone.last(), Some(&"ingress-policy"));
}
