//! The screen without a terminal: actions in, cells out.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frames;
use super::model::{Live, Model, Phase, Row};
use super::theme::{Palette, Theme};
use super::update::Effect;
use super::view;
use crate::event::{Event, What};
use crate::record::{NodeKind, Store};
use crate::session::{Command, Job, Plugins, Stepping};

mod keys_page;
mod properties;
mod reducer;
mod screens;

const PLAIN: Theme = Theme {
    palette: Palette::None,
    ascii: false,
};

fn path(recording: &str) -> std::path::PathBuf {
    let root =
        std::env::var_os("CNISCOPE_TEST_ROOT").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    std::path::PathBuf::from(root)
        .join("tests/data/recordings")
        .join(recording)
}

/// A recording as `replay` shows it.
fn replay(recording: &str, size: (u16, u16), theme: Theme) -> Model {
    Model::new(Store::open(&path(recording)).unwrap(), None, theme, size)
}

/// A live run that has got as far as this recording goes before event `until`.
fn live(recording: &str, until: u64, size: (u16, u16)) -> Model {
    let text = std::fs::read_to_string(path(recording)).unwrap();
    let mut lines = text.lines();
    let store = Store::live(lines.next().unwrap()).unwrap();
    let job = Job {
        target: "bridge".into(),
        verbs: vec!["ADD".into(), "CHECK".into(), "DEL".into()],
        plugins: vec![Plugins::Bundled],
        pods: 1,
        timeout_ms: 1000,
        snapshots: true,
        marks: true,
        stepping: Stepping::Stage,
        between_verbs: true,
        ..Job::default()
    };
    let run = Live {
        to_come: job.verbs.iter().cloned().collect(),
        job,
        phase: Phase::Running,
        pid: 0,
    };
    let mut model = Model::new(store, Some(run), PLAIN, size);
    for line in lines.take(usize::try_from(until).unwrap() - 1) {
        let event: Event = serde_json::from_str(line).unwrap();
        model.arrive(line, &event);
    }
    model.catch_up();
    model
}

/// The session holds: the next line of the stream says so.
fn hold(model: &mut Model, at: &str) {
    let seq = model.store.len() + 1;
    let line =
        format!(r#"{{"seq":{seq},"t_ns":{seq}000000000,"call":2,"kind":"held","at":"{at}"}}"#);
    let event: Event = serde_json::from_str(&line).unwrap();
    model.arrive(&line, &event);
    model.catch_up();
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.chars() {
        effects.extend(model.press(&KeyEvent::from(frames::key(key))));
        view::settle(model);
    }
    effects
}

/// The screen as text.
fn screen(model: &mut Model) -> String {
    frames::text(&cells(model))
}

fn cells(model: &mut Model) -> Buffer {
    view::settle(model);
    let (width, height) = model.size;
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw_on(model, area, &mut buffer);
    buffer
}

/// The name of the selected stage, or the kind of the selected event.
fn selected(model: &Model) -> String {
    match &model.selected {
        Row::Node(id) => match &model.store.outline().node(*id).unwrap().kind {
            NodeKind::Call => "call".to_owned(),
            NodeKind::Plugin(plugin) => format!("plugin {plugin}"),
            NodeKind::Stage(stage) => stage.clone(),
        },
        Row::Event(seq) => match model.store.event(*seq).unwrap().unwrap().what {
            What::Netlink(it) => it.messages[0].kind.to_string(),
            other => format!("{other:?}")
                .split([' ', '('])
                .next()
                .unwrap()
                .to_owned(),
        },
        other => format!("{other:?}"),
    }
}
