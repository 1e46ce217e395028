//! A line of a live recording arrives.

use crate::event::{Event, What};
use crate::report::phrase;
use crate::tui::model::{Model, Phase};

use super::Effect;
use crate::session::Command;

impl Model {
    /// Takes the next line in. Its views are brought up to date by [`Model::refresh`], once for many lines.
    pub(in crate::tui) fn arrive(&mut self, line: &str, event: &Event) -> Vec<Effect> {
        if let Err(error) = self.store.push(line) {
            self.note = Some(format!("the recording cannot be kept: {error}"));
        }
        let Some(live) = &mut self.live else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        match &event.what {
            What::Call(call) => {
                if live.to_come.front() == Some(&call.verb) {
                    live.to_come.pop_front();
                }
                live.phase = Phase::Running;
            }
            What::Held { at, why } => {
                let (at, why) = (at.clone(), why.clone());
                live.phase = Phase::Held { at, why };
                self.holds = (event.seq, self.holds.0);
                if std::mem::take(&mut self.forget_run_to) {
                    let expressions = self.breakpoints.clone();
                    effects.push(Effect::Tell(Command::Breakpoints { expressions }));
                }
            }
            What::Ping { .. } => {
                let said = phrase(event, &self.moment.names, &self.store, event.seq);
                self.note = Some(said.text);
            }
            What::End { exit, .. } => live.phase = Phase::Ended(Some(*exit)),
            _ => {}
        }
        effects
    }

    /// Follows what has arrived, if that is wanted.
    pub(in crate::tui) fn catch_up(&mut self) {
        if self.follow {
            self.select(self.present());
        }
        self.refresh();
    }

    /// The session has ended without saying so.
    pub(in crate::tui) fn session_ended(&mut self, why: Option<String>) {
        if let Some(live) = &mut self.live
            && !matches!(live.phase, Phase::Ended(_))
        {
            live.phase = Phase::Ended(None);
        }
        if why.is_some() {
            self.note = why;
        }
    }
}
