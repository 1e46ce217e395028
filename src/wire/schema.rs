//! The vocabulary in which the tables of this decoder describe bytes.
//!
//! A message is a [`Layout`]: fields of fixed width, then attributes out of a [`Table`]. Everything is
//! `'static`, so a decoded name costs nothing. A kind says how to *show* bytes and never refuses any:
//! what does not fit its kind is shown raw.

use super::tree::Value;
use super::walk::{Block, Span};

/// How the payload of an attribute, or a field, is to be read.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// No payload: the attribute's presence is the statement.
    Present,
    /// Unsigned, 1, 2, 4 or 8 bytes in host order.
    Uint,
    /// Signed, 1, 2, 4 or 8 bytes in host order.
    Int,
    /// Unsigned, 1, 2, 4 or 8 bytes in network order.
    Be,
    /// Signed, 1, 2, 4 or 8 bytes in network order.
    BeInt,
    /// A string; its terminating zeros are not shown.
    Text,
    /// A hardware address; of 4 or 16 bytes (tunnels) an IP address.
    Link,
    /// An IP address by its length.
    Ip,
    /// A constant in host order.
    Names(Constants),
    /// A constant in network order.
    BeNames(Constants),
    /// Bits in host order.
    Bits(Constants),
    /// Bits in network order.
    BeBits(Constants),
    /// Attributes.
    Nest(&'static Table),
    /// Attributes that all have one name and kind; their numbers are positions or have no meaning.
    List(&'static str, &'static Kind),
    /// Fields, then attributes.
    Struct(&'static Layout),
    /// Bytes that pad: shown, raw, if one of them is not zero.
    Pad,
    /// Depends on what stands in the same block or in the message's header.
    Choose(fn(&Block<'_>) -> Kind),
    /// A form of its own.
    Own(fn(&Block<'_>, Span) -> Value),
    /// Bytes.
    Raw,
}

/// Names of constants or of bits, by value.
pub(super) type Constants = &'static [(u64, &'static str)];

/// The attributes of one block, ascending by number.
pub(super) struct Table(pub(super) &'static [Attr]);

/// One attribute of a block.
pub(super) struct Attr {
    code: u16,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// One field of a fixed header.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) width: usize,
    pub(super) kind: Kind,
}

/// A fixed header and the attributes behind it.
pub(super) struct Layout {
    pub(super) fields: &'static [Field],
    pub(super) attrs: &'static Table,
}

/// A block in which no attribute has a name here.
pub(super) static UNKNOWN: Table = Table(&[]);

pub(super) const fn attr(code: u16, name: &'static str, kind: Kind) -> Attr {
    Attr { code, name, kind }
}

pub(super) const fn field(name: &'static str, width: usize, kind: Kind) -> Field {
    Field { name, width, kind }
}

impl Table {
    /// Most tables have no gaps, so that the first guess is right.
    pub(super) fn get(&self, code: u16) -> Option<&'static Attr> {
        let first = self.0.first()?.code;
        let guess = self.0.get(usize::from(code.checked_sub(first)?));
        match guess {
            Some(attr) if attr.code == code => Some(attr),
            _ => {
                let index = self.0.binary_search_by_key(&code, |attr| attr.code).ok()?;
                self.0.get(index)
            }
        }
    }
}

/// The name of a constant.
pub(super) fn name_of(constants: Constants, value: u64) -> Option<&'static str> {
    let found = constants.iter().find(|(number, _)| *number == value);
    found.map(|(_, name)| *name)
}
