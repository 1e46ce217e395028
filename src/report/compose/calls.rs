//! The blocks around the stages: the run's head, a call's begin and end, the end of the run.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Block, Composer, Heading, JSON_WIDTH, Line, Mark, milliseconds, plain};
use crate::event::{Call, CallResult, Data, Event, Header};
use crate::report::{escape, jsontext};
use crate::stage::mark;

pub(super) fn run_heading(it: &Header) -> Heading {
    let text = format!("cniscope {}: run {}", it.cniscope, escape(&it.target));
    Heading {
        level: 1,
        text,
        aside: format!("Linux {}", escape(&it.kernel)),
    }
}

/// What the sandbox is made with.
pub(super) fn privilege(it: &Header) -> Line {
    plain(match it.privilege.as_str() {
        "rootless" => "sandbox without root: throw-away user, mount and network namespaces".into(),
        "root" => "sandbox of root: throw-away user, mount and network namespaces".into(),
        _ => "sandbox with root's own rights: throw-away mount and network namespaces".into(),
    })
}

pub(super) fn short_hash(hash: &str) -> String {
    hash.get(..12)
        .map_or_else(String::new, |it| format!("sha256 {it}"))
}

/// How the environment of a delegated plugin differs from its caller's.
pub(super) fn difference(caller: &BTreeMap<String, Data>, it: &BTreeMap<String, Data>) -> String {
    let changed: Vec<_> = it
        .iter()
        .filter(|(name, value)| {
            caller.get(*name) != Some(value) && name.as_str() != mark::FD_VARIABLE
        })
        .map(|(name, value)| format!("{}={}", escape(name), escape(&value.lossy())))
        .collect();
    let gone: Vec<_> = caller
        .keys()
        .filter(|name| !it.contains_key(*name))
        .map(|it| format!("without {}", escape(it)))
        .collect();
    match [changed, gone].concat() {
        nothing if nothing.is_empty() => "the same as its caller's".to_owned(),
        different => format!("its caller's, but {}", different.join(", ")),
    }
}

impl Composer {
    pub(super) fn call_begins(&mut self, event: &Event, call: &Call) {
        self.close(event.t_ns);
        self.numbers.clear();
        let variable = |name: &str| {
            call.env
                .get(name)
                .map_or_else(String::new, |it| escape(&it.lossy()))
        };
        let text = format!(
            "{} {} {}",
            call.verb,
            variable("CNI_CONTAINERID"),
            variable("CNI_IFNAME")
        );
        let aside = format!("the runtime calls {}", escape(&call.plugin));
        let mut lines = vec![
            plain(format!("program: {}", escape(&call.path))),
            plain("environment:".into()),
        ];
        lines.extend(call.env.iter().map(|(name, value)| Line {
            mark: Mark::Verbatim,
            text: format!("{}={}", escape(name), escape(&value.lossy())),
        }));
        match serde_json::from_slice::<Value>(&call.stdin.0) {
            Ok(value) => {
                lines.push(plain("standard input, the network configuration:".into()));
                lines.extend(
                    jsontext::lines(&value, JSON_WIDTH)
                        .into_iter()
                        .map(|text| Line {
                            mark: Mark::Verbatim,
                            text,
                        }),
                );
            }
            Err(_) => lines.push(plain(format!(
                "standard input: {}",
                super::quoted(&call.stdin)
            ))),
        }
        let heading = Heading {
            level: 2,
            text: text.trim_end().to_owned(),
            aside,
        };
        let block = Block {
            heading: Some(heading),
            prose: String::new(),
            lines,
            indent: 2,
        };
        self.call = Some(call.clone());
        self.start(None, event.t_ns, block);
    }

    pub(super) fn call_ends(&mut self, event: &Event, result: &CallResult) {
        self.close(event.t_ns);
        let outcome = if result.ok { "succeeds" } else { "fails" };
        let plugin = self
            .call
            .as_ref()
            .map_or_else(String::new, |it| escape(&it.plugin));
        let heading = Heading {
            level: 3,
            text: format!("{} {outcome}", result.verb),
            aside: plugin,
        };
        let mut block = Block {
            heading: Some(heading),
            prose: String::new(),
            lines: Vec::new(),
            indent: 2,
        };
        if let Some(error) = &result.error {
            block.lines.push(Line {
                mark: Mark::Refused,
                text: escape(error),
            });
        }
        match &result.json {
            Some(json) => {
                block.lines.push(plain(sentence(json)));
                let lines = jsontext::lines(json, JSON_WIDTH);
                block.lines.extend(lines.into_iter().map(|text| Line {
                    mark: Mark::Verbatim,
                    text,
                }));
            }
            None if result.ok => block.lines.push(plain(
                "exit code 0, and no output: that is how success looks for this verb".into(),
            )),
            None => {}
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

    pub(super) fn run_ends(&mut self, event: &Event, exit: i32, wall_ns: u64, dropped: u64) {
        self.close(event.t_ns);
        let mut lines = Vec::new();
        if !self.left_behind.is_empty() {
            let of = |scope: &str| {
                self.left_behind
                    .iter()
                    .filter(|it| it.0 == scope)
                    .map(|it| escape(&it.1))
                    .collect::<Vec<_>>()
            };
            let attachment = of("attachment");
            if attachment.is_empty() {
                lines.push(plain("left behind: nothing of the attachment".into()));
            } else {
                lines.push(Line {
                    mark: Mark::Refused,
                    text: format!("left behind of the attachment: {}", attachment.join(", ")),
                });
            }
            let node = of("node");
            if !node.is_empty() {
                lines.push(plain(format!(
                    "of the node, by design: {}",
                    node.join(", ")
                )));
            }
        }
        if dropped > 0 {
            lines.push(Line {
                mark: Mark::Refused,
                text: format!("{dropped} events beyond the limit were not recorded"),
            });
        }
        let target = escape(&self.target);
        if self.plugins.iter().all(|it| it.origin == "bundled") {
            lines.push(plain(
                "next, the same held at each stage, and by Debian's Go plugins:".into(),
            ));
            for option in ["--step", "--plugins /usr/lib/cni"] {
                let text = format!("cniscope run {target} {option}");
                lines.push(Line {
                    mark: Mark::Command,
                    text,
                });
            }
        }
        let outcome = if exit == 0 {
            "all calls succeeded"
        } else {
            "a call failed"
        };
        let heading = Heading {
            level: 2,
            text: format!("done: {outcome}"),
            aside: milliseconds(wall_ns),
        };
        self.ready.push(Block {
            heading: Some(heading),
            lines,
            indent: 2,
            ..Block::default()
        });
    }
}

/// A result or error object in a sentence.
fn sentence(json: &Value) -> String {
    let list = |key: &str| {
        json.get(key)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    if json.get("code").is_some() {
        return "the error object on standard output:".to_owned();
    }
    let mut parts = Vec::new();
    let count = list("interfaces").len();
    if count > 0 {
        parts.push(format!(
            "{count} interface{}",
            if count == 1 { "" } else { "s" }
        ));
    }
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(escape);
    parts.extend(
        list("ips")
            .iter()
            .filter_map(|it| text(it, "address"))
            .map(|it| format!("address {it}")),
    );
    parts.extend(list("routes").iter().filter_map(|it| {
        let gateway = text(it, "gw").map_or_else(String::new, |gw| format!(" via {gw}"));
        Some(format!("route {}{gateway}", text(it, "dst")?))
    }));
    match parts.is_empty() {
        true => "exit code 0, the result on standard output:".to_owned(),
        false => format!("exit code 0, the result: {}", parts.join(", ")),
    }
}
