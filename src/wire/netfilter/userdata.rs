//! What nft(8) keeps beside its objects for itself; the kernel stores it unread.

use std::borrow::Cow;

use super::super::schema::Kind;
use super::super::tree::Value;
use super::super::walk::{Block, Span, node};

/// Parts with a type and a length of one byte each; the first type is the comment of a rule, a table,
/// a chain or an element.
pub(super) fn userdata(block: &Block<'_>, span: Span) -> Value {
    let mut nodes = Vec::new();
    let mut at = span.start;
    while let &[kind, length, ..] = block.bytes(&(at..span.end)) {
        let end = at + 2 + usize::from(length);
        if end > span.end {
            break;
        }
        let (name, form) = match kind {
            0 => (Cow::Borrowed("comment"), Kind::Text),
            other => (Cow::Owned(format!("user data {other}")), Kind::Raw),
        };
        let value = block.value(form, at + 2..end);
        nodes.push(node(name, Some(u16::from(kind)), &(at..end), value));
        at = end;
    }
    if at < span.end {
        nodes.push(block.trailing(at..span.end));
    }
    Value::Attrs(nodes)
}
