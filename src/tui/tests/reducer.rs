use super::*;

const RECORDING: &str = "bridge.jsonl";

/// The first event after `from` whose line holds the text.
fn find(from: u64, text: &str) -> u64 {
    let file = std::fs::read_to_string(path(RECORDING)).unwrap();
    let mut lines = file
        .lines()
        .zip(0..)
        .skip(usize::try_from(from).unwrap() + 1);
    lines.find(|(line, _)| line.contains(text)).unwrap().1
}

/// A live run that is held before it makes the veth pair.
fn held_at_veth() -> Model {
    let seq = find(0, "\"text\":\"veth\"");
    let mut model = live(RECORDING, seq + 1, (120, 40));
    hold(&mut model, "message");
    model
}

#[test]
fn in_a_recording_the_keys_of_stepping_move_the_selection() {
    let mut model = replay(RECORDING, (120, 40), PLAIN);
    assert_eq!(selected(&model), "bridge/add/parse-config");
    press(&mut model, "n");
    assert_eq!(selected(&model), "bridge/add/ensure-bridge");
    press(&mut model, "m");
    assert_eq!(selected(&model), "RTM_NEWLINK");
    press(&mut model, "nn");
    assert_eq!(selected(&model), "bridge/add/create-veth");
    press(&mut model, "<");
    assert_eq!(selected(&model), "bridge/add/open-netns");
    press(&mut model, "c");
    assert_eq!(selected(&model), "call");
    assert!(
        model
            .moment
            .call
            .as_ref()
            .is_some_and(|it| it.verb == "CHECK")
    );
}

#[test]
fn over_goes_past_a_delegated_plugin_and_finish_to_its_end() {
    let mut model = replay(RECORDING, (120, 40), PLAIN);
    while selected(&model) != "bridge/add/ipam" {
        press(&mut model, "n");
    }
    press(&mut model, "o");
    assert!(
        selected(&model).starts_with("bridge/add/"),
        "{}",
        selected(&model)
    );
    let after = selected(&model);
    while selected(&model) != "bridge/add/ipam" {
        press(&mut model, "<");
    }
    press(&mut model, "n");
    assert_eq!(selected(&model), "host-local/add/parse-config");
    press(&mut model, "f");
    assert_eq!(selected(&model), after);
}

#[test]
fn live_keys_tell_the_session_and_wait_for_it() {
    let mut model = held_at_veth();
    for (key, until) in [
        ("n", Stepping::Stage),
        ("m", Stepping::Message),
        ("o", Stepping::Over),
        ("f", Stepping::Finish),
        ("c", Stepping::Verb),
    ] {
        let effects = press(&mut model, key);
        assert_eq!(effects, [Effect::Tell(Command::Go { until })], "{key}");
        assert_eq!(press(&mut model, key), [], "not twice: it runs");
        hold(&mut model, "message");
    }
}

#[test]
fn the_past_is_shown_as_it_was_and_the_plugin_stays_held() {
    let mut model = held_at_veth();
    assert_eq!(selected(&model), "RTM_NEWLINK");
    assert!(screen(&mut model).contains("wants to create the veth pair eth0 (pod1) <->"));
    let effects = press(&mut model, "<<<");
    assert_eq!(effects, []);
    let text = screen(&mut model);
    assert!(
        text.contains("PAST: this is how it was. The plugin is still held."),
        "{text}"
    );
    assert!(model.moment.at < model.store.len());
    // What n does in the past is to come back, and only then to go on.
    while model.in_the_past() {
        assert_eq!(press(&mut model, "n"), []);
    }
    assert_eq!(press(&mut model, "n").len(), 1);
}

#[test]
fn what_arrives_while_one_looks_at_the_past_does_not_move_the_selection() {
    let mut model = held_at_veth();
    press(&mut model, "<<");
    let before = model.selected.clone();
    hold(&mut model, "message");
    assert_eq!(model.selected, before);
    press(&mut model, "F");
    assert!(!model.in_the_past());
}

#[test]
fn a_breakpoint_goes_on_and_off_at_a_row_and_is_edited_as_text() {
    let mut model = held_at_veth();
    let tell = |expressions: &[&str]| {
        let expressions = expressions.iter().map(|it| (*it).to_owned()).collect();
        vec![Effect::Tell(Command::Breakpoints { expressions })]
    };
    assert_eq!(press(&mut model, "b"), tell(&["netlink RTM_NEWLINK"]));
    assert!(screen(&mut model).contains('●'));
    assert_eq!(press(&mut model, "b"), tell(&[]));
    assert_eq!(
        press(&mut model, "Bverb DEL; exec ip*\n"),
        tell(&["verb DEL", "exec ip*"])
    );
    // A mistake keeps the line, and what was set.
    assert_eq!(press(&mut model, "B; bogus\n"), []);
    assert!(screen(&mut model).contains("column 1: expected stage"));
    press(&mut model, "\u{1b}");
    assert_eq!(model.breakpoints, ["verb DEL", "exec ip*"]);
}

#[test]
fn a_run_goes_to_a_stage_that_is_to_come_and_forgets_that_then() {
    let mut model = held_at_veth();
    let go = Effect::Tell(Command::Go {
        until: Stepping::Free,
    });
    let tell = |expressions: Vec<String>| Effect::Tell(Command::Breakpoints { expressions });
    while selected(&model) != "Expected(\"bridge/add/ipam\")" {
        press(&mut model, "↓");
    }
    assert!(!model.in_the_past(), "what is to come is not the past");
    let until = vec!["stage bridge/add/ipam".to_owned()];
    assert_eq!(press(&mut model, "r"), [tell(until), go]);
    let seq = model.store.len() + 1;
    let line = format!(r#"{{"seq":{seq},"t_ns":1,"call":2,"kind":"held","at":"break","why":"w"}}"#);
    let held: Event = serde_json::from_str(&line).unwrap();
    assert_eq!(model.arrive(&line, &held), [tell(Vec::new())]);
}

#[test]
fn escape_and_a_key_in_one_go_are_two_keys() {
    let mut model = held_at_veth();
    press(&mut model, "?");
    let alt = crossterm::event::KeyModifiers::ALT;
    model.press(&KeyEvent::new(KeyCode::Char('q'), alt));
    assert!(model.overlay.is_none());
    assert!(model.asks_to_quit);
}

#[test]
fn a_fault_is_checked_before_it_is_sent() {
    let mut model = held_at_veth();
    assert_eq!(press(&mut model, "i⌫⌫⌫⌫⌫⌫ENOSUCH\n"), []);
    assert!(model.prompt.is_some());
    press(&mut model, "\u{1b}");
    let (fault, until) = ("EEXIST".to_owned(), Stepping::Message);
    let inject = Effect::Tell(Command::Inject { fault, until });
    assert_eq!(press(&mut model, "i\n"), [inject]);
}

#[test]
fn a_ping_names_a_namespace_that_is_there_and_an_address() {
    let mut model = held_at_veth();
    let clear = "⌫".repeat(20);
    assert_eq!(press(&mut model, &format!("p{clear}mars 10.0.0.1\n")), []);
    assert!(screen(&mut model).contains("no such namespace; there are node, pod1"));
    press(&mut model, "\u{1b}");
    let effects = press(&mut model, &format!("p{clear}node 198.51.100.1\n"));
    let (from, to) = ("node".to_owned(), "198.51.100.1".to_owned());
    assert_eq!(effects, [Effect::Tell(Command::Ping { from, to })]);
}

#[test]
fn quitting_asks_while_a_plugin_is_held() {
    let mut model = held_at_veth();
    assert_eq!(press(&mut model, "q"), []);
    assert_eq!(press(&mut model, "n"), [], "anything but y stays");
    assert!(!model.asks_to_quit);
    assert_eq!(press(&mut model, "qy"), [Effect::Quit]);
    assert_eq!(
        press(&mut replay(RECORDING, (80, 24), PLAIN), "q"),
        [Effect::Quit]
    );
}

#[test]
fn search_finds_what_the_lines_and_commands_say_and_wraps() {
    let mut model = replay(RECORDING, (120, 40), PLAIN);
    press(&mut model, "/10.22.0.2\n");
    let first = model.selected.clone();
    assert_ne!(first, Row::Nothing);
    press(&mut model, "]");
    assert_ne!(model.selected, first);
    press(&mut model, "[");
    assert_eq!(model.selected, first);
    press(&mut model, "/no such thing\n");
    assert_eq!(model.note.as_deref(), Some("not found: no such thing"));
}

#[test]
fn the_selected_node_of_a_message_has_its_bytes_marked() {
    let mut model = replay(RECORDING, (120, 40), PLAIN);
    while !selected(&model).starts_with("RTM_NEWLINK") {
        press(&mut model, "m");
    }
    press(&mut model, "2\t\t↓↓↓");
    let buffer = cells(&mut model);
    let reversed = |x: u16, y: u16| {
        let style = buffer[(x, y)].style();
        style
            .add_modifier
            .contains(ratatui::style::Modifier::REVERSED)
    };
    let count = (0..40)
        .flat_map(|y| (80..119).map(move |x| (x, y)))
        .filter(|(x, y)| reversed(*x, *y))
        .count();
    // ifi_index has four bytes: eight digits, and four characters at the right; and the tree's row beside.
    assert!((12..60).contains(&count), "{count}");
}
