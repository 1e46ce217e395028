//! Builds a command line: quotes, options, and the comment on what it cannot say.

use super::Names;
use crate::wire::tree::{Message, Node, Value};

/// A command line in the making.
pub(super) struct Words {
    line: String,
    lost: Vec<String>,
}

impl Words {
    /// Begins with these words, as they are.
    pub(super) fn new(line: &str) -> Words {
        Words {
            line: line.to_owned(),
            lost: Vec::new(),
        }
    }

    /// A word of the command's own language.
    pub(super) fn word(&mut self, word: &str) {
        if !self.line.is_empty() {
            self.line.push(' ');
        }
        self.line.push_str(word);
    }

    /// A word from outside, quoted if a shell could misread it.
    pub(super) fn value(&mut self, value: &str) {
        let quoted = quoted(value);
        self.word(&quoted);
    }

    /// An option and its value.
    pub(super) fn option(&mut self, name: &str, value: &str) {
        self.word(name);
        self.value(value);
    }

    /// An option whose value is a node; said to be lost if the node's value is no plain one.
    pub(super) fn node(&mut self, name: &str, node: &Node) {
        match plain(node) {
            Some(value) => self.option(name, &value),
            None => self.lose(&node.name),
        }
    }

    /// An option that is `on` or `off`.
    pub(super) fn switch(&mut self, name: &str, node: &Node) {
        match node.number() {
            Some(0) => self.option(name, "off"),
            Some(1) => self.option(name, "on"),
            _ => self.lose(&node.name),
        }
    }

    /// A link's name after a keyword.
    pub(super) fn link(&mut self, keyword: &str, index: u32, names: &dyn Names) {
        self.option(keyword, &link_name(index, names));
    }

    /// A link's name in a place where iproute2 also takes keywords, and abbreviations of them. No keyword
    /// has a digit in it.
    pub(super) fn subject(&mut self, keyword: &str, name: &str) {
        if name != "lo" && !name.contains(|it: char| it.is_ascii_digit()) {
            self.word(keyword);
        }
        self.value(name);
    }

    /// Something that the request says and this command does not.
    pub(super) fn lose(&mut self, what: &str) {
        self.lost.push(what.to_owned());
    }

    /// True if there is no word yet.
    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// The command line.
    pub(super) fn finish(self) -> String {
        if self.lost.is_empty() {
            return self.line;
        }
        format!("{} # and {}", self.line, self.lost.join(", "))
    }
}

/// The name of a link; iproute2 takes `if7` for a link of which nothing but the index is known.
pub(in crate::wire) fn link_name(index: u32, names: &dyn Names) -> String {
    names.link(index).unwrap_or_else(|| format!("if{index}"))
}

/// The index that a node holds.
pub(super) fn index(node: &Node) -> Option<u32> {
    u32::try_from(node.number()?).ok()
}

/// A number or a text, as it is.
pub(super) fn plain(node: &Node) -> Option<String> {
    match &node.value {
        Value::Number(number) => Some(number.to_string()),
        Value::Signed(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// A constant in the words of iproute2: without its prefix and in lower case.
pub(super) fn constant(node: &Node, prefix: &str) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.strip_prefix(prefix)?.to_ascii_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The names of the bits that a node holds.
pub(super) fn flags(node: Option<&Node>) -> impl Iterator<Item = &str> {
    let names = node.map(Node::flags).unwrap_or_default();
    names.iter().map(|name| &**name)
}

/// A number of the fixed header, 0 if the message has none.
pub(super) fn number(message: &Message, field: &str) -> u64 {
    message
        .field(field)
        .and_then(Node::number)
        .unwrap_or_default()
}

/// The link that a field of the fixed header names.
pub(super) fn link_index(message: &Message, field: &str) -> Option<u32> {
    let index = u32::try_from(number(message, field)).ok()?;
    (index != 0).then_some(index)
}

/// A text of the fixed header.
pub(super) fn text<'a>(message: &'a Message, field: &str) -> &'a str {
    message
        .field(field)
        .and_then(Node::text)
        .unwrap_or_default()
}

fn quoted(value: &str) -> String {
    let harmless = |it: char| it.is_ascii_alphanumeric() || "_.:/@%+=,-".contains(it);
    if !value.is_empty() && value.chars().all(harmless) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
