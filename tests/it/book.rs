//! What the book shows of the program and of its own listings.

use std::path::PathBuf;

use crate::program::{cniscope, root};

/// The part of the page of commands that is made; what stands before it is written by hand.
const MARK: &str = "<!-- made from the program: see CONTRIBUTING.md -->\n";

/// All commands, in the order of the page.
const COMMANDS: &[&str] = &[
    "run",
    "step",
    "replay",
    "export",
    "inspect",
    "learn",
    "learn list",
    "learn start",
    "learn text",
    "learn check",
    "learn watch",
    "learn hint",
    "learn solution",
    "learn reset",
    "learn next",
    "learn new",
    "learn verify",
    "shell",
    "sandbox",
    "sandbox list",
    "sandbox stop",
    "plugins",
    "plugins list",
    "plugins install",
    "doctor",
    "completions",
    "man",
];

/// What `cniscope help COMMAND` prints, without blanks at the ends of lines.
fn help(command: &str) -> String {
    let arguments: Vec<_> = ["help"].into_iter().chain(command.split(' ')).collect();
    let ran = cniscope(&arguments);
    assert_eq!(ran.code, Some(0), "{command}: {}", ran.stderr);
    let lines: Vec<_> = ran.stdout.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn made() -> String {
    let section = |command: &&str| {
        format!(
            "\n## cniscope {command}\n\n```text\n{}\n```\n",
            help(command)
        )
    };
    COMMANDS.iter().map(section).collect()
}

#[test]
fn book_has_every_command_with_its_options() {
    // A command that is new must be named here too.
    let ran = cniscope(&["help"]);
    let listed = ran.stdout.split("Commands:\n").nth(1).unwrap();
    let names = listed.lines().take_while(|it| !it.is_empty());
    let names: Vec<_> = names.filter_map(|it| it.strip_prefix("  ")).collect();
    let names = names.iter().filter(|it| !it.starts_with(' '));
    for name in names.filter_map(|it| it.split(' ').next()) {
        assert!(name == "help" || COMMANDS.contains(&name), "{name}");
    }

    let path = root().join("book/src/reference/commands.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (by_hand, there) = page.split_once(MARK).expect("the mark");
    let made = made();
    if std::env::var_os("CNISCOPE_BLESS").is_some() {
        std::fs::write(&path, format!("{by_hand}{MARK}{made}")).unwrap();
        return;
    }
    assert_eq!(
        there, made,
        "bless it: CNISCOPE_BLESS=1 cargo test book_has"
    );
}

/// Each chapter of the path asks its reader something at the end, and keeps the answer folded.
#[test]
fn chapters_end_with_a_question() {
    let summary = std::fs::read_to_string(root().join("book/src/SUMMARY.md")).unwrap();
    let named = summary.split("(path/").skip(1);
    let chapters: Vec<_> = named.filter_map(|it| it.split(')').next()).collect();
    assert!(chapters.len() >= 14, "{chapters:?}");
    for chapter in chapters {
        let text = std::fs::read_to_string(root().join("book/src/path").join(chapter)).unwrap();
        let (_, question) = text
            .rsplit_once("<details><summary>Question: ")
            .expect(chapter);
        let (question, answer) = question.split_once("</summary>").expect(chapter);
        assert!(question.contains('?'), "{chapter}: {question}");
        let answer = answer.trim_end().strip_suffix("</details>").expect(chapter);
        assert!(
            answer.split_whitespace().count() > 10,
            "{chapter}: {answer}"
        );
    }
}

/// Cargo builds examples beside the tests. The run without root has the test elsewhere, and this not at all:
/// there it is left out by its name, with all of `rust_listing`.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().unwrap().parent().unwrap();
    built.join("examples/cable")
}

mod rust_listing {
    use super::*;
    use crate::program::Ran;

    /// Runs the plugin by a configuration of its own, in a directory that holds both.
    fn run(address: &str, more: &[&str]) -> Ran {
        let dir = tempfile::tempdir().unwrap();
        // A copy: a link could lead to where the sandbox shows nothing of the host, /tmp for one.
        std::fs::copy(example(), dir.path().join("cable")).unwrap();
        let config = dir.path().join("cable.conf");
        let text = format!(
            r#"{{"cniVersion":"1.0.0","name":"cables","type":"cable","address":"{address}","gateway":"10.50.0.1"}}"#
        );
        std::fs::write(&config, text).unwrap();
        let place = format!("{}:bundled", dir.path().display());
        let config = config.display().to_string();
        cniscope(&[&["run", &config, "--plugins", &place], more].concat())
    }

    #[test]
    fn runs_through_its_verbs_and_leaves_nothing() {
        let ran = run("10.50.0.2/24", &[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        for said in [
            "address 10.50.0.2/32, route 0.0.0.0/0",
            "CHECK succeeds",
            "left behind: nothing of the attachment",
        ] {
            assert!(ran.stdout.contains(said), "{said}\n{}", ran.stdout);
        }
    }

    #[test]
    fn leaves_nothing_if_add_fails() {
        let ran = run(
            "10.50.0.2/24",
            &["--verbs", "ADD,DEL", "--inject", "RTM_NEWROUTE#3:EPERM"],
        );
        assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
        let said = "after the failed ADD of cable\n    left behind: nothing of the attachment";
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }

    #[test]
    fn refuses_a_configuration_that_is_wrong() {
        let ran = run("10.50.0.2", &["--verbs", "ADD"]);
        let said = "code 7: address is missing or no address";
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
}
