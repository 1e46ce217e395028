//! The files in which leases are noted: one per address, named by it, holding who has it.
//!
//! A lease appears whole: it is written under another name and linked to its own, link(2), which fails if
//! that is taken. So a crash leaves no empty lease, and two plugins that share the directory, ours and the
//! reference plugin, never give an address twice. What a crash leaves under the other name goes when the
//! directory is locked the next time, at the latest by DEL.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::spec::Error;
use crate::sys;

/// What is being written: one at a time, since the directory is locked.
const UNFINISHED: &str = ".new";

/// No lease is as long: the ID of a container comes in an environment variable, of which the kernel takes no more,
/// execve(2), and the name of an interface has at most 15 bytes.
const LONGEST: usize = 128 * 1024 + 1;

/// Who has a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) container_id: String,
    pub(super) ifname: String,
}

/// A lease that was found.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) path: PathBuf,
    /// Who has it, as it stands there.
    text: String,
}

impl Lease {
    /// True if this attachment has it. Of an older format, without an interface, it is the container's.
    pub(super) fn is_of(&self, container_id: &str, ifname: &str) -> bool {
        match self.text.split_once("\r\n") {
            Some(owner) => owner == (container_id, ifname),
            None => self.text == container_id,
        }
    }
}

/// The directory of a network, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct Store {
    directory: PathBuf,
    lock: File,
}

impl Store {
    /// Makes the directory if need be and waits for its lock.
    pub(super) fn lock(data_dir: &Path, network: &str) -> Result<Store, Error> {
        let directory = data_dir.join(network);
        let made = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(&directory);
        made.map_err(|error| failed("create", &directory, &error))?;
        let path = directory.join("lock");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o750)
            .open(&path);
        let lock = file.map_err(|error| failed("open", &path, &error))?;
        sys::lock(&lock).map_err(|errno| failed("lock", &path, &errno.into()))?;
        // Of a plugin that was killed while it wrote. It is hardly ever there, and to look costs less than to remove.
        let unfinished = directory.join(UNFINISHED);
        if fs::symlink_metadata(&unfinished).is_ok() {
            discard(&unfinished);
        }
        Ok(Store { directory, lock })
    }

    /// Notes that the owner has the address, and that set `set` goes on behind it. False if it is taken.
    pub(super) fn reserve(&self, owner: &Owner, ip: IpAddr, set: usize) -> Result<bool, Error> {
        let path = self.directory.join(ip.to_string());
        let text = format!("{}\r\n{}", owner.container_id, owner.ifname);
        match fs::symlink_metadata(&path) {
            // The reference plugin makes a lease and then writes it, under the lock that we have: one that is
            // empty now is of a plugin that was killed in between, and would block its address for ever.
            Ok(it) if it.is_file() && it.len() == 0 => self.release(&path),
            Ok(_) => return Ok(false),
            Err(_) => {}
        }
        if !self.create(&path, &text)? {
            return Ok(false);
        }
        self.note_last(set, ip)
            .inspect_err(|_| self.release(&path))?;
        Ok(true)
    }

    /// Notes that set `set` goes on behind the address.
    fn note_last(&self, set: usize, ip: IpAddr) -> Result<(), Error> {
        let last = self.last_file(set);
        let noted = self
            .unfinished(&ip.to_string())
            .and_then(|new| fs::rename(&new, &last).inspect_err(|_| discard(&new)));
        noted.map_err(|error| failed("write", &last, &error))
    }

    /// The address that set `set` gave last.
    pub(super) fn last_reserved(&self, set: usize) -> Option<IpAddr> {
        fs::read_to_string(self.last_file(set))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// The files of the owner's leases. Leases without an interface are of an older format: they count if
    /// there are no others.
    pub(super) fn leases_of(&self, owner: &Owner) -> Result<Vec<PathBuf>, Error> {
        let whole = format!("{}\r\n{}", owner.container_id, owner.ifname);
        let (mut leases, mut old) = (Vec::new(), Vec::new());
        self.each_file(|path, text| match text.trim() {
            text if text == whole => leases.push(path),
            text if text == owner.container_id => old.push(path),
            _ => {}
        })?;
        Ok(if leases.is_empty() { old } else { leases })
    }

    /// All leases: files that have an address as their name.
    pub(super) fn leases(&self) -> Result<Vec<Lease>, Error> {
        let mut leases = Vec::new();
        self.each_file(|path, text| {
            if address(&path).is_some() {
                let text = text.trim().to_owned();
                leases.push(Lease { path, text });
            }
        })?;
        Ok(leases)
    }

    /// Addresses that have a lease. An empty one is none: see [`reserve`](Store::reserve).
    pub(super) fn taken(&self) -> Result<HashSet<IpAddr>, Error> {
        let leases = self.leases()?;
        let whole = leases.iter().filter(|it| !it.text.is_empty());
        Ok(whole.filter_map(|it| address(&it.path)).collect())
    }

    /// Goes through the files that can be leases, with what stands in them.
    fn each_file(&self, mut look: impl FnMut(PathBuf, &str)) -> Result<(), Error> {
        let failed = |error| failed("list", &self.directory, &error);
        let mut buffer = vec![0; LONGEST];
        for entry in fs::read_dir(&self.directory).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A look at the type costs nothing here, and opening a pipe would wait for its writer.
            if !entry.file_type().is_ok_and(|it| it.is_file()) {
                continue;
            }
            let path = entry.path();
            // What cannot be read is not ours to judge; longer than any lease is none.
            let read = File::open(&path).and_then(|mut it| it.read(&mut buffer));
            let Ok(length @ 0..LONGEST) = read else {
                continue;
            };
            if let Ok(text) = std::str::from_utf8(&buffer[..length]) {
                look(path, text);
            }
        }
        Ok(())
    }

    /// The addresses that the owner has.
    pub(super) fn addresses_of(&self, owner: &Owner) -> Result<Vec<IpAddr>, Error> {
        Ok(self
            .leases_of(owner)?
            .iter()
            .filter_map(|it| address(it))
            .collect())
    }

    /// Removes a lease. That it is gone already is no error.
    pub(super) fn release(&self, lease: &Path) {
        let _ = fs::remove_file(lease);
    }

    fn last_file(&self, set: usize) -> PathBuf {
        self.directory.join(format!("last_reserved_ip.{set}"))
    }

    /// Makes the file with the text, both or nothing. False if it is there already.
    fn create(&self, path: &Path, text: &str) -> Result<bool, Error> {
        let new = self
            .unfinished(text)
            .map_err(|error| failed("write", path, &error))?;
        let linked = fs::hard_link(&new, path);
        discard(&new);
        match linked {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(failed("create", path, &error)),
        }
    }

    /// Writes a text that is to get its name when all of it is there.
    fn unfinished(&self, text: &str) -> std::io::Result<PathBuf> {
        let path = self.directory.join(UNFINISHED);
        // A new one: the old one may be a second name of a lease.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(text.as_bytes())
            .inspect_err(|_| discard(&path))?;
        Ok(path)
    }
}

/// Removes what is unfinished. If it stays, the next one to write cannot, and says so.
fn discard(unfinished: &Path) {
    let _ = fs::remove_file(unfinished);
}

impl Drop for Store {
    fn drop(&mut self) {
        // If it fails closing the file gives the lock back all the same.
        let _ = sys::unlock(&self.lock);
    }
}

/// The address that a file is named by.
fn address(path: &Path) -> Option<IpAddr> {
    path.file_name()?.to_str()?.parse().ok()
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("host-local: {what} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(id: &str) -> Owner {
        Owner {
            container_id: id.into(),
            ifname: "eth0".into(),
        }
    }

    #[test]
    fn a_lease_is_one_file_with_its_owner() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::lock(dir.path(), "n").unwrap();
        let ip: IpAddr = "10.0.0.2".parse().unwrap();
        assert!(store.reserve(&owner("a"), ip, 0).unwrap());
        assert!(!store.reserve(&owner("b"), ip, 0).unwrap(), "given twice");
        assert_eq!(
            fs::read_to_string(dir.path().join("n/10.0.0.2")).unwrap(),
            "a\r\neth0"
        );
        assert_eq!(
            fs::read_to_string(dir.path().join("n/last_reserved_ip.0")).unwrap(),
            "10.0.0.2"
        );
        assert_eq!(store.last_reserved(0), Some(ip));
        assert_eq!(store.addresses_of(&owner("a")).unwrap(), [ip]);
        assert!(store.addresses_of(&owner("b")).unwrap().is_empty());
        let mut names: Vec<_> = fs::read_dir(dir.path().join("n"))
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["10.0.0.2", "last_reserved_ip.0", "lock"]);
    }

    #[test]
    fn leases_of_the_older_format_count_if_there_are_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::lock(dir.path(), "n").unwrap();
        fs::write(dir.path().join("n/10.0.0.7"), "a\n").unwrap();
        assert_eq!(
            store.addresses_of(&owner("a")).unwrap(),
            ["10.0.0.7".parse::<IpAddr>().unwrap()]
        );
        store
            .reserve(&owner("a"), "10.0.0.8".parse().unwrap(), 0)
            .unwrap();
        assert_eq!(
            store.addresses_of(&owner("a")).unwrap(),
            ["10.0.0.8".parse::<IpAddr>().unwrap()]
        );
    }

    #[test]
    fn an_empty_lease_of_a_killed_plugin_does_not_block_its_address() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::lock(dir.path(), "n").unwrap();
        let ip: IpAddr = "10.0.0.2".parse().unwrap();
        fs::write(dir.path().join("n/10.0.0.2"), "").unwrap();
        assert!(store.taken().unwrap().is_empty());
        assert!(store.reserve(&owner("a"), ip, 0).unwrap());
        assert_eq!(store.addresses_of(&owner("a")).unwrap(), [ip]);
        assert!(store.taken().unwrap().contains(&ip));
    }

    #[test]
    fn what_a_killed_plugin_was_writing_goes_when_the_directory_is_locked() {
        let dir = tempfile::tempdir().unwrap();
        let ip: IpAddr = "10.0.0.2".parse().unwrap();
        let store = Store::lock(dir.path(), "n").unwrap();
        assert!(store.reserve(&owner("a"), ip, 0).unwrap());
        drop(store);
        // Killed between link and remove: both names are the same file.
        let (lease, new) = (dir.path().join("n/10.0.0.2"), dir.path().join("n/.new"));
        fs::hard_link(&lease, &new).unwrap();
        let store = Store::lock(dir.path(), "n").unwrap();
        assert!(!new.exists());
        assert_eq!(store.leases_of(&owner("a")).unwrap(), [lease]);
    }
}
