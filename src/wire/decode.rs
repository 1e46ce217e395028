//! Datagrams to messages.

use std::borrow::Cow;

use super::header::{self, Header, Verb};
use super::schema::Layout;
use super::tree::{Bytes, Message, Name, Node, Value};
use super::walk::{Block, align, node};
use super::{
    NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT, NETLINK_NETFILTER, NETLINK_ROUTE, NETLINK_SOCK_DIAG,
    diag, generic, netfilter, rtnetlink, uevent,
};

/// Decodes the datagrams of a recording or of a kernel, and remembers the names of generic families
/// that go by: their numbers are chosen anew by each kernel.
#[derive(Debug, Default)]
pub struct Decoder {
    generic: generic::Families,
}

/// How a message of a family is read.
pub(super) struct Form {
    pub(super) kind: Name,
    pub(super) verb: Verb,
    /// None if nothing is known of the payload.
    pub(super) layout: Option<&'static Layout>,
}

impl Decoder {
    /// A decoder that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The messages of one datagram, in their order. `protocol` is the socket's (`SO_PROTOCOL`, 0 for
    /// rtnetlink), `request` is true for what a process sends. Takes any bytes.
    pub fn decode(&mut self, protocol: u32, request: bool, datagram: &[u8]) -> Vec<Message> {
        if protocol == NETLINK_KOBJECT_UEVENT && !datagram.is_empty() {
            return vec![uevent::message(datagram)];
        }
        let mut messages = Vec::new();
        let mut rest = datagram;
        while !rest.is_empty() {
            let Some(header) = Header::parse(rest).filter(|it| it.len >= header::LENGTH) else {
                stray(&mut messages, rest);
                break;
            };
            let (whole, next) = rest.split_at(align(header.len).min(rest.len()));
            let message = self.message(protocol, request, &header, whole);
            if protocol == NETLINK_GENERIC {
                generic::learn(&message, &mut self.generic);
            }
            messages.push(message);
            rest = next;
        }
        messages
    }

    fn message(&mut self, protocol: u32, request: bool, header: &Header, bytes: &[u8]) -> Message {
        let end = header.len.min(bytes.len());
        let block = Block {
            message: bytes,
            family: bytes.get(header::LENGTH).copied().unwrap_or_default(),
            request,
            span: header::LENGTH..end,
            depth: 0,
        };
        let form = self.form(protocol, header.code, &block);
        let mut fields = Vec::with_capacity(8);
        let attrs = match header.code {
            header::NLMSG_DONE => header::done(&block, header.flags, &mut fields),
            header::NLMSG_ERROR => {
                header::refused(&block, header.flags, &mut fields, |inner, code| {
                    self.refused(protocol, inner, code)
                })
            }
            _ => payload(&form, &block, &mut fields),
        };
        if header.len > bytes.len() {
            let missing = Value::Number((header.len - bytes.len()) as u64);
            fields.push(node(
                Cow::Borrowed("missing bytes"),
                None,
                &(end..end),
                missing,
            ));
        }
        Message {
            kind: form.kind,
            code: header.code,
            flags: header.flag_names(form.verb),
            seq: header.seq,
            port: header.port,
            fields,
            attrs,
            raw: Bytes(bytes.to_vec()),
            command: None,
        }
    }

    /// The request inside an error: its form and its fields and attributes in one list.
    fn refused(&self, protocol: u32, block: &Block<'_>, code: u16) -> (Form, Vec<Node>) {
        let block = Block {
            family: block
                .bytes(&block.span)
                .first()
                .copied()
                .unwrap_or_default(),
            request: true,
            ..block.clone()
        };
        let form = self.form(protocol, code, &block);
        let mut nodes = Vec::new();
        let attrs = payload(&form, &block, &mut nodes);
        nodes.extend(attrs);
        (form, nodes)
    }

    fn form(&self, protocol: u32, code: u16, block: &Block<'_>) -> Form {
        // Types below this are control messages in every family; netfilter's brackets begin at it.
        if code < header::FIRST_OWN {
            return Form {
                kind: match header::control(code) {
                    Some(name) => Cow::Borrowed(name),
                    None => unnamed(code),
                },
                verb: Verb::Answer,
                layout: None,
            };
        }
        match protocol {
            NETLINK_ROUTE => rtnetlink::form(code),
            NETLINK_SOCK_DIAG => diag::form(code, block),
            NETLINK_NETFILTER => Some(netfilter::form(code)),
            NETLINK_GENERIC => Some(generic::form(code, block, &self.generic)),
            _ => None,
        }
        .unwrap_or_else(|| Form {
            kind: unnamed(code),
            verb: Verb::Other,
            layout: None,
        })
    }
}

fn payload(form: &Form, block: &Block<'_>, fields: &mut Vec<Node>) -> Vec<Node> {
    if let Some(layout) = form.layout {
        return block.layout(layout, fields);
    }
    let bytes = block.bytes(&block.span);
    if !bytes.is_empty() {
        let raw = Value::Raw(Bytes(bytes.to_vec()));
        fields.push(node(Cow::Borrowed("payload"), None, &block.span, raw));
    }
    Vec::new()
}

/// Bytes that are too few for a header, or whose header denies its own length. iproute2 sends such
/// after some requests; they go with the message before them.
fn stray(messages: &mut Vec<Message>, bytes: &[u8]) {
    let raw = Value::Raw(Bytes(bytes.to_vec()));
    if let Some(last) = messages.last_mut() {
        let start = last.raw.0.len();
        last.raw.0.extend_from_slice(bytes);
        let span = start..last.raw.0.len();
        last.fields
            .push(node(Cow::Borrowed("trailing bytes"), None, &span, raw));
        return;
    }
    messages.push(Message {
        kind: Cow::Borrowed("no message"),
        code: 0,
        flags: Vec::new(),
        seq: 0,
        port: 0,
        fields: vec![node(
            Cow::Borrowed("trailing bytes"),
            None,
            &(0..bytes.len()),
            raw,
        )],
        attrs: Vec::new(),
        raw: Bytes(bytes.to_vec()),
        command: None,
    });
}

fn unnamed(code: u16) -> Name {
    Cow::Owned(format!("type {code}"))
}
