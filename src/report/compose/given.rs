//! What a call is given: environment and standard input. In full once for each plugin, then by what differs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{JSON_WIDTH, Line, plain, quoted, verbatim};
use crate::event::{Call, Data};
use crate::report::{escape, jsontext};
use crate::stage::mark;

/// What earlier calls were given and have returned.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The calls that were told in full, one for each plugin.
    told: Vec<Call>,
    /// Results, the latest last, with who has returned them.
    results: Vec<(String, Value)>,
}

impl History {
    /// The call's program, environment and standard input.
    pub(super) fn given(&mut self, call: &Call, all: bool) -> Vec<Line> {
        let before = self.told.iter().find(|it| it.plugin == call.plugin);
        match before.filter(|_| !all) {
            Some(before) => self.compared(before, call),
            None => {
                self.told.push(call.clone());
                in_full(call)
            }
        }
    }

    /// The call has returned this.
    pub(super) fn returned(&mut self, call: &Call, json: &Value) {
        let who = format!("{} of {}", call.verb, escape(&call.plugin));
        self.results.push((who, json.clone()));
    }

    fn compared(&self, before: &Call, call: &Call) -> Vec<Line> {
        let mut lines = Vec::new();
        if call.path != before.path {
            lines.push(plain(format!("program: {}", escape(&call.path))));
        }
        // STATUS and GC are of no container: its ID is there and empty.
        let pod = |it: &Call| {
            let id = it.env.get("CNI_CONTAINERID").cloned();
            id.filter(|it| !it.0.is_empty())
        };
        let of = match (pod(before), pod(call)) {
            (Some(theirs), ours) if ours.as_ref() != Some(&theirs) => {
                format!(" of {}", escape(&theirs.lossy()))
            }
            _ => String::new(),
        };
        let place = format!("at {}{of}", before.verb);
        let environment = difference(&before.env, &call.env);
        lines.push(plain(match environment.is_empty() {
            true => format!("environment: as {place}"),
            false => format!("environment: as {place}, but {environment}"),
        }));
        lines.extend(self.configuration(&place, &before.stdin, &call.stdin));
        lines
    }

    fn configuration(&self, place: &str, before: &Data, now: &Data) -> Vec<Line> {
        if before == now {
            return vec![plain(format!("standard input: as {place}"))];
        }
        let object = |it: &Data| serde_json::from_slice::<Map<String, Value>>(&it.0).ok();
        let (Some(before), Some(mut now)) = (object(before), object(now)) else {
            return standard_input(now);
        };
        let gone: Vec<_> = before
            .keys()
            .filter(|it| !now.contains_key(*it))
            .map(|it| format!(", without {}", escape(it)))
            .collect();
        now.retain(|key, value| before.get(key) != Some(value));
        let known = now.get("prevResult").and_then(|it| self.who_returned(it));
        let known = match known {
            Some(who) => {
                now.remove("prevResult");
                format!(", and prevResult: what {who} has returned")
            }
            None => String::new(),
        };
        let more = if now.is_empty() { "" } else { ", with:" };
        let text = format!("standard input: as {place}{}{known}{more}", gone.concat());
        let mut lines = vec![plain(text)];
        if !now.is_empty() {
            lines.extend(json(&Value::Object(now)));
        }
        lines
    }

    fn who_returned(&self, result: &Value) -> Option<&str> {
        let found = self.results.iter().rev().find(|(_, it)| it == result);
        found.map(|(who, _)| who.as_str())
    }
}

fn in_full(call: &Call) -> Vec<Line> {
    let mut lines = vec![
        plain(format!("program: {}", escape(&call.path))),
        plain("environment:".into()),
    ];
    let variables = call.env.iter();
    lines.extend(variables.map(|(name, value)| verbatim(variable(name, value))));
    lines.extend(standard_input(&call.stdin));
    lines
}

fn standard_input(stdin: &Data) -> Vec<Line> {
    match serde_json::from_slice::<Value>(&stdin.0) {
        Ok(value) => {
            let title = "standard input, the network configuration:";
            [vec![plain(title.into())], json(&value)].concat()
        }
        Err(_) => vec![plain(format!("standard input: {}", quoted(stdin)))],
    }
}

fn json(value: &Value) -> Vec<Line> {
    let lines = jsontext::lines(value, JSON_WIDTH).into_iter();
    lines.map(verbatim).collect()
}

/// How the environment of a delegated plugin differs from its caller's.
pub(super) fn of_delegate(caller: &BTreeMap<String, Data>, it: &BTreeMap<String, Data>) -> String {
    match difference(caller, it) {
        nothing if nothing.is_empty() => "environment: the same as its caller's".to_owned(),
        different => format!("environment: its caller's, but {different}"),
    }
}

/// `CNI_COMMAND=DEL, without PATH`; empty if there is none.
fn difference(before: &BTreeMap<String, Data>, now: &BTreeMap<String, Data>) -> String {
    let changed = now
        .iter()
        .filter(|(name, value)| {
            before.get(*name) != Some(value) && name.as_str() != mark::FD_VARIABLE
        })
        .map(|(name, value)| variable(name, value));
    let gone = before
        .keys()
        .filter(|name| !now.contains_key(*name))
        .map(|it| format!("without {}", escape(it)));
    changed.chain(gone).collect::<Vec<_>>().join(", ")
}

fn variable(name: &str, value: &Data) -> String {
    format!("{}={}", escape(name), escape(&value.lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(verb: &str, container_id: &str) -> Call {
        let env = [("CNI_COMMAND", verb), ("CNI_CONTAINERID", container_id)];
        let env = env.map(|(name, value)| (name.to_owned(), Data::from(value)));
        Call {
            verb: verb.to_owned(),
            plugin: "bridge".to_owned(),
            path: "/opt/cni/bin/bridge".to_owned(),
            env: env.into(),
            stdin: Data::from("{}"),
        }
    }

    /// What is said of the second call.
    fn second(first: &Call, second: &Call) -> Vec<String> {
        let mut history = History::default();
        history.given(first, false);
        let lines = history.given(second, false);
        lines.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn a_call_is_of_a_pod_only_if_it_has_one() {
        assert_eq!(
            second(&call("STATUS", ""), &call("ADD", "pod1")),
            [
                "environment: as at STATUS, but CNI_COMMAND=ADD, CNI_CONTAINERID=pod1",
                "standard input: as at STATUS"
            ]
        );
        assert_eq!(
            second(&call("ADD", "pod1"), &call("ADD", "pod2")),
            [
                "environment: as at ADD of pod1, but CNI_CONTAINERID=pod2",
                "standard input: as at ADD of pod1"
            ]
        );
    }
}
