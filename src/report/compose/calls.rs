//! The blocks around the stages: the run's head, a call's begin and end, the end of the run.

use super::{Block, Composer, Heading, Line, Mark, milliseconds, plain, verbatim};
use crate::event::{Call, Event, Header};
use crate::report::escape;

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
    if let Some(name) = &it.sandbox {
        return plain(format!(
            "in sandbox {}, which stays: what is attached here stays attached",
            escape(name)
        ));
    }
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

impl Composer {
    pub(super) fn call_begins(&mut self, event: &Event, call: &Call) {
        self.close(event.t_ns);
        self.left_before_this_call();
        self.numbers.clear();
        self.last_stage = None;
        self.refused = None;
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
        let lines = self.history.given(call, self.all);
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
        self.printed = false;
        self.start(None, event.t_ns, block);
    }

    pub(super) fn run_ends(&mut self, event: &Event, exit: i32, wall_ns: u64, dropped: u64) {
        self.close(event.t_ns);
        let mut lines = self.left_behind();
        lines.extend(self.remarks.drain(..).map(plain));
        if dropped > 0 {
            lines.push(Line {
                mark: Mark::Refused,
                text: format!("{dropped} events beyond the limit were not recorded"),
            });
        }
        lines.extend(self.next_steps());
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

    /// What the call before this one, an ADD that failed or a DEL, has left. What is the node's is told at the end.
    fn left_before_this_call(&mut self) {
        if self.left_behind.is_empty() && !self.has_looked() {
            return;
        }
        // After a failed ADD its plugin alone was looked at: what those before it in a list have made stands.
        let after = match &self.call {
            Some(call) if call.verb == "DEL" => "after DEL".to_owned(),
            Some(call) => format!("after the failed ADD of {}", escape(&call.plugin)),
            None => String::new(),
        };
        let heading = Heading {
            level: 3,
            text: after,
            aside: String::new(),
        };
        self.ready.push(Block {
            heading: Some(heading),
            lines: vec![self.left_of_attachment()],
            indent: 2,
            ..Block::default()
        });
        self.left_behind.clear();
        self.failed_add = false;
    }

    /// True if what the failed ADD before has left is known: without snapshots nothing is.
    fn has_looked(&self) -> bool {
        self.failed_add && self.wiring.is_known()
    }

    /// What is there after the last DEL or a failed ADD; nothing is known of it if there was none, or without
    /// snapshots.
    fn left_behind(&self) -> Vec<Line> {
        let after_del =
            self.wiring.is_known() && self.call.as_ref().is_some_and(|it| it.verb == "DEL");
        let mut lines = Vec::new();
        if after_del || self.has_looked() || !self.left_behind.is_empty() {
            lines.push(self.left_of_attachment());
        }
        match self.left_of("node") {
            nothing if nothing.is_empty() => {}
            objects => {
                let title = "of the node, by design, for its other pods:";
                lines.push(plain(title.into()));
                lines.extend(objects.into_iter().map(verbatim));
            }
        }
        lines
    }

    fn left_of_attachment(&self) -> Line {
        match self.left_of("attachment") {
            nothing if nothing.is_empty() => plain("left behind: nothing of the attachment".into()),
            objects => Line {
                mark: Mark::Refused,
                text: format!("left behind of the attachment: {}", objects.join(", ")),
            },
        }
    }

    fn left_of(&self, scope: &str) -> Vec<String> {
        let objects = self.left_behind.iter().filter(|it| it.0 == scope);
        objects.map(|it| escape(&it.1)).collect()
    }

    fn next_steps(&self) -> Vec<Line> {
        if self.plugins.iter().any(|it| it.origin != "bundled") {
            return Vec::new();
        }
        let target = escape(&self.target);
        let mut lines = vec![plain("next:".into())];
        for (verb, option, what) in [
            ("step", "", "held at each stage, on a screen"),
            ("run", " --show all", "every message and property"),
            ("run", " --plugins /usr/lib/cni", "by Debian's Go plugins"),
        ] {
            let command = format!("cniscope {verb} {target}{option}");
            lines.push(Line {
                mark: Mark::Command,
                text: format!("{command:<44} # {what}"),
            });
        }
        lines
    }
}
