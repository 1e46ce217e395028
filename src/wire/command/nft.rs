//! `nft`, nft(8).
//!
//! A request is one message of a batch; the command is a batch of its own.

use super::Names;
use super::words::{Words, plain, text};
use crate::wire::rule::rule;
use crate::wire::tree::{Message, Node};

/// The command for a message of nf_tables, if nft(8) has words for all of it.
pub(super) fn nft(message: &Message, names: &dyn Names) -> Option<Words> {
    let name = message.kind.strip_prefix("NFT_MSG_")?;
    let create = match message.has_flag("excl") {
        true => "create",
        false => "add",
    };
    match name {
        "NEWTABLE" => new_table(message, create),
        "NEWCHAIN" => new_chain(message, create),
        "NEWRULE" => new_rule(message, names),
        "NEWSET" => new_set(message, create),
        "NEWOBJ" => object(message, create),
        "DELTABLE" => delete_table(message),
        "DELCHAIN" => delete(
            message,
            "chain",
            "NFTA_CHAIN_TABLE",
            "NFTA_CHAIN_NAME",
            "NFTA_CHAIN_HANDLE",
        ),
        "DELSET" => delete(
            message,
            "set",
            "NFTA_SET_TABLE",
            "NFTA_SET_NAME",
            "NFTA_SET_HANDLE",
        ),
        "DELRULE" => delete_rule(message),
        "DELOBJ" => object(message, "delete"),
        _ => None,
    }
}

fn new_table(message: &Message, verb: &str) -> Option<Words> {
    let mut words = begin(message, verb, "table")?;
    identifier(&mut words, message.attr("NFTA_TABLE_NAME"))?;
    let mut inner = String::new();
    for attr in &message.attrs {
        match &*attr.name {
            "NFTA_TABLE_NAME" => {}
            "NFTA_TABLE_FLAGS" if attr.flags().is_empty() => {}
            "NFTA_TABLE_FLAGS" => inner.push_str(&format!(" flags {};", attr.flags().join(","))),
            "NFTA_TABLE_USERDATA" => inner.push_str(&comment(attr)?),
            other => words.lose(other),
        }
    }
    block(&mut words, &inner);
    Some(words)
}

fn new_chain(message: &Message, verb: &str) -> Option<Words> {
    let mut words = begin(message, verb, "chain")?;
    identifier(&mut words, message.attr("NFTA_CHAIN_TABLE"))?;
    identifier(&mut words, message.attr("NFTA_CHAIN_NAME"))?;
    let mut inner = String::new();
    if let Some(hook) = message.attr("NFTA_CHAIN_HOOK") {
        let kind = message.attr("NFTA_CHAIN_TYPE").and_then(Node::text)?;
        let at = hook.attr("NFTA_HOOK_HOOKNUM")?.text()?;
        let priority = plain(hook.attr("NFTA_HOOK_PRIORITY")?)?;
        if hook.children().len() != 2 {
            return None;
        }
        inner.push_str(&format!(" type {kind} hook {at} priority {priority};"));
    }
    for attr in &message.attrs {
        match &*attr.name {
            "NFTA_CHAIN_TABLE" | "NFTA_CHAIN_NAME" | "NFTA_CHAIN_HOOK" | "NFTA_CHAIN_TYPE" => {}
            "NFTA_CHAIN_POLICY" => inner.push_str(&format!(" policy {};", attr.text()?)),
            "NFTA_CHAIN_USERDATA" => inner.push_str(&comment(attr)?),
            // `base` says what the hook says.
            "NFTA_CHAIN_FLAGS" if attr.flags().iter().all(|flag| flag == "base") => {}
            other => words.lose(other),
        }
    }
    block(&mut words, &inner);
    Some(words)
}

fn new_rule(message: &Message, names: &dyn Names) -> Option<Words> {
    let verb = match (message.has_flag("replace"), message.has_flag("append")) {
        (true, _) => "replace",
        (false, true) => "add",
        (false, false) => "insert",
    };
    let mut words = begin(message, verb, "rule")?;
    identifier(&mut words, message.attr("NFTA_RULE_TABLE"))?;
    identifier(&mut words, message.attr("NFTA_RULE_CHAIN"))?;
    for attr in &message.attrs {
        match &*attr.name {
            "NFTA_RULE_TABLE" | "NFTA_RULE_CHAIN" | "NFTA_RULE_EXPRESSIONS" => {}
            // What iptables says to its extensions; a rule that has one is not whole.
            "NFTA_RULE_USERDATA" | "NFTA_RULE_ID" | "NFTA_RULE_COMPAT" => {}
            "NFTA_RULE_HANDLE" => words.node("handle", attr),
            "NFTA_RULE_POSITION" => words.node("position", attr),
            _ => return None,
        }
    }
    let rule = rule(message, names);
    for (position, word) in rule.words.iter().enumerate() {
        match rule.aside.iter().find(|(aside, _)| *aside == position) {
            Some((_, lost)) => words.lose(lost),
            None => phrase(&mut words, word),
        }
    }
    rule.whole.then_some(words)
}

fn new_set(message: &Message, verb: &str) -> Option<Words> {
    let mut words = begin(message, verb, "set")?;
    identifier(&mut words, message.attr("NFTA_SET_TABLE"))?;
    identifier(&mut words, message.attr("NFTA_SET_NAME"))?;
    let mut inner = format!(" type {};", message.attr("NFTA_SET_KEY_TYPE")?.text()?);
    for attr in &message.attrs {
        match &*attr.name {
            "NFTA_SET_TABLE" | "NFTA_SET_NAME" | "NFTA_SET_KEY_TYPE" | "NFTA_SET_KEY_LEN" => {}
            // The sender's own number, and its hints to itself.
            "NFTA_SET_ID" | "NFTA_SET_USERDATA" => {}
            "NFTA_SET_FLAGS" => {
                let mut flags = attr.flags().iter().map(|flag| &**flag);
                if !flags.all(|flag| matches!(flag, "constant" | "interval" | "timeout")) {
                    return None;
                }
                if !attr.flags().is_empty() {
                    inner.push_str(&format!(" flags {};", attr.flags().join(",")));
                }
            }
            "NFTA_SET_DESC" if attr.children().is_empty() => {}
            _ => return None,
        }
    }
    block(&mut words, &inner);
    Some(words)
}

fn object(message: &Message, verb: &str) -> Option<Words> {
    let kind = message.attr("NFTA_OBJ_TYPE")?.text()?;
    if kind != "counter" {
        return None;
    }
    let mut words = begin(message, verb, kind)?;
    identifier(&mut words, message.attr("NFTA_OBJ_TABLE"))?;
    identifier(&mut words, message.attr("NFTA_OBJ_NAME"))?;
    let started = message.attr("NFTA_OBJ_DATA").is_some_and(|data| {
        let mut numbers = data.children().iter().map(Node::number);
        numbers.any(|number| number != Some(0))
    });
    (!started).then_some(words)
}

fn delete_table(message: &Message) -> Option<Words> {
    if message.attr("NFTA_TABLE_NAME").is_none() && message.attr("NFTA_TABLE_HANDLE").is_none() {
        let mut words = Words::new("nft flush ruleset");
        match text(message, "nfgen_family") {
            "unspec" => {}
            family => words.word(family),
        }
        return Some(words);
    }
    let mut words = begin(message, "delete", "table")?;
    named(&mut words, message, "NFTA_TABLE_NAME", "NFTA_TABLE_HANDLE")?;
    Some(words)
}

fn delete(message: &Message, object: &str, table: &str, name: &str, handle: &str) -> Option<Words> {
    // With a hook this takes devices out of the chain, not the chain away.
    if message.attr("NFTA_CHAIN_HOOK").is_some() {
        return None;
    }
    let mut words = begin(message, "delete", object)?;
    identifier(&mut words, message.attr(table))?;
    named(&mut words, message, name, handle)?;
    Some(words)
}

fn delete_rule(message: &Message) -> Option<Words> {
    let handle = message.attr("NFTA_RULE_HANDLE");
    if message.attr("NFTA_RULE_ID").is_some() {
        return None;
    }
    let mut words = match (handle, message.attr("NFTA_RULE_CHAIN")) {
        (Some(_), _) => begin(message, "delete", "rule")?,
        (None, Some(_)) => begin(message, "flush", "chain")?,
        (None, None) => begin(message, "flush", "table")?,
    };
    identifier(&mut words, message.attr("NFTA_RULE_TABLE"))?;
    if let Some(chain) = message.attr("NFTA_RULE_CHAIN") {
        identifier(&mut words, Some(chain))?;
    }
    if let Some(handle) = handle {
        words.node("handle", handle);
    }
    Some(words)
}

fn begin(message: &Message, verb: &str, object: &str) -> Option<Words> {
    let mut words = Words::new("nft");
    words.word(verb);
    words.word(object);
    words.word(Some(text(message, "nfgen_family")).filter(|it| !it.is_empty())?);
    Some(words)
}

fn named(words: &mut Words, message: &Message, name: &str, handle: &str) -> Option<()> {
    match message.attr(name) {
        Some(name) => identifier(words, Some(name)),
        None => {
            words.node("handle", message.attr(handle)?);
            Some(())
        }
    }
}

/// A name that nft(8) can read: a letter, then letters, digits and `/\_.-`.
fn identifier(words: &mut Words, node: Option<&Node>) -> Option<()> {
    let name = node?.text()?;
    let plain = |it: char| it.is_ascii_alphanumeric() || "/_.-".contains(it);
    if !name.starts_with(|it: char| it.is_ascii_alphabetic()) || !name.chars().all(plain) {
        return None;
    }
    words.value(name);
    Some(())
}

/// Quotes what a shell would take for its own; nft(8) puts the words together again.
fn phrase(words: &mut Words, phrase: &str) {
    match phrase.contains(['"', '\'']) {
        true => words.value(phrase),
        false => phrase.split(' ').for_each(|word| words.value(word)),
    }
}

fn block(words: &mut Words, inner: &str) {
    if !inner.is_empty() {
        words.value(&format!("{{{inner} }}"));
    }
}

fn comment(userdata: &Node) -> Option<String> {
    let comment = userdata.attr("comment")?.text()?;
    let tidy = !comment.contains(['"', '\\']) && userdata.children().len() == 1;
    tidy.then(|| format!(" comment \"{comment}\";"))
}
