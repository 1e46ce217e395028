//! The debugger on plain lines: `run --step`, and `step --line`, which is the same.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::program::{self, Ran};

/// Steps through a run by these lines; after the last one everything goes on.
fn step(args: &[&str], lines: &str) -> Ran {
    let mut child = Command::new(program::path())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).unwrap();
    drop(stdin);
    program::ran(child.wait_with_output().unwrap())
}

#[test]
fn each_hold_says_in_words_what_is_about_to_happen() {
    let ran = step(&["run", "bridge", "--step"], "\n\n\n\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for said in [
        "bridge begins parse-config: The plugin reads its configuration: held before the kernel acts",
        "bridge begins create-veth: A veth pair joins the pod and the node: held before the kernel acts",
        "(end of input: going on)",
        "DEL is done. Nothing of the attachment is left;",
    ] {
        assert!(ran.stdout.contains(said), "{said}\n{}", ran.stdout);
    }
}

#[test]
fn step_line_is_the_same() {
    let ran = step(&["step", "loopback", "--line"], "\nc\nc\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("ADD is done. n goes on with CHECK"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_wiring_the_message_and_the_page_are_printed_when_asked_for() {
    let ran = step(
        &["run", "bridge", "--step", "--break", "RTM_NEWLINK#3"],
        "c\nw\n2\nO\n?\nX\n",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for said in [
        "bridge wants to create the veth pair eth0 (pod1) <-> veth",
        "├┄┄┄┄┄┤> eth0",
        "IFLA_LINKINFO",
        "76 65 74 68", // veth
        "What can go wrong",
        "next stage, also into a plugin that this one calls",
        "X is not a key on lines.",
    ] {
        assert!(ran.stdout.contains(said), "{said}\n{}", ran.stdout);
    }
}

#[test]
fn one_can_look_back_and_comes_back() {
    let ran = step(&["run", "bridge", "--step"], "\n\n\n<\n<\nw\nG\n/parse\n");
    let said = "PAST: this is how it was. The plugin is still held. G: back to the present.";
    assert_eq!(ran.stdout.matches(said).count(), 3, "{}", ran.stdout);
    let back = "help: bridge begins create-veth: A veth pair joins the pod and the node: held";
    assert!(ran.stdout.contains(back), "{}", ran.stdout);
}

#[test]
fn breakpoints_faults_and_pings_take_what_stands_behind_the_key() {
    let lines =
        "b stage nowhere to be\nb stage container-address\nc\np pod1 10.22.0.1\ni EPERM\nc\n1\n";
    let ran = step(&["run", "bridge", "--step"], lines);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    for said in [
        "expected",
        "breakpoint: stage container-address",
        "held before the kernel acts (breakpoint stage container-address)",
        "ping 10.22.0.1 from pod1: network is unreachable",
        "you let event",
        "ADD has failed: code 999: ",
    ] {
        assert!(ran.stdout.contains(said), "{said}\n{}", ran.stdout);
    }
}

#[test]
fn quitting_asks_and_detaches() {
    let ran = step(&["run", "bridge", "--step"], "\n\n\n\nq\nn\nq y\n");
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("y quits, any other key stays"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("DEL succeeds"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("CHECK pod1"), "{}", ran.stdout);
}

#[test]
fn a_shell_runs_in_the_held_sandbox() {
    // The shell reads the same input; its last line is the debugger's again.
    let ran = step(
        &["run", "bridge", "--step", "--break", "stage attach-port"],
        "c\ns pod1\n",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(!ran.stdout.contains("no such namespace"), "{}", ran.stdout);
    let ran = step(&["run", "bridge", "--step"], "s mars\n");
    assert!(
        ran.stdout
            .contains("no such namespace; there are node, pod1"),
        "{}",
        ran.stdout
    );
}
