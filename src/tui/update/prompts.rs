//! Lines that the user types, and what they do.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Effect;
use crate::event::What;
use crate::session::{Command, Stepping};
use crate::tui::keys::Action;
use crate::tui::model::{Model, Prompt, Purpose, Row};

/// Separates breakpoints in the line.
const SEPARATOR: &str = "; ";

impl Model {
    /// Opens the line that the action needs.
    pub(super) fn ask(&mut self, action: Action) {
        let needs_hold = !matches!(action, Action::Search | Action::Breakpoints);
        if needs_hold && !self.is_held() {
            self.note = Some(match self.live {
                Some(_) => "that can be done while the plugin is held".to_owned(),
                None => "this is a recording: there is no plugin and no namespace".to_owned(),
            });
            return;
        }
        let (purpose, text) = match action {
            Action::Search => (Purpose::Search, String::new()),
            Action::Breakpoints => (Purpose::Breakpoints, self.breakpoints.join(SEPARATOR)),
            Action::Inject => (Purpose::Inject, "EEXIST".to_owned()),
            Action::Shell => (Purpose::Shell, "node".to_owned()),
            Action::Ping => (Purpose::Ping, self.likely_ping()),
            _ => (Purpose::Verb, self.likely_verb()),
        };
        self.prompt = Some(Prompt::new(purpose, text));
    }

    /// From the first pod to its gateway, if it has one.
    fn likely_ping(&self) -> String {
        let route = self.state_words("route", "default via ");
        match route {
            Some((netns, gateway)) => format!("{netns} {gateway}"),
            None => "pod1 ".to_owned(),
        }
    }

    fn likely_verb(&self) -> String {
        let next = self.live.as_ref().and_then(|it| it.to_come.front());
        next.cloned().unwrap_or_else(|| "DEL".to_owned())
    }

    /// Pod and word after `lead` of the first object of this class that begins with it.
    fn state_words(&self, class: &str, lead: &str) -> Option<(String, String)> {
        let namespaces = self.moment.state.namespaces();
        namespaces
            .filter(|it| it.starts_with("pod"))
            .find_map(|netns| {
                let mut names = self.moment.state.names(netns, class);
                let name = names.find_map(|it| it.strip_prefix(lead))?;
                let word = name.split_whitespace().next()?;
                Some((netns.to_owned(), word.to_owned()))
            })
    }

    /// A key while a line is typed.
    pub(super) fn type_key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => self.prompt = None,
            KeyCode::Char('c') if control => self.prompt = None,
            KeyCode::Enter => return self.answer(),
            _ => prompt.edit(key),
        }
        Vec::new()
    }

    fn answer(&mut self) -> Vec<Effect> {
        let Some(mut prompt) = self.prompt.take() else {
            return Vec::new();
        };
        let text = prompt.text.trim().to_owned();
        match self.obey(prompt.purpose, &text) {
            Ok(effects) => effects,
            // The line stays open with what is wrong beside it.
            Err(error) => {
                prompt.error = Some(error);
                self.prompt = Some(prompt);
                Vec::new()
            }
        }
    }

    fn obey(&mut self, purpose: Purpose, text: &str) -> Result<Vec<Effect>, String> {
        match purpose {
            Purpose::Search => {
                self.search = (!text.is_empty()).then(|| text.to_owned());
                self.search_on(true);
                Ok(Vec::new())
            }
            Purpose::Breakpoints => {
                let pieces = text.split(';').map(str::trim).filter(|it| !it.is_empty());
                let expressions = pieces.map(checked).collect::<Result<Vec<_>, _>>()?;
                self.breakpoints = expressions;
                Ok(self.tell_breakpoints())
            }
            Purpose::Inject => {
                let fault = text.to_owned();
                let until = Stepping::Message;
                fault
                    .parse::<crate::breakpoint::Fault>()
                    .map_err(|it| it.to_string())?;
                self.tell_to_go(until);
                Ok(vec![Effect::Tell(Command::Inject { fault, until })])
            }
            Purpose::Shell => {
                self.known_namespace(text)?;
                Ok(vec![Effect::Shell(text.to_owned())])
            }
            Purpose::Ping => {
                let (from, to) = text
                    .split_once(char::is_whitespace)
                    .ok_or("two words: from where, and an address")?;
                self.known_namespace(from)?;
                let to: std::net::IpAddr = to
                    .trim()
                    .parse()
                    .map_err(|_| format!("{} is no address", to.trim()))?;
                let (from, to) = (from.to_owned(), to.to_string());
                Ok(vec![Effect::Tell(Command::Ping { from, to })])
            }
            Purpose::Verb => {
                let verb = text.to_uppercase();
                if !["ADD", "CHECK", "DEL", "GC", "STATUS"].contains(&verb.as_str()) {
                    return Err("ADD, CHECK, DEL, GC or STATUS".to_owned());
                }
                self.note = Some(format!("{verb} comes next"));
                Ok(vec![Effect::Tell(Command::Next { verb })])
            }
        }
    }

    fn known_namespace(&self, name: &str) -> Result<(), String> {
        let mut known = self.moment.state.namespaces();
        if known.any(|it| it == name) {
            return Ok(());
        }
        let known: Vec<_> = self.moment.state.namespaces().collect();
        Err(format!("no such namespace; there are {}", known.join(", ")))
    }

    /// A breakpoint at the selected row, or none any more.
    pub(super) fn toggle_breakpoint(&mut self) -> Vec<Effect> {
        let Some(expression) = self.expression_of(&self.selected.clone()) else {
            self.note =
                Some("no breakpoint can stand here: select a stage or a request".to_owned());
            return Vec::new();
        };
        self.toggle_expression(&expression).unwrap_or_else(|error| {
            self.note = Some(error);
            Vec::new()
        })
    }

    /// Adds a breakpoint, or takes one that is set away.
    pub(in crate::tui) fn toggle_expression(&mut self, text: &str) -> Result<Vec<Effect>, String> {
        let expression = checked(text)?;
        match self.breakpoints.iter().position(|it| *it == expression) {
            Some(at) => {
                self.breakpoints.remove(at);
                self.note = Some(format!("no breakpoint any more: {expression}"));
            }
            None => {
                self.note = Some(format!("breakpoint: {expression}"));
                self.breakpoints.push(expression);
            }
        }
        Ok(self.tell_breakpoints())
    }

    fn tell_breakpoints(&self) -> Vec<Effect> {
        let expressions = self.breakpoints.clone();
        match self.live {
            Some(_) => vec![Effect::Tell(Command::Breakpoints { expressions })],
            None => Vec::new(),
        }
    }

    /// The expression of a breakpoint at a row.
    pub(in crate::tui) fn expression_of(&self, row: &Row) -> Option<String> {
        use crate::record::NodeKind;
        match row {
            Row::Expected(stage) => Some(format!("stage {stage}")),
            Row::Verb(verb) => Some(format!("verb {verb}")),
            Row::Node(id) => match &self.store.outline().node(*id)?.kind {
                NodeKind::Stage(stage) => Some(format!("stage {stage}")),
                NodeKind::Plugin(plugin) => Some(format!("plugin {plugin}")),
                NodeKind::Call => {
                    let first = self.store.outline().node(*id)?.first;
                    match self.store.event(first).ok()??.what {
                        What::Call(call) => Some(format!("verb {}", call.verb)),
                        _ => None,
                    }
                }
            },
            Row::Event(seq) => match self.store.event(*seq).ok()??.what {
                What::Netlink(it) => {
                    let told = it.messages.iter().find(|it| !it.kind.contains("BATCH"));
                    Some(format!("netlink {}", told?.kind))
                }
                What::Exec(it) => {
                    let name = it.path.rsplit('/').next().unwrap_or(&it.path);
                    Some(format!("exec {name}"))
                }
                What::File(it) => Some(format!("file {}", it.path)),
                What::Sysctl { path, .. } => {
                    let name = path.strip_prefix("/proc/sys/").unwrap_or(&path);
                    Some(format!("sysctl {}", name.replace('/', ".")))
                }
                What::Failed { errno, .. } => Some(format!("errno {errno}")),
                _ => None,
            },
            Row::Nothing => None,
        }
    }

    /// True if a breakpoint would have held before this event.
    pub(super) fn breaks_at(&self, seq: u64) -> bool {
        if self.breakpoints.is_empty() {
            return false;
        }
        let Ok(Some(event)) = self.store.event(seq) else {
            return false;
        };
        let mut points = self.breakpoints.iter().filter_map(|it| it.parse().ok());
        points.any(|it: crate::breakpoint::Breakpoint| it.matches(&event.what))
    }
}

/// The expression as it is written, if it is one.
fn checked(text: &str) -> Result<String, String> {
    let point = text.parse::<crate::breakpoint::Breakpoint>();
    point.map(|it| it.to_string()).map_err(|it| it.to_string())
}
