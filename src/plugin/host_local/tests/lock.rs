use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use super::super::store::Store;

/// Takes the lock of this file as another plugin would, but without waiting.
fn try_lock(path: &Path) -> Result<Flock<File>, Errno> {
    let file = File::open(path).unwrap();
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(_, errno)| errno)
}

/// The reference plugin may have made the file: it must be the same one.
#[test]
fn a_lock_file_that_is_there_is_locked_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n/lock");
    fs::create_dir(dir.path().join("n")).unwrap();
    fs::write(&path, "kept").unwrap();
    let before = fs::metadata(&path).unwrap().ino();
    let store = Store::lock(dir.path(), "n").unwrap();
    assert_eq!(try_lock(&path).err(), Some(Errno::EWOULDBLOCK));
    drop(store);
    assert!(try_lock(&path).is_ok(), "still locked");
    assert_eq!(fs::metadata(&path).unwrap().ino(), before);
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
}

#[test]
fn a_directory_is_locked_by_a_file_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::lock(dir.path(), "n").unwrap();
    let directory = dir.path().join("n");
    assert_eq!(super::names(&directory), ["lock"]);
    assert_eq!(
        try_lock(&directory.join("lock")).err(),
        Some(Errno::EWOULDBLOCK)
    );
    // Of a directory itself nobody would know.
    assert!(try_lock(&directory).is_ok());
    // Another network is not held up.
    let other = Store::lock(dir.path(), "other").unwrap();
    drop((store, other));
    assert!(try_lock(&directory.join("lock")).is_ok());
}
