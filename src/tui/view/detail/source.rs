//! The Rust source of the selected stage, if the plugin is one of ours.

use crate::tui::model::Model;
use crate::tui::source::of_stage;
use crate::tui::theme::Role;
use crate::tui::view::paper::Paper;

pub(super) fn write(model: &Model, paper: &mut Paper) {
    let Some(stage) = &model.moment.stage else {
        return paper.wrapped(Role::Dim, "Select a stage of a bundled plugin.", 0);
    };
    let header = model.store.header();
    let plugin = header
        .plugins
        .iter()
        .find(|it| it.name == model.moment.plugin);
    let pieces = of_stage(stage);
    if pieces.is_empty() {
        return paper.wrapped(Role::Dim, "No bundled plugin has this stage.", 0);
    }
    if plugin.is_none_or(|it| it.origin != "bundled") {
        let text = "This binary is not ours, and its source is not here. So does the bundled plugin of the same name:";
        paper.wrapped(Role::Changed, text, 0);
    }
    for piece in pieces {
        paper.blank();
        paper.line(Role::Bold, format!("{}:{}", piece.file, piece.line));
        for (line, number) in piece.text.lines().zip(piece.line..) {
            let comment = line.trim_start().starts_with("//");
            let role = if comment { Role::Dim } else { Role::Normal };
            paper.line(role, format!("{number:>4}  {line}"));
        }
    }
}
