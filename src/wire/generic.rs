//! `NETLINK_GENERIC`: families that share one protocol, and the controller that numbers them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::decode::Form;
use super::header::{POLICY, Verb};
use super::schema::{Constants, Field, Kind, Layout, Table, UNKNOWN, attr, field};
use super::tree::{Message, Node};
use super::walk::Block;

/// Names of families by the numbers that this kernel gave them.
pub(super) type Families = BTreeMap<u16, String>;

/// How a message of this family is read.
pub(super) fn form(code: u16, block: &Block<'_>, families: &Families) -> Form {
    // The command is the first byte of the payload, where other protocols have the family.
    let command = block.family;
    let verb = if block.request {
        Verb::Get
    } else {
        Verb::Other
    };
    if code == CONTROLLER {
        let name = COMMANDS.iter().find(|row| row.0 == u64::from(command));
        return Form {
            kind: match name {
                Some((_, name)) => Cow::Borrowed(name),
                None => Cow::Owned(format!("nlctrl command {command}")),
            },
            verb,
            layout: Some(&CONTROL),
        };
    }
    Form {
        kind: Cow::Owned(match families.get(&code) {
            Some(family) => format!("{family} command {command}"),
            None => format!("generic family {code} command {command}"),
        }),
        verb,
        layout: Some(&OTHER),
    }
}

/// Remembers the family that the controller has told of.
pub(super) fn learn(message: &Message, families: &mut Families) {
    if message.code != CONTROLLER || message.kind != "CTRL_CMD_NEWFAMILY" {
        return;
    }
    let number = message.attr("CTRL_ATTR_FAMILY_ID").and_then(Node::number);
    let name = message.attr("CTRL_ATTR_FAMILY_NAME").and_then(Node::text);
    if let (Some(Ok(number)), Some(name)) = (number.map(u16::try_from), name) {
        families.insert(number, name.to_owned());
    }
}

/// `GENL_ID_CTRL`.
const CONTROLLER: u16 = 16;

/// `struct genlmsghdr`.
const GENLMSGHDR: &[Field] = &[
    field("cmd", 1, Kind::Uint),
    field("version", 1, Kind::Uint),
    field("reserved", 2, Kind::Pad),
];

static OTHER: Layout = Layout {
    fields: GENLMSGHDR,
    attrs: &UNKNOWN,
};

static CONTROL: Layout = Layout {
    fields: &[
        field("cmd", 1, Kind::Names(COMMANDS)),
        field("version", 1, Kind::Uint),
        field("reserved", 2, Kind::Pad),
    ],
    attrs: &CONTROL_ATTRS,
};

/// `linux/genetlink.h`.
const COMMANDS: Constants = &[
    (1, "CTRL_CMD_NEWFAMILY"),
    (2, "CTRL_CMD_DELFAMILY"),
    (3, "CTRL_CMD_GETFAMILY"),
    (4, "CTRL_CMD_NEWOPS"),
    (5, "CTRL_CMD_DELOPS"),
    (6, "CTRL_CMD_GETOPS"),
    (7, "CTRL_CMD_NEWMCAST_GRP"),
    (8, "CTRL_CMD_DELMCAST_GRP"),
    (9, "CTRL_CMD_GETMCAST_GRP"),
    (10, "CTRL_CMD_GETPOLICY"),
];

static CONTROL_ATTRS: Table = Table(&[
    attr(1, "CTRL_ATTR_FAMILY_ID", Kind::Uint),
    attr(2, "CTRL_ATTR_FAMILY_NAME", Kind::Text),
    attr(3, "CTRL_ATTR_VERSION", Kind::Uint),
    attr(4, "CTRL_ATTR_HDRSIZE", Kind::Uint),
    attr(5, "CTRL_ATTR_MAXATTR", Kind::Uint),
    attr(
        6,
        "CTRL_ATTR_OPS",
        Kind::List("operation", &Kind::Nest(&OPERATION)),
    ),
    attr(
        7,
        "CTRL_ATTR_MCAST_GROUPS",
        Kind::List("group", &Kind::Nest(&GROUP)),
    ),
    attr(
        8,
        "CTRL_ATTR_POLICY",
        Kind::List("policy", &Kind::List("attribute", &Kind::Nest(&POLICY))),
    ),
    attr(
        9,
        "CTRL_ATTR_OP_POLICY",
        Kind::List("operation", &Kind::Nest(&OPERATION_POLICY)),
    ),
    attr(10, "CTRL_ATTR_OP", Kind::Uint),
]);

static OPERATION: Table = Table(&[
    attr(1, "CTRL_ATTR_OP_ID", Kind::Uint),
    attr(2, "CTRL_ATTR_OP_FLAGS", Kind::Bits(OPERATION_FLAGS)),
]);

const OPERATION_FLAGS: Constants = &[
    (0x1, "admin_perm"),
    (0x2, "cap_do"),
    (0x4, "cap_dump"),
    (0x8, "cap_haspol"),
    (0x10, "uns_admin_perm"),
];

static GROUP: Table = Table(&[
    attr(1, "CTRL_ATTR_MCAST_GRP_NAME", Kind::Text),
    attr(2, "CTRL_ATTR_MCAST_GRP_ID", Kind::Uint),
]);

static OPERATION_POLICY: Table = Table(&[
    attr(1, "CTRL_ATTR_POLICY_DO", Kind::Uint),
    attr(2, "CTRL_ATTR_POLICY_DUMP", Kind::Uint),
]);
