//! The lessons' screen without a terminal and without a sandbox.

use crossterm::event::{KeyCode, KeyEvent};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::model::{Effect, Model, Overlay};
use super::view;
use crate::learn::{Course, Desk, Finding, Report, Workspace};
use crate::tui::frames;
use crate::tui::theme::{Palette, Theme};

const PLAIN: Theme = Theme {
    palette: Palette::None,
    ascii: false,
};

/// A desk with the embedded course and an empty directory.
fn desk() -> (tempfile::TempDir, Desk) {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::new(Some(dir.path())).unwrap();
    let desk = Desk::new(Course::embedded().unwrap(), workspace).unwrap();
    (dir, desk)
}

fn at_lesson(id: &str, size: (u16, u16), theme: Theme) -> Model {
    let (_dir, desk) = desk();
    let mut model = Model::new(&desk, theme, size);
    let lesson = desk.course.find(id).unwrap();
    model.opened(lesson, format!("/home/you/cniscope-lessons/{id}"));
    let open = model.open.as_mut().unwrap();
    // What stands there after the solution is a state that was seen.
    open.state = open.goal.as_ref().map(|it| it.state().clone());
    model
}

/// A report in which all checks before this one are good.
fn report(model: &Model, failing: Option<usize>) -> Report {
    let (_dir, desk) = desk();
    let id = &model.open.as_ref().unwrap().id;
    let lesson = desk.course.find(id).unwrap();
    let finding = |(at, check): (usize, &crate::learn::Check)| Finding {
        id: check.id.clone(),
        wants: check.wants.clone(),
        ok: match failing {
            Some(failing) if at > failing => None,
            Some(failing) => Some(at < failing),
            None => Some(true),
        },
        looked_at: "addresses of pod1".to_owned(),
        saw: "none".to_owned(),
        look: check.look.clone(),
    };
    Report {
        lesson: id.clone(),
        passed: failing.is_none(),
        findings: lesson
            .manifest
            .check
            .iter()
            .enumerate()
            .map(finding)
            .collect(),
    }
}

fn press(model: &mut Model, code: KeyCode) -> Option<Effect> {
    let effect = model.press(&KeyEvent::from(code));
    view::settle(model);
    effect
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

#[test]
fn a_lesson_with_a_check_that_fails_and_its_goal_at_both_sizes() {
    for size in [(80, 24), (120, 40)] {
        for palette in [
            Palette::None,
            Palette::Dark,
            Palette::Light,
            Palette::ColourBlind,
        ] {
            let theme = Theme {
                palette,
                ascii: false,
            };
            let mut model = at_lesson("04-first-bridge", size, theme);
            let failed = report(&model, Some(1));
            model.checked(failed);
            let name = format!("learn-{}x{}", size.0, size.1);
            frames::check(&name, &screen(&mut model));
            press(&mut model, KeyCode::Char('g'));
            let name = format!("learn-goal-{}x{}", size.0, size.1);
            frames::check(&name, &screen(&mut model));
        }
    }
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let theme = Theme {
        palette: Palette::None,
        ascii: true,
    };
    let mut model = at_lesson("04-first-bridge", (120, 40), theme);
    let failed = report(&model, Some(1));
    model.checked(failed);
    for key in ['c', 'g', '?', 'l'] {
        press(&mut model, KeyCode::Char(key));
        let text = screen(&mut model);
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn the_list_begins_where_the_learner_left_off_and_starts_what_is_chosen() {
    let (_dir, mut desk) = desk();
    let ids: Vec<String> = desk.course.lessons.iter().map(|it| it.id.clone()).collect();
    desk.progress.of_mut(&ids[0]).passed = true;
    let mut model = Model::new(&desk, PLAIN, (80, 24));
    let next = desk.where_left_off().unwrap().id.clone();
    assert_eq!(next, ids[1]);
    model.show_list(&next);
    assert_eq!(model.overlay, Some(Overlay::List(1)));
    assert!(screen(&mut model).contains("▸"));
    press(&mut model, KeyCode::Up);
    press(&mut model, KeyCode::Up);
    let chosen = press(&mut model, KeyCode::Enter);
    assert_eq!(chosen, Some(Effect::Start(ids[0].clone())));
    press(&mut model, KeyCode::Esc);
    assert_eq!(press(&mut model, KeyCode::Char('c')), None);
    assert!(model.note.as_ref().unwrap().contains("start a lesson"));
}

#[test]
fn a_pass_shows_the_goal_once_and_a_reset_asks_first() {
    let mut model = at_lesson("01-namespaces", (120, 40), PLAIN);
    let failed = report(&model, Some(0));
    model.checked(failed);
    assert_eq!(model.overlay, None);
    let passed = report(&model, None);
    model.checked(passed.clone());
    assert_eq!(model.overlay, Some(Overlay::Goal(true)));
    press(&mut model, KeyCode::Esc);
    model.checked(passed);
    assert_eq!(model.overlay, None, "a check on each save says it once");

    assert_eq!(press(&mut model, KeyCode::Char('R')), None);
    assert!(screen(&mut model).contains("anew?"));
    assert_eq!(press(&mut model, KeyCode::Char('c')), None, "not yes");
    press(&mut model, KeyCode::Char('R'));
    let yes = press(&mut model, KeyCode::Char('y'));
    assert_eq!(yes, Some(Effect::Reset));
}

#[test]
fn escape_and_a_key_in_one_read_are_two_keys() {
    let mut model = at_lesson("01-namespaces", (80, 24), PLAIN);
    press(&mut model, KeyCode::Char('?'));
    let both = KeyEvent::new(KeyCode::Char('s'), crossterm::event::KeyModifiers::ALT);
    assert_eq!(model.press(&both), Some(Effect::Shell));
    assert_eq!(model.overlay, None);
}

#[test]
fn text_is_scrolled_no_further_than_it_goes() {
    let mut model = at_lesson("01-namespaces", (80, 24), PLAIN);
    press(&mut model, KeyCode::End);
    let end = model.lines[0];
    assert!(end > 0);
    assert!(screen(&mut model).contains("learn reset"));
    press(&mut model, KeyCode::Down);
    assert_eq!(model.lines[0], end);
    press(&mut model, KeyCode::Home);
    assert_eq!(model.lines[0], 0);
}

#[test]
fn no_key_does_two_things() {
    let codes: Vec<_> = super::keys::KEYS.iter().flat_map(|it| it.codes).collect();
    for (at, code) in codes.iter().enumerate() {
        assert!(!codes[..at].contains(code), "{code:?} stands twice");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_keys_and_sizes_are_survived(
        keys in prop::collection::vec(prop::sample::select("chsdgnlSRzjk ?q\u{1b}\t\ny".chars().collect::<Vec<_>>()), 1..40),
        sizes in prop::collection::vec((0u16..200, 0u16..70), 1..40),
    ) {
        let mut model = at_lesson("04-first-bridge", (80, 24), PLAIN);
        let failed = report(&model, Some(2));
        for (key, size) in keys.iter().zip(sizes.iter().cycle()) {
            match press(&mut model, frames::key(*key)) {
                Some(Effect::Check) => model.checked(failed.clone()),
                Some(Effect::Hint) => model.show(Overlay::Hints(2)),
                Some(Effect::Solution) => model.show(Overlay::Solution("ip link\n".repeat(90))),
                _ => {}
            }
            model.size = *size;
            cells(&mut model); // a cell outside would panic
        }
    }
}
