//! Holding: the plugin is stopped, and the user says how to go on.

use std::time::Instant;

use super::{Began, Watch};
use crate::breakpoint::Fault;
use crate::event::What;
use crate::session::protocol::{Command, Stepping};
use crate::session::stream::Place;
use crate::tracer::{Verdict, Who};

/// What the user wants done with what the plugin is held before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Wish {
    /// It goes on.
    Go,
    /// This happens to it instead.
    Fault(Fault),
    /// The run ends.
    Stop,
}

/// What is to become of something that a plugin is about to do.
#[derive(Debug)]
pub(super) struct Plan {
    fault: Option<Fault>,
    /// Which message of a datagram the fault is for.
    message: usize,
    hold: Option<(&'static str, Option<String>)>,
}

impl Watch<'_> {
    /// Holds where a plugin has said that a stage begins, if that is wanted.
    pub(super) fn hold_at_mark(&mut self, who: &Who<'_>, began: &Began) -> Verdict {
        let Some((at, why)) = self.holds_stage(who, began) else {
            return Verdict::Go;
        };
        match self.hold(at, why) {
            Wish::Go => Verdict::Go,
            // Nothing has been asked for yet: the stage's first request is meant.
            Wish::Fault(fault) => {
                self.points.fault_next(fault);
                Verdict::Go
            }
            Wish::Stop => Verdict::Kill,
        }
    }

    /// Whether something that is about to be done, and that has begun these stages, is to hold or to fail. What a
    /// hold shows is up to date: the kernel's state is looked at before.
    pub(super) fn plan(
        &mut self,
        who: &Who<'_>,
        what: &What,
        is_request: bool,
        began: &[Began],
    ) -> Plan {
        let (fault, message) = self.points.injection(what, is_request);
        let mut hold = None;
        for it in began {
            hold = self.holds_stage(who, it).or(hold);
        }
        if let Some(point) = self.points.breakpoint(what) {
            hold = Some(("break", Some(point)));
        }
        if hold.is_none() && is_request && self.stepping == Stepping::Message {
            hold = Some(("message", None));
        }
        if let Some((at, _)) = &hold {
            if *at != "stage" {
                self.held_depth = who.process.depth;
            }
            self.settle();
        }
        Plan {
            fault,
            message,
            hold,
        }
    }

    /// Does what is planned with what has been recorded as event `number`.
    pub(super) fn carry_out(&mut self, plan: Plan, number: u64) -> Verdict {
        if let Some(fault) = plan.fault {
            return self.inject(number, fault, plan.message);
        }
        let Some((at, why)) = plan.hold else {
            return Verdict::Go;
        };
        match self.hold(at, why) {
            Wish::Go => Verdict::Go,
            Wish::Fault(fault) => self.inject(number, fault, plan.message),
            Wish::Stop => Verdict::Kill,
        }
    }

    /// How a stage that has begun is to be held, if it is.
    fn holds_stage(
        &mut self,
        who: &Who<'_>,
        began: &Began,
    ) -> Option<(&'static str, Option<String>)> {
        let task = self.stages.task_of(began.plugin_pid);
        let depth = task.map_or(who.process.depth, |it| it.depth);
        let steps = match self.stepping {
            Stepping::Stage | Stepping::Message => true,
            Stepping::Over => depth <= self.held_depth,
            Stepping::Finish => depth < self.held_depth,
            Stepping::Free | Stepping::Verb => false,
        };
        let point = self.points.breakpoint(&began.what);
        if !steps && point.is_none() {
            return None;
        }
        self.held_depth = depth;
        let at = if point.is_some() { "break" } else { "stage" };
        Some((at, point))
    }

    /// Holds while no plugin runs. False if the run is to end.
    pub(in crate::session) fn hold_between(&mut self, at: &str, why: Option<String>) -> bool {
        self.held_depth = 0;
        match self.hold(at, why) {
            Wish::Go => true,
            Wish::Fault(fault) => {
                self.points.fault_next(fault);
                true
            }
            Wish::Stop => false,
        }
    }

    /// Waits until the user lets the plugin go on.
    fn hold(&mut self, at: &str, why: Option<String>) -> Wish {
        let since = Instant::now();
        let mut tell = true;
        let wish = loop {
            if std::mem::replace(&mut tell, true) {
                let place = Place {
                    stage: self.stages.current(),
                    ..Place::default()
                };
                let (at, why) = (at.to_owned(), why.clone());
                self.record(place, What::Held { at, why });
            }
            match self.stream.command() {
                Some(Command::Go { until }) => {
                    self.stepping = until;
                    break Wish::Go;
                }
                Some(Command::Inject { fault, until }) => match fault.parse() {
                    Ok(fault) => {
                        self.stepping = until;
                        break Wish::Fault(fault);
                    }
                    Err(error) => self.note(What::Notice {
                        text: error.to_string(),
                    }),
                },
                Some(Command::State) => {
                    if let Some(state) = &mut self.state {
                        state.touch_all();
                    }
                    self.settle();
                }
                Some(Command::Ping { from, to }) => self.ping(&from, &to),
                Some(Command::Next { verb }) => {
                    self.wanted.push_back(verb);
                    if matches!(at, "verb" | "end") {
                        self.stepping = Stepping::Stage;
                        break Wish::Go;
                    }
                    tell = false;
                }
                Some(Command::Breakpoints { expressions }) => {
                    self.set_breakpoints(&expressions);
                    tell = false;
                }
                Some(Command::Quit) => {
                    self.quitting = true;
                    self.stepping = Stepping::Free;
                    self.points.clear();
                    break Wish::Stop;
                }
                None => {
                    self.abandoned = true;
                    break Wish::Stop;
                }
            }
        };
        self.held += since.elapsed();
        wish
    }

    /// The breakpoints are these from now on.
    pub(super) fn set_breakpoints(&mut self, expressions: &[String]) {
        if let Err(error) = self.points.set_breakpoints(expressions) {
            self.note(What::Notice {
                text: error.to_string(),
            });
        }
    }

    /// Lets something fail, be late, or be the plugin's last.
    fn inject(&mut self, of: u64, fault: Fault, message: usize) -> Verdict {
        let place = Place {
            stage: self.stages.current(),
            ..Place::default()
        };
        let text = fault.to_string();
        self.record(place, What::Injected { of, fault: text });
        match fault {
            Fault::Errno(errno) => Verdict::Fail { errno, message },
            Fault::Kill => Verdict::Kill,
            Fault::Delay(time) => {
                let since = Instant::now();
                let verdict = self.stay(since + time);
                self.held += since.elapsed();
                verdict
            }
        }
    }

    /// Lets time pass; the user can still end the run meanwhile.
    fn stay(&mut self, until: Instant) -> Verdict {
        use crate::tracer::Observer;
        self.stream.flush();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.stream.is_spoken_to(left) {
                true if self.control() == Verdict::Kill => return Verdict::Kill,
                _ => {}
            }
        }
        Verdict::Go
    }

    /// Holds after something has failed, if a breakpoint says so.
    pub(super) fn hold_at_failure(&mut self, who: &Who<'_>, event: &What) -> Verdict {
        let Some(point) = self.points.breakpoint(event) else {
            return Verdict::Go;
        };
        self.held_depth = who.process.depth;
        match self.hold("break", Some(point)) {
            Wish::Stop => Verdict::Kill,
            Wish::Go | Wish::Fault(_) => Verdict::Go,
        }
    }
}
