use std::fs;
use std::path::PathBuf;

use super::super::tests::{call, names};
use super::*;

/// A store in a directory of its own, and the configuration of what it gives.
struct Network {
    dir: tempfile::TempDir,
    sets: String,
}

impl Network {
    /// One set of these subnets.
    fn of(subnets: &[&str]) -> Network {
        let range = |it: &&str| format!(r#"{{"subnet":"{it}"}}"#);
        let ranges: Vec<_> = subnets.iter().map(range).collect();
        Network::new(&format!("[[{}]]", ranges.join(",")))
    }

    fn new(sets: &str) -> Network {
        Network {
            dir: tempfile::tempdir().unwrap(),
            sets: sets.to_owned(),
        }
    }

    fn directory(&self) -> PathBuf {
        self.dir.path().join("n")
    }

    /// Addresses that others have, and the last one that was given.
    fn with(self, taken: &[&str], last: &str) -> Network {
        fs::create_dir_all(self.directory()).unwrap();
        for ip in taken {
            fs::write(self.directory().join(ip), "other\r\neth0").unwrap();
        }
        if !last.is_empty() {
            fs::write(self.directory().join("last_reserved_ip.0"), last).unwrap();
        }
        self
    }

    /// ADD for this container, asking for these addresses.
    fn get(&self, id: &str, asked: &[&str]) -> Result<Vec<String>, String> {
        let config = format!(
            r#"{{"cniVersion":"1.0.0","name":"n","ipam":{{"ranges":{}}},"args":{{"cni":{{"ips":{asked:?}}}}}}}"#,
            self.sets
        );
        let conf = Conf::read(&call(id, "", &config)).unwrap();
        let store = Store::lock(self.dir.path(), "n").unwrap();
        match all(&store, &conf, &owner(id)) {
            Ok(ips) => Ok(ips.iter().map(|it| it.address.to_string()).collect()),
            Err(error) => Err(error.msg),
        }
    }

    fn release(&self, id: &str) {
        let store = Store::lock(self.dir.path(), "n").unwrap();
        for lease in store.leases_of(&owner(id)).unwrap() {
            store.release(&lease);
        }
    }

    /// The addresses that are taken.
    fn taken(&self) -> Vec<String> {
        let mut names = names(&self.directory());
        names.retain(|it| it.parse::<IpAddr>().is_ok());
        names
    }
}

fn owner(id: &str) -> Owner {
    Owner {
        container_id: id.into(),
        ifname: "eth0".into(),
    }
}

#[test]
fn round_robin() {
    const SMALL: &[&str] = &["10.0.0.0/29"];
    const TWO: &[&str] = &["10.0.0.0/30", "10.0.1.0/30"];
    const THREE: &[&str] = &["10.0.0.0/30", "10.0.1.0/30", "10.0.2.0/30"];
    for (what, subnets, taken, last, expected) in [
        ("fresh", SMALL, &[][..], "", "10.0.0.2/29"),
        (
            "fresh",
            &["2001:db8:1::/64"][..],
            &[],
            "",
            "2001:db8:1::2/64",
        ),
        ("fresh", &["10.0.0.0/30"][..], &[], "", "10.0.0.2/30"),
        ("skip", SMALL, &["10.0.0.2"][..], "", "10.0.0.3/29"),
        ("after last", SMALL, &[], "10.0.0.5", "10.0.0.6/29"),
        (
            "after last, skip",
            SMALL,
            &["10.0.0.4", "10.0.0.5"][..],
            "10.0.0.3",
            "10.0.0.6/29",
        ),
        ("wrap", SMALL, &["10.0.0.6"][..], "10.0.0.5", "10.0.0.2/29"),
        (
            "last out of range",
            SMALL,
            &["10.0.0.2"][..],
            "10.0.0.128",
            "10.0.0.3/29",
        ),
        (
            "only last free",
            SMALL,
            &["10.0.0.2", "10.0.0.4", "10.0.0.5", "10.0.0.6"][..],
            "10.0.0.3",
            "10.0.0.3/29",
        ),
        ("first of several", TWO, &[], "", "10.0.0.2/30"),
        ("next subnet", TWO, &[], "10.0.0.2", "10.0.1.2/30"),
        ("roll to the first", THREE, &[], "10.0.2.2", "10.0.0.2/30"),
    ] {
        let network = Network::of(subnets).with(taken, last);
        assert_eq!(
            network.get("ID", &[]),
            Ok(vec![expected.to_owned()]),
            "{what}: {subnets:?} {taken:?} {last}"
        );
        let last = fs::read_to_string(network.directory().join("last_reserved_ip.0"));
        assert_eq!(last.unwrap(), expected.split('/').next().unwrap());
    }
}

#[test]
fn the_broadcast_address_is_never_given() {
    let network = Network::of(&["192.168.1.0/29"]);
    for last in 2..7 {
        assert_eq!(
            network.get(&format!("ID{last}"), &[]),
            Ok(vec![format!("192.168.1.{last}/29")])
        );
    }
    network.get("ID8", &[]).unwrap_err();
    assert!(!network.taken().contains(&"192.168.1.7".to_owned()));
    // Nor if it is asked for.
    network.get("ID9", &["192.168.1.7"]).unwrap_err();
}

#[test]
fn round_robin_after_a_release() {
    let network = Network::of(&["192.168.1.0/29"]);
    assert_eq!(network.get("ID", &[]).unwrap(), ["192.168.1.2/29"]);
    network.release("ID");
    assert_eq!(network.taken(), [""; 0]);
    assert_eq!(network.get("ID", &[]).unwrap(), ["192.168.1.3/29"]);
}

#[test]
fn requested_addresses() {
    let network = Network::of(&["192.168.1.0/29"]);
    let five = &["192.168.1.5"];
    assert_eq!(network.get("ID", five).unwrap(), ["192.168.1.5/29"]);
    for id in ["ID", "other"] {
        let text = "requested IP address 192.168.1.5 is not available in range set 192.168.1.1-192.168.1.6";
        assert!(network.get(id, five).unwrap_err().ends_with(text));
        assert_eq!(network.taken(), ["192.168.1.5"], "the first one keeps it");
    }
    for (key, value, asked) in [
        ("rangeEnd", "192.168.1.4", "192.168.1.5"),
        ("rangeStart", "192.168.1.3", "192.168.1.2"),
    ] {
        let sets = format!(r#"[[{{"subnet":"192.168.1.0/29","{key}":"{value}"}}]]"#);
        let network = Network::new(&sets);
        let error = network.get("ID", &[asked]).unwrap_err();
        assert!(error.ends_with(asked), "{error}");
        assert_eq!(network.taken(), [""; 0], "nothing is kept");
    }
}

#[test]
fn a_set_that_is_exhausted_names_itself() {
    for (subnets, taken, words) in [
        (&["10.0.0.0/30"][..], &["10.0.0.2"][..], "10.0.0.1-10.0.0.2"),
        (
            &["10.0.0.0/29"][..],
            &["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"][..],
            "10.0.0.1-10.0.0.6",
        ),
        (
            &["10.0.0.0/30", "10.0.1.0/30"][..],
            &["10.0.0.2", "10.0.1.2"][..],
            "10.0.0.1-10.0.0.2,10.0.1.1-10.0.1.2",
        ),
    ] {
        let network = Network::of(subnets).with(taken, "");
        let error = network.get("ID", &[]).unwrap_err();
        let text = format!("no IP addresses available in range set: {words}");
        assert!(error.ends_with(&text), "{error}");
        assert_eq!(network.taken(), taken);
    }
}

/// What an earlier set has given is given back; what the owner had before stays.
#[test]
fn nothing_is_kept_of_an_allocation_that_fails() {
    let sets = r#"[[{"subnet":"10.0.0.0/24"}],[{"subnet":"10.0.1.0/30"}]]"#;
    let network = Network::new(sets).with(&["10.0.1.2"], "");
    let error = network.get("ID", &[]).unwrap_err();
    assert!(
        error.starts_with("failed to allocate for range 1: "),
        "{error}"
    );
    assert_eq!(network.taken(), ["10.0.1.2"]);
}
