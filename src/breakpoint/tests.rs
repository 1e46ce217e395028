use super::*;
use crate::event::Event;

fn parse(text: &str) -> Breakpoint {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// Events of a recording that an expression matches.
fn matching(text: &str) -> Vec<u64> {
    let point = parse(text);
    let recording = include_str!("../../tests/data/recordings/go-bridge-dual-stack.jsonl");
    let events = recording.lines().skip(1);
    let events = events.map(|line| serde_json::from_str::<Event>(line).unwrap());
    events
        .filter(|it| point.matches(&it.what))
        .map(|it| it.seq)
        .collect()
}

#[test]
fn each_form_finds_its_place_in_a_recording_of_the_go_bridge() {
    for (text, least) in [
        ("stage create-veth", 1),
        ("stage bridge/add/*", 5),
        ("verb DEL", 1),
        ("plugin host-local", 2),
        ("netlink RTM_NEWLINK kind=veth", 1),
        ("RTM_NEWADDR", 2),
        ("RTM_NEWROUTE dst=0.0.0.0/0", 1),
        ("RTM_NEWROUTE dst=default dev=eth0", 2),
        ("RTM_NEWROUTE dst=::/0", 1),
        ("request", 10),
        ("netlink *", 10),
        ("exec host-local", 2),
        ("file /var/lib/cni/*", 2),
        ("sysctl net.ipv4.ip_forward", 1),
    ] {
        let found = matching(text).len();
        assert!(found >= least, "{text}: {found}");
    }
    for text in [
        "stage no-such",
        "RTM_NEWROUTE dst=9.9.9.9/32",
        "exec bash",
        "verb GC",
    ] {
        assert_eq!(matching(text), [0; 0], "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_column() {
    let error = |text: &str| text.parse::<Breakpoint>().unwrap_err().to_string();
    assert!(error("").starts_with(": column 1: expected stage, "));
    assert!(error("bogus").starts_with("bogus: column 1: expected stage"));
    assert_eq!(
        error("stage"),
        "stage: column 6: expected the name of a stage, such as create-veth"
    );
    assert_eq!(
        error("verb DEL ADD"),
        "verb DEL ADD: column 10: expected the end"
    );
    assert!(
        error("RTM_NEWADDR foo").starts_with("RTM_NEWADDR foo: column 13: expected name=value")
    );
    assert!(error("request#0").contains("column 9: expected a number from 1"));
    let error = |text: &str| text.parse::<Injection>().unwrap_err().to_string();
    assert!(error("request").contains("column 8: expected :FAULT"));
    assert!(error("request:ENOSUCH").contains("column 9: expected an errno"));
    assert!(error("request:delay=x").contains("column 15: expected a time"));
}

#[test]
fn an_injection_is_split_at_its_last_colon() {
    let it: Injection = "RTM_NEWROUTE dst=fd00::/64#2:EEXIST".parse().unwrap();
    assert_eq!(it.fault, Fault::Errno(17));
    let error = "stage set-up:EPERM".parse::<Injection>().unwrap_err();
    assert!(
        error.to_string().contains("something that can fail"),
        "{error}"
    );
    assert_eq!(it.at.nth(), Some(2));
    assert_eq!(
        it.to_string(),
        "netlink RTM_NEWROUTE dst=fd00::/64#2:EEXIST"
    );
}

proptest::proptest! {
    #[test]
    fn what_is_written_is_read_again(
        word in "stage|verb|plugin|exec|file|sysctl|netlink|RTM_NEWADDR|request|errno",
        rest in "( [a-zA-Z0-9=./*:-]{1,12}){0,3}",
        nth in proptest::option::of(1u32..99),
    ) {
        let nth = nth.map_or_else(String::new, |it| format!("#{it}"));
        let text = format!("{word}{rest}{nth}");
        if let Ok(point) = text.parse::<Breakpoint>() {
            proptest::prop_assert_eq!(point.to_string().parse::<Breakpoint>(), Ok(point));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = text.parse::<Breakpoint>();
        let _ = text.parse::<Injection>();
    }
}
