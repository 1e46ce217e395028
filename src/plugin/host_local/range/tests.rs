use super::*;
use crate::spec::Config;

fn set(ranges: &str) -> Result<RangeSet, Error> {
    let config = Config::parse(format!(r#"{{"name":"n","ranges":{ranges}}}"#).as_bytes()).unwrap();
    RangeSet::new(
        config
            .object
            .objects("ranges")?
            .iter()
            .map(Range::read)
            .collect::<Result<_, _>>()?,
    )
}

/// A range of a subnet, with more keys if there are any: `,"rangeEnd":"10.0.0.9"`.
fn range(subnet: &str, keys: &str) -> Result<Range, Error> {
    set(&format!(r#"[{{"subnet":"{subnet}"{keys}}}]"#)).map(|mut it| it.0.remove(0))
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Start, end, gateway.
fn parts(it: &Range) -> [String; 3] {
    [it.start, it.end, it.gateway].map(|it| it.to_string())
}

fn given(ranges: &str, last: Option<&str>) -> String {
    let set = set(ranges).unwrap();
    set.candidates(last.map(ip))
        .map(|(range, ip)| {
            assert!(range.contains(ip));
            ip.to_string()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn defaults_of_a_range() {
    for (text, expected) in [
        ("192.0.2.0/24", ["192.0.2.1", "192.0.2.254", "192.0.2.1"]),
        ("192.0.2.0/25", ["192.0.2.1", "192.0.2.126", "192.0.2.1"]),
        ("10.0.0.0/30", ["10.0.0.1", "10.0.0.2", "10.0.0.1"]),
        (
            "2001:DB8:1::/64",
            [
                "2001:db8:1::1",
                "2001:db8:1:0:ffff:ffff:ffff:ffff",
                "2001:db8:1::1",
            ],
        ),
    ] {
        assert_eq!(parts(&range(text, "").unwrap()), expected, "{text}");
    }
}

#[test]
fn a_subnet_must_be_the_address_of_its_network() {
    for (subnet, length, right) in [
        ("192.0.2.12/24", 24, "192.0.2.0"),
        ("192.168.127.0/23", 23, "192.168.126.0"),
        ("2001:DB8:1::24:19ff:fee1:c44a/64", 64, "2001:db8:1::"),
        ("2001:DB8:24:19ff::/63", 63, "2001:db8:24:19fe::"),
    ] {
        let text = format!(
            "network has host bits set: for a subnet mask of length {length} the network address is {right}"
        );
        assert_eq!(range(subnet, "").unwrap_err().msg, text);
        assert!(range(&format!("{right}/{length}"), "").is_ok());
    }
}

#[test]
fn a_network_that_is_too_small() {
    for subnet in [
        "192.0.2.0/31",
        "192.0.2.1/32",
        "2001:db8::/127",
        "2001:db8::1/128",
    ] {
        let text = format!("network {subnet} too small to allocate from");
        assert_eq!(range(subnet, "").unwrap_err().msg, text);
    }
}

#[test]
fn start_and_end_must_be_inside_and_in_order() {
    for (keys, text) in [
        (
            r#","rangeStart":"192.0.3.0""#,
            "192.0.3.0 not in network 192.0.2.0/24",
        ),
        (
            r#","rangeEnd":"192.0.4.0""#,
            "192.0.4.0 not in network 192.0.2.0/24",
        ),
        (
            r#","rangeEnd":"2001:db8::1""#,
            "2001:db8::1 not in network 192.0.2.0/24",
        ),
        (
            r#","rangeStart":"192.0.2.50","rangeEnd":"192.0.2.40""#,
            "rangeStart 192.0.2.50 is behind rangeEnd 192.0.2.40",
        ),
    ] {
        let error = range("192.0.2.0/24", keys).unwrap_err();
        assert!(error.msg.contains(text), "{keys}: {error}");
    }
}

#[test]
fn all_fields() {
    let keys = r#","rangeStart":"192.0.2.40","rangeEnd":"192.0.2.50","gateway":"192.0.2.254""#;
    let range = range("192.0.2.0/24", keys).unwrap();
    assert_eq!(range.subnet.to_string(), "192.0.2.0/24");
    assert_eq!(parts(&range), ["192.0.2.40", "192.0.2.50", "192.0.2.254"]);
}

#[test]
fn membership() {
    for (subnet, keys, inside, outside) in [
        (
            "192.0.2.0/24",
            r#","rangeStart":"192.0.2.40","rangeEnd":"192.0.2.50""#,
            ["192.0.2.40", "192.0.2.45", "192.0.2.50"],
            ["192.0.2.39", "192.0.2.51", "192.0.3.0"],
        ),
        (
            "2001:DB8:1::/64",
            r#","rangeStart":"2001:db8:1::40","rangeEnd":"2001:db8:1::50""#,
            ["2001:db8:1::40", "2001:db8:1::4a", "2001:db8:1::50"],
            ["2001:db8:1::39", "2001:db8:1::51", "2001:db8:2::"],
        ),
    ] {
        let range = range(subnet, keys).unwrap();
        for it in inside {
            assert!(range.contains(ip(it)), "{it}");
        }
        for it in outside {
            assert!(!range.contains(ip(it)), "{it}");
        }
    }
    // The same number in the other family.
    assert!(!range("0.0.0.0/24", "").unwrap().contains(ip("::1")));
}

#[test]
fn overlap_of_two_ranges() {
    let to_127 = r#","rangeEnd":"10.0.0.127""#;
    for (a, b, expected) in [
        (("10.0.0.0/24", ""), ("10.0.1.0/24", ""), false),
        // The bits are the same.
        (("0.0.0.0/24", ""), ("::/24", ""), false),
        (("10.0.0.0/24", ""), ("10.0.0.0/24", ""), true),
        (("10.0.0.0/20", ""), ("10.0.1.0/24", ""), true),
        (
            ("10.0.0.0/24", to_127),
            ("10.0.0.0/24", r#","rangeStart":"10.0.0.128""#),
            false,
        ),
        (
            ("10.0.0.0/24", to_127),
            ("10.0.0.0/24", r#","rangeStart":"10.0.0.127""#),
            true,
        ),
    ] {
        let (x, y) = (range(a.0, a.1).unwrap(), range(b.0, b.1).unwrap());
        assert_eq!(x.overlaps(&y), expected, "{a:?} {b:?}");
        assert_eq!(y.overlaps(&x), expected, "{b:?} {a:?}");
    }
}

#[test]
fn what_makes_no_set() {
    for (ranges, message) in [
        ("[]", "empty range set"),
        (r#"[{}]"#, "invalid CIDR"),
        (
            r#"[{"subnet":"10.0.0.0/24"},{"subnet":"fd00::/64"}]"#,
            "mixed address families: 10.0.0.0/24 and fd00::/64",
        ),
    ] {
        let error = set(ranges).unwrap_err();
        assert!(error.msg.contains(message), "{ranges}: {error}");
    }
}

#[test]
fn membership_in_a_set() {
    let set = set(r#"[{"subnet":"192.168.0.0/24"},{"subnet":"172.16.1.0/24"}]"#).unwrap();
    let subnet = |text| {
        set.range_of(ip(text))
            .map(|it| it.subnet.to_string())
            .unwrap_or_default()
    };
    assert_eq!(subnet("192.168.0.55"), "192.168.0.0/24");
    assert_eq!(subnet("172.16.1.55"), "172.16.1.0/24");
    assert_eq!(subnet("192.168.1.1"), "");
    assert_eq!(subnet("fd00::1"), "");
}

#[test]
fn overlap_inside_a_set() {
    let error = set(r#"[{"subnet":"192.168.0.0/20"},{"subnet":"192.168.2.0/24"}]"#).unwrap_err();
    assert_eq!(
        error.msg,
        "subnets 192.168.0.0/20 and 192.168.2.0/24 overlap"
    );
    let apart = r#"[{"subnet":"10.0.0.0/24","rangeEnd":"10.0.0.9"},{"subnet":"10.0.0.0/24","rangeStart":"10.0.0.10"}]"#;
    assert_eq!(set(apart).unwrap().0.len(), 2);
}

#[test]
fn overlap_between_sets() {
    let a = set(r#"[{"subnet":"192.168.0.0/20"}]"#).unwrap();
    let b = set(r#"[{"subnet":"10.0.0.0/24"},{"subnet":"192.168.2.0/24"}]"#).unwrap();
    let apart = set(r#"[{"subnet":"192.168.16.0/24"},{"subnet":"10.0.1.0/24"}]"#).unwrap();
    assert!(a.overlaps(&b) && b.overlaps(&a));
    for it in [&a, &b] {
        assert!(!it.overlaps(&apart) && !apart.overlaps(it));
    }
}

const SMALL: &str = r#"[{"subnet":"192.168.1.0/29"}]"#;
const FRESH: &str = "192.168.1.2 192.168.1.3 192.168.1.4 192.168.1.5 192.168.1.6";

#[test]
fn candidates_from_beginning_end_and_middle() {
    assert_eq!(given(SMALL, None), FRESH);
    assert_eq!(given(SMALL, Some("192.168.1.6")), FRESH);
    assert_eq!(
        given(SMALL, Some("192.168.1.3")),
        "192.168.1.4 192.168.1.5 192.168.1.6 192.168.1.2 192.168.1.3"
    );
    assert_eq!(given(SMALL, Some("10.9.0.4")), FRESH);
    // The last address of all has no next one.
    let top = r#"[{"subnet":"255.255.255.252/30"}]"#;
    assert_eq!(given(top, Some("255.255.255.254")), "255.255.255.254");
}

/// The round ends where it has begun: at the first address of the range behind the last one.
#[test]
fn a_round_begins_and_ends_at_the_start_of_a_range() {
    let two = r#"[{"subnet":"192.168.1.0/30","rangeStart":"192.168.1.0","rangeEnd":"192.168.1.3"},
                  {"subnet":"192.168.2.0/30","rangeStart":"192.168.2.0","rangeEnd":"192.168.2.3"}]"#;
    assert_eq!(
        given(two, Some("192.168.1.3")),
        "192.168.2.0 192.168.2.2 192.168.2.3 192.168.1.0 192.168.1.2 192.168.1.3"
    );
    let fresh = "192.168.1.0 192.168.1.2 192.168.1.3 192.168.2.0 192.168.2.2 192.168.2.3";
    assert_eq!(given(two, Some("192.168.2.3")), fresh);
    assert_eq!(given(two, None), fresh);
}
