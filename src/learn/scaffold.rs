//! A new lesson to begin with: it verifies, and says what goes where.

use std::fs;
use std::path::Path;

use super::Error;

/// Makes the folder, which must not be there, with a small lesson in it.
pub fn make(directory: &Path) -> Result<(), Error> {
    fs::create_dir(directory).map_err(Error::io("create", directory))?;
    for (name, text) in FILES {
        let path = directory.join(name);
        fs::write(&path, text).map_err(Error::io("write", &path))?;
    }
    Ok(())
}

const FILES: [(&str, &str); 6] = [
    ("lesson.toml", MANIFEST),
    ("README.md", README),
    (
        "solution.sh",
        "ip link add cni0 type bridge\nip link set cni0 up\n",
    ),
    ("other-by-plugin.sh", "cniscope run bridge --verbs ADD\n"),
    ("wrong-down.sh", "ip link add cni0 type bridge\n"),
    (
        "wrong-kind.sh",
        "ip link add cni0 type veth peer name cni1\nip link set cni0 up\n",
    ),
];

/// A page of the book shows it too.
const MANIFEST: &str = include_str!("scaffold/lesson.toml");

const README: &str = "\
# A bridge

A bridge is a virtual switch. Make one in the node, call it `cni0`, and set it up.

The shell is `cniscope shell lesson`, and `cniscope learn check` looks whether it is there.
";
