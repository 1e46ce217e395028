//! `cniscope inspect`

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::Exit;
use crate::cli::{Inspect, View};
use crate::inspect::filter::Filter;
use crate::inspect::model::{FORMAT, Snapshot};
use crate::inspect::render::{self, Looks};
use crate::inspect::{self, Options, diff, watch};

mod screen;

pub(super) fn run(args: &Inspect) -> anyhow::Result<ExitCode> {
    if args.tui {
        return screen::run(args);
    }
    if args.watch {
        return watching(args);
    }
    // A file that cannot be compared with is told before anything is looked at.
    let before = args.diff.as_deref().map(read).transpose()?;
    let mut snapshot = inspect::snapshot(&options(args)).map_err(|error| Exit {
        code: 3,
        message: error.to_string(),
    })?;
    filter(args).apply(&mut snapshot)?;
    match before {
        Some(before) => differences(args, before, &snapshot),
        None => {
            let text = match args.format {
                View::Text => render::tree(
                    &snapshot,
                    Looks {
                        all: args.all,
                        ascii: args.ascii,
                    },
                ),
                View::Json => render::json(&snapshot)?,
                View::Dot => render::dot(&snapshot),
                View::Mermaid => render::mermaid(&snapshot),
                View::Svg => render::picture(&snapshot),
            };
            std::io::stdout().lock().write_all(text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn watching(args: &Inspect) -> anyhow::Result<ExitCode> {
    let json = match args.format {
        View::Text => false,
        View::Json => true,
        _ => bail!("--watch prints text or JSON"),
    };
    let mut out = std::io::stdout().lock();
    match watch::watch(&options(args), &filter(args), json, &mut out) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(watch::Error::Write(error)) => Err(error.into()),
        Err(error) => Err(Exit {
            code: 3,
            message: error.to_string(),
        }
        .into()),
    }
}

fn options(args: &Inspect) -> Options {
    Options {
        deep: args.deep,
        cni: args.cni_dir.clone(),
    }
}

fn filter(args: &Inspect) -> Filter {
    Filter {
        pods: args.pod.clone(),
        namespaces: args.namespace.clone(),
        links: args.link.clone(),
        addresses: args.address.clone(),
    }
}

fn read(path: &Path) -> anyhow::Result<Snapshot> {
    let name = path.display();
    let text = std::fs::read(path).with_context(|| format!("read {name}"))?;
    let value: serde_json::Value =
        serde_json::from_slice(&text).with_context(|| format!("{name} is no JSON"))?;
    match value
        .get("cniscope_inspect")
        .and_then(serde_json::Value::as_u64)
    {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => bail!("{name} has format {format}, and this cniscope knows {FORMAT}"),
        None => bail!("{name} is no look at a host: `cniscope inspect --format json` makes one"),
    }
    serde_json::from_value(value).with_context(|| format!("{name} is damaged"))
}

fn differences(args: &Inspect, mut before: Snapshot, now: &Snapshot) -> anyhow::Result<ExitCode> {
    let filter = filter(args);
    // What fits nothing there was not there yet.
    if filter.apply(&mut before).is_err() {
        before.namespaces.clear();
    }
    let all = diff::between(&before, now);
    let mut out = std::io::stdout().lock();
    for it in &all {
        match args.format {
            View::Json => writeln!(out, "{}", serde_json::to_string(it)?)?,
            View::Text => writeln!(out, "{}", diff::line(it))?,
            _ => bail!("--diff prints text or JSON"),
        }
    }
    if before.deep != now.deep {
        eprintln!("cniscope: one of the two was looked at with --deep, the other without");
    }
    Ok(ExitCode::from(u8::from(!all.is_empty())))
}
