//! The debugger on the screen: model, update, view.
//!
//! It reads a recording, live or loaded, and never the tracer. The model says what is selected and what is open;
//! an action (a key) or a line of the recording changes it; the view draws it. What has to be done outside of the
//! model, such as telling the session to go on, comes out of an update as an effect.

mod app;
mod editor;
#[cfg(test)]
mod frames;
pub mod inspect;
pub mod keys;
pub mod learn;
mod line;
mod model;
mod sentence;
mod source;
mod terminal;
mod theme;
mod update;
mod view;

#[cfg(test)]
mod tests;

pub use app::{Start, run, stepping};
pub use inspect::inspect;
pub use learn::learn;
pub use line::Lines;
pub use theme::{Palette, Theme};

/// True if a key of one of the screens has this name.
pub fn is_key(name: &str) -> bool {
    let of_debugger = keys::KEYS.iter().flat_map(|it| it.codes);
    let of_lessons = learn::keys::KEYS.iter().flat_map(|it| it.codes);
    let of_hosts = inspect::keys::KEYS.iter().flat_map(|it| it.codes);
    let mut codes = of_debugger.chain(of_lessons).chain(of_hosts);
    codes.any(|it| keys::name(*it) == name)
}
