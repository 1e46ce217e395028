//! Namespaces and links in a few words.

use crate::event::escape;
use crate::inspect::model::{Holder, Link, Name, NameKind, Namespace};

/// Of an ID so many digits are shown: as many as container engines show.
const ID: usize = 12;

/// `pod default/web (containerd 4c1e0b…, nginx)`.
pub(crate) fn namespace(it: &Namespace) -> String {
    let mut names = it.names.iter();
    let Some(first) = names.next() else {
        return format!("net:[{}]", it.inode);
    };
    let mut asides: Vec<String> = Vec::new();
    for kind in [
        NameKind::Container,
        NameKind::Mount,
        NameKind::Unit,
        NameKind::Process,
    ] {
        // Of each sort the first: all stand in the JSON.
        let mut of_kind = it
            .names
            .iter()
            .filter(|name| name.kind == kind && *name != first);
        if let Some(name) = of_kind.next().filter(|it| it.name != first.name) {
            asides.push(named(name));
        }
    }
    // Who lives in the host's own namespace says nothing of it.
    if first.kind == NameKind::Host {
        asides.clear();
    }
    if first.kind == NameKind::Number {
        asides.extend(it.held_by.first().map(holder));
    }
    if it.processes > 1 || first.kind == NameKind::Host {
        asides.push(format!("{} processes", it.processes));
    }
    let words = match first.kind {
        NameKind::Pod => format!("pod {}", escape(&first.name)),
        NameKind::Container => container(first),
        NameKind::Process => format!("process {}", named(first)),
        NameKind::Unit => format!("unit {}", escape(&first.name)),
        NameKind::Host | NameKind::Mount | NameKind::Number => escape(&first.name),
    };
    match asides.is_empty() {
        true => words,
        false => format!("{words} ({})", asides.join(", ")),
    }
}

/// `container 4c1e0b… of docker`.
fn container(name: &Name) -> String {
    let id = short(&escape(&name.name));
    match name.detail.as_deref() {
        Some(engine) if !engine.starts_with("CNI ") => {
            format!("container {id} of {}", escape(engine))
        }
        _ => format!("container {id}"),
    }
}

fn named(name: &Name) -> String {
    let text = escape(&name.name);
    match (name.kind, &name.detail) {
        (NameKind::Container, Some(engine)) if !engine.starts_with("CNI ") => {
            format!("{} {}", escape(engine), short(&text))
        }
        (NameKind::Container, _) => short(&text),
        (NameKind::Process, Some(number)) => format!("{text} {}", escape(number)),
        _ => text,
    }
}

/// The beginning of a long ID.
pub(crate) fn short(id: &str) -> String {
    let is_long = id.len() > 2 * ID && id.bytes().all(|it| it.is_ascii_hexdigit());
    match is_long {
        true => format!("{}…", &id[..ID]),
        false => id.to_owned(),
    }
}

/// What keeps a namespace alive.
pub(crate) fn holder(it: &Holder) -> String {
    match it {
        Holder::Process { pid, command } => format!("held by process {} {pid}", escape(command)),
        Holder::Thread { tid, command, .. } => format!("held by thread {} {tid}", escape(command)),
        Holder::Mount {
            path,
            mount_namespace: None,
        } => format!("held by the mount {}", escape(path)),
        Holder::Mount {
            path,
            mount_namespace: Some(inode),
        } => {
            format!(
                "held by the mount {} in mount namespace {inode}",
                escape(path)
            )
        }
        Holder::Descriptor { pid, command, fd } => {
            format!("held by descriptor {fd} of {} {pid}", escape(command))
        }
        Holder::Socket { pid, command, fd } => {
            format!("held by socket {fd} of {} {pid}", escape(command))
        }
    }
}

/// `eth0 10.22.0.2/16`, with what is not as one expects.
pub(crate) fn link(it: &Link) -> String {
    let mut words = vec![escape(&it.name)];
    if !["veth", "ether", "loopback"].contains(&it.kind.as_str()) {
        words.push(escape(&it.kind));
    }
    words.extend(particular(it));
    // Every link that is up has one of these: they say nothing of the wiring.
    let addresses = it
        .addresses
        .iter()
        .filter(|it| !it.address.starts_with("fe80:"));
    words.extend(addresses.map(|it| escape(&it.address)));
    let notes = notes(it);
    match notes.is_empty() {
        true => words.join(" "),
        false => format!("{} ({})", words.join(" "), notes.join(", ")),
    }
}

/// `vlan 5`, `id 42 to 192.0.2.1`, `bridge mode`.
fn particular(it: &Link) -> Vec<String> {
    let detail = |name: &str| {
        let value = it.details.get(name)?;
        Some(escape(
            &value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        ))
    };
    let mut words = Vec::new();
    for (name, word) in [
        ("vlan_id", ""),
        ("vxlan_id", "id "),
        ("geneve_id", "id "),
        ("vrf_table", "table "),
    ] {
        words.extend(detail(name).map(|it| format!("{word}{it}")));
    }
    for name in ["macvlan_mode", "ipvlan_mode"] {
        words.extend(detail(name).map(|it| {
            format!(
                "mode {}",
                it.rsplit('_').next().unwrap_or_default().to_lowercase()
            )
        }));
    }
    for name in [
        "vxlan_local",
        "vxlan_local6",
        "iptun_local",
        "gre_local",
        "vti_local",
    ] {
        words.extend(detail(name).map(|it| format!("from {it}")));
    }
    for name in [
        "vxlan_group",
        "vxlan_group6",
        "iptun_remote",
        "gre_remote",
        "vti_remote",
        "geneve_remote",
    ] {
        words.extend(detail(name).map(|it| format!("to {it}")));
    }
    words
}

fn notes(it: &Link) -> Vec<String> {
    let mut notes = Vec::new();
    if !it.has("up") {
        notes.push("down".to_owned());
    } else if !it.has("lower_up") {
        notes.push("no carrier".to_owned());
    }
    if it.mtu != 1500 && it.kind != "loopback" {
        notes.push(format!("mtu {}", it.mtu));
    }
    if let Some(port) = &it.port {
        if port.state != "forwarding" {
            notes.push(format!("port {}", escape(&port.state)));
        }
        let words = [(port.hairpin, "hairpin"), (port.isolated, "isolated")];
        notes.extend(words.iter().filter(|it| it.0).map(|it| it.1.to_owned()));
        if port.vlans.iter().any(|it| (it.first, it.last) != (1, 1)) {
            let vlans: Vec<String> = port.vlans.iter().map(vlan).collect();
            notes.push(format!("VLANs {}", vlans.join(" ")));
        }
    }
    if let Some(end) = &it.parent {
        let parent = end
            .name
            .as_deref()
            .map_or_else(|| "a link that is gone".to_owned(), escape);
        if end.nsid.is_none() {
            notes.push(format!("on {parent}"));
        }
    }
    if let Some(name) = it
        .underlay
        .as_ref()
        .filter(|it| it.nsid.is_none())
        .and_then(|it| it.name.as_deref())
    {
        notes.push(format!("through {}", escape(name)));
    }
    for process in &it.used_by {
        notes.push(format!(
            "of process {} {}",
            escape(&process.command),
            process.pid
        ));
    }
    notes
}

fn vlan(it: &crate::inspect::model::Vlan) -> String {
    let range = if it.first == it.last {
        it.first.to_string()
    } else {
        format!("{}-{}", it.first, it.last)
    };
    let pvid = if it.flags.iter().any(|it| it == "pvid") {
        "*"
    } else {
        ""
    };
    format!("{range}{pvid}")
}
