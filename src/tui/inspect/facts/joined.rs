//! Address translation, listening sockets, and CNI's own records.

use super::Sheet;
use crate::event::escape;
use crate::inspect::model::{Attachment, Lease, Namespace, Nat, Snapshot, Socket};

pub(super) fn of_namespace(sheet: &mut Sheet, snapshot: &Snapshot, space: &Namespace) {
    let nats = space.nat.iter();
    sheet.items(
        "Rules that translate addresses",
        nats.map(|it| nat(snapshot, it)),
    );
    let elsewhere = snapshot.namespaces.iter().flat_map(|other| {
        let serves =
            move |it: &&Nat| other.inode != space.inode && it.serves.contains(&space.inode);
        let rules = other.nat.iter().filter(serves);
        rules.map(move |it| format!("{}: {}", escape(&other.title), rule(it)))
    });
    sheet.items("Served by a rule of another namespace", elsewhere);
    sheet.items("Listens", space.sockets.iter().map(socket));
    sheet.items(
        "Attachments, as CNI has noted them",
        space.attachments.iter().map(attachment),
    );
    sheet.items("Leases", space.leases.iter().map(lease));
}

fn rule(it: &Nat) -> String {
    let mut text = escape(&it.kind);
    if !it.ports.is_empty() {
        text.push_str(&format!(" of port {}", escape(&it.ports.join(" "))));
    }
    if !it.sources.is_empty() {
        text.push_str(&format!(" for {}", escape(&it.sources.join(" "))));
    }
    if let Some(to) = &it.to {
        text.push_str(&format!(" to {}", escape(to)));
    }
    let (by, table, chain) = (escape(&it.by), escape(&it.table), escape(&it.chain));
    text.push_str(&format!(" ({by}, table {table}, chain {chain}"));
    if !it.rule.is_empty() {
        text.push_str(&format!(": {}", escape(&it.rule)));
    }
    text.push(')');
    // What the rule itself says stands in its words.
    for comment in it
        .comments
        .iter()
        .filter(|comment| !it.rule.contains(*comment))
    {
        text.push_str(&format!(" \"{}\"", escape(comment)));
    }
    text
}

fn nat(snapshot: &Snapshot, it: &Nat) -> String {
    let spaces = snapshot.namespaces.iter();
    let served: Vec<String> = spaces
        .filter(|space| it.serves.contains(&space.inode))
        .map(|space| escape(&space.title))
        .collect();
    match served.is_empty() {
        true => rule(it),
        false => format!("{}: serves {}", rule(it), served.join(", ")),
    }
}

fn socket(it: &Socket) -> String {
    let address = match it.address.contains(':') {
        true => format!("[{}]", escape(&it.address)),
        false => escape(&it.address),
    };
    let mut text = format!("{} {address}:{}", escape(&it.protocol), it.port);
    let processes: Vec<String> = it
        .processes
        .iter()
        .map(|it| format!("{} {}", escape(&it.command), it.pid))
        .collect();
    match processes.is_empty() {
        true => text.push_str(", its process is hidden"),
        false => text.push_str(&format!(" by {}", processes.join(", "))),
    }
    if let Some(uid) = it.uid {
        text.push_str(&format!(", made by user {uid}"));
    }
    text
}

/// An attachment; also of those that belong to nothing that was seen.
pub(in crate::tui::inspect) fn attachment(it: &Attachment) -> String {
    let mut text = format!("{} of network {}", escape(&it.ifname), escape(&it.network));
    if !it.addresses.is_empty() {
        text.push_str(&format!(": {}", escape(&it.addresses.join(" "))));
    }
    if let Some(pod) = &it.pod {
        text.push_str(&format!(", pod {}", escape(pod)));
    }
    text.push_str(&format!(", container {}", escape(&it.container_id)));
    match it.joined_by.as_deref() {
        Some("path") => text.push_str(&format!(", its path {} leads here", escape(&it.netns))),
        Some("address") => text.push_str(", its address is here"),
        _ => text.push_str(&format!(", path {}", escape(&it.netns))),
    }
    format!("{text} ({})", escape(&it.file))
}

/// A lease.
pub(in crate::tui::inspect) fn lease(it: &Lease) -> String {
    let mut text = format!("{} of network {}", escape(&it.address), escape(&it.network));
    text.push_str(&format!(", container {}", escape(&it.container_id)));
    if let Some(ifname) = &it.ifname {
        text.push_str(&format!(", {}", escape(ifname)));
    }
    format!("{text} ({})", escape(&it.file))
}
