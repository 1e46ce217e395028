use super::super::tests::call;
use super::*;

/// Reads a configuration: version, CNI_ARGS, the keys in `ipam`, the keys beside it.
fn read(version: &str, args: &str, ipam: &str, beside: &str) -> Result<Conf, String> {
    let config = format!(
        r#"{{"cniVersion":"{version}","name":"mynet","type":"ipvlan","master":"foo0","ipam":{{"type":"host-local"{ipam}}}{beside}}}"#
    );
    Conf::read(&call("c", args, &config)).map_err(|it| it.msg)
}

/// Each set as its ranges, each range as `subnet start end gateway`.
fn sets(conf: &Conf) -> Vec<Vec<String>> {
    let words = |it: &Range| format!("{} {} {} {}", it.subnet, it.start, it.end, it.gateway);
    conf.sets
        .iter()
        .map(|it| it.0.iter().map(words).collect())
        .collect()
}

fn requested(conf: &Conf) -> Vec<String> {
    conf.requested.iter().map(IpAddr::to_string).collect()
}

const OLD: &str = r#","subnet":"10.1.2.0/24","rangeStart":"10.1.2.9","rangeEnd":"10.1.2.20","gateway":"10.1.2.30""#;
const NEW: &str = r#","ranges":[[{"subnet":"10.1.3.0/24","rangeStart":"10.1.3.9","rangeEnd":"10.1.3.20","gateway":"10.1.3.30"}],[{"subnet":"11.1.2.0/24","rangeStart":"11.1.2.9","rangeEnd":"11.1.2.20","gateway":"11.1.2.30"},{"subnet":"11.1.3.0/24"}]]"#;

const OLD_SET: &str = "10.1.2.0/24 10.1.2.9 10.1.2.20 10.1.2.30";
const NEW_SET: &str = "10.1.3.0/24 10.1.3.9 10.1.3.20 10.1.3.30";
const POOL: [&str; 2] = [
    "11.1.2.0/24 11.1.2.9 11.1.2.20 11.1.2.30",
    "11.1.3.0/24 11.1.3.1 11.1.3.254 11.1.3.1",
];

#[test]
fn old_style() {
    let conf = read("0.3.1", "", OLD, "").unwrap();
    assert_eq!(sets(&conf), [[OLD_SET]]);
    assert_eq!(conf.data_dir, PathBuf::from("/var/lib/cni/networks"));
    assert_eq!((conf.resolv_conf.as_str(), conf.routes.len()), ("", 0));
}

#[test]
fn new_style() {
    let more =
        format!(r#"{NEW},"dataDir":"/d","resolvConf":"/r","routes":[{{"dst":"0.0.0.0/0"}}]"#);
    let conf = read("0.3.1", "", &more, "").unwrap();
    assert_eq!(sets(&conf), [vec![NEW_SET], POOL.to_vec()]);
    assert_eq!(conf.data_dir, PathBuf::from("/d"));
    assert_eq!((conf.resolv_conf.as_str(), conf.routes.len()), ("/r", 1));
}

/// The position names the file with a set's last address, so the order must be the reference's.
#[test]
fn the_runtimes_ranges_then_the_old_style_then_the_new() {
    let beside = r#","runtimeConfig":{"ipRanges":[[{"subnet":"12.1.3.0/24"}],[{"subnet":"12.1.4.0/24"},{"subnet":"12.1.5.0/24"}]]}"#;
    let conf = read("0.3.1", "", &format!("{NEW}{OLD}"), beside).unwrap();
    let expected = [
        vec!["12.1.3.0/24 12.1.3.1 12.1.3.254 12.1.3.1"],
        vec![
            "12.1.4.0/24 12.1.4.1 12.1.4.254 12.1.4.1",
            "12.1.5.0/24 12.1.5.1 12.1.5.254 12.1.5.1",
        ],
        vec![OLD_SET],
        vec![NEW_SET],
        POOL.to_vec(),
    ];
    assert_eq!(sets(&conf), expected);
    let conf = read("0.3.1", "", "", beside).unwrap();
    assert_eq!(sets(&conf), expected[..2]);
}

#[test]
fn an_address_of_cni_args() {
    for (args, expected) in [
        ("IP=10.1.2.10", "10.1.2.10"),
        ("IP=10.1.2.11/24", "10.1.2.11"),
        ("IP=10.1.2.12/8", "10.1.2.12"),
        ("IP=2001:db8::5/64", "2001:db8::5"),
    ] {
        let conf = read("0.3.1", args, OLD, "").unwrap();
        assert_eq!(requested(&conf), [expected], "{args}");
    }
    for bad in ["IP=10.1.2", "IP=10.1.2.1/33", "IP=x"] {
        let error = read("0.3.1", bad, OLD, "").unwrap_err();
        assert!(error.contains(&bad[3..]), "{error}");
    }
}

#[test]
fn addresses_of_args() {
    let beside = r#","args":{"cni":{"ips":["10.1.2.11","11.11.11.11/24","2001:db8::6/64"]}}"#;
    let conf = read("0.3.1", "IP=10.1.2.10", OLD, beside).unwrap();
    assert_eq!(
        requested(&conf),
        ["10.1.2.10", "10.1.2.11", "11.11.11.11", "2001:db8::6"]
    );
}

#[test]
fn addresses_of_the_runtime() {
    let beside = r#","runtimeConfig":{"ips":["10.1.2.11","11.11.11.11/24","2001:db8::6/64"]},"args":{"cni":{"ips":["10.1.2.11","10.1.2.12"]}}"#;
    let conf = read("0.3.1", "IP=10.1.2.10", OLD, beside).unwrap();
    assert_eq!(
        requested(&conf),
        [
            "10.1.2.10",
            "10.1.2.11",
            "10.1.2.12",
            "11.11.11.11",
            "2001:db8::6"
        ]
    );
}

#[test]
fn sets_that_overlap() {
    let ranges = r#","ranges":[[{"subnet":"10.1.2.0/24"},{"subnet":"10.2.2.0/24"}],[{"subnet":"10.1.4.0/24"},{"subnet":"10.1.6.0/24"},{"subnet":"10.1.2.0/24"}]]"#;
    assert_eq!(
        read("0.3.1", "", ranges, "").unwrap_err(),
        "range set 0 overlaps with 1"
    );
    // With the runtime's and the old style's too.
    let same = r#","runtimeConfig":{"ipRanges":[[{"subnet":"10.1.2.0/25"}]]}"#;
    assert_eq!(
        read("0.3.1", "", OLD, same).unwrap_err(),
        "range set 0 overlaps with 1"
    );
}

#[test]
fn a_set_that_overlaps_itself() {
    let ranges = r#","ranges":[[{"subnet":"10.1.0.0/22"},{"subnet":"10.1.2.0/24"}]]"#;
    assert_eq!(
        read("0.3.1", "", ranges, "").unwrap_err(),
        "invalid range set 0: subnets 10.1.0.0/22 and 10.1.2.0/24 overlap"
    );
}

#[test]
fn a_set_of_both_families() {
    let ranges = r#","ranges":[[{"subnet":"10.9.0.0/22"}],[{"subnet":"10.1.0.0/22"},{"subnet":"2001:db8:5::/64"}]]"#;
    assert_eq!(
        read("0.3.1", "", ranges, "").unwrap_err(),
        "invalid range set 1: mixed address families: 10.1.0.0/22 and 2001:db8:5::/64"
    );
}

#[test]
fn more_sets_of_a_family_than_old_versions_have_places_for() {
    let v4 = r#","ranges":[[{"subnet":"10.1.2.0/24"}],[{"subnet":"11.1.2.0/24"}]]"#;
    let v6 = r#","ranges":[[{"subnet":"2001:db8:1::/64"}],[{"subnet":"2001:db8:2::/64"}]]"#;
    for ranges in [v4, v6] {
        for version in ["0.1.0", "0.2.0"] {
            assert_eq!(
                read(version, "", ranges, "").unwrap_err(),
                format!("CNI version {version:?} does not support more than 1 address per family")
            );
        }
        assert!(read("0.3.0", "", ranges, "").is_ok());
    }
}

#[test]
fn one_set_of_each_family_suits_old_versions() {
    let ranges = r#","ranges":[[{"subnet":"10.1.2.0/24"}],[{"subnet":"2001:db8:1::/48"}]]"#;
    for version in ["0.1.0", "0.2.0", "0.3.1"] {
        let conf = read(version, "", ranges, "").unwrap();
        let families: Vec<_> = conf.sets.iter().map(RangeSet::is_ipv6).collect();
        assert_eq!(families, [false, true], "{version}");
    }
}

#[test]
fn no_ranges_at_all() {
    for ipam in ["", r#","ranges":[]"#, r#","subnet":null"#] {
        assert_eq!(
            read("1.0.0", "", ipam, "").unwrap_err(),
            "no IP ranges specified"
        );
    }
    let error = Conf::read(&call("c", "", r#"{"name":"n"}"#)).unwrap_err();
    assert_eq!(error.msg, "IPAM config missing 'ipam' key");
}
