//! `ip neighbour`, ip-neighbour(8).

use super::words::{Words, constant, flags, link_index};
use super::{Names, verb};
use crate::wire::tree::Message;

/// `ip neigh add`, `replace` or `change`.
pub(super) fn add(message: &Message, names: &dyn Names) -> Option<Words> {
    let verb = match verb(message)? {
        "append" | "prepend" => return None,
        verb => verb,
    };
    let mut words = entry(message, verb, names)?;
    for attr in &message.attrs {
        match &*attr.name {
            "NDA_DST" => {}
            "NDA_LLADDR" => words.node("lladdr", attr),
            "NDA_PROTOCOL" => words.option("protocol", &constant(attr, "RTPROT_")?),
            "NDA_FLAGS_EXT" => {
                for flag in flags(Some(attr)) {
                    match flag {
                        "managed" => words.word(flag),
                        other => words.lose(&format!("flag {other}")),
                    }
                }
            }
            other => words.lose(other),
        }
    }
    for flag in flags(message.field("ndm_flags")) {
        match flag {
            "proxy" => {}
            "router" | "use" => words.word(flag),
            "ext_learned" => words.word("extern_learn"),
            other => words.lose(&format!("flag {other}")),
        }
    }
    let state: Vec<&str> = flags(message.field("ndm_state")).collect();
    match state[..] {
        _ if is_proxy(message) => {}
        [] => words.option("nud", "none"),
        [state] => words.option("nud", state),
        _ => words.lose(&format!("ndm_state {}", state.join("|"))),
    }
    Some(words)
}

/// `ip neigh del`.
pub(super) fn delete(message: &Message, names: &dyn Names) -> Option<Words> {
    entry(message, "del", names)
}

fn entry(message: &Message, verb: &str, names: &dyn Names) -> Option<Words> {
    let mut words = Words::new(&format!("ip neigh {verb}"));
    if is_proxy(message) {
        words.word("proxy");
    }
    words.value(message.attr("NDA_DST")?.text()?);
    words.link("dev", link_index(message, "ndm_ifindex")?, names);
    Some(words)
}

fn is_proxy(message: &Message) -> bool {
    flags(message.field("ndm_flags")).any(|flag| flag == "proxy")
}
