//! The debugger's screen, driven as a person drives it: in a real terminal, with keys.

use std::process::Command;

use crate::program;
use crate::tmux::{Terminal, children, wait_for_end};

const GO_BRIDGE: &str = "step bridge --plugins /usr/lib/cni";

/// Names of the links in a namespace of the program's sandbox, seen by another process of the same user.
fn links(terminal: &Terminal, namespace: &str) -> Vec<String> {
    let inner = children(terminal.program())[0];
    let output = Command::new("nsenter")
        .args([
            "-t",
            &inner.to_string(),
            "-U",
            "-m",
            "--preserve-credentials",
            "--",
        ])
        .args(["nsenter", &format!("--net=/run/netns/{namespace}")])
        .args(["ip", "-brief", "link"])
        .output()
        .unwrap();
    let ran = program::ran(output);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let name = |line: &str| line.split(['@', ' ']).next().unwrap().to_owned();
    ran.stdout.lines().map(name).collect()
}

fn has_veth(terminal: &Terminal) -> bool {
    links(terminal, "node")
        .iter()
        .any(|it| it.starts_with("veth"))
}

#[test]
fn a_whole_session_on_the_go_bridge() {
    let terminal = Terminal::start((120, 40), GO_BRIDGE);
    terminal.go_on_until("n", "wants to create the veth pair eth0 (pod1) <->");
    assert!(!has_veth(&terminal), "the kernel has not acted yet");
    assert_eq!(links(&terminal, "pod1"), ["lo"]);
    assert!(
        terminal.screen().contains("├┄┄┄┄┄┤> eth0"),
        "{}",
        terminal.screen()
    );

    terminal.go_on(&["n"]);
    terminal.see("wants to make veth");
    assert!(has_veth(&terminal));
    assert_eq!(links(&terminal, "pod1"), ["lo", "eth0"]);
    assert!(
        terminal.screen().contains("├─────┤+ eth0"),
        "{}",
        terminal.screen()
    );

    // Back: how it was, while the plugin stays where it is.
    terminal.press(&["<", "<"]);
    let past = terminal.see("PAST: this is how it was. The plugin is still held.");
    assert!(past.contains("wiring (past)"), "{past}");
    assert!(has_veth(&terminal));
    terminal.press(&["G"]);
    terminal.see_no_more("PAST");

    terminal.fill("B", "netlink RTM_NEWROUTE dst=0.0.0.0/0");
    terminal.press(&["Enter"]);
    terminal.go_on(&["c"]);
    terminal.see("wants to add a default route via 10.22.0.1");
    terminal.fill("i", "ENETUNREACH");
    terminal.go_on(&["Enter"]);
    // What it does about the failure can be stepped through as well.
    terminal.go_on(&["c"]);
    terminal.see("ADD has failed: code 999: failed to add route");
    terminal.see("you let event");

    terminal.go_on(&["c"]);
    terminal.see("CHECK has failed");
    terminal.go_on(&["c"]);
    terminal.see("DEL is done. Nothing of the attachment is left;");
    assert!(!has_veth(&terminal));

    let inner = children(terminal.program())[0];
    terminal.press(&["q"]);
    terminal.see("y quits, any other key stays");
    terminal.press(&["y"]);
    terminal.see_end(1);
    wait_for_end(inner);
}

#[test]
fn quitting_in_the_middle_detaches() {
    let terminal = Terminal::start((120, 40), GO_BRIDGE);
    terminal.go_on_until("n", "wants to make veth");
    let inner = children(terminal.program())[0];
    terminal.press(&["q", "n"]);
    assert!(has_veth(&terminal), "any other key stays");
    terminal.press(&["q", "y"]);
    terminal.see_end(1);
    wait_for_end(inner);
}

#[test]
fn whatever_ends_it_restores_the_terminal_and_leaves_nothing() {
    for signal in ["TERM", "HUP"] {
        let terminal = Terminal::start((120, 40), GO_BRIDGE);
        terminal.go_on_until("n", "wants to make veth");
        let (program, inner) = (terminal.program(), children(terminal.program())[0]);
        let kill = Command::new("kill")
            .args([&format!("-{signal}"), &program.to_string()])
            .status();
        assert!(kill.unwrap().success());
        let number = if signal == "TERM" { 15 } else { 1 };
        terminal.see_end(128 + number);
        wait_for_end(inner);
    }
    // Nobody can restore a terminal after this one, but the sandbox goes all the same.
    let terminal = Terminal::start((80, 24), GO_BRIDGE);
    terminal.go_on_until("n", "wants to make veth");
    let (program, inner) = (terminal.program(), children(terminal.program())[0]);
    let kill = Command::new("kill")
        .args(["-9", &program.to_string()])
        .status();
    assert!(kill.unwrap().success());
    wait_for_end(inner);
}

#[test]
fn a_plugin_that_is_killed_is_a_failed_call_and_not_the_end() {
    let terminal = Terminal::start((120, 40), "step bridge");
    terminal.go_on_until("m", "wants to create the veth pair");
    terminal.fill("i", "kill");
    terminal.go_on(&["Enter"]);
    terminal.see("ADD has failed: ended by SIGKILL");
    terminal.fill("v", "del");
    terminal.go_on(&["Enter"]);
    terminal.go_on(&["c"]);
    terminal.see("DEL is done. Nothing of the attachment is left;");
    terminal.press(&["q", "y"]);
    terminal.see_end(1);
}

#[test]
fn any_size_at_any_moment() {
    let terminal = Terminal::start((80, 24), "step bridge --pods 3");
    terminal.see("live, held");
    for (columns, rows) in [
        ("20", "6"),
        ("200", "60"),
        ("3", "2"),
        ("60", "20"),
        ("120", "40"),
    ] {
        terminal.tmux(&["resize-window", "-x", columns, "-y", rows]);
        terminal.press(&["n", "w", "?", "Escape", "z", "z", "2"]);
    }
    terminal.see("live, held");
    terminal.go_on(&["c"]);
    terminal.see("ADD is done");
    terminal.tmux(&["resize-window", "-x", "170", "-y", "55"]);
    let screen = terminal.see("┌ outside");
    for pod in ["pod1", "pod2", "pod3"] {
        assert!(screen.contains(&format!("┌ {pod} ")), "{screen}");
    }
    terminal.press(&["q", "y"]);
    terminal.see_end(0);
}

#[test]
fn the_command_can_be_copied_and_the_configuration_edited() {
    let terminal = Terminal::start_with((120, 40), "EDITOR='sed -i s/cni0/mybr0/'", "step bridge");
    terminal.go_on_until("m", "wants to create the bridge cni0");
    terminal.press(&["y"]);
    terminal.see("copied, if the terminal allows it: ip link add cni0 type bridge");
    assert_eq!(
        terminal.tmux(&["show-buffer"]),
        "ip link add cni0 type bridge"
    );
    terminal.press(&["e"]);
    terminal.see("a new run, in a new sandbox");
    terminal.go_on_until("m", "wants to create the bridge mybr0");
    terminal.press(&["q", "y"]);
    terminal.see_end(1);
}

#[test]
fn a_shell_and_a_ping_while_the_plugin_is_held() {
    let terminal = Terminal::start((120, 40), "step bridge");
    terminal.go_on(&["c"]);
    terminal.see("ADD is done");
    terminal.press(&["p"]);
    terminal.see("ping: pod1 10.22.0.1");
    terminal.press(&["Enter"]);
    terminal.see("ping 10.22.0.1 from pod1: answered in");
    terminal.fill("s", "pod1");
    terminal.press(&["Enter"]);
    terminal.see("[held, pod1] #");
    terminal.type_text("ip addr add 10.99.0.1/32 dev eth0; exit");
    terminal.press(&["Enter"]);
    // What was done there shows, too.
    terminal.see("S looks at what has changed meanwhile");
    terminal.press(&["5"]);
    terminal.see("+ pod1 address 10.99.0.1/32 dev eth0");
    terminal.press(&["q", "y"]);
    terminal.see_end(0);
}

#[test]
fn without_colour_and_in_ascii_nothing_is_lost() {
    let replay = format!(
        "replay {}/tests/data/recordings/bridge.jsonl",
        program::root().display()
    );
    let plain = Terminal::start_with((100, 30), "NO_COLOR=1 LANG=C", &replay);
    plain.press(&["n", "n", "n"]);
    let screen = plain.see("bridge begins create-veth");
    assert!(screen.is_ascii(), "{screen}");
    let painted = plain.tmux(&["capture-pane", "-p", "-e"]);
    assert!(!has_colours(&painted), "{painted:?}");
    plain.press(&["q"]);
    plain.see_end(0);

    let dark = Terminal::start((100, 30), &replay);
    dark.press(&["n", "n", "n"]);
    dark.see("bridge begins create-veth");
    let painted = dark.tmux(&["capture-pane", "-p", "-e"]);
    assert!(has_colours(&painted), "{painted:?}");
}

/// True if some text has a colour; 39 and 49 are the terminal's own.
fn has_colours(painted: &str) -> bool {
    let sequences = painted.split("\u{1b}[").skip(1);
    let mut codes = sequences
        .filter_map(|it| it.split_once('m'))
        .flat_map(|(it, _)| it.split(';'));
    codes.any(|it| matches!(it.parse::<u8>(), Ok(30..=38 | 40..=48 | 90..=107)))
}
