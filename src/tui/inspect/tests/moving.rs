//! What the keys do.

use super::*;

#[test]
fn a_wire_is_followed_to_its_other_end_and_back() {
    let mut model = host((80, 24));
    assert_eq!(selected(&model), "host");
    press(&mut model, "/default/web\n");
    assert_eq!(selected(&model), "default/web");
    press(&mut model, "f"); // to its links
    assert_eq!(selected(&model), "default/web eth0");
    press(&mut model, "f");
    assert!(
        selected(&model).starts_with("host veth"),
        "{}",
        selected(&model)
    );
    press(&mut model, "b");
    assert_eq!(selected(&model), "default/web eth0");
    press(&mut model, "b");
    assert_eq!(selected(&model), "host", "from where the search began");
    press(&mut model, "b");
    assert!(
        model
            .note
            .as_ref()
            .unwrap()
            .contains("no wire was followed")
    );
}

#[test]
fn a_link_that_stands_on_another_leads_there_and_a_parent_to_what_stands_on_it() {
    let mut model = host((80, 24));
    press(&mut model, "/mv0\n");
    assert_eq!(selected(&model), "storage mv0");
    press(&mut model, "f");
    assert_eq!(selected(&model), "host ens3");
    press(&mut model, "f");
    assert_eq!(selected(&model), "rack port7", "its own cable comes first");
    press(&mut model, "/vx42\n");
    assert_eq!(selected(&model), "host vx42");
    press(&mut model, "f");
    assert_eq!(selected(&model), "host ens3");
}

#[test]
fn where_a_wire_leads_nowhere_it_is_said() {
    let mut model = host((80, 24));
    press(&mut model, "/lost0\nf");
    assert_eq!(selected(&model), "host lost0");
    assert!(model.note.as_ref().unwrap().contains("not found"));
    press(&mut model, "/cni0\nf");
    assert!(model.note.as_ref().unwrap().contains("ports stand below"));
}

#[test]
fn an_address_is_found_where_it_is_and_then_where_it_is_mentioned() {
    let mut model = host((80, 24));
    press(&mut model, "/10.22.0.3\n");
    assert_eq!(selected(&model), "default/db eth0");
    assert!(model.note.as_ref().unwrap().starts_with("10.22.0.3: 1 of "));
    press(&mut model, "]");
    assert_eq!(
        selected(&model),
        "host",
        "its masquerade rule, and its neighbour"
    );
    assert!(screen(&mut model).contains("10.22.0.3"), "it is in sight");
    press(&mut model, "[");
    assert_eq!(selected(&model), "default/db eth0");
    press(&mut model, "/nowhere\n");
    assert_eq!(selected(&model), "default/db eth0");
    assert_eq!(model.note.as_deref(), Some("not found: nowhere"));
    press(&mut model, "/\n]");
    assert_eq!(model.note.as_deref(), Some("search with / first"));
}

#[test]
fn what_is_not_listed_is_found_and_listed_then() {
    let mut model = host((80, 24));
    assert!(!screen(&mut model).contains("spare"));
    assert!(screen(&mut model).contains("1 not listed"));
    press(&mut model, "/spare\n");
    assert_eq!(selected(&model), "spare");
    assert!(model.all);
    press(&mut model, "a");
    assert_eq!(selected(&model), "host");
    assert!(!model.all);
    press(&mut model, "a");
    assert!(screen(&mut model).contains("spare"));
}

#[test]
fn a_look_is_asked_for_once_and_keeps_what_is_selected() {
    let mut model = host((80, 24));
    press(&mut model, "/10.22.0.3\n");
    assert_eq!(press(&mut model, "r"), [Effect::Look]);
    assert!(screen(&mut model).contains("looking ..."));
    assert_eq!(press(&mut model, "r"), []);
    assert!(model.note.as_ref().unwrap().contains("going on"));
    // The keys do not wait for it.
    press(&mut model, "f");
    assert!(selected(&model).starts_with("host veth"));
    press(&mut model, "b");
    let mut later = kept_look();
    later.namespaces.reverse();
    for space in &mut later.namespaces {
        space.links.reverse();
    }
    model.looked(Ok(later));
    assert!(!screen(&mut model).contains("looking"));
    assert_eq!(selected(&model), "default/db eth0");
}

#[test]
fn what_has_gone_is_told_and_something_near_is_selected() {
    let mut model = host((80, 24));
    press(&mut model, "/10.22.0.3\n");
    let mut later = kept_look();
    let pod = later
        .namespaces
        .iter_mut()
        .find(|it| it.title == "default/db")
        .unwrap();
    pod.links.retain(|it| it.name != "eth0");
    model.looked(Ok(later.clone()));
    assert_eq!(model.note.as_deref(), Some("eth0 is gone"));
    assert_eq!(selected(&model), "default/db");
    later.namespaces.retain(|it| it.title != "default/db");
    model.looked(Ok(later.clone()));
    assert_eq!(model.note.as_deref(), Some("default/db is gone"));
    assert_ne!(selected(&model), "nothing");
    // Back leads to nothing that has gone.
    later.namespaces.retain(|it| it.title == "storage");
    model.looked(Ok(later.clone()));
    press(&mut model, "b");
    assert!(
        model
            .note
            .as_ref()
            .unwrap()
            .contains("no wire was followed")
    );
    later.namespaces.clear();
    model.looked(Ok(later));
    assert_eq!(selected(&model), "nothing");
    assert!(screen(&mut model).contains("Nothing is listed"));
}

#[test]
fn a_look_that_fails_leaves_what_was_seen() {
    let mut model = host((80, 24));
    press(&mut model, "r");
    model.looked(Err("list /proc: EMFILE".to_owned()));
    assert_eq!(model.note.as_deref(), Some("list /proc: EMFILE"));
    assert_eq!(selected(&model), "host");
    assert_eq!(
        press(&mut model, "r"),
        [Effect::Look],
        "one more can be asked for"
    );
}

#[test]
fn ports_stand_below_their_bridge_and_lo_is_last() {
    let model = host((80, 24));
    let space = model.space().unwrap();
    let rows = super::super::model::ordered(space);
    let names: Vec<(usize, &str)> = rows.iter().map(|it| (it.0, it.1.name.as_str())).collect();
    assert_eq!(names[0], (0, "cni0"));
    assert!(
        names[1].0 == 1 && names[1].1.starts_with("veth"),
        "{names:?}"
    );
    assert_eq!(names.last(), Some(&(0, "lo")));
    assert_eq!(names.len(), space.links.len(), "each once: {names:?}");
}

#[test]
fn the_details_are_copied_as_they_are_and_a_quit_is_a_quit() {
    let mut model = host((80, 24));
    press(&mut model, "/10.22.0.3\n");
    let [Effect::Copy(text)] = &press(&mut model, "y")[..] else {
        panic!("nothing is copied");
    };
    assert!(
        text.contains("address      10.22.0.3/16 scope global"),
        "{text}"
    );
    assert!(
        text.contains("! MTU 1450 here, 1500 at the other end"),
        "{text}"
    );
    assert_eq!(press(&mut model, "q"), [Effect::Quit]);
    // In the line for a word it is a letter.
    assert_eq!(press(&mut model, "/q"), []);
}

#[test]
fn escape_and_a_key_in_one_read_are_two_keys() {
    let mut model = host((80, 24));
    press(&mut model, "?");
    let both = KeyEvent::new(KeyCode::Char('r'), KeyModifiers::ALT);
    assert_eq!(model.press(&both), Some(Effect::Look));
    assert_eq!(model.overlay, None);
}

#[test]
fn panes_are_turned_through_and_an_overlay_is_scrolled_no_further_than_it_goes() {
    let mut model = host((80, 24));
    let mut seen = vec![model.focus];
    for _ in 0..3 {
        press(&mut model, "\t");
        seen.push(model.focus);
    }
    assert_eq!(seen, Pane::ALL);
    press(&mut model, "\t?G");
    assert_eq!(model.overlay, Some(Overlay::Help));
    let end = model.overlay_line;
    assert!(end > 0);
    press(&mut model, "j");
    assert_eq!(model.overlay_line, end);
    press(&mut model, "g");
    assert_eq!(model.overlay_line, 0);
}

#[test]
fn no_key_does_two_things() {
    let codes: Vec<_> = super::super::keys::KEYS
        .iter()
        .flat_map(|it| it.codes)
        .collect();
    for (at, code) in codes.iter().enumerate() {
        assert!(!codes[..at].contains(code), "{code:?} stands twice");
    }
}
