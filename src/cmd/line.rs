//! The line-mode stepper: what a held run asks, and what the answer means.

use std::io::{BufRead, Write};

use crate::session::{Command, Session, Stepping};

/// The keys, in the order of the help.
const KEYS: &[(&str, &str)] = &[
    ("n, Enter", "next stage"),
    (
        "m",
        "next message: hold before the next request to the kernel",
    ),
    ("c", "continue without holding"),
    ("p", "print what stands in each namespace now"),
    (
        "q",
        "quit: the plugin is killed, then DEL takes away what was attached",
    ),
    ("?", "this list"),
];

/// Asks until the answer lets the plugin go on. The end of the input means: go on without holding.
pub(super) fn ask(session: &mut Session) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    loop {
        write!(
            out,
            "Held before the kernel acts. Enter next stage, m next message, p state, ? help: "
        )?;
        out.flush()?;
        let mut answer = String::new();
        if std::io::stdin().lock().read_line(&mut answer)? == 0 {
            writeln!(out, "(end of input: going on)")?;
            return Ok(session.command(Command::Go {
                until: Stepping::Free,
            })?);
        }
        let command = match answer.trim() {
            "" | "n" => Command::Go {
                until: Stepping::Stage,
            },
            "m" => Command::Go {
                until: Stepping::Message,
            },
            "c" => Command::Go {
                until: Stepping::Free,
            },
            "p" => Command::State,
            "q" => Command::Quit,
            other => {
                if other != "?" {
                    writeln!(out, "{} is not a key.", other.escape_debug())?;
                }
                for (key, meaning) in KEYS {
                    writeln!(out, "  {key:<9} {meaning}")?;
                }
                continue;
            }
        };
        return Ok(session.command(command)?);
    }
}
