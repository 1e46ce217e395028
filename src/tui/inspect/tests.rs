//! The host's screen without a terminal and without a host: a look that was kept.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::model::{Effect, Model, Overlay, Pane};
use super::view;
use crate::inspect::model::Snapshot;
use crate::tui::frames;
use crate::tui::theme::{Palette, Theme};

mod moving;
mod properties;
mod screens;
mod wiring;

const PLAIN: Theme = Theme {
    palette: Palette::None,
    ascii: false,
};

/// What `cniscope inspect --format json` has told of the host that tests/data/inspect/host.sh wires.
fn kept_look() -> Snapshot {
    let root =
        std::env::var_os("CNISCOPE_TEST_ROOT").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let path = std::path::Path::new(&root).join("tests/data/inspect/host.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn of(snapshot: Snapshot, size: (u16, u16), theme: Theme) -> Model {
    let mut model = Model::new(false, theme, size);
    model.looked(Ok(snapshot));
    view::settle(&mut model);
    model
}

fn host(size: (u16, u16)) -> Model {
    of(kept_look(), size, PLAIN)
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.chars() {
        effects.extend(model.press(&KeyEvent::from(frames::key(key))));
        view::settle(model);
    }
    effects
}

/// What is selected: `default/web`, `default/web eth0`.
fn selected(model: &Model) -> String {
    let title = model.space().map_or("nothing", |it| it.title.as_str());
    match model.subject() {
        Some(link) => format!("{title} {}", link.name),
        None => title.to_owned(),
    }
}

fn cells(model: &mut Model) -> Buffer {
    view::settle(model);
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    let mut buffer = Buffer::empty(area);
    view::draw_on(model, area, &mut buffer);
    buffer
}

fn screen(model: &mut Model) -> String {
    frames::text(&cells(model))
}
