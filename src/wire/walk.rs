//! Walks over the bytes of a message by the tables.
//!
//! Invariant: whatever the bytes are, the walk ends, every node lies inside the node above it, and bytes
//! that are no attribute or do not fit their kind become a raw node.

use std::borrow::Cow;
use std::ops::Range;

use super::schema::{Attr, Constants, Kind, Layout, Table, UNKNOWN, name_of};
use super::text;
use super::tree::{Bytes, Name, Node, Value};

/// Positions in the message.
pub(super) type Span = Range<usize>;

/// Unknown nested attributes are followed this deep; a crafted message could nest 16,000 levels.
const DEEPEST: u8 = 16;

/// `NLA_F_NESTED`, netlink(7).
const NESTED: u16 = 0x8000;
/// `NLA_TYPE_MASK`: without the nested and the byte-order bit.
const TYPE_MASK: u16 = 0x3fff;

/// A part of a message in which attributes stand side by side.
#[derive(Clone)]
pub(super) struct Block<'a> {
    /// The whole message.
    pub(super) message: &'a [u8],
    /// The first byte of the fixed header: the address family, in nearly every protocol.
    pub(super) family: u8,
    /// Sent by a process.
    pub(super) request: bool,
    /// Where the block lies.
    pub(super) span: Span,
    pub(super) depth: u8,
}

/// An attribute as it stands in the bytes.
pub(super) struct Found {
    pub(super) code: u16,
    nested: bool,
    at: Span,
    pub(super) payload: Span,
}

impl<'a> Block<'a> {
    /// The bytes of a part of the message.
    pub(super) fn bytes(&self, span: &Span) -> &'a [u8] {
        self.message.get(span.clone()).unwrap_or_default()
    }

    /// The same message, another part of it, one level deeper.
    pub(super) fn inner(&self, span: Span) -> Block<'a> {
        Block {
            span,
            depth: self.depth.saturating_add(1),
            ..self.clone()
        }
    }

    /// The payload of the attribute of this number that stands in this block.
    pub(super) fn find(&self, code: u16) -> Option<&'a [u8]> {
        let mut at = self.span.start;
        while let Some(found) = self.next(at) {
            if found.code == code {
                return Some(self.bytes(&found.payload));
            }
            at = align(found.at.end);
        }
        None
    }

    /// The text of the attribute of this number that stands in this block.
    pub(super) fn find_text(&self, code: u16) -> Option<&'a str> {
        text::terminated(self.find(code)?)
    }

    /// The fields of a layout, each as long as the block has bytes for it, then its attributes.
    pub(super) fn layout(&self, layout: &Layout, fields: &mut Vec<Node>) -> Vec<Node> {
        let mut at = self.span.start;
        for field in layout.fields {
            let end = at + field.width;
            if end > self.span.end {
                if at < self.span.end {
                    fields.push(self.trailing(at..self.span.end));
                }
                return Vec::new();
            }
            if let Some(value) = self.field(field.kind, at..end) {
                fields.push(node(Cow::Borrowed(field.name), None, &(at..end), value));
            }
            at = end;
        }
        self.inner(align(at).min(self.span.end)..self.span.end)
            .attrs(layout.attrs)
    }

    /// The attributes of this block; what is none is the last node, raw.
    pub(super) fn attrs(&self, table: &Table) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(self.count());
        let mut at = self.span.start;
        while let Some(found) = self.next(at) {
            at = align(found.at.end);
            nodes.push(self.attribute(table.get(found.code), found));
        }
        if at < self.span.end {
            nodes.push(self.trailing(at..self.span.end));
        }
        nodes
    }

    /// The value of bytes by their kind.
    pub(super) fn value(&self, kind: Kind, span: Span) -> Value {
        let bytes = self.bytes(&span);
        let plain = match kind {
            Kind::Present if bytes.is_empty() => Some(Value::Present(())),
            Kind::Uint => host(bytes).map(Value::Number),
            Kind::Int => signed(bytes).map(Value::Signed),
            Kind::Be => network(bytes).map(Value::Number),
            Kind::BeInt => network(bytes).map(|number| {
                let unused = 64 - 8 * bytes.len() as u32;
                Value::Signed((number << unused).cast_signed() >> unused)
            }),
            Kind::Text => {
                text::terminated(bytes).map(|text| Value::Text(Cow::Owned(text.to_owned())))
            }
            Kind::Link => text::link_address(bytes).map(Value::Text),
            Kind::Ip => text::ip(bytes).map(Value::Text),
            Kind::Names(names) => host(bytes).map(|number| constant(names, number)),
            Kind::BeNames(names) => network(bytes).map(|number| constant(names, number)),
            Kind::Bits(names) => host(bytes).map(|number| Value::Flags(bits(names, number))),
            Kind::BeBits(names) => network(bytes).map(|number| Value::Flags(bits(names, number))),
            Kind::Choose(choose) => return self.value(choose(self), span),
            Kind::Own(own) => return own(self, span),
            _ if self.depth >= DEEPEST => None,
            Kind::Nest(table) => Some(Value::Attrs(self.inner(span).attrs(table))),
            Kind::List(name, kind) => Some(Value::Attrs(self.inner(span).list(name, *kind))),
            Kind::Struct(layout) => Some(Value::Attrs(self.inner(span).structure(layout))),
            Kind::Present | Kind::Pad | Kind::Raw => None,
        };
        plain.unwrap_or_else(|| Value::Raw(Bytes(bytes.to_vec())))
    }

    /// Fields and attributes in one list.
    pub(super) fn structure(&self, layout: &Layout) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(layout.fields.len());
        let attrs = self.layout(layout, &mut nodes);
        nodes.extend(attrs);
        nodes
    }

    /// A raw node of bytes that are no attribute.
    pub(super) fn trailing(&self, span: Span) -> Node {
        let value = Value::Raw(Bytes(self.bytes(&span).to_vec()));
        node(Cow::Borrowed("trailing bytes"), None, &span, value)
    }

    fn list(&self, name: &'static str, kind: Kind) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(self.count());
        let mut at = self.span.start;
        while let Some(found) = self.next(at) {
            at = align(found.at.end);
            let value = self.value(kind, found.payload);
            nodes.push(node(
                Cow::Borrowed(name),
                Some(found.code),
                &found.at,
                value,
            ));
        }
        if at < self.span.end {
            nodes.push(self.trailing(at..self.span.end));
        }
        nodes
    }

    fn attribute(&self, attr: Option<&'static Attr>, found: Found) -> Node {
        let (name, value) = match attr {
            Some(attr) => (
                Cow::Borrowed(attr.name),
                self.value(attr.kind, found.payload),
            ),
            None => (
                Cow::Owned(format!("attribute {}", found.code)),
                self.unnamed(found.nested, found.payload),
            ),
        };
        node(name, Some(found.code), &found.at, value)
    }

    /// An attribute without a name here: nested if it says so and its bytes agree.
    fn unnamed(&self, nested: bool, span: Span) -> Value {
        let inner = self.inner(span.clone());
        if nested && self.depth < DEEPEST && inner.is_tidy() {
            return Value::Attrs(inner.attrs(&UNKNOWN));
        }
        self.value(Kind::Raw, span)
    }

    fn field(&self, kind: Kind, span: Span) -> Option<Value> {
        match kind {
            Kind::Pad if self.bytes(&span).iter().all(|byte| *byte == 0) => None,
            kind => Some(self.value(kind, span)),
        }
    }

    fn count(&self) -> usize {
        let mut count = 0;
        let mut at = self.span.start;
        while let Some(found) = self.next(at) {
            count += 1;
            at = align(found.at.end);
        }
        count + usize::from(at < self.span.end)
    }

    /// True if the block is attributes from its first byte to its last.
    fn is_tidy(&self) -> bool {
        let mut at = self.span.start;
        while let Some(found) = self.next(at) {
            at = align(found.at.end);
        }
        at >= self.span.end
    }

    /// The attribute that begins here, if a whole one does (`struct nlattr`, netlink(7)).
    fn next(&self, at: usize) -> Option<Found> {
        let head = self.bytes(&(at..(at + 4).min(self.span.end)));
        let &[len0, len1, type0, type1] = head else {
            return None;
        };
        let len = usize::from(u16::from_ne_bytes([len0, len1]));
        let tag = u16::from_ne_bytes([type0, type1]);
        if len < 4 || at + len > self.span.end {
            return None;
        }
        Some(Found {
            code: tag & TYPE_MASK,
            nested: tag & NESTED != 0,
            at: at..at + len,
            payload: at + 4..at + len,
        })
    }
}

/// A node at these positions.
pub(super) fn node(name: Name, code: Option<u16>, span: &Span, value: Value) -> Node {
    Node {
        name,
        code,
        at: (offset(span.start), offset(span.end)),
        value,
    }
}

/// The constant's name, or its number.
pub(super) fn constant(names: Constants, number: u64) -> Value {
    match name_of(names, number) {
        Some(name) => Value::Text(Cow::Borrowed(name)),
        None => Value::Number(number),
    }
}

/// The names of the bits set; those without a name as one hexadecimal number. A name may stand for
/// several bits, if it comes before the names of its parts.
pub(super) fn bits(names: Constants, number: u64) -> Vec<Name> {
    let mut rest = number;
    let mut set = Vec::with_capacity(number.count_ones() as usize);
    for (mask, name) in names {
        if rest & mask == *mask {
            set.push(Cow::Borrowed(*name));
            rest &= !mask;
        }
    }
    if rest != 0 {
        set.push(Cow::Owned(format!("0x{rest:x}")));
    }
    set
}

/// Netlink aligns everything to four bytes.
pub(super) fn align(at: usize) -> usize {
    (at + 3) & !3
}

/// An integer in host order.
pub(super) fn host(bytes: &[u8]) -> Option<u64> {
    Some(match *bytes {
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_ne_bytes([a, b])),
        [a, b, c, d] => u64::from(u32::from_ne_bytes([a, b, c, d])),
        _ => u64::from_ne_bytes(bytes.try_into().ok()?),
    })
}

/// An integer in network order.
pub(super) fn network(bytes: &[u8]) -> Option<u64> {
    Some(match *bytes {
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_be_bytes([a, b])),
        [a, b, c, d] => u64::from(u32::from_be_bytes([a, b, c, d])),
        _ => u64::from_be_bytes(bytes.try_into().ok()?),
    })
}

/// A signed integer in host order.
pub(super) fn signed(bytes: &[u8]) -> Option<i64> {
    Some(match *bytes {
        [a] => i64::from(i8::from_ne_bytes([a])),
        [a, b] => i64::from(i16::from_ne_bytes([a, b])),
        [a, b, c, d] => i64::from(i32::from_ne_bytes([a, b, c, d])),
        _ => i64::from_ne_bytes(bytes.try_into().ok()?),
    })
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
