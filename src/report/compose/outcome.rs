//! How a call has ended: its result, or the story of its failure.

use serde_json::Value;

use super::{Block, Composer, Heading, JSON_WIDTH, Line, Mark, plain, verbatim};
use crate::event::{CallResult, Event};
use crate::report::{escape, jsontext};
use crate::{spec, stage};

impl Composer {
    pub(super) fn call_ends(&mut self, event: &Event, result: &CallResult) {
        self.close(event.t_ns);
        let outcome = if result.ok { "succeeds" } else { "fails" };
        self.failed_add = result.verb == "ADD" && !result.ok;
        let call = self.call.clone();
        let plugin = call.as_ref().map_or("", |it| it.plugin.as_str());
        let mut block = Block {
            heading: Some(Heading {
                level: 3,
                text: format!("{} {outcome}", result.verb),
                aside: escape(plugin),
            }),
            indent: 2,
            ..Block::default()
        };
        if !result.ok {
            block.lines.extend(self.story(result));
        }
        match &result.json {
            Some(json) => {
                block.lines.push(plain(sentence(json)));
                let lines = jsontext::lines(json, JSON_WIDTH).into_iter();
                block.lines.extend(lines.map(verbatim));
            }
            None if result.ok && self.printed => block.lines.push(plain(
                "exit code 0, which is all that counts for this verb: nobody reads what it has printed"
                    .into(),
            )),
            None if result.ok => block.lines.push(plain(
                "exit code 0, and no output: that is how success looks for this verb".into(),
            )),
            None => {}
        }
        if let (Some(call), Some(json), true) = (&call, &result.json, result.ok) {
            self.history.returned(call, json);
        }
        self.ready.push(block);
        if result.verb == "ADD" && result.ok && self.wiring.is_known() {
            let heading = Heading {
                level: 3,
                text: "the wiring now".into(),
                aside: String::new(),
            };
            self.ready.push(Block {
                heading: Some(heading),
                lines: self.wiring.lines(),
                indent: 2,
                ..Block::default()
            });
        }
    }

    /// What was tried, what the kernel said, what mostly goes wrong there.
    fn story(&mut self, result: &CallResult) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(error) = &result.error {
            lines.push(Line {
                mark: Mark::Refused,
                text: escape(error),
            });
        }
        let code = result.json.as_ref().and_then(|it| it.get("code"));
        let code = code.and_then(Value::as_u64).filter(|it| *it != 0);
        if let Some(code) = code {
            let meaning = spec::error::meaning(code);
            lines.push(plain(format!("code {code}: {meaning}")));
        }
        let refused = match self.refused.take() {
            Some((stage, request)) => {
                format!("the last request that the kernel refused, in stage {stage}: {request}")
            }
            None => "the kernel has refused no request of this call".to_owned(),
        };
        if let Some((id, heading)) = self.last_stage.take() {
            lines.push(plain(format!("it failed in stage {heading}; {refused}")));
            let wrong = stage::find(&id).map(stage::Stage::wrong);
            if let Some(wrong) = wrong.filter(|it| !it.is_empty()) {
                lines.push(plain(format!("what can go wrong in this stage: {wrong}")));
            }
        }
        lines
    }
}

/// A result or error object in a sentence.
fn sentence(json: &Value) -> String {
    let list = |key: &str| {
        let list = json.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    };
    if json.get("code").is_some() {
        return "the error object on standard output:".to_owned();
    }
    let mut parts = Vec::new();
    match list("interfaces").len() {
        0 => {}
        1 => parts.push("1 interface".to_owned()),
        count => parts.push(format!("{count} interfaces")),
    }
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(escape);
    let addresses = list("ips").iter().filter_map(|it| text(it, "address"));
    parts.extend(addresses.map(|it| format!("address {it}")));
    parts.extend(list("routes").iter().filter_map(|it| {
        let gateway = text(it, "gw").map_or_else(String::new, |gw| format!(" via {gw}"));
        Some(format!("route {}{gateway}", text(it, "dst")?))
    }));
    match parts.is_empty() {
        true => "exit code 0, the result on standard output:".to_owned(),
        false => format!("exit code 0, the result: {}", parts.join(", ")),
    }
}
