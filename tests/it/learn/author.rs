//! Courses of others: what is wrong with a lesson is told.

use std::path::Path;

use super::Learner;

/// What is wrong with a lesson is found, each fault by its own words.
#[test]
fn verify_finds_the_faults_of_a_lesson() {
    let learner = Learner::new();
    let dir = learner.dir.path().join("19-a-bridge");
    let text = dir.to_str().unwrap();
    learner.learns(&["new", text]);
    let sound = learner.learns(&["verify", text]);
    assert!(sound.contains("19-a-bridge: sound"), "{sound}");

    let faults: [(&str, &str, &str, &str); 9] = [
        (
            "lesson.toml",
            "unsolved = \"bridge\"",
            "unsolved = \"up\"",
            "untouched it is refused by bridge, not by up",
        ),
        (
            "solution.sh",
            "ip link set cni0 up",
            "true",
            "the solution does not pass",
        ),
        (
            "other-by-plugin.sh",
            "--verbs ADD",
            "--verbs ADD,DEL; ip link set cni0 down",
            "a plugin makes it does not pass",
        ),
        (
            "wrong-down.sh",
            "type bridge",
            "type bridge; ip link set cni0 up",
            "\"left down\" is refused by nothing, not by up",
        ),
        (
            "lesson.toml",
            "*(its kind: veth)*",
            "*its kind is not a bridge*",
            "is not told",
        ),
        (
            "lesson.toml",
            "\"A new link is down.\"",
            "\"\"",
            "a hint is empty",
        ),
        (
            "lesson.toml",
            "What does `ip link help`",
            "ip link add cni0 type bridge. What does `ip link help`",
            "a hint before the last gives",
        ),
        (
            "README.md",
            "`cniscope learn check`",
            "`cniscope learn chekc`",
            "there is no command \"cniscope learn chekc\"",
        ),
        (
            "README.md",
            "in the node",
            "in the node (key `Q`)",
            "there is no key \"Q\"",
        ),
    ];
    for (file, from, to, fault) in faults {
        let path = dir.join(file);
        let good = std::fs::read_to_string(&path).unwrap();
        let bad = good.replacen(from, to, 1);
        assert_ne!(good, bad, "{file} has no {from}");
        std::fs::write(&path, bad).unwrap();
        let ran = learner.learn(&["verify", text]);
        assert_eq!(ran.code, Some(1), "{fault}: {ran:?}");
        assert!(ran.stdout.contains(fault), "{fault}:\n{}", ran.stdout);
        std::fs::write(&path, good).unwrap();
    }
}

#[test]
fn a_manifest_that_is_not_understood_is_told_with_its_place() {
    let learner = Learner::new();
    let dir = learner.dir.path().join("19-a-bridge");
    let text = dir.to_str().unwrap().to_owned();
    learner.learns(&["new", &text]);
    let again = learner.learn(&["new", &text]);
    assert_eq!(again.code, Some(2), "nothing is overwritten: {again:?}");

    let path = dir.join("lesson.toml");
    let good = std::fs::read_to_string(&path).unwrap();
    let cases = [
        ("format = 1", "format = 9", "format 9 is not known"),
        (
            "title = \"A bridge\"",
            "titel = \"A bridge\"",
            "unknown field `titel`",
        ),
        (
            "id = \"up\"",
            "id = \"bridge\"",
            "two checks are called bridge",
        ),
        (
            "refused_by = \"up\"",
            "refused_by = \"down\"",
            "there is no check down",
        ),
        (
            "flags = [\"up\"] } }",
            "flags = [\"up\"] } }\nnamespace = \"red\"",
            "says 2 things to look at",
        ),
        ("pods = 1", "pods = one", "lesson.toml"),
    ];
    for (from, to, told) in cases {
        let bad = good.replacen(from, to, 1);
        assert_ne!(good, bad, "{from}");
        std::fs::write(&path, bad).unwrap();
        let ran = learner.learn(&["verify", &text]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
        assert!(ran.stderr.contains("lesson.toml"), "{}", ran.stderr);
    }
    let empty = learner.learn(&[
        "list",
        "--course",
        learner.dir.path().join("runtime").to_str().unwrap(),
    ]);
    assert_eq!(empty.code, Some(2), "{empty:?}");
    assert!(empty.stderr.contains("cniscope learn new"), "{empty:?}");
}

/// Nothing of a course can lead out of the learner's directory.
#[test]
fn a_course_of_somebody_is_made_of_plain_files() {
    let learner = Learner::new();
    let dir = learner.dir.path().join("19-a-bridge");
    learner.learns(&["new", dir.to_str().unwrap()]);
    std::os::unix::fs::symlink("/etc/passwd", dir.join("link")).unwrap();
    let ran = learner.learn(&["verify", dir.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("plain files"), "{ran:?}");
    assert!(!Path::new(&learner.lessons()).exists());
}
