//! A recording as a page that a reader steps through in a browser, without a server. Without JavaScript it is a table.
//!
//! The same part stands in the book's pages and, with a frame around it, in a file of its own.

mod steps;

use serde_json::Value;

use crate::record::{Error, Store};
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
    let part = format!(
        "<section class=\"stepper\" aria-label=\"{}\">\n<style>{STYLE}</style>\n\
         <table>\n<thead><tr><th>step</th><th>what happens</th><th>asks for</th><th>has changed</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n\
         <script type=\"application/json\">{data}</script>\n<script>{SCRIPT}</script>\n</section>\n",
        svg::xml(title)
    );
    // In Markdown an empty line ends a block of HTML.
    let lines = part.lines().filter(|it| !it.trim().is_empty());
    Ok(lines.flat_map(|it| [it, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
