//! host-local under load: many ADDs at once, some killed, in a directory that both plugins share.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::program::{self, GO};

const PROCESSES: usize = 16;
const CALLS: usize = 208;

/// A directory of leases, and our plugin under its name.
struct Place {
    dir: tempfile::TempDir,
    plugin: PathBuf,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let plugin = dir.path().join("host-local");
        std::os::unix::fs::symlink(program::path(), &plugin).unwrap();
        Place { dir, plugin }
    }

    /// Calls a plugin; none if it was killed, after so many microseconds.
    fn call(
        &self,
        plugin: &Path,
        verb: &str,
        container: &str,
        kill_after: Option<u64>,
    ) -> Option<(bool, String)> {
        let config = format!(
            r#"{{"cniVersion":"1.0.0","name":"n","type":"x","ipam":{{"type":"host-local","subnet":"10.1.0.0/22","dataDir":"{}"}}}}"#,
            self.dir.path().display()
        );
        let mut child = Command::new(plugin)
            .env("CNI_COMMAND", verb)
            .env("CNI_CONTAINERID", container)
            .env("CNI_NETNS", "/run/netns/x")
            .env("CNI_IFNAME", "eth0")
            .env("CNI_PATH", "/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(config.as_bytes())
            .unwrap();
        if let Some(microseconds) = kill_after {
            std::thread::sleep(Duration::from_micros(microseconds));
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        output.status.code().map(|code| (code == 0, text))
    }

    /// The leases: address and what stands in the file.
    fn leases(&self) -> BTreeMap<String, String> {
        let mut leases = BTreeMap::new();
        for entry in std::fs::read_dir(self.dir.path().join("n")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.parse::<std::net::IpAddr>().is_ok() {
                leases.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
        leases
    }
}

/// The address that a result has.
fn address(result: &str) -> String {
    let json: Value = serde_json::from_str(result).unwrap();
    let address = json["ips"][0]["address"].as_str().unwrap();
    address.split('/').next().unwrap().to_owned()
}

#[test]
fn host_local_under_load_loses_no_address_and_gives_none_twice() {
    let place = Place::new();
    let go = Path::new(GO).join("host-local");
    let share = |process: usize| {
        let mut given = Vec::new();
        let mut killed = 0;
        for number in (process..CALLS).step_by(PROCESSES) {
            let container = format!("c{number}");
            // The reference plugin takes part, but is not killed: it would leave empty files.
            let (plugin, kill_after) = match number % 5 {
                0 => (&go, None),
                // Over the time that a call takes, from its start to its end.
                1 | 2 => (&place.plugin, Some((number as u64 * 97) % 4000)),
                _ => (&place.plugin, None),
            };
            match place.call(plugin, "ADD", &container, kill_after) {
                Some((true, result)) => given.push((address(&result), container)),
                Some((false, error)) => panic!("{container}: {error}"),
                None => killed += 1,
            }
        }
        (given, killed)
    };
    let (mut given, mut killed) = (BTreeMap::new(), 0);
    std::thread::scope(|scope| {
        let processes: Vec<_> = (0..PROCESSES)
            .map(|it| scope.spawn(move || share(it)))
            .collect::<Vec<_>>();
        for process in processes {
            let (of_process, of_killed) = process.join().unwrap();
            killed += of_killed;
            for (address, container) in of_process {
                let before = given.insert(address.clone(), container);
                assert_eq!(before, None, "{address} was given twice");
            }
        }
    });
    assert!(killed > 0, "nobody was killed");
    assert!(given.len() + killed == CALLS);

    let leases = place.leases();
    for (address, container) in &given {
        let owner = format!("{container}\r\neth0");
        assert_eq!(leases.get(address), Some(&owner), "{address} was lost");
    }
    // Those of killed calls are whole too, and each has one at most.
    let mut owners: Vec<_> = leases.values().collect();
    owners.sort();
    owners.dedup();
    assert_eq!(owners.len(), leases.len(), "{leases:#?}");
    for (address, owner) in &leases {
        let is_whole = owner.starts_with('c') && owner.ends_with("\r\neth0");
        assert!(is_whole, "{address}: {owner:?}");
    }

    // Nothing that a killed call has left is in the way of anybody.
    for number in 0..CALLS {
        let ended = place.call(&place.plugin, "DEL", &format!("c{number}"), None);
        assert_eq!(ended, Some((true, String::new())));
    }
    assert_eq!(place.leases(), BTreeMap::new());
    let mut rest: Vec<_> = std::fs::read_dir(place.dir.path().join("n"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    rest.sort();
    assert_eq!(rest, ["last_reserved_ip.0", "lock"]);
}
