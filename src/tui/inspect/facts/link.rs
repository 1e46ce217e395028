//! What was observed of a link.

use super::{Fact, Sheet, forwarding, routing};
use crate::event::escape;
use crate::inspect::model::{Address, End, Link, Namespace, Port, Snapshot, Vlan};
use crate::inspect::render::words;
use crate::tui::inspect::wires::on_top;
use crate::tui::theme::Role;

/// What was observed of a link.
pub(in crate::tui::inspect) fn of_link(
    snapshot: &Snapshot,
    space: &Namespace,
    link: &Link,
) -> Vec<Fact> {
    let mut sheet = Sheet::default();
    let title = format!("{} in {}", escape(&link.name), words::namespace(space));
    sheet.push(Role::Bold, 2, title);
    sheet.value("kind", escape(&link.kind));
    sheet.value("index", link.index.to_string());
    sheet.value("state", escape(&link.state));
    sheet.value("flags", escape(&link.flags.join(" ")));
    if let Some(mac) = &link.mac {
        sheet.value("MAC", escape(mac));
    }
    sheet.value("MTU", link.mtu.to_string());
    for it in &link.addresses {
        sheet.value("address", address(it));
    }
    for it in &link.altnames {
        sheet.value("also called", escape(it));
    }
    if let Some(alias) = &link.alias {
        sheet.value("alias", escape(alias));
    }
    if let Some(text) = forwarding(link.forwarding) {
        sheet.value("forwards", text);
    }
    wiring(&mut sheet, snapshot, space, link);
    routing::of_link(&mut sheet, space, link);
    let details = link.details.iter();
    sheet.items(
        "By the kernel's names",
        details.map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            format!("{} {}", escape(name), escape(&text))
        }),
    );
    sheet.facts
}

fn address(it: &Address) -> String {
    let mut text = format!("{} scope {}", escape(&it.address), escape(&it.scope));
    if let Some(peer) = &it.peer {
        text.push_str(&format!(", other end {}", escape(peer)));
    }
    for flag in &it.flags {
        text.push_str(&format!(", {}", escape(flag)));
    }
    text
}

fn wiring(sheet: &mut Sheet, snapshot: &Snapshot, space: &Namespace, link: &Link) {
    sheet.heading("Wiring");
    let before = sheet.facts.len();
    for (name, end) in [
        ("other end", &link.peer),
        ("stands on", &link.parent),
        ("goes through", &link.underlay),
    ] {
        if let Some(end) = end {
            sheet.value(name, far(snapshot, space, end));
        }
    }
    if let Some(far) = link.peer.as_ref().and_then(|it| other_end(snapshot, it))
        && far.mtu != link.mtu
    {
        let text = format!("! MTU {} here, {} at the other end", link.mtu, far.mtu);
        sheet.push(Role::Failed, 2, text);
    }
    if let Some(it) = &link.master {
        let name = it.name.as_deref().unwrap_or("a link that was not seen");
        let kind = it.kind.as_deref().unwrap_or_default();
        sheet.value("belongs to", format!("{} {}", escape(kind), escape(name)));
    }
    if let Some(it) = &link.port {
        sheet.value("port", port(it));
        let vlans: Vec<String> = it.vlans.iter().map(vlan).collect();
        if !vlans.is_empty() {
            sheet.value("VLANs", vlans.join(", "));
        }
    }
    if !link.members.is_empty() {
        let members: Vec<String> = link.members.iter().map(|it| escape(it)).collect();
        sheet.value("members", members.join(" "));
    }
    for (other, upper) in on_top(snapshot, space, link) {
        let place = match other.inode == space.inode {
            true => "here".to_owned(),
            false => format!("in {}", words::namespace(other)),
        };
        sheet.value("below", format!("{} {place}", words::link(upper)));
    }
    for it in &link.used_by {
        let text = format!("process {} {}", escape(&it.command), it.pid);
        sheet.value("opened by", text);
    }
    if sheet.facts.len() == before {
        sheet.item("to nothing else");
    }
}

/// An end, with everything that is known of it.
fn far(snapshot: &Snapshot, space: &Namespace, end: &End) -> String {
    let mut spaces = snapshot.namespaces.iter();
    let there = spaces.find(|it| Some(it.inode) == end.namespace);
    let link = match (&end.name, end.index) {
        (Some(name), _) => escape(name),
        (None, Some(index)) => format!("link {index}"),
        (None, None) => "a link that the kernel does not tell".to_owned(),
    };
    let place = match there {
        Some(it) if it.inode == space.inode => "here".to_owned(),
        Some(it) => format!("in {}", words::namespace(it)),
        None => "in a namespace that was not found".to_owned(),
    };
    match end.nsid {
        Some(nsid) => format!("{link} {place} (known here by the number {nsid})"),
        None => format!("{link} {place}"),
    }
}

fn other_end<'a>(snapshot: &'a Snapshot, end: &End) -> Option<&'a Link> {
    let mut spaces = snapshot.namespaces.iter();
    let there = spaces.find(|it| Some(it.inode) == end.namespace)?;
    there.links.iter().find(|it| Some(it.index) == end.index)
}

fn port(it: &Port) -> String {
    let words = [
        (it.hairpin, "hairpin"),
        (it.isolated, "isolated"),
        (it.learning, "learns"),
        (it.flood, "floods"),
    ];
    let mut text = escape(&it.state);
    for (_, word) in words.iter().filter(|it| it.0) {
        text.push_str(&format!(", {word}"));
    }
    text
}

fn vlan(it: &Vlan) -> String {
    let mut text = match it.first == it.last {
        true => it.first.to_string(),
        false => format!("{}-{}", it.first, it.last),
    };
    for flag in &it.flags {
        text.push_str(&format!(" {}", escape(flag)));
    }
    text
}
