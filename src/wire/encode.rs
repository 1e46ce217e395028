//! Netlink messages as bytes: what the decoder reads, written.

/// Messages in a row, as one datagram.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
}

/// The payload of a message or of a nested attribute, as it is written.
#[derive(Debug)]
pub struct Body<'a> {
    bytes: &'a mut Vec<u8>,
}

/// `NLA_F_NESTED`: the payload is attributes.
const NESTED: u16 = 1 << 15;
/// `NLMSG_ALIGNTO` and `NLA_ALIGNTO`.
const ALIGN: usize = 4;

impl Encoder {
    /// Adds a message: its header, and what `write` puts behind it.
    pub fn message(&mut self, kind: u16, flags: u16, seq: u32, write: impl FnOnce(&mut Body<'_>)) {
        let start = self.bytes.len();
        self.bytes.extend(0u32.to_ne_bytes()); // the length, when it is known
        self.bytes.extend(kind.to_ne_bytes());
        self.bytes.extend(flags.to_ne_bytes());
        self.bytes.extend(seq.to_ne_bytes());
        self.bytes.extend(0u32.to_ne_bytes()); // the sender's port, which the kernel knows
        write(&mut Body {
            bytes: &mut self.bytes,
        });
        // No message of ours comes near 4 GiB.
        let length = u32::try_from(self.bytes.len() - start).unwrap_or(u32::MAX);
        self.bytes[start..start + 4].copy_from_slice(&length.to_ne_bytes());
        pad(&mut self.bytes);
    }

    /// The datagram.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

impl Body<'_> {
    /// Bytes as they are: the fixed header of a message.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// An attribute.
    pub fn attr(&mut self, code: u16, payload: &[u8]) {
        self.bytes.extend(length(4 + payload.len()).to_ne_bytes());
        self.bytes.extend(code.to_ne_bytes());
        self.bytes.extend(payload);
        pad(self.bytes);
    }

    /// A string, which ends with a zero byte.
    pub fn text(&mut self, code: u16, text: &str) {
        self.attr(code, &[text.as_bytes(), &[0]].concat());
    }

    /// A number of four bytes in network order, as all numbers of nf_tables are.
    pub fn be32(&mut self, code: u16, number: u32) {
        self.attr(code, &number.to_be_bytes());
    }

    /// A number of eight bytes in network order.
    pub fn be64(&mut self, code: u16, number: u64) {
        self.attr(code, &number.to_be_bytes());
    }

    /// An attribute of attributes.
    pub fn nest(&mut self, code: u16, write: impl FnOnce(&mut Body<'_>)) {
        let start = self.bytes.len();
        self.bytes.extend(0u16.to_ne_bytes());
        self.bytes.extend((code | NESTED).to_ne_bytes());
        write(&mut Body {
            bytes: &mut *self.bytes,
        });
        let length = length(self.bytes.len() - start);
        self.bytes[start..start + 2].copy_from_slice(&length.to_ne_bytes());
        pad(self.bytes);
    }
}

/// An attribute that is too long for its length is refused by the kernel, for its length is then wrong.
fn length(bytes: usize) -> u16 {
    u16::try_from(bytes).unwrap_or(u16::MAX)
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(ALIGN), 0);
}

#[cfg(test)]
mod tests {
    use super::super::{Decoder, NETLINK_NETFILTER};
    use super::*;

    #[test]
    fn the_decoder_reads_what_was_written() {
        let mut encoder = Encoder::default();
        encoder.message(0xa00, 0x401, 7, |it| {
            it.raw(&[1, 0, 0, 0]);
            it.text(1, "cni"); // 4 + 4 bytes: no padding
            it.be32(2, 0);
        });
        encoder.message(0xa06, 0x401, 8, |it| {
            it.raw(&[1, 0, 0, 0]);
            it.text(1, "cnis"); // 3 bytes of padding
            it.be64(3, 0x1_0000_0002);
            it.nest(4, |it| it.nest(1, |it| it.text(1, "masq")));
        });
        let bytes = encoder.finish();
        let messages = Decoder::new().decode(NETLINK_NETFILTER, true, &bytes);
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0].kind, "NFT_MSG_NEWTABLE");
        assert_eq!(messages[0].flags, ["request", "create"]);
        let table = messages[0].attr("NFTA_TABLE_NAME").unwrap();
        assert_eq!(table.text(), Some("cni"));
        assert_eq!(messages[1].seq, 8);
        let text = |name: &str| messages[1].attr(name).unwrap().text().unwrap().to_owned();
        assert_eq!(text("NFTA_RULE_TABLE"), "cnis");
        let handle = messages[1].attr("NFTA_RULE_HANDLE").unwrap();
        assert_eq!(handle.number(), Some(0x1_0000_0002));
        let list = messages[1].attr("NFTA_RULE_EXPRESSIONS").unwrap();
        let name = list.children()[0].attr("NFTA_EXPR_NAME").unwrap();
        assert_eq!(name.text(), Some("masq"));
        assert_eq!(bytes.len() % 4, 0);
    }
}
