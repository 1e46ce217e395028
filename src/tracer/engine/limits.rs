//! Bounds of a run: time, output, number of tasks. What exceeds them is killed.

use std::os::fd::BorrowedFd;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::signalfd::SignalFd;
use nix::unistd::Pid;

use super::run::Run;
use super::streams::Ready;

/// After this long without an event the observer may do what can wait.
const IDLE: Duration = Duration::from_millis(5);

impl Run<'_> {
    pub(super) fn enforce_limits(&mut self) {
        if self.killed {
            return;
        }
        if self.time_left() == Some(Duration::ZERO) {
            match self.ended {
                None => self.stop_because(format!(
                    "no end after {:.1} s: it was killed",
                    self.limits.time.as_secs_f64()
                )),
                Some(_) => {
                    let left: Vec<_> = self
                        .processes
                        .alive()
                        .iter()
                        .map(|it| format!("{} ({})", it.comm, it.pid))
                        .collect();
                    self.stop_because(format!(
                        "left running when it ended, and killed: {}",
                        left.join(", ")
                    ));
                }
            }
        } else if self.streams.flooded() {
            self.stop_because(format!(
                "more than {} bytes of output: it was killed",
                16 * self.limits.output
            ));
        }
    }

    pub(super) fn wait(
        &mut self,
        signals: &SignalFd,
        control: BorrowedFd<'_>,
    ) -> Result<Ready, Errno> {
        let time = self.time_to_wait();
        if time > IDLE {
            let ready = self.streams.poll(signals, control, IDLE)?;
            if ready.any {
                return Ok(ready);
            }
            self.observer.idle();
        }
        self.streams.poll(signals, control, time)
    }

    fn time_left(&self) -> Option<Duration> {
        if self.killed {
            return None;
        }
        let held = self.observer.held().saturating_sub(self.held_before);
        let running = self.started.elapsed().saturating_sub(held);
        let left = self.limits.time.saturating_sub(running);
        Some(match self.ended {
            None => left,
            Some((_, at)) => self.limits.linger.saturating_sub(at.elapsed()),
        })
    }

    fn time_to_wait(&self) -> Duration {
        self.time_left().unwrap_or(Duration::from_millis(100))
    }

    pub(super) fn stop_because(&mut self, remark: String) {
        self.remarks.push(remark);
        self.kill_all();
    }

    /// Kills every process of the call. Tasks that are being born meanwhile die with their first stop.
    pub(super) fn kill_all(&mut self) {
        self.killed = true;
        for process in self.processes.alive() {
            // An error means that it is gone already.
            let _ = kill(Pid::from_raw(process.pid), Signal::SIGKILL);
        }
        for tid in &self.early {
            let _ = kill(Pid::from_raw(*tid), Signal::SIGKILL);
        }
    }
}
