//! What a plugin asks for at ADD, and a run for each of these things in which it fails.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::Value;

use super::words;
use crate::program::cniscope;

/// A network, and the plugins that attach to it.
pub(super) struct Network {
    file: tempfile::NamedTempFile,
    plugins: &'static str,
}

/// A thing that a plugin asks for.
pub(super) struct Point {
    /// What finds such things: `request`.
    form: &'static str,
    /// Which of them it is, from 1.
    number: usize,
    pub(super) stage: String,
    event: Value,
}

/// A plugin that waits asks again until it has what it wants, so in another run a number can mean a neighbour.
const NEIGHBOURS: [isize; 8] = [0, -1, 1, -2, 2, 0, -1, 1];

impl Point {
    /// What it is, without random names.
    pub(super) fn words(&self) -> String {
        words::asked(&self.event)
    }

    /// True if this event of another run is the same.
    fn is(&self, event: &Value) -> bool {
        !event.is_null()
            && form(event) == Some(self.form)
            && event["call"] == self.event["call"]
            && event["stage"] == self.event["stage"]
            && words::asked(event) == self.words()
    }

    /// True for what a plugin asks for itself, and for the programs that it starts.
    pub(super) fn is_of_plugin(&self) -> bool {
        self.is_start() || self.event["task"]["comm"] == self.event["task"]["plugin"]
    }

    /// True for the start of a program.
    pub(super) fn is_start(&self) -> bool {
        self.event["kind"] == "exec"
    }
}

/// How a verb has ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub(super) error: Option<String>,
    /// What was left of the attachment. Nothing is said of an ADD that succeeded.
    pub(super) left: Vec<String>,
}

impl Network {
    pub(super) fn new(config: &Value, plugins: &'static str) -> Network {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(config.to_string().as_bytes()).unwrap();
        Network { file, plugins }
    }

    /// All that is asked for at ADD, in order, when nothing fails.
    #[track_caller]
    pub(super) fn points(&self) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        let mut counts = BTreeMap::new();
        for event in self.run(&[]) {
            if event["kind"] == "result" {
                assert_eq!(
                    (&event["verb"], &event["ok"]),
                    (&"ADD".into(), &true.into())
                );
                break;
            }
            // A plugin starts before its first stage.
            if let ("stage", Some(id)) = (kind(&event), event["id"].as_str()) {
                let loose = points.iter_mut().rev();
                for it in loose.take_while(|it| it.stage.is_empty()) {
                    id.clone_into(&mut it.stage);
                }
            }
            let Some(form) = form(&event) else { continue };
            let count = counts.entry(form).or_insert(0);
            *count += 1;
            points.push(Point {
                form,
                number: *count,
                stage: event["stage"].as_str().unwrap_or_default().to_owned(),
                event,
            });
        }
        points
    }

    /// How ADD, at which this fails, and the DEL behind it end.
    #[track_caller]
    pub(super) fn outcome(&self, point: &Point, fault: &str) -> (Ended, Ended) {
        for shift in NEIGHBOURS {
            let number = point.number.saturating_add_signed(shift);
            let injection = format!("{}#{}:{fault}", point.form, number.max(1));
            let events = self.run(&["--inject", &injection]);
            if point.is(injected(&events)) {
                return ended(&events);
            }
        }
        panic!("{fault} does not happen to {}", point.words());
    }

    /// The recording of ADD and DEL.
    #[track_caller]
    fn run(&self, more: &[&str]) -> Vec<Value> {
        let file = self.file.path().to_str().unwrap();
        let args = ["run", file, "--plugins", self.plugins, "--verbs", "ADD,DEL"];
        let ran = cniscope(&[&args, more, &["--format", "json"]].concat());
        assert!(matches!(ran.code, Some(0 | 1)), "{more:?}: {}", ran.stderr);
        let lines = ran.stdout.lines();
        lines.map(|it| serde_json::from_str(it).unwrap()).collect()
    }
}

fn kind(event: &Value) -> &str {
    event["kind"].as_str().unwrap()
}

/// The expression that finds such events.
fn form(event: &Value) -> Option<&'static str> {
    match kind(event) {
        "netlink" => (event["direction"] == "request").then_some("request"),
        "sysctl" => Some("request"),
        "file" => Some("file *"),
        "exec" => Some("exec *"),
        _ => None,
    }
}

/// What the fault has happened to.
fn injected(events: &[Value]) -> &Value {
    let injected = events.iter().find(|it| it["kind"] == "injected");
    // Event 1 is behind the header.
    let of = injected.and_then(|it| usize::try_from(it["of"].as_u64()?).ok());
    of.map_or(&Value::Null, |it| &events[it])
}

/// How ADD and DEL have ended.
fn ended(events: &[Value]) -> (Ended, Ended) {
    let mut ended: Vec<(&str, Ended)> = Vec::new();
    for event in events {
        match kind(event) {
            "result" => {
                let error = event["error"].as_str().map(str::to_owned);
                assert_eq!(error.is_none(), event["ok"] == true, "{event}");
                let left = Vec::new();
                ended.push((event["verb"].as_str().unwrap(), Ended { error, left }));
            }
            "leftover" if event["scope"] == "attachment" => {
                let object = event["object"].as_str().unwrap().to_owned();
                ended.last_mut().unwrap().1.left.push(object);
            }
            _ => {}
        }
    }
    match <[_; 2]>::try_from(ended) {
        Ok([("ADD", add), ("DEL", del)]) => (add, del),
        other => panic!("{other:?}"),
    }
}
