//! Breakpoints and injections of a run, and how often each has matched.

use crate::breakpoint::{Breakpoint, Error, Fault, Injection};
use crate::event::What;

/// The points of a run.
#[derive(Debug, Default)]
pub(super) struct Points {
    breakpoints: Vec<(Breakpoint, u32)>,
    injections: Vec<(Injection, u32)>,
    /// A fault for the next request, whatever it is.
    next: Option<Fault>,
}

impl Points {
    pub(super) fn new(breakpoints: &[String], injections: &[String]) -> Result<Points, Error> {
        let mut points = Points::default();
        points.set_breakpoints(breakpoints)?;
        for text in injections {
            points.injections.push((text.parse()?, 0));
        }
        Ok(points)
    }

    /// The breakpoints are these from now on. What of them was there before goes on counting.
    pub(super) fn set_breakpoints(&mut self, expressions: &[String]) -> Result<(), Error> {
        let mut points = Vec::new();
        for text in expressions {
            let point: Breakpoint = text.parse()?;
            let known = self.breakpoints.iter().find(|(it, _)| *it == point);
            let count = known.map_or(0, |(_, count)| *count);
            points.push((point, count));
        }
        self.breakpoints = points;
        Ok(())
    }

    /// Nothing holds and nothing fails any more.
    pub(super) fn clear(&mut self) {
        *self = Points::default();
    }

    /// Lets the next request fail.
    pub(super) fn fault_next(&mut self, fault: Fault) {
        self.next = Some(fault);
    }

    /// The breakpoint that holds here, as it is written.
    pub(super) fn breakpoint(&mut self, what: &What) -> Option<String> {
        let mut found = None;
        for (point, count) in &mut self.breakpoints {
            if counts(point, what, count) {
                found.get_or_insert_with(|| point.to_string());
            }
        }
        found
    }

    /// The fault that is wanted here, and which message of a datagram it is for.
    pub(super) fn injection(&mut self, what: &What, is_request: bool) -> (Option<Fault>, usize) {
        if let Some(fault) = self.next.take_if(|_| is_request) {
            return (Some(fault), 0);
        }
        let mut found = (None, 0);
        for (injection, count) in &mut self.injections {
            if counts(&injection.at, what, count) && found.0.is_none() {
                found = (
                    Some(injection.fault),
                    injection.at.message(what).unwrap_or(0),
                );
            }
        }
        found
    }

    /// What has never matched, as it is written.
    pub(super) fn unmatched(&self) -> Vec<String> {
        let never = |point: &Breakpoint, count: u32| count < point.nth().unwrap_or(1);
        let breakpoints = self.breakpoints.iter();
        let breakpoints = breakpoints
            .filter(|(it, count)| never(it, *count))
            .map(|(it, _)| format!("the breakpoint {it}"));
        let injections = self.injections.iter();
        let injections = injections
            .filter(|(it, count)| never(&it.at, *count))
            .map(|(it, _)| format!("the injection {it}"));
        breakpoints.chain(injections).collect()
    }
}

/// True if the point matches, and this is the time that it means.
fn counts(point: &Breakpoint, what: &What, count: &mut u32) -> bool {
    if !point.matches(what) {
        return false;
    }
    *count += 1;
    point.nth().is_none_or(|it| it == *count)
}
