//! How to get to a stage in the debugger: the command at the end of each stage's page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::program::{self, root};

/// The command of each page, without the program and the breakpoint.
fn commands() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let stages = root().join("book/src/stages");
    for path in program::files("book/src/stages", "md") {
        let below = path.strip_prefix(&stages).unwrap();
        let id = below.with_extension("").to_string_lossy().into_owned();
        if !id.contains('/') {
            continue; // a plugin's overview
        }
        let text = fs::read_to_string(&path).unwrap();
        let end = format!(" --break 'stage {id}'\n```\n");
        let command = text
            .strip_suffix(&end)
            .unwrap_or_else(|| panic!("{id}: no command at the end"));
        let (_, command) = command.rsplit_once("\n```sh\ncniscope step ").unwrap();
        found.insert(id, command.to_owned());
    }
    assert!(found.len() > 100, "{}", found.len());
    found
}

#[test]
fn the_command_of_each_page_leads_to_its_stage() {
    let commands = commands();
    let own = |it: &&String| !it.starts_with("./");
    let targets: BTreeSet<&String> = commands.values().filter(own).collect();
    assert!(targets.len() > 3, "{targets:?}");
    for target in targets {
        let mut arguments = vec!["run", "--format", "json"];
        arguments.extend(target.split_whitespace());
        let ran = program::cniscope(&arguments);
        let stages = commands.iter().filter(|(_, it)| *it == target);
        for (id, _) in stages {
            let begins = format!(r#""kind":"stage","id":"{id}""#);
            assert!(
                ran.stdout.contains(&begins),
                "run {target}: no {id}\n{}",
                ran.stderr
            );
        }
    }
}
