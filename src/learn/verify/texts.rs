//! Are a lesson's texts true? They name only commands and keys that there are, and hints do not give the solution
//! away at once.

use super::SOLUTION;
use crate::learn::lesson::Lesson;

/// What the program knows of itself.
pub struct Known<'a> {
    /// What is wrong with the arguments of cniscope, if anything is.
    pub command: &'a (dyn Fn(&[String]) -> Result<(), String> + Sync),
    /// True if there is a key of this name.
    pub key: &'a (dyn Fn(&str) -> bool + Sync),
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known")
    }
}

/// Hints that a lesson has at least.
const HINTS: usize = 2;

/// A line of the solution that is shorter gives nothing away: `exit`.
const TELLING: usize = 12;

pub(super) fn faults(lesson: &Lesson, known: &Known<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let it = &lesson.manifest;
    if !lesson.text.starts_with("# ") {
        faults.push("README.md does not begin with its title (# ...)".to_owned());
    }
    if it.hints.len() < HINTS {
        faults.push(format!("it has fewer than {HINTS} hints"));
    }
    if it.hints.iter().any(|hint| hint.trim().is_empty()) {
        faults.push("a hint is empty".to_owned());
    }
    let solution = lesson.files.text(SOLUTION).unwrap_or_default();
    let telling: Vec<&str> = solution
        .lines()
        .map(str::trim)
        .filter(|it| it.len() >= TELLING && !it.starts_with('#'))
        .collect();
    let early = it.hints.split_last().map_or(&[][..], |(_, early)| early);
    for hint in early {
        if let Some(line) = telling.iter().find(|line| hint.contains(**line)) {
            faults.push(format!("a hint before the last gives {line:?} away"));
        }
    }
    let looks = it.check.iter().map(|check| check.look.as_str());
    let texts = it.hints.iter().map(String::as_str).chain(looks);
    for text in texts.chain([lesson.text.as_str()]) {
        for command in commands(text) {
            if let Err(why) = (known.command)(&words(command)) {
                let why = why.lines().next().unwrap_or_default().to_owned();
                faults.push(format!("there is no command {command:?}: {why}"));
            }
        }
        for key in keys(text).filter(|it| !(known.key)(it)) {
            faults.push(format!("there is no key {key:?}"));
        }
    }
    faults
}

/// Calls of cniscope in a text: in backquotes, or in a line of a block.
fn commands(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            let line = line.trim_start();
            found.push(line.strip_prefix("$ ").unwrap_or(line));
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let is_ours = |it: &&str| it.starts_with("cniscope ");
    found.into_iter().filter(is_ours).collect()
}

/// Keys: what stands in backquotes behind the word key.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.split("key `")
        .skip(1)
        .filter_map(|it| it.split('`').next())
}

/// The words of a command, up to where the shell would begin another.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for it in command.chars() {
        match (it, quote) {
            (it, Some(open)) if it == open => quote = None,
            (it, Some(_)) => word.get_or_insert_default().push(it),
            ('\'' | '"', None) => {
                quote = Some(it);
                word.get_or_insert_default();
            }
            ('|' | '>' | '<' | '#' | ';' | '&', None) if word.is_none() => break,
            (it, None) if it.is_whitespace() => words.extend(word.take()),
            (it, None) => word.get_or_insert_default().push(it),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_keys_are_found_in_texts() {
        let text = "Type `cniscope learn check`, or press the key `n`.\n```sh\n$ cniscope run bridge --args 'A=B;C' | head\nip link\n```\n";
        let found = commands(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            words(found[1]),
            ["cniscope", "run", "bridge", "--args", "A=B;C"]
        );
        assert_eq!(keys(text).collect::<Vec<_>>(), ["n"]);
    }
}
