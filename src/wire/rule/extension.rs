//! Extensions of iptables that iptables-nft puts into a rule, and expressions that have no words here.

use super::Reader;
use crate::wire::tree::{Node, Value};
use crate::wire::walk::host;

impl Reader<'_> {
    /// The extensions of which the effect on packets can be said without them.
    pub(super) fn extension(&mut self, element: &Node, data: &Node) -> Option<()> {
        let name = ["NFTA_MATCH_NAME", "NFTA_TARGET_NAME"]
            .iter()
            .find_map(|it| data.attr(it)?.text())?;
        let lost = match name {
            "comment" => "iptables' comment",
            "MASQUERADE" => {
                for word in masquerade(self.family, data.attr("NFTA_TARGET_INFO")?)?.split(' ') {
                    self.say(word);
                }
                "iptables' own form of masquerade"
            }
            _ => return None,
        };
        self.aside.push((self.words.len(), lost));
        self.words.push(unknown(element));
        Some(())
    }
}

/// An expression without words: `[match comment]`, `[hash]`.
pub(super) fn unknown(element: &Node) -> String {
    let name = element
        .attr("NFTA_EXPR_NAME")
        .and_then(Node::text)
        .unwrap_or("?");
    let data = element.attr("NFTA_EXPR_DATA");
    let inner = ["NFTA_MATCH_NAME", "NFTA_TARGET_NAME"]
        .iter()
        .find_map(|it| data?.attr(it)?.text());
    let told = data
        .and_then(|it| it.attr("NFTA_MATCH_INFO"))
        .and_then(Node::text);
    match (inner, told) {
        (Some(inner), Some(told)) => format!("[{name} {inner} {told}]"),
        (Some(inner), None) => format!("[{name} {inner}]"),
        (None, _) => format!("[{name}]"),
    }
}

/// `struct nf_nat_ipv4_multi_range_compat` of one range, or `struct nf_nat_range`, with no ports in it.
fn masquerade(family: &str, info: &Node) -> Option<&'static str> {
    let Value::Raw(info) = &info.value else {
        return None;
    };
    let range = match family {
        "ip" => info.0.strip_prefix(&1_u32.to_ne_bytes())?,
        "ip6" => &info.0,
        _ => return None,
    };
    let (flags, rest) = range.split_at_checked(4)?;
    if rest.iter().any(|byte| *byte != 0) {
        return None;
    }
    // NF_NAT_RANGE_PROTO_RANDOM, NF_NAT_RANGE_PROTO_RANDOM_FULLY.
    Some(match host(flags)? {
        0 => "masquerade",
        0x4 => "masquerade random",
        0x10 => "masquerade fully-random",
        _ => return None,
    })
}
