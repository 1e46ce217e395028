//! What was asked for, and what is left, in words that are the same in every run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::twin::mask;

/// What was asked for: a command that would do the same, else the message's type and the link that it names.
pub(super) fn asked(event: &Value) -> String {
    let text = |key: &str| event[key].as_str().unwrap_or_default();
    match text("kind") {
        "sysctl" => format!("`{}`", mask(text("command"))),
        "file" => format!("{} `{}`", text("op"), numberless(text("path"))),
        "exec" => format!("start `{}`", program(event)),
        _ => {
            let messages = event["messages"].as_array().unwrap().iter();
            messages.map(message).collect::<Vec<_>>().join("; ")
        }
    }
}

fn message(it: &Value) -> String {
    if let Some(command) = it["command"].as_str() {
        return format!("`{}`", mask(command));
    }
    let kind = it["type"].as_str().unwrap();
    let attrs = it["attrs"].as_array().into_iter().flatten();
    let mut names = attrs.filter(|it| it["name"] == "IFLA_IFNAME");
    match names.next().and_then(|it| it["text"].as_str()) {
        Some(name) => format!("`{kind}` for {}", mask(name)),
        None => format!("`{kind}`"),
    }
}

/// Files for one run have a number at the end.
fn numberless(path: &str) -> String {
    match path.rsplit_once('-') {
        Some((name, _)) if path.starts_with("/tmp/") => format!("{name}-X"),
        _ => path.to_owned(),
    }
}

/// The program and its arguments, without what is the same in all calls of iptables.
fn program(event: &Value) -> String {
    let argv = event["argv"].as_array().unwrap().iter();
    let argv: Vec<_> = argv.map(|it| it.as_str().unwrap()).collect();
    let name = argv[0].rsplit('/').next().unwrap();
    let mut words = vec![name.to_owned()];
    let rest = argv[1..].iter().skip_while(|it| **it == "--wait");
    for word in rest.take_while(|it| !matches!(**it, "-m" | "--wait")) {
        words.push(match word.strip_prefix("CNI-") {
            Some(_) => "CNI-X".to_owned(),
            None => numberless(word),
        });
    }
    words.join(" ")
}

/// Kinds of things that are left, in the order in which ADD makes them; what is none of them stands as it is.
const KINDS: [(&str, &str); 7] = [
    ("link veth", VETH),
    ("link eth0 ", VETH),
    (" bridge nat ", "MAC filter"),
    ("file /var/lib/cni/networks/", "lease"),
    ("address 10.", "address"),
    (" ip nat ", "masquerading rules"),
    (" inet cni_plugins_masquerade ", "masquerading rules"),
];
const VETH: &str = "veth pair";

/// All that is left.
pub(super) fn left<'a>(objects: impl IntoIterator<Item = &'a String>) -> String {
    let place = |object: &String| {
        let kind = KINDS.iter().position(|(part, _)| object.contains(part));
        kind.map_or((KINDS.len(), mask(object)), |it| (it, String::new()))
    };
    let places: BTreeSet<_> = objects.into_iter().map(place).collect();
    let mut words: Vec<_> = places
        .into_iter()
        .map(|(kind, object)| KINDS.get(kind).map_or(object, |it| it.1.to_owned()))
        .collect();
    words.dedup();
    match words.is_empty() {
        true => "nothing".to_owned(),
        false => words.join(", "),
    }
}
