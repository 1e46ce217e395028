//! The decoded form of a netlink message: named nodes, each with its range in the message's bytes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name out of the kernel headers: borrowed from a table when decoded, owned when read from a recording.
pub type Name = Cow<'static, str>;

/// One netlink message, header included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The kernel headers' name of the type, `RTM_NEWLINK`; `type 77` if it has none here.
    #[serde(rename = "type")]
    pub kind: Name,
    /// `nlmsg_type` as sent.
    pub code: u16,
    /// Names of the bits set in `nlmsg_flags`, in lower case: `request`, `ack`, `create`, `excl`, `dump`.
    pub flags: Vec<Name>,
    /// `nlmsg_seq`.
    pub seq: u32,
    /// `nlmsg_pid`, the port of the sender.
    pub port: u32,
    /// The fixed header that follows `nlmsghdr` (`ifinfomsg`, `rtmsg`, ...), one node per field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Node>,
    /// The attributes, in the order of the bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attrs: Vec<Node>,
    /// The whole message as it crossed the system call: header, payload and the padding up to the next
    /// message, so that the `raw` of all messages in a row are the datagram.
    pub raw: Bytes,
    /// The `ip`, `bridge` or `nft` command that asks the kernel for the same; only for requests that change something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A field or an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The kernel headers' name, `IFLA_IFNAME`, `ifi_index`; `attribute 77` if it has none here.
    pub name: Name,
    /// The attribute's number with the nested and byte-order bits masked; absent for a field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// First byte and the byte after the last, counted from the start of the message. For an attribute the
    /// range includes its four-byte header and leaves out the padding behind it.
    pub at: (u32, u32),
    /// What the bytes say.
    #[serde(flatten)]
    pub value: Value,
}

/// The value of a [`Node`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An attribute without payload, present or absent.
    Present(()),
    /// An unsigned integer of any width, in host order.
    Number(u64),
    /// A signed integer of any width.
    Signed(i64),
    /// A string, an address, or the name of a constant (`AF_INET`, `RT_SCOPE_LINK`).
    Text(Name),
    /// Names of the bits set; bits without a name are one hexadecimal number.
    Flags(Vec<Name>),
    /// Nested attributes.
    Attrs(Vec<Node>),
    /// Bytes that have no better reading.
    Raw(Bytes),
}

/// Bytes that are base64 in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Message {
    /// The attribute of this name at the top level.
    pub fn attr(&self, name: &str) -> Option<&Node> {
        find(&self.attrs, name)
    }

    /// True if the message header has this flag: `request`, `create`, `dump`.
    pub fn has_flag(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag == name)
    }

    /// The field of this name in the fixed header.
    pub fn field(&self, name: &str) -> Option<&Node> {
        find(&self.fields, name)
    }
}

impl Node {
    /// The nested attribute of this name.
    pub fn attr(&self, name: &str) -> Option<&Node> {
        find(self.children(), name)
    }

    /// The value, if it is text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The fields or attributes inside, none if the value is of another kind.
    pub fn children(&self) -> &[Node] {
        match &self.value {
            Value::Attrs(attrs) => attrs,
            _ => &[],
        }
    }

    /// The names of the bits set, none if the value is of another kind.
    pub fn flags(&self) -> &[Name] {
        match &self.value {
            Value::Flags(names) => names,
            _ => &[],
        }
    }

    /// The value, if it is a number that is not negative.
    pub fn number(&self) -> Option<u64> {
        match self.value {
            Value::Number(number) => Some(number),
            Value::Signed(number) => u64::try_from(number).ok(),
            _ => None,
        }
    }
}

fn find<'a>(nodes: &'a [Node], name: &str) -> Option<&'a Node> {
    nodes.iter().find(|node| node.name == name)
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD
            .decode(text)
            .map(Bytes)
            .map_err(serde::de::Error::custom)
    }
}
