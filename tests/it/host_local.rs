//! host-local called as the reference's own tests call it, in every version.

use crate::calls::{VERSIONS, is_flat, outputs};

/// A configuration that the calls behind it are given.
fn config(version: &str, name: &str, ipam: &str) -> String {
    with_args(version, name, ipam, "")
}

/// One that asks for addresses: `"10.1.2.88"`.
fn asking(version: &str, ipam: &str, ips: &str) -> String {
    let args = format!(r#","args":{{"cni":{{"ips":[{ips}]}}}}"#);
    with_args(version, "mynet", ipam, &args)
}

fn with_args(version: &str, name: &str, ipam: &str, args: &str) -> String {
    format!(
        r#"config='{{"cniVersion":"{version}","name":"{name}","type":"ipvlan","master":"foo0","ipam":{{"type":"host-local","dataDir":"/run/work/leases",{ipam}}}{args}}}'
"#
    )
}

/// The names in a network's directory.
const LIST: &str = "show ls /run/work/leases/mynet;";

const ONE: &str = r#""subnet":"10.1.2.0/24""#;

#[test]
fn host_local_two_sets() {
    let ipam = r#""resolvConf":"/run/work/resolv.conf","ranges":[[{"subnet":"10.1.2.0/24"},{"subnet":"10.2.2.0/24"}],[{"subnet":"2001:db8:1::0/64"}]],"routes":[{"dst":"0.0.0.0/0"},{"dst":"::/0"},{"dst":"192.168.0.0/16","gw":"1.1.1.1"},{"dst":"2001:db8:2::0/64","gw":"2001:db8:3::1"}]"#;
    for version in VERSIONS {
        let show = "cd /run/work/leases/mynet; for it in 10.1.2.2 2001:db8:1::2 last_reserved_ip.0 last_reserved_ip.1; do show cat $it; done";
        let script = format!(
            "{}echo nameserver 192.0.2.3 >/run/work/resolv.conf\ncall ADD host-local; {LIST}\n{show}; call DEL host-local; {LIST}",
            config(version, "mynet", ipam)
        );
        let outputs = outputs(&script);
        let result = outputs[0].result(version);
        assert_eq!(
            result.addresses,
            ["10.1.2.2/24 10.1.2.1", "2001:db8:1::2/64 2001:db8:1::1"],
            "{version}"
        );
        let mut routes = [
            "0.0.0.0/0 none",
            "::/0 none",
            "192.168.0.0/16 1.1.1.1",
            "2001:db8:2::/64 2001:db8:3::1",
        ];
        if is_flat(version) {
            routes.swap(1, 2); // those of IPv4 stand with its address
        }
        assert_eq!(result.routes, routes, "{version}");
        assert_eq!(result.json["dns"]["nameservers"][0], "192.0.2.3");
        let left = "last_reserved_ip.0\nlast_reserved_ip.1\nlock\n";
        assert_eq!(
            outputs[1].text(),
            format!("10.1.2.2\n2001:db8:1::2\n{left}")
        );
        let texts: Vec<_> = outputs[2..6].iter().map(|it| it.text()).collect();
        assert_eq!(
            texts,
            [
                "dummy\r\neth0",
                "dummy\r\neth0",
                "10.1.2.2",
                "2001:db8:1::2"
            ]
        );
        outputs[6].is_quiet();
        assert_eq!(outputs[7].text(), left, "{version}");
    }
}

#[test]
fn host_local_two_networks() {
    for version in VERSIONS {
        let first = config(version, "mynet", ONE);
        let second = config(version, "other", r#""subnet":"10.2.2.0/24""#);
        let read = "show cat /run/work/leases/other/10.2.2.2\n";
        let script = format!(
            "{first}call ADD host-local; {second}CNI_IFNAME=eth1 call ADD host-local; {read}{first}call DEL host-local; {LIST} {read}{second}CNI_IFNAME=eth1 call DEL host-local; show ls /run/work/leases/other"
        );
        let outputs = outputs(&script);
        assert_eq!(
            outputs[0].result(version).addresses,
            ["10.1.2.2/24 10.1.2.1"]
        );
        assert_eq!(
            outputs[1].result(version).addresses,
            ["10.2.2.2/24 10.2.2.1"]
        );
        assert_eq!(outputs[2].text(), "dummy\r\neth1");
        outputs[3].is_quiet();
        assert_eq!(outputs[4].text(), "last_reserved_ip.0\nlock\n");
        assert_eq!(outputs[5].text(), "dummy\r\neth1", "{version}");
        outputs[6].is_quiet();
        assert_eq!(outputs[7].text(), "last_reserved_ip.0\nlock\n");
    }
}

/// The container is in one network twice: by its interface a lease is told from the other.
#[test]
fn host_local_two_interfaces() {
    for version in VERSIONS {
        let script = format!(
            "{}call ADD host-local; CNI_IFNAME=eth1 call ADD host-local; call DEL host-local; {LIST} show cat /run/work/leases/mynet/10.1.2.3",
            config(version, "mynet", ONE)
        );
        let outputs = outputs(&script);
        assert_eq!(
            outputs[1].result(version).addresses,
            ["10.1.2.3/24 10.1.2.1"]
        );
        outputs[2].is_quiet();
        assert_eq!(outputs[3].text(), "10.1.2.3\nlast_reserved_ip.0\nlock\n");
        assert_eq!(outputs[4].text(), "dummy\r\neth1", "{version}");
    }
}

#[test]
fn host_local_repeated_add() {
    for version in VERSIONS {
        let script = format!(
            "{}call ADD host-local; call ADD host-local; CNI_CONTAINERID=dummy1 call ADD host-local; call ADD host-local; call DEL host-local; {LIST} CNI_CONTAINERID=dummy1 call DEL host-local; {LIST}",
            config(version, "mynet", ONE)
        );
        let outputs = outputs(&script);
        let addresses = |at: usize| outputs[at].result(version).addresses;
        assert_eq!(addresses(0), ["10.1.2.2/24 10.1.2.1"]);
        assert_eq!(addresses(2), ["10.1.2.3/24 10.1.2.1"]);
        for at in [1, 3] {
            let text = "10.1.2.2 has been allocated to dummy, duplicate allocation is not allowed";
            assert!(outputs[at].failure().contains(text), "{:?}", outputs[at]);
        }
        outputs[4].is_quiet();
        assert_eq!(outputs[5].text(), "10.1.2.3\nlast_reserved_ip.0\nlock\n");
        outputs[6].is_quiet();
        assert_eq!(outputs[7].text(), "last_reserved_ip.0\nlock\n");
    }
}

#[test]
fn host_local_del_of_the_older_format() {
    for version in VERSIONS {
        let script = format!(
            "{}call ADD host-local; cd /run/work/leases/mynet; printf dummy >10.1.2.2; printf dumm >10.1.2.9; call DEL host-local; {LIST}",
            config(version, "mynet", ONE)
        );
        let outputs = outputs(&script);
        outputs[0].result(version);
        outputs[1].is_quiet();
        assert_eq!(
            outputs[2].text(),
            "10.1.2.9\nlast_reserved_ip.0\nlock\n",
            "{version}"
        );
    }
}

#[test]
fn host_local_del_of_an_unknown_container() {
    for version in VERSIONS {
        let script = format!(
            "{}call DEL host-local; call ADD host-local; CNI_CONTAINERID=unknown call DEL host-local; {LIST}",
            config(version, "mynet", ONE)
        );
        let outputs = outputs(&script);
        outputs[0].is_quiet();
        outputs[1].result(version);
        outputs[2].is_quiet();
        assert_eq!(outputs[3].text(), "10.1.2.2\nlast_reserved_ip.0\nlock\n");
    }
}

/// That no address has been given yet is nothing to complain about.
#[test]
fn host_local_first_use_is_silent() {
    for version in VERSIONS {
        let script = format!(
            "show test -e /run/work/leases; {}call ADD host-local",
            config(version, "mynet", ONE)
        );
        let outputs = outputs(&script);
        outputs[0].failed();
        assert_eq!(outputs[1].stderr, "", "{version}");
        assert_eq!(
            outputs[1].result(version).addresses,
            ["10.1.2.2/24 10.1.2.1"]
        );
    }
}

#[test]
fn host_local_custom_address() {
    for version in VERSIONS {
        let script = asking(version, ONE, r#""10.1.2.88""#)
            + "call ADD host-local; show cat /run/work/leases/mynet/10.1.2.88";
        let outputs = outputs(&script);
        assert_eq!(
            outputs[0].result(version).addresses,
            ["10.1.2.88/24 10.1.2.1"]
        );
        assert_eq!(outputs[1].text(), "dummy\r\neth0");
    }
}

#[test]
fn host_local_custom_addresses_of_several_sets() {
    let ipam = r#""ranges":[[{"subnet":"10.1.2.0/24"}],[{"subnet":"10.1.3.0/24"}]]"#;
    for version in VERSIONS {
        let script = asking(version, ipam, r#""10.1.3.77","10.1.2.88""#) + "call ADD host-local";
        let add = outputs(&script).remove(0);
        if is_flat(version) {
            let text = "does not support more than 1 address per family";
            assert!(add.failure().ends_with(text), "{add:?}");
            continue;
        }
        assert_eq!(
            add.result(version).addresses,
            ["10.1.2.88/24 10.1.2.1", "10.1.3.77/24 10.1.3.1"]
        );
    }
}

#[test]
fn host_local_custom_addresses_of_both_families() {
    let ipam = r#""ranges":[[{"subnet":"172.16.1.0/24"},{"subnet":"10.1.2.0/24"}],[{"subnet":"2001:db8:1::/48"}]]"#;
    for version in VERSIONS {
        let ips = r#""10.1.2.88","2001:db8:1::999""#;
        let script = asking(version, ipam, ips) + "call ADD host-local";
        let add = outputs(&script).remove(0);
        assert_eq!(
            add.result(version).addresses,
            ["10.1.2.88/24 10.1.2.1", "2001:db8:1::999/48 2001:db8:1::1"]
        );
    }
}

#[test]
fn host_local_two_custom_addresses_for_one_set() {
    let ipam = r#""ranges":[[{"subnet":"10.1.2.0/24"},{"subnet":"10.1.3.0/24"}]]"#;
    for version in VERSIONS {
        let script =
            asking(version, ipam, r#""10.1.2.88","10.1.2.77""#) + "call ADD host-local; " + LIST;
        let outputs = outputs(&script);
        let text = outputs[0].failure();
        assert!(
            text.starts_with("failed to allocate all requested IPs: 10.1.2."),
            "{text}"
        );
        assert_eq!(
            outputs[1].text(),
            "last_reserved_ip.0\nlock\n",
            "nothing is kept"
        );
    }
}

/// An error of the system has no code of its own.
#[test]
fn host_local_data_dir_that_cannot_be_made() {
    let script = config("1.0.0", "mynet", ONE) + "touch /run/work/leases; call ADD host-local";
    let text = outputs(&script)[0].failure();
    assert!(text.contains("/run/work/leases/mynet"), "{text}");
}

/// An ID may be as long as an environment variable; its lease is found again.
#[test]
fn host_local_a_long_container_id() {
    let script = format!(
        "{}export CNI_CONTAINERID=$(printf 'c%.0s' $(seq 5000))\ncall ADD host-local; call CHECK host-local; call DEL host-local; {LIST}
export CNI_CONTAINERID=$(printf 'c%.0s' $(seq 131055))\ncall ADD host-local; call CHECK host-local; call DEL host-local; {LIST}",
        config("1.0.0", "mynet", ONE)
    );
    let outputs = outputs(&script);
    for round in outputs.chunks(4) {
        assert_eq!(round[0].result("1.0.0").addresses.len(), 1);
        round[1].is_quiet();
        round[2].is_quiet();
        assert_eq!(round[3].text(), "last_reserved_ip.0\nlock\n");
    }
}

/// The lock goes with the process: a plugin that cannot give it back has done its work.
#[test]
fn host_local_a_lock_that_cannot_be_given_back() {
    let plugin = r#"plugin() { printf '%s' "$config" | CNI_COMMAND=$1 strace -o /run/work/trace -e inject=flock:error=ENOLCK:when=2 $bin/$2; }"#;
    let script = format!(
        "{}{plugin}; call ADD host-local; show grep -c INJECTED /run/work/trace",
        config("1.0.0", "mynet", ONE)
    );
    let outputs = outputs(&script);
    assert_eq!(outputs[0].result("1.0.0").addresses.len(), 1);
    assert_eq!((outputs[1].text(), outputs[0].stderr.as_str()), ("1\n", ""));
}
