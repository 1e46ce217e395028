//! Three lessons on the screen, as a person takes them: mistakes, hints, the shell, the debugger.

use crate::program;
use crate::tmux::Terminal;

/// The sandbox of the lesson is stopped with the terminal.
struct Classroom {
    terminal: Terminal,
    runtime: tempfile::TempDir,
}

impl Classroom {
    fn open(size: (u16, u16)) -> Classroom {
        let runtime = tempfile::tempdir().unwrap(); // its mode is 0700
        let variables = format!("XDG_RUNTIME_DIR={}", runtime.path().display());
        Classroom {
            terminal: Terminal::start_with(size, &variables, "learn"),
            runtime,
        }
    }

    /// Opens the shell, types the lines, and comes back.
    #[track_caller]
    fn shell(&self, lines: &[&str]) {
        self.terminal.press(&["s"]);
        self.terminal.see("[lesson node]");
        for line in lines {
            self.terminal.type_text(line);
            self.terminal.press(&["Enter"]);
        }
        self.terminal.type_text("exit");
        self.terminal.press(&["Enter"]);
        // A file that was saved there was checked at once, and if that was the last thing missing, the goal is shown.
        self.terminal.see("? help");
    }

    /// Checks, and waits for the text.
    #[track_caller]
    fn check(&self, text: &str) -> String {
        self.terminal.press(&["c"]);
        self.terminal.see(text)
    }

    fn stop(&self) -> program::Ran {
        let mut command = std::process::Command::new(program::path());
        command.args(["sandbox", "stop", "lesson"]);
        command.env("XDG_RUNTIME_DIR", self.runtime.path());
        program::ran(command.output().unwrap())
    }
}

impl Drop for Classroom {
    fn drop(&mut self) {
        self.stop();
    }
}

#[test]
fn three_lessons_with_mistakes() {
    let class = Classroom::open((120, 40));
    let terminal = &class.terminal;
    terminal.see("▸ ·  1  Network namespaces by hand");
    terminal.press(&["Enter"]);
    terminal.see("A network namespace is a network of its own");
    terminal.see("downlink in outside"); // the wiring

    // The first lesson: a name that is spelled wrong, a hint, an end that was forgotten.
    class.check("! a network namespace called red");
    class.shell(&["ip netns add read"]);
    class.check("saw: node, read, outside");
    terminal.press(&["h"]);
    terminal.see("There are 3 more.");
    terminal.press(&["Escape"]);
    class.shell(&[
        "ip netns del read; ip netns add red",
        "ip link add near type veth peer name far netns red",
        "ip addr add 10.1.0.1/24 dev near; ip link set near up",
        "ip -n red addr add 10.1.0.2/24 dev far",
    ]);
    terminal.see("far 10.1.0.2/24 (down)"); // seen without a check
    class.check("! the end in red is up");
    class.shell(&["ip -n red link set far up"]);
    let done = class.check("done! n starts the next lesson");
    assert!(
        done.contains("The goal, as it was") && done.contains("Yours, as it is now"),
        "{done}"
    );
    assert!(
        done.contains("to-node 10.1.0.2/24") && done.contains("far 10.1.0.2/24"),
        "{done}"
    );
    terminal.press(&["Escape"]);
    terminal.see("1 of");

    // The second: the error is kept in place of the result.
    terminal.press(&["n"]);
    terminal.see("A plugin is a program.");
    class.shell(&["CNI_COMMAND=ADD CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 $CNI_PATH/loopback < lo.json > result.json"]);
    class.check("CNI_IFNAME");
    class.shell(&["CNI_COMMAND=ADD CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=lo $CNI_PATH/loopback < lo.json > result.json"]);
    class.check("done! n starts the next lesson");

    // The third: looked at in the debugger, and the wrong request let fail.
    terminal.press(&["n"]);
    terminal.see("Read what it asks of the kernel");
    terminal.see_no_more("result.json");
    terminal.press(&["d"]);
    terminal.see("live, held");
    terminal.go_on_until("m", "RTM_NEWLINK");
    terminal.press(&["q"]);
    terminal.see("y");
    terminal.press(&["y"]);
    terminal.see("your wiring, live");
    class.shell(&[
        "cniscope run loopback --verbs ADD --inject RTM_GETLINK:EPERM --record run.jsonl",
    ]);
    class.check("refused: pod1 RTM_GETLINK");
    class.shell(&["rm run.jsonl; cniscope run loopback --verbs ADD --inject RTM_NEWLINK:EPERM --record run.jsonl"]);
    class.check("done! n starts the next lesson");
    terminal.press(&["Escape"]);
    terminal.see("3 of");

    // The way out, and what stays: the world, until it is stopped.
    terminal.press(&["q"]);
    terminal.see_end(0);
    assert_eq!(class.stop().code, Some(0));
    assert_ne!(class.stop().code, Some(0), "it is gone");
}

#[test]
fn a_small_screen_shows_a_pane_at_a_time_and_a_reset_asks_first() {
    let class = Classroom::open((80, 24));
    let terminal = &class.terminal;
    terminal.see("Network namespaces by hand");
    terminal.press(&["Enter"]);
    terminal.see("A network namespace is");
    terminal.press(&["Tab"]);
    terminal.see("downlink");
    class.shell(&["ip netns add red"]);
    terminal.see("┌ red");
    terminal.press(&["R"]);
    terminal.see("start this lesson anew?");
    terminal.press(&["y"]);
    terminal.see("the lesson is as it was given");
    terminal.press(&["Tab", "Tab", "Tab"]);
    terminal.see_no_more("┌ red");
    terminal.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    terminal.see("┌ lesson ─");
    // Killed in the middle: the terminal is whole again, and the world can be gone on with.
    let program = terminal.program().to_string();
    std::process::Command::new("kill")
        .args(["-TERM", &program])
        .status()
        .unwrap();
    terminal.see_end(128 + 15);
}
