//! What the plugin and its children have printed, up to the selected row.

use crate::event::{Event, Stream, What};
use crate::record::Kind;
use crate::report::escape;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let call = model.moment.path.last().copied();
    let Some(call) = call.and_then(|it| model.store.outline().node(it)) else {
        return paper.wrapped(Role::Dim, "No plugin is called here.", 0);
    };
    let until = model.moment.at.min(call.last);
    let mut speaker = None;
    for seq in call.first..=until {
        if model
            .store
            .entry(seq)
            .is_none_or(|it| it.kind != Kind::Output)
        {
            continue;
        }
        let Ok(Some(Event {
            task,
            what: What::Output { stream, data },
            ..
        })) = model.store.event(seq)
        else {
            continue;
        };
        let comm = task.map_or_else(String::new, |it| it.comm);
        let name = match stream {
            Stream::Stdout => "standard output",
            Stream::Stderr => "standard error",
        };
        let now = Some((comm.clone(), name));
        if speaker != now {
            paper.heading(&format!("{} on {name}", escape(&comm)));
            speaker = now;
        }
        for line in data.lossy().lines() {
            paper.wrapped(Role::Normal, &format!("  {}", escape(line)), 2);
        }
    }
    if speaker.is_none() {
        paper.wrapped(Role::Dim, "Nothing has been printed so far.", 0);
    }
}
