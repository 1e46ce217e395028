//! The commands of the book's stage pages, run in the order of the pages.

use crate::program::{self, GO, Ran, root};
use std::fs;
use std::process::Command;

/// Needs a kernel with VLAN filtering, which the machines that run these tests may lack.
const LEFT_OUT: &str = "bridge/add/vlan";

/// The commands between two anchors of a page.
#[track_caller]
fn commands(page: &str, anchor: &str) -> String {
    let text = fs::read_to_string(root().join("book/src").join(page)).expect(page);
    let (_, rest) = text
        .split_once(&format!("<!-- ANCHOR: {anchor} -->\n```sh\n"))
        .expect(page);
    let (block, _) = rest
        .split_once(&format!("```\n<!-- ANCHOR_END: {anchor} -->"))
        .expect(page);
    block.to_owned()
}

/// The ids of a plugin's pages, in the order of the book.
fn pages(prefix: &str) -> Vec<String> {
    let summary = fs::read_to_string(root().join("book/src/SUMMARY.md")).expect("SUMMARY.md");
    let ids = summary.lines().filter_map(|line| {
        let (_, id) = line.split_once("(stages/")?;
        Some(id.strip_suffix(".md)")?.to_owned())
    });
    let ids: Vec<_> = ids
        .filter(|it| it.starts_with(prefix) && it != LEFT_OUT)
        .collect();
    assert!(!ids.is_empty(), "no pages of {prefix}");
    ids
}

/// Runs a script as the introduction says: in the shell that it starts, behind its preparation.
#[track_caller]
fn by_hand(script: &str) -> Ran {
    let shell = commands("introduction.md", "shell");
    let prepare = commands("introduction.md", "pod");
    let mut words = shell.split_whitespace();
    let program = program::path();
    let directory = program.parent().expect("a directory").display();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new(words.next().expect("a command"))
        .args(words)
        .args(["bash", "-c", &format!("set -e\n{prepare}{script}")])
        .env("PATH", format!("{directory}:{path}:/usr/sbin:/sbin"))
        .output()
        .expect("start the shell");
    program::ran(output)
}

#[track_caller]
fn succeeds(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
}

/// The commands of these pages, each announced, so that a failure tells its page.
fn script(ids: &[String]) -> String {
    let page = |id: &String| {
        format!(
            "echo '# {id}'\n{}",
            commands(&format!("stages/{id}.md"), "try")
        )
    };
    ids.iter().map(page).collect()
}

#[test]
fn by_hand_the_commands_of_each_page_work_in_order() {
    for plugin in [
        "bridge",
        "ptp",
        "loopback",
        "portmap",
        "firewall",
        "host-local",
        "static",
        "other",
    ] {
        succeeds(&by_hand(&script(&pages(&format!("{plugin}/")))));
    }
}

/// What ADD leaves, without names that are chosen freely or at random.
const LOOK: &str = r##"
echo '# state'
for namespace in '' '-n pod1'; do
  ip $namespace -4 -br addr | sed 's/@if[0-9]*//; s/ *$//'
  ip $namespace route
  ip $namespace -br link | awk '{ print $1, $2 }' | sed 's/@if[0-9]*//; s/veth[0-9a-f]*/veth/'
done
cat /proc/sys/net/ipv4/ip_forward
iptables -t nat -S | sed 's/CNI-[0-9a-z]*/CHAIN/g; s/ -m comment.*" -j/ -j/'
"##;

#[test]
fn by_hand_the_pages_of_add_do_what_the_plugin_does() {
    let state = |ran: &Ran| {
        let (_, state) = ran.stdout.rsplit_once("# state\n").expect("a state");
        state.to_owned()
    };
    let hand = by_hand(&(script(&pages("bridge/add/")) + LOOK));
    succeeds(&hand);
    let plugin = by_hand(&format!(
        "CNI_COMMAND=ADD {GO}/bridge < network.json\n{LOOK}"
    ));
    succeeds(&plugin);
    assert!(state(&plugin).contains("MASQUERADE"), "{}", state(&plugin));
    assert_eq!(state(&hand), state(&plugin));
}
