//! Checks of the kernel's state.

use super::pattern::{fits, misfits, told};
use super::{Error, Seen, Witness};
use crate::learn::lesson::{ObjectWanted, PingWanted, PortWanted};
use crate::topology::State;

/// Objects that are named in what was seen; of more their number is told.
const NAMED: usize = 6;

pub(super) fn namespace(state: &State, name: &str) -> Seen {
    let names: Vec<_> = state.namespaces().collect();
    Seen {
        ok: names.contains(&name),
        looked_at: "the names of the network namespaces (/run/netns)".to_owned(),
        saw: names.join(", "),
    }
}

/// `of` is whose state it is, in words, behind the name of the namespace.
pub(super) fn object(state: &State, wanted: &ObjectWanted, of: &str) -> Seen {
    let (netns, class) = (wanted.netns.as_str(), wanted.class.as_str());
    let looked_at = format!("{} of {netns}{of}", plural(class));
    if !state.namespaces().any(|it| it == netns) {
        return Seen {
            ok: false,
            looked_at,
            saw: format!("there is no namespace {netns}"),
        };
    }
    let by_name: Vec<_> = state
        .names(netns, class)
        .filter(|it| fits(&wanted.name, it))
        .collect();
    let (mut good, mut near) = (Vec::new(), Vec::new());
    for name in by_name {
        let empty = Default::default();
        let properties = state.get(netns, class, name).unwrap_or(&empty);
        match misfits(&wanted.with, properties) {
            it if it.is_empty() => good.push(name),
            it => near.push((name, it)),
        }
    }
    // Those that come nearest are what the learner has meant.
    let least = near.iter().map(|(_, it)| it.len()).min();
    near.retain(|(_, it)| Some(it.len()) == least);
    let why: Vec<_> = near
        .iter()
        .map(|(name, it)| format!("{name}{}", told(it)))
        .collect();
    let ok = match wanted.count {
        Some(count) => good.len() == count,
        None => !good.is_empty(),
    };
    let saw = match (good.is_empty(), why.is_empty()) {
        (false, _) => list(good.iter().copied()),
        (true, false) => list(why.iter().map(String::as_str)),
        // What is there instead tells the learner more than "nothing".
        (true, true) => match list(telling(state, netns, class)) {
            there if there.is_empty() => "none".to_owned(),
            there if ok => format!("none of that name; there are {there}"),
            there => there,
        },
    };
    Seen { ok, looked_at, saw }
}

/// Objects of a class that say something: not those that the kernel makes by itself for every link and address.
fn telling<'a>(state: &'a State, netns: &'a str, class: &'a str) -> impl Iterator<Item = &'a str> {
    state.names(netns, class).filter(move |name| match class {
        "route" => {
            let table = state.get(netns, class, name).and_then(|it| it.get("table"));
            table.is_none_or(|it| it == "main")
        }
        "address" => !name.starts_with("fe80:"),
        _ => true,
    })
}

pub(super) fn port(state: &State, wanted: &PortWanted, of: &str) -> Seen {
    let (netns, link) = (wanted.netns.as_str(), wanted.link.as_str());
    let looked_at = format!("where the cable of {link} in {netns} ends{of}");
    let seen = |ok, saw| Seen {
        ok,
        looked_at: looked_at.clone(),
        saw,
    };
    let text = |netns, class, name, key| {
        let value = state.get(netns, class, name)?.get(key)?;
        value.as_str().map(str::to_owned)
    };
    if state.get(netns, "link", link).is_none() {
        return seen(false, format!("there is no {link} in {netns}"));
    }
    let Some((far, place)) = text(netns, "link", link, "peer").and_then(|it| {
        it.rsplit_once(" in ")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    }) else {
        return seen(
            false,
            format!("{link} is no end of a cable to another namespace"),
        );
    };
    let Some(bridge) = text(&place, "link", &far, "master") else {
        return seen(false, format!("{far} in {place} is no port of a bridge"));
    };
    if place != "node" || !fits(&wanted.bridge, &bridge) {
        return seen(false, format!("{far} in {place} is a port of {bridge}"));
    }
    let empty = Default::default();
    let properties = state.get(&place, "port", &far).unwrap_or(&empty);
    match misfits(&wanted.with, properties) {
        it if it.is_empty() => seen(true, format!("{far}, a port of {bridge}")),
        it => seen(false, format!("{far}, a port of {bridge}{}", told(&it))),
    }
}

pub(super) fn ping(
    state: &State,
    witness: &mut Witness,
    wanted: &PingWanted,
) -> Result<Seen, Error> {
    let from = &wanted.from;
    let to = match wanted.to.split_once(' ') {
        None => wanted.to.clone(),
        Some((netns, link)) => match address(state, netns, link, wanted.family) {
            Some(address) => address,
            None => {
                return Ok(Seen {
                    ok: false,
                    looked_at: format!("the IPv{} address of {link} in {netns}", wanted.family),
                    saw: "it has none".to_owned(),
                });
            }
        },
    };
    // Its own answer would tell nothing of the wiring.
    if let Some(own) = state.names(from, "address").find(|it| {
        let address = it.split_once('/');
        address.is_some_and(|(address, _)| address == to)
    }) {
        return Ok(Seen {
            ok: false,
            looked_at: format!("an echo request from {from} to {to}"),
            saw: format!("{from} has that address itself: {own}"),
        });
    }
    let size = wanted.size.unwrap_or(0);
    let answer = witness.ping(from, &to, size, !wanted.cut)?;
    let of_size = wanted
        .size
        .map_or_else(String::new, |it| format!(" of {it} bytes"));
    Ok(Seen {
        ok: answer.is_none() == wanted.answers,
        looked_at: format!("an echo request{of_size} from {from} to {to}"),
        saw: answer.unwrap_or_else(|| "it is answered".to_owned()),
    })
}

/// The first address of a link that is not link-local.
fn address(state: &State, netns: &str, link: &str, family: u8) -> Option<String> {
    state.names(netns, "address").find_map(|name| {
        let (address, of) = name.rsplit_once(" dev ")?;
        let (address, _) = address.split_once('/')?;
        let fits = address.contains(':') == (family == 6);
        (of == link && fits && !address.starts_with("fe80:")).then(|| address.to_owned())
    })
}

fn plural(class: &str) -> &str {
    match class {
        "link" => "links",
        "address" => "addresses",
        "route" => "routes",
        "rule" => "routing rules",
        "neighbour" => "neighbours",
        "port" => "bridge ports",
        "nft" => "packet filter rules (nf_tables)",
        "sysctl" => "kernel settings (sysctl)",
        other => other,
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    let named = names.iter().take(NAMED).copied().collect::<Vec<_>>();
    match names.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{}; and {more} more", named.join("; ")),
        _ => named.join("; "),
    }
}
