//! A terminal that a test types into and reads: tmux, on a server of its own.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::program;

/// Longest time that something on the screen may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal. Its server goes with it.
pub(crate) struct Terminal {
    dir: tempfile::TempDir,
}

impl Terminal {
    /// Starts the program with these arguments in a shell that tells the exit code and how the terminal is set.
    pub(crate) fn start(size: (u16, u16), arguments: &str) -> Terminal {
        Terminal::start_with(size, "", arguments)
    }

    /// The same with variables, `NO_COLOR=1`.
    pub(crate) fn start_with(size: (u16, u16), variables: &str, arguments: &str) -> Terminal {
        Terminal::start_command(size, variables, &format!("cniscope {arguments}"))
    }

    /// Starts a command that starts the program.
    pub(crate) fn start_command(size: (u16, u16), variables: &str, command: &str) -> Terminal {
        let terminal = Terminal {
            dir: tempfile::tempdir().unwrap(),
        };
        let program = program::path();
        let command = format!(
            "cd {dir}; export LANG=C.UTF-8 HOME={dir} PATH={program}:$PATH:/usr/sbin:/sbin {variables}; \
             {command}; echo exit=$?; stty -a; exec cat",
            dir = terminal.dir.path().display(),
            program = program.parent().unwrap().display(),
        );
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        // `-f` without a file: nobody's own settings. The clipboard is tmux' buffer.
        let new = ["new-session", "-d", "-x", &columns, "-y", &rows, &command];
        terminal.tmux(&new);
        terminal.tmux(&["set-option", "-s", "set-clipboard", "on"]);
        terminal
    }

    fn output(&self, arguments: &[&str]) -> Output {
        Command::new("tmux")
            .arg("-S")
            .arg(self.dir.path().join("socket"))
            .args(["-f", "/dev/null"])
            .args(arguments)
            .env_remove("TMUX")
            .env("SHELL", "/bin/bash")
            .output()
            .expect("start tmux: tests/run installs it")
    }

    /// Runs a command of tmux.
    #[track_caller]
    pub(crate) fn tmux(&self, arguments: &[&str]) -> String {
        let ran = program::ran(self.output(arguments));
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
        ran.stdout
    }

    /// What stands on the screen.
    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Presses keys by tmux' names: `n`, `Enter`, `C-u`.
    #[track_caller]
    pub(crate) fn press(&self, keys: &[&str]) {
        let mut arguments = vec!["send-keys"];
        arguments.extend(keys);
        self.tmux(&arguments);
    }

    /// Types text as it is.
    #[track_caller]
    pub(crate) fn type_text(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Waits until the screen holds the text. Returns the screen.
    #[track_caller]
    pub(crate) fn see(&self, text: &str) -> String {
        self.wait(text, |it| it.contains(text))
    }

    /// Waits until the screen does not hold the text any more.
    #[track_caller]
    pub(crate) fn see_no_more(&self, text: &str) -> String {
        self.wait(text, |it| !it.contains(text))
    }

    #[track_caller]
    fn wait(&self, text: &str, is_right: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            std::thread::sleep(Duration::from_millis(10));
            // Not in the middle of a frame.
            if is_right(&screen) && self.screen() == screen {
                return screen;
            }
            assert!(since.elapsed() < PATIENCE, "{text:?} in\n{screen}");
        }
    }

    /// Waits for a hold, presses keys that let the plugin go on, and waits for the next hold.
    #[track_caller]
    pub(crate) fn go_on(&self, keys: &[&str]) -> String {
        let before = self.see("live, held");
        self.press(keys);
        self.wait("another hold", |it| {
            it != before && it.contains("live, held")
        })
    }

    /// Answers the line that a key opens, up to Enter.
    #[track_caller]
    pub(crate) fn fill(&self, key: &str, text: &str) {
        self.see("live, held");
        self.press(&[key, "C-u"]);
        self.tmux(&["send-keys", "-l", text]);
        self.see(&format!(": {text}"));
    }

    /// Presses a key, once per hold, until the screen holds the text.
    #[track_caller]
    pub(crate) fn go_on_until(&self, key: &str, text: &str) -> String {
        let mut screen = self.see("live, held");
        for _ in 0..40 {
            if screen.contains(text) {
                return screen;
            }
            screen = self.go_on(&[key]);
        }
        panic!("{text:?} in\n{screen}");
    }

    /// The process of the program in the terminal.
    pub(crate) fn program(&self) -> u32 {
        let pane = self.tmux(&["display-message", "-p", "#{pane_pid}"]);
        let pane: u32 = pane.trim().parse().unwrap();
        children(pane).into_iter().next().expect("the program runs")
    }

    /// Waits for the end of the program, and checks that the terminal is as it was before.
    #[track_caller]
    pub(crate) fn see_end(&self, exit: i32) -> String {
        let screen = self.see(&format!("exit={exit}\n"));
        self.assert_sane();
        screen
    }

    /// Checks that lines are edited and echoed, the cursor is seen, and the screen is the usual one.
    #[track_caller]
    pub(crate) fn assert_sane(&self) {
        let screen = self.see("-extproc"); // the last word of stty
        let set = |word: &str| {
            screen
                .split_whitespace()
                .any(|it| it.trim_end_matches(';') == word)
        };
        assert!(set("icanon") && set("echo") && set("isig"), "{screen}");
        let flags = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{bracket_paste_flag}";
        let flags = self.tmux(&["display-message", "-p", flags]);
        // Older versions of tmux do not know the last one, and print nothing.
        assert!(flags.starts_with("0 1 0"), "{flags}");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.output(&["kill-server"]);
    }
}

/// The child processes of a process.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace()
        .map(|it| it.parse().unwrap())
        .collect()
}

/// Waits for the end of a process.
#[track_caller]
pub(crate) fn wait_for_end(pid: u32) {
    let since = Instant::now();
    let path = format!("/proc/{pid}");
    while Path::new(&path).exists() {
        assert!(since.elapsed() < PATIENCE, "process {pid} is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
}
