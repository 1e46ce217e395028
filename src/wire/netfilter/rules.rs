//! Tables, chains, rules and flowtables of nf_tables, `linux/netfilter/nf_tables.h`.
//!
//! Integers are in network order throughout.

use super::super::schema::{Constants, Kind, Table, UNKNOWN, attr};
use super::super::walk::Block;
use super::constants::{CHAIN_FLAGS, COMPAT_FLAGS, FLOWTABLE_FLAGS, TABLE_FLAGS, VERDICT};
use super::expression::EXPRESSION;
use super::userdata::userdata;

pub(super) static TABLE: Table = Table(&[
    attr(1, "NFTA_TABLE_NAME", Kind::Text),
    attr(2, "NFTA_TABLE_FLAGS", Kind::BeBits(TABLE_FLAGS)),
    attr(3, "NFTA_TABLE_USE", Kind::Be),
    attr(4, "NFTA_TABLE_HANDLE", Kind::Be),
    attr(6, "NFTA_TABLE_USERDATA", Kind::Own(userdata)),
    attr(7, "NFTA_TABLE_OWNER", Kind::Be),
]);

pub(super) static CHAIN: Table = Table(&[
    attr(1, "NFTA_CHAIN_TABLE", Kind::Text),
    attr(2, "NFTA_CHAIN_HANDLE", Kind::Be),
    attr(3, "NFTA_CHAIN_NAME", Kind::Text),
    attr(4, "NFTA_CHAIN_HOOK", Kind::Nest(&HOOK)),
    attr(5, "NFTA_CHAIN_POLICY", Kind::BeNames(VERDICT)),
    attr(6, "NFTA_CHAIN_USE", Kind::Be),
    attr(7, "NFTA_CHAIN_TYPE", Kind::Text),
    attr(8, "NFTA_CHAIN_COUNTERS", Kind::Nest(&COUNTER)),
    attr(10, "NFTA_CHAIN_FLAGS", Kind::BeBits(CHAIN_FLAGS)),
    attr(11, "NFTA_CHAIN_ID", Kind::Be),
    attr(12, "NFTA_CHAIN_USERDATA", Kind::Own(userdata)),
]);

static HOOK: Table = Table(&[
    attr(1, "NFTA_HOOK_HOOKNUM", Kind::Choose(hook)),
    attr(2, "NFTA_HOOK_PRIORITY", Kind::BeInt),
    attr(3, "NFTA_HOOK_DEV", Kind::Text),
    attr(4, "NFTA_HOOK_DEVS", Kind::Nest(&DEVICES)),
]);

/// What a hook's number means depends on the family of the table.
fn hook(block: &Block<'_>) -> Kind {
    Kind::BeNames(match block.family {
        NFPROTO_ARP => ARP_HOOK,
        NFPROTO_NETDEV => NETDEV_HOOK,
        _ => INET_HOOK,
    })
}

const NFPROTO_ARP: u8 = 3;
const NFPROTO_NETDEV: u8 = 5;

const INET_HOOK: Constants = &[
    (0, "prerouting"),
    (1, "input"),
    (2, "forward"),
    (3, "output"),
    (4, "postrouting"),
    (5, "ingress"),
];

const ARP_HOOK: Constants = &[(0, "input"), (1, "output"), (2, "forward")];

const NETDEV_HOOK: Constants = &[(0, "ingress"), (1, "egress")];

static DEVICES: Table = Table(&[
    attr(1, "NFTA_DEVICE_NAME", Kind::Text),
    attr(2, "NFTA_DEVICE_PREFIX", Kind::Text),
]);

pub(super) static COUNTER: Table = Table(&[
    attr(1, "NFTA_COUNTER_BYTES", Kind::Be),
    attr(2, "NFTA_COUNTER_PACKETS", Kind::Be),
]);

pub(super) static RULE: Table = Table(&[
    attr(1, "NFTA_RULE_TABLE", Kind::Text),
    attr(2, "NFTA_RULE_CHAIN", Kind::Text),
    attr(3, "NFTA_RULE_HANDLE", Kind::Be),
    attr(
        4,
        "NFTA_RULE_EXPRESSIONS",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&EXPRESSION)),
    ),
    attr(5, "NFTA_RULE_COMPAT", Kind::Nest(&COMPAT)),
    attr(6, "NFTA_RULE_POSITION", Kind::Be),
    attr(7, "NFTA_RULE_USERDATA", Kind::Own(userdata)),
    attr(9, "NFTA_RULE_ID", Kind::Be),
    attr(10, "NFTA_RULE_POSITION_ID", Kind::Be),
    attr(11, "NFTA_RULE_CHAIN_ID", Kind::Be),
]);

static COMPAT: Table = Table(&[
    attr(1, "NFTA_RULE_COMPAT_PROTO", Kind::Be),
    attr(2, "NFTA_RULE_COMPAT_FLAGS", Kind::BeBits(COMPAT_FLAGS)),
]);

pub(super) static GENERATION: Table = Table(&[
    attr(1, "NFTA_GEN_ID", Kind::Be),
    attr(2, "NFTA_GEN_PROC_PID", Kind::Be),
    attr(3, "NFTA_GEN_PROC_NAME", Kind::Text),
]);

pub(super) static FLOWTABLE: Table = Table(&[
    attr(1, "NFTA_FLOWTABLE_TABLE", Kind::Text),
    attr(2, "NFTA_FLOWTABLE_NAME", Kind::Text),
    attr(3, "NFTA_FLOWTABLE_HOOK", Kind::Nest(&FLOWTABLE_HOOK)),
    attr(4, "NFTA_FLOWTABLE_USE", Kind::Be),
    attr(5, "NFTA_FLOWTABLE_HANDLE", Kind::Be),
    attr(7, "NFTA_FLOWTABLE_FLAGS", Kind::BeBits(FLOWTABLE_FLAGS)),
]);

static FLOWTABLE_HOOK: Table = Table(&[
    attr(1, "NFTA_FLOWTABLE_HOOK_NUM", Kind::BeNames(NETDEV_HOOK)),
    attr(2, "NFTA_FLOWTABLE_HOOK_PRIORITY", Kind::BeInt),
    attr(3, "NFTA_FLOWTABLE_HOOK_DEVS", Kind::Nest(&DEVICES)),
]);

/// `NFNL_MSG_BATCH_BEGIN`: the generation that the sender has seen.
pub(super) static BATCH: Table = Table(&[attr(1, "NFNL_BATCH_GENID", Kind::Be)]);

/// `NFNL_MSG_COMPAT_GET`: whether the kernel has an extension of iptables.
pub(super) static COMPAT_GET: Table = Table(&[
    attr(1, "NFTA_COMPAT_NAME", Kind::Text),
    attr(2, "NFTA_COMPAT_REV", Kind::Be),
    attr(3, "NFTA_COMPAT_TYPE", Kind::BeNames(COMPAT_TYPE)),
]);

const COMPAT_TYPE: Constants = &[(0, "match"), (1, "target")];

/// `NFT_MSG_TRACE`, as it comes to whoever listens.
pub(super) static TRACE: Table = Table(&[
    attr(1, "NFTA_TRACE_TABLE", Kind::Text),
    attr(2, "NFTA_TRACE_CHAIN", Kind::Text),
    attr(3, "NFTA_TRACE_RULE_HANDLE", Kind::Be),
    attr(4, "NFTA_TRACE_TYPE", Kind::Be),
    attr(5, "NFTA_TRACE_VERDICT", Kind::Nest(&UNKNOWN)),
    attr(6, "NFTA_TRACE_ID", Kind::Be),
    attr(7, "NFTA_TRACE_LL_HEADER", Kind::Raw),
    attr(8, "NFTA_TRACE_NETWORK_HEADER", Kind::Raw),
    attr(9, "NFTA_TRACE_TRANSPORT_HEADER", Kind::Raw),
    attr(10, "NFTA_TRACE_IIF", Kind::Be),
    attr(11, "NFTA_TRACE_IIFTYPE", Kind::Be),
    attr(12, "NFTA_TRACE_OIF", Kind::Be),
    attr(13, "NFTA_TRACE_OIFTYPE", Kind::Be),
    attr(14, "NFTA_TRACE_MARK", Kind::Be),
    attr(15, "NFTA_TRACE_NFPROTO", Kind::Be),
    attr(16, "NFTA_TRACE_POLICY", Kind::BeNames(VERDICT)),
]);
