//! `cniscope export`

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::recording;
use crate::cli::{Export, Picture};
use crate::event::{Event, What};
use crate::record::{Entry, Kind, NodeKind, Store};
use crate::report::{escape, page};
use crate::topology::{Drawing, Emphasis, Graph, Layout, svg};

pub(super) fn run(args: &Export) -> anyhow::Result<ExitCode> {
    let file = args.file.display();
    let place = || format!("recording {file}");
    let store = recording::open(&args.file)?;
    let title = || format!("A run of {}", escape(&store.header().target));
    let text = match args.to {
        Picture::Html => page::whole(&store, &title()).with_context(place)?,
        Picture::HtmlPart => match &args.at {
            None => page::part(&store, &title()).with_context(place)?,
            Some(at) => stage(&store, at).with_context(place)?,
        },
        Picture::Text | Picture::Svg => drawing(&store, args)?,
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn drawing(store: &Store, args: &Export) -> anyhow::Result<String> {
    let place = || format!("recording {}", args.file.display());
    let at = match &args.at {
        Some(at) => named(store, at)?,
        None => Place {
            name: "before DEL".to_owned(),
            from: 0,
            to: before_del(store).with_context(place)?,
        },
    };
    let graph = graph(store, &at).with_context(place)?;
    let layout = Layout::of(&graph, usize::from(args.width));
    Ok(match args.to {
        Picture::Svg => svg::svg(&layout, &format!("The wiring: {}", at.name)),
        _ => Drawing::of(&layout, false).text(),
    })
}

/// A stage alone, for a page.
fn stage(store: &Store, at: &str) -> anyhow::Result<String> {
    let place = named(store, at)?;
    let id = store.entry(place.from).and_then(Entry::node);
    let title = format!("The stage {} in a run", escape(&place.name));
    let part = id
        .map(|it| page::stage_part(store, it, &title))
        .transpose()?;
    part.flatten()
        .with_context(|| format!("--at {at}: the event is in no stage"))
}

/// A part of a recording: what changes in it stands out, and how things are at its end is drawn.
struct Place {
    name: String,
    from: u64,
    to: u64,
}

fn graph(store: &Store, at: &Place) -> Result<Graph, crate::record::Error> {
    let mut emphasis = Emphasis::default();
    if at.from > 0 {
        let changes = events(store, at.from..=at.to, Kind::Change)?;
        emphasis.changed(&changes);
        if let (true, Some(event)) = (at.from == at.to, store.event(at.to)?) {
            emphasis.wanted(&event);
        }
    }
    Ok(Graph::new(&store.state_at(at.to)?, &emphasis))
}

/// An event by its number, or the first stage of this name.
fn named(store: &Store, text: &str) -> anyhow::Result<Place> {
    if let Ok(seq) = text.parse::<u64>() {
        if store.entry(seq).is_none() {
            bail!("--at {text}: the recording has events 1 to {}", store.len());
        }
        return Ok(Place {
            name: format!("event {seq}"),
            from: seq,
            to: seq,
        });
    }
    let outline = store.outline();
    let stages = outline.nodes().filter_map(|node| match &node.kind {
        NodeKind::Stage(id) => Some((id, node)),
        _ => None,
    });
    let is_meant = |id: &str| id == text || id.rsplit('/').next() == Some(text);
    let mut found = stages.clone().filter(|(id, _)| is_meant(id));
    match found.next() {
        Some((id, node)) => Ok(Place {
            name: id.clone(),
            from: node.first,
            to: node.last,
        }),
        None => {
            let mut known: Vec<&str> = stages.map(|(id, _)| id.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            bail!(
                "--at {text}: the recording has no such stage; it has {}",
                known.join(", ")
            )
        }
    }
}

/// The last event before the first DEL, when everything stands.
fn before_del(store: &Store) -> Result<u64, crate::record::Error> {
    for call in events(store, 1..=store.len(), Kind::Call)? {
        if matches!(&call.what, What::Call(it) if it.verb == "DEL") {
            return Ok(call.seq - 1);
        }
    }
    Ok(store.len())
}

fn events(
    store: &Store,
    range: std::ops::RangeInclusive<u64>,
    kind: Kind,
) -> Result<Vec<Event>, crate::record::Error> {
    let of_kind = range.filter(|seq| store.is(*seq, kind));
    of_kind
        .filter_map(|seq| store.event(seq).transpose())
        .collect()
}
