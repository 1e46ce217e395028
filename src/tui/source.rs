//! The Rust source of the bundled plugins: what stands between a stage's mark and the next one, and the
//! functions that it calls.

/// A file of the plugins' source.
const FILES: &[(&str, &str)] = &[
    (
        "src/plugin/bridge.rs",
        include_str!("../../src/plugin/bridge.rs"),
    ),
    (
        "src/plugin/bridge/add.rs",
        include_str!("../../src/plugin/bridge/add.rs"),
    ),
    (
        "src/plugin/bridge/check.rs",
        include_str!("../../src/plugin/bridge/check.rs"),
    ),
    (
        "src/plugin/bridge/conf.rs",
        include_str!("../../src/plugin/bridge/conf.rs"),
    ),
    (
        "src/plugin/bridge/conf/vlan.rs",
        include_str!("../../src/plugin/bridge/conf/vlan.rs"),
    ),
    (
        "src/plugin/bridge/container.rs",
        include_str!("../../src/plugin/bridge/container.rs"),
    ),
    (
        "src/plugin/bridge/del.rs",
        include_str!("../../src/plugin/bridge/del.rs"),
    ),
    (
        "src/plugin/bridge/gateway.rs",
        include_str!("../../src/plugin/bridge/gateway.rs"),
    ),
    (
        "src/plugin/bridge/gc.rs",
        include_str!("../../src/plugin/bridge/gc.rs"),
    ),
    (
        "src/plugin/bridge/masquerade.rs",
        include_str!("../../src/plugin/bridge/masquerade.rs"),
    ),
    (
        "src/plugin/bridge/masquerade/iptables.rs",
        include_str!("../../src/plugin/bridge/masquerade/iptables.rs"),
    ),
    (
        "src/plugin/bridge/masquerade/nftables.rs",
        include_str!("../../src/plugin/bridge/masquerade/nftables.rs"),
    ),
    (
        "src/plugin/bridge/spoof.rs",
        include_str!("../../src/plugin/bridge/spoof.rs"),
    ),
    (
        "src/plugin/bridge/status.rs",
        include_str!("../../src/plugin/bridge/status.rs"),
    ),
    (
        "src/plugin/bridge/undo.rs",
        include_str!("../../src/plugin/bridge/undo.rs"),
    ),
    (
        "src/plugin/bridge/veth.rs",
        include_str!("../../src/plugin/bridge/veth.rs"),
    ),
    (
        "src/plugin/bridge/vlan.rs",
        include_str!("../../src/plugin/bridge/vlan.rs"),
    ),
    (
        "src/plugin/delegate.rs",
        include_str!("../../src/plugin/delegate.rs"),
    ),
    (
        "src/plugin/host_local.rs",
        include_str!("../../src/plugin/host_local.rs"),
    ),
    (
        "src/plugin/host_local/allocate.rs",
        include_str!("../../src/plugin/host_local/allocate.rs"),
    ),
    (
        "src/plugin/host_local/conf.rs",
        include_str!("../../src/plugin/host_local/conf.rs"),
    ),
    (
        "src/plugin/host_local/conf/fuzzing.rs",
        include_str!("../../src/plugin/host_local/conf/fuzzing.rs"),
    ),
    (
        "src/plugin/host_local/dns.rs",
        include_str!("../../src/plugin/host_local/dns.rs"),
    ),
    (
        "src/plugin/host_local/range.rs",
        include_str!("../../src/plugin/host_local/range.rs"),
    ),
    (
        "src/plugin/host_local/range/checks.rs",
        include_str!("../../src/plugin/host_local/range/checks.rs"),
    ),
    (
        "src/plugin/host_local/range/properties.rs",
        include_str!("../../src/plugin/host_local/range/properties.rs"),
    ),
    (
        "src/plugin/host_local/store.rs",
        include_str!("../../src/plugin/host_local/store.rs"),
    ),
    (
        "src/plugin/loopback.rs",
        include_str!("../../src/plugin/loopback.rs"),
    ),
    (
        "src/plugin/skeleton.rs",
        include_str!("../../src/plugin/skeleton.rs"),
    ),
    (
        "src/plugin/static_ipam.rs",
        include_str!("../../src/plugin/static_ipam.rs"),
    ),
];

/// A piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) file: &'static str,
    /// Line of its first line, from 1.
    pub(super) line: usize,
    pub(super) text: &'static str,
}

/// The source of a stage, the part with its mark first. Empty if no plugin of ours has it.
pub(super) fn of_stage(id: &str) -> Vec<Piece> {
    let mark = format!("stage(\"{id}\")");
    let Some((file, text, at)) = FILES
        .iter()
        .find_map(|(file, text)| Some((*file, *text, text.find(&mark)?)))
    else {
        return Vec::new();
    };
    let begin = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let end = end_of_stage(text, at + mark.len());
    let first = piece(file, text, begin, end);
    let mut pieces = vec![first];
    for name in called(first.text) {
        if let Some(function) = function(name, file)
            && !pieces.contains(&function)
        {
            pieces.push(function);
        }
    }
    pieces
}

/// Where the next mark stands, or the function ends.
fn end_of_stage(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let mark = rest.find("stage(\"").and_then(|it| rest[..it].rfind('\n'));
    let brace = rest.find("\n}\n").map(|it| it + 3);
    let end = match (mark, brace) {
        (Some(mark), Some(brace)) => mark.min(brace),
        (mark, brace) => mark.or(brace).unwrap_or(rest.len()),
    };
    from + end
}

fn piece(file: &'static str, text: &'static str, begin: usize, end: usize) -> Piece {
    Piece {
        file,
        line: text[..begin].matches('\n').count() + 1,
        text: text[begin..end].trim_end(),
    }
}

/// Names that are called in the text, in order.
fn called(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let name = text[..at]
            .rsplit(|it: char| !it.is_alphanumeric() && it != '_')
            .next()?;
        let is_name = name.starts_with(|it: char| it.is_lowercase());
        (is_name && name != "stage").then_some(name)
    })
}

/// The function of this name, in the same file if there is one, or in the same plugin.
fn function(name: &str, near: &str) -> Option<Piece> {
    let plugin = near.strip_prefix("src/plugin/")?;
    let plugin = plugin.split(['/', '.']).next()?;
    let is_of_plugin = |file: &str| file.starts_with(&format!("src/plugin/{plugin}"));
    let same = FILES.iter().filter(|(file, _)| *file == near);
    let others = FILES
        .iter()
        .filter(|(file, _)| *file != near && is_of_plugin(file));
    same.chain(others).find_map(|(file, text)| {
        let at = text
            .find(&format!("fn {name}("))
            .or_else(|| text.find(&format!("fn {name}<")))?;
        // Its comment belongs to it.
        let mut begin = text[..at].rfind('\n').map_or(0, |it| it + 1);
        while let Some(before) = text[..begin.saturating_sub(1)].rfind('\n').map(|it| it + 1) {
            let line = text[before..begin].trim_start();
            if !line.starts_with("///") && !line.starts_with("#[") {
                break;
            }
            begin = before;
        }
        let indent = text[begin..].len() - text[begin..].trim_start_matches(' ').len();
        let close = format!("\n{}}}\n", " ".repeat(indent));
        let end = text[at..]
            .find(&close)
            .map_or(text.len(), |it| at + it + close.len());
        Some(piece(file, text, begin, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_that_a_plugin_of_ours_marks_has_its_source() {
        let marked = FILES
            .iter()
            .flat_map(|(_, text)| text.split("stage(\"").skip(1))
            .filter_map(|it| it.split_once('"'))
            .filter(|(id, _)| id.contains('/'));
        let mut count = 0;
        for (id, _) in marked {
            let pieces = of_stage(id);
            assert!(!pieces.is_empty(), "{id}");
            assert!(pieces[0].text.contains(id), "{id}");
            count += 1;
        }
        assert!(count > 20, "{count} stages");
    }

    #[test]
    fn a_stage_ends_where_the_next_one_begins_and_brings_its_functions() {
        let pieces = of_stage("bridge/add/create-veth");
        assert_eq!(pieces[0].text.matches("stage(\"").count(), 1);
        assert!(pieces.len() > 1, "{pieces:?}");
        assert!(pieces[1].text.ends_with('}'), "{}", pieces[1].text);
        assert_eq!(of_stage("other/links"), []);
    }
}
