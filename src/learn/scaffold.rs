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

const MANIFEST: &str = r#"# A lesson of cniscope. The book's chapter "Write a lesson" explains each key.
format = 1
title = "A bridge"
teaches = "How to make a bridge in the node"
needs = ["ip"]              # programs beside cniscope
unsolved = "bridge"         # the check that refuses the untouched lesson
hints = [
    "What does `ip link help` say of kinds of links?",
    "A new link is down.",
]

[world]                     # beside node and outside; setup.sh, if there is one, wires it
pods = 1

[[check]]
id = "bridge"
wants = "the node has a bridge cni0"
look = "ip -d link show cni0"
object = { in = "node", class = "link", name = "cni0", with = { kind = "bridge" } }

[[check]]
id = "up"
wants = "cni0 is up"
look = "ip link show cni0: is UP among the words in <>?"
object = { in = "node", class = "link", name = "cni0", with = { flags = ["up"] } }

[[other]]                   # other ways to solve it must pass too
name = "a plugin makes it"
script = "other-by-plugin.sh"

[[wrong]]                   # plausible mistakes, and what the learner is told
name = "left down"
script = "wrong-down.sh"
refused_by = "up"
says = "*(its flags: *"

[[wrong]]
name = "a link of another kind"
script = "wrong-kind.sh"
refused_by = "bridge"
says = "*(its kind: veth)*"
"#;

const README: &str = "\
# A bridge

A bridge is a virtual switch. Make one in the node, call it `cni0`, and set it up.

The shell is `cniscope shell lesson`, and `cniscope learn check` looks whether it is there.
";
