//! `NETLINK_NETFILTER`: subsystems, their message types and where their forms stand.
//!
//! The upper byte of a message type is the subsystem, the lower byte the message.

mod conntrack;
pub(super) mod constants;
mod expression;
mod rules;
mod sets;
mod userdata;

use std::borrow::Cow;

use super::decode::Form;
use super::header::Verb;
use super::schema::{Field, Kind, Layout, Table, UNKNOWN, field};
use constants::FAMILY;

/// How a message of this type is read.
pub(super) fn form(code: u16) -> Form {
    let (subsystem, message) = (code >> 8, code & 0xff);
    let batch = BATCH.iter().find(|row| row.0 == code);
    let known = batch.or_else(|| {
        let (_, _, rows) = SUBSYSTEMS.iter().find(|row| row.0 == subsystem)?;
        rows.iter().find(|row| row.0 == message)
    });
    if let Some((_, name, layout)) = known {
        return Form {
            kind: Cow::Borrowed(name),
            verb: verb(name),
            layout: Some(layout),
        };
    }
    let kind = match SUBSYSTEMS.iter().find(|row| row.0 == subsystem) {
        Some((_, name, _)) => format!("{name} message {message}"),
        None => format!("subsystem {subsystem} message {message}"),
    };
    Form {
        kind: Cow::Owned(kind),
        verb: Verb::Other,
        layout: Some(&PLAIN),
    }
}

fn verb(name: &str) -> Verb {
    let has = |part: &str| name.contains(part);
    match () {
        () if has("_GET") || has("_LIST") || has("_SAVE") => Verb::Get,
        () if has("_DEL") || has("_DESTROY") || has("_FLUSH") => Verb::Delete,
        () if has("_NEW") || has("_CREATE") || has("_ADD") => Verb::New,
        () => Verb::Other,
    }
}

/// `struct nfgenmsg`.
const NFGENMSG: &[Field] = &[
    field("nfgen_family", 1, Kind::BeNames(FAMILY)),
    field("version", 1, Kind::Uint),
    field("res_id", 2, Kind::Be),
];

const fn layout(attrs: &'static Table) -> Layout {
    Layout {
        fields: NFGENMSG,
        attrs,
    }
}

static PLAIN: Layout = layout(&UNKNOWN);
static BATCH_LAYOUT: Layout = layout(&rules::BATCH);
static TABLE: Layout = layout(&rules::TABLE);
static CHAIN: Layout = layout(&rules::CHAIN);
static RULE: Layout = layout(&rules::RULE);
static SET: Layout = layout(&sets::SET);
static ELEMENTS: Layout = layout(&sets::ELEMENTS);
static OBJECT: Layout = layout(&sets::OBJECT_ATTRS);
static GENERATION: Layout = layout(&rules::GENERATION);
static FLOWTABLE: Layout = layout(&rules::FLOWTABLE);
static TRACE: Layout = layout(&rules::TRACE);
static COMPAT: Layout = layout(&rules::COMPAT_GET);
static CONNTRACK: Layout = layout(&conntrack::CONNTRACK);
static EXPECTATION: Layout = layout(&conntrack::EXPECTATION);

type Row = (u16, &'static str, &'static Layout);

/// The brackets around messages that the kernel takes all or none.
const BATCH: &[Row] = &[
    (16, "NFNL_MSG_BATCH_BEGIN", &BATCH_LAYOUT),
    (17, "NFNL_MSG_BATCH_END", &BATCH_LAYOUT),
];

/// `linux/netfilter/nfnetlink.h`.
const SUBSYSTEMS: &[(u16, &str, &[Row])] = &[
    (1, "conntrack", CONNTRACKS),
    (2, "conntrack expectation", EXPECTATIONS),
    (3, "queue", &[]),
    (4, "log", &[]),
    (5, "passive fingerprint", &[]),
    (6, "ipset", IPSET),
    (7, "accounting", &[]),
    (8, "conntrack timeout", &[]),
    (9, "conntrack helper", &[]),
    (10, "nf_tables", NF_TABLES),
    (11, "nft_compat", &[(0, "NFNL_MSG_COMPAT_GET", &COMPAT)]),
    (12, "hook", &[(0, "NFNL_MSG_HOOK_GET", &PLAIN)]),
];

const CONNTRACKS: &[Row] = &[
    (0, "IPCTNL_MSG_CT_NEW", &CONNTRACK),
    (1, "IPCTNL_MSG_CT_GET", &CONNTRACK),
    (2, "IPCTNL_MSG_CT_DELETE", &CONNTRACK),
    (3, "IPCTNL_MSG_CT_GET_CTRZERO", &CONNTRACK),
    (4, "IPCTNL_MSG_CT_GET_STATS_CPU", &CONNTRACK),
    (5, "IPCTNL_MSG_CT_GET_STATS", &CONNTRACK),
    (6, "IPCTNL_MSG_CT_GET_DYING", &CONNTRACK),
    (7, "IPCTNL_MSG_CT_GET_UNCONFIRMED", &CONNTRACK),
];

const EXPECTATIONS: &[Row] = &[
    (0, "IPCTNL_MSG_EXP_NEW", &EXPECTATION),
    (1, "IPCTNL_MSG_EXP_GET", &EXPECTATION),
    (2, "IPCTNL_MSG_EXP_DELETE", &EXPECTATION),
    (3, "IPCTNL_MSG_EXP_GET_STATS_CPU", &EXPECTATION),
];

const IPSET: &[Row] = &[
    (1, "IPSET_CMD_PROTOCOL", &PLAIN),
    (2, "IPSET_CMD_CREATE", &PLAIN),
    (3, "IPSET_CMD_DESTROY", &PLAIN),
    (4, "IPSET_CMD_FLUSH", &PLAIN),
    (5, "IPSET_CMD_RENAME", &PLAIN),
    (6, "IPSET_CMD_SWAP", &PLAIN),
    (7, "IPSET_CMD_LIST", &PLAIN),
    (8, "IPSET_CMD_SAVE", &PLAIN),
    (9, "IPSET_CMD_ADD", &PLAIN),
    (10, "IPSET_CMD_DEL", &PLAIN),
    (11, "IPSET_CMD_TEST", &PLAIN),
    (12, "IPSET_CMD_HEADER", &PLAIN),
    (13, "IPSET_CMD_TYPE", &PLAIN),
    (14, "IPSET_CMD_GET_BYNAME", &PLAIN),
    (15, "IPSET_CMD_GET_BYINDEX", &PLAIN),
];

const NF_TABLES: &[Row] = &[
    (0, "NFT_MSG_NEWTABLE", &TABLE),
    (1, "NFT_MSG_GETTABLE", &TABLE),
    (2, "NFT_MSG_DELTABLE", &TABLE),
    (3, "NFT_MSG_NEWCHAIN", &CHAIN),
    (4, "NFT_MSG_GETCHAIN", &CHAIN),
    (5, "NFT_MSG_DELCHAIN", &CHAIN),
    (6, "NFT_MSG_NEWRULE", &RULE),
    (7, "NFT_MSG_GETRULE", &RULE),
    (8, "NFT_MSG_DELRULE", &RULE),
    (9, "NFT_MSG_NEWSET", &SET),
    (10, "NFT_MSG_GETSET", &SET),
    (11, "NFT_MSG_DELSET", &SET),
    (12, "NFT_MSG_NEWSETELEM", &ELEMENTS),
    (13, "NFT_MSG_GETSETELEM", &ELEMENTS),
    (14, "NFT_MSG_DELSETELEM", &ELEMENTS),
    (15, "NFT_MSG_NEWGEN", &GENERATION),
    (16, "NFT_MSG_GETGEN", &GENERATION),
    (17, "NFT_MSG_TRACE", &TRACE),
    (18, "NFT_MSG_NEWOBJ", &OBJECT),
    (19, "NFT_MSG_GETOBJ", &OBJECT),
    (20, "NFT_MSG_DELOBJ", &OBJECT),
    (21, "NFT_MSG_GETOBJ_RESET", &OBJECT),
    (22, "NFT_MSG_NEWFLOWTABLE", &FLOWTABLE),
    (23, "NFT_MSG_GETFLOWTABLE", &FLOWTABLE),
    (24, "NFT_MSG_DELFLOWTABLE", &FLOWTABLE),
    (25, "NFT_MSG_GETRULE_RESET", &RULE),
    (26, "NFT_MSG_DESTROYTABLE", &TABLE),
    (27, "NFT_MSG_DESTROYCHAIN", &CHAIN),
    (28, "NFT_MSG_DESTROYRULE", &RULE),
    (29, "NFT_MSG_DESTROYSET", &SET),
    (30, "NFT_MSG_DESTROYSETELEM", &ELEMENTS),
    (31, "NFT_MSG_DESTROYOBJ", &OBJECT),
    (32, "NFT_MSG_DESTROYFLOWTABLE", &FLOWTABLE),
    (33, "NFT_MSG_GETSETELEM_RESET", &ELEMENTS),
];
