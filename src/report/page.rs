//! A recording as a page that a reader steps through in a browser, without a server. Without JavaScript it is a table.
//!
//! The same part stands in the book's pages and, with a frame around it, in a file of its own.

mod one_stage;
mod steps;

use serde_json::Value;

use crate::record::{Error, NodeId, Store};
use crate::topology::svg;
use steps::Step;

const SCRIPT: &str = include_str!("page/stepper.js");
const STYLE: &str = include_str!("page/stepper.css");

/// A page of its own.
pub fn whole(store: &Store, title: &str) -> Result<String, Error> {
    let part = part(store, title)?;
    let title = svg::xml(title);
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>body{{margin:1rem auto;max-width:75rem;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}}\
         @media(prefers-color-scheme:dark){{body{{background:#0d1117;color:#e6edf3}}}}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n{part}</body>\n</html>\n"
    ))
}

/// The part for a page that there is already.
pub fn part(store: &Store, title: &str) -> Result<String, Error> {
    let steps = steps::of(store)?;
    let values: Vec<Value> = steps.iter().map(Step::value).collect();
    // Within a script element only the end tag means anything.
    let data = Value::Array(values).to_string().replace("</", "<\\/");
    let rows: String = steps.iter().map(Step::row).collect();
    let inner = format!(
        "<table>\n<thead><tr><th>step</th><th>what happens</th><th>asks for</th><th>has changed</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n\
         <script type=\"application/json\">{data}</script>\n<script>{SCRIPT}</script>"
    );
    Ok(section("stepper", title, &inner))
}

/// One stage as such a part, without a script; nothing if the node is no stage.
pub fn stage_part(store: &Store, id: NodeId, title: &str) -> Result<Option<String>, Error> {
    let inner = one_stage::part(store, id)?;
    Ok(inner.map(|it| section("stepper still", title, &it)))
}

fn section(class: &str, title: &str, inner: &str) -> String {
    let title = svg::xml(title);
    let part = format!(
        "<section class=\"{class}\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n{inner}\n</section>\n"
    );
    // In Markdown an empty line ends a block of HTML.
    let lines = part.lines().filter(|it| !it.trim().is_empty());
    lines.flat_map(|it| [it, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::NodeKind;

    #[test]
    fn a_part_can_stand_in_markdown_and_its_data_is_whole() {
        let root = std::env::var_os("CNISCOPE_TEST_ROOT");
        let root = root.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let recording = std::path::Path::new(&root).join("tests/data/recordings/bridge.jsonl");
        let part = part(&Store::open(&recording).unwrap(), "a <run>").unwrap();
        assert!(part.lines().all(|it| !it.trim().is_empty()));
        assert!(part.contains("aria-label=\"a &lt;run&gt;\""));
        let (_, data) = part
            .split_once("<script type=\"application/json\">")
            .unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let steps: Vec<Value> = serde_json::from_str(data).unwrap();
        assert!(steps.len() > 30, "{}", steps.len());
        let veth = steps.iter().find(|it| it["name"] == "create-veth").unwrap();
        assert!(veth["wiring"].as_str().unwrap().contains("class=\"made\""));
        assert!(part.contains("<code>ip link add cni0 type bridge</code>"));
    }

    /// The part of a stage of the kept recording.
    fn stage(name: &str) -> String {
        let root = std::env::var_os("CNISCOPE_TEST_ROOT");
        let root = root.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let recording = std::path::Path::new(&root).join("tests/data/recordings/bridge.jsonl");
        let store = Store::open(&recording).unwrap();
        let is_meant = |it: &crate::record::Node| it.kind == NodeKind::Stage(name.to_owned());
        let place = store.outline().nodes().position(is_meant).unwrap();
        let id = NodeId::try_from(place).unwrap();
        stage_part(&store, id, "a stage").unwrap().unwrap()
    }

    #[test]
    fn a_stage_shows_the_wiring_before_and_after_and_each_byte() {
        let part = stage("bridge/add/create-veth");
        assert!(part.lines().all(|it| !it.trim().is_empty()));
        assert_eq!(part.matches("<svg ").count(), 2);
        let (before, after) = part.split_once("<h3>After</h3>").unwrap();
        let drawn = |it: &str| it.contains(">eth0</text>");
        assert!(!drawn(before) && drawn(after), "{part}");
        // The header, a container without its parts, a value.
        for row in [
            "<td>0</td><td><code>",
            "<code>44001200</code></td><td style=\"padding-left:2em\">IFLA_LINKINFO<",
            "IFLA_INFO_KIND: veth",
            "<li class=\"made\">+ pod1: link eth0",
        ] {
            assert!(part.contains(row), "{row} is not in {part}");
        }
        let (_, table) = part.split_once("<tbody>").unwrap();
        let (table, _) = table.split_once("</tbody>").unwrap();
        let mut behind = 0;
        for row in table.split("<tr><td>").skip(1) {
            let (at, rest) = row.split_once("</td><td><code>").unwrap();
            let (bytes, _) = rest.split_once("</code>").unwrap();
            let at: usize = at.parse().unwrap();
            assert!(
                (behind..behind + 4).contains(&at),
                "{at} behind {behind}: only filling is left out"
            );
            behind = at + bytes.chars().filter(char::is_ascii_hexdigit).count() / 2;
        }
        assert_eq!(behind, 112, "the request's length");
    }

    #[test]
    fn a_stage_that_changes_no_wiring_says_so() {
        let part = stage("bridge/check/check-port");
        assert!(!part.contains("<svg "));
        assert!(part.contains("the same before and after"), "{part}");
        assert!(part.contains("nothing has changed"), "{part}");
    }
}
