//! The host's screen in a real terminal, on a host that a script wires: a pod is found, its wire followed, an address
//! searched for, and the host looked at anew.

use std::process::Command;

use crate::program;
use crate::tmux::{Terminal, children, wait_for_end};

/// Opens the screen on the host of tests/data/inspect/host.sh. Before it, the script starts what `meanwhile` says.
fn on_host(size: (u16, u16), meanwhile: &str, arguments: &str) -> Terminal {
    let script = program::root().join("tests/data/inspect/host.sh");
    let script = script.display();
    let program = program::path();
    let program = program.display();
    // Processes that outlive the script go with the namespace of process numbers.
    let command = format!(
        "program={program} unshare -Urmnpf --mount-proc --uts --kill-child bash -c '. {script}; {meanwhile} exec $program inspect --tui {arguments}'"
    );
    Terminal::start_command(size, "NO_COLOR=1", &command)
}

/// The program itself: the child of unshare(1).
fn program_in(terminal: &Terminal) -> u32 {
    children(terminal.program())[0]
}

/// Types a word to search for.
fn search(terminal: &Terminal, word: &str) {
    terminal.press(&["/"]);
    terminal.see("search: ");
    terminal.type_text(word);
    terminal.see(&format!("search: {word}"));
    terminal.press(&["Enter"]);
}

#[test]
fn a_pod_is_found_and_its_wire_followed_on_a_live_host() {
    let terminal = on_host((120, 40), "", "");
    let first = terminal.see("seen at");
    assert!(first.contains("▸ host"), "{first}");
    assert!(first.contains("cni0 10.22.0.1/16 (bridge"), "{first}");
    assert!(!first.contains("spare"), "{first}");

    // The pod of an address, and what serves it.
    search(&terminal, "10.22.0.3");
    let pod = terminal.see("details: eth0");
    assert!(pod.contains("▸ default/db"), "{pod}");
    assert!(
        pod.contains("MTU 1450 here, 1500 at the other end"),
        "{pod}"
    );
    terminal.press(&["y"]);
    terminal.see("the details are copied, if the terminal allows it");
    let copied = terminal.tmux(&["show-buffer"]);
    assert!(copied.contains("10.22.0.3/16 scope global"), "{copied}");
    terminal.press(&["Left"]);
    let served = terminal.see("details of default/db");
    assert!(
        served.contains("Served by a rule of another namespace"),
        "{served}"
    );
    assert!(served.contains("masquerade for 10.22.0.3"), "{served}");

    // Along its wire to the host, and back.
    terminal.press(&["f"]);
    terminal.see("details: eth0");
    terminal.press(&["f"]);
    let host_end = terminal.see("belongs to   bridge cni0");
    assert!(host_end.contains("wiring of host"), "{host_end}");
    terminal.press(&["b"]);
    terminal.see("▸ eth0 10.22.0.3/16");

    // What cannot be followed says why, and so does the list of what is not shown.
    search(&terminal, "lost0");
    terminal.see("details: lost0");
    terminal.press(&["f"]);
    terminal.see("where lost0 leads was not found");
    terminal.press(&["u"]);
    let unseen = terminal.see("what is not shown: Esc closes");
    assert!(unseen.contains("10.22.0.99 of network demo"), "{unseen}");
    terminal.press(&["Escape"]);
    terminal.see_no_more("what is not shown: Esc closes");

    // What was not listed.
    terminal.press(&["a"]);
    terminal.see("spare");

    terminal.press(&["q"]);
    terminal.see_end(0);
}

#[test]
fn a_new_look_shows_what_has_come_and_keeps_the_selection() {
    // Another one that works on the same host: it does what it reads.
    let meanwhile = "mkfifo /run/do; (exec 8<>/run/do; while read -r line <&8; do $line; done) & ";
    let terminal = on_host((80, 24), meanwhile, "--ascii --deep");
    terminal.see("seen at");
    search(&terminal, "lost0");
    let lost = terminal.see("details: lost0");
    assert!(lost.contains("> lost0") && lost.is_ascii(), "{lost}");
    // With --deep the socket tells where it leads.
    terminal.press(&["f"]);
    let far = terminal.see("details: far");
    assert!(
        far.contains("socket"),
        "what keeps its namespace alive: {far}"
    );
    terminal.press(&["b"]);
    terminal.see("details: lost0");

    let pipe = format!("/proc/{}/root/run/do", program_in(&terminal));
    std::fs::write(pipe, "ip link set lost0 name found0\n").unwrap();
    // The look may be faster than the change: as a person does, it is asked for again.
    let mut screen = terminal.screen();
    for _ in 0..200 {
        if screen.contains("details: found0") {
            break;
        }
        terminal.press(&["r"]);
        screen = terminal.see("seen at");
    }
    assert!(screen.contains("> found0"), "{screen}");

    terminal.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    terminal.see("wiring of host");
    terminal.tmux(&["resize-window", "-x", "30", "-y", "10"]);
    terminal.see("links of host");

    // Killed in the middle: the terminal is whole again.
    let program = program_in(&terminal);
    let kill = Command::new("kill").arg(program.to_string()).status();
    assert!(kill.unwrap().success());
    wait_for_end(program);
    terminal.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    terminal.see_end(128 + 15);
}

#[test]
fn without_a_terminal_it_says_what_prints_a_tree() {
    let ran = program::cniscope(&["inspect", "--tui"]);
    assert_eq!(ran.code, Some(2));
    let said = "inspect --tui needs a terminal; `cniscope inspect` without --tui prints a tree";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}
