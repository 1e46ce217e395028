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
