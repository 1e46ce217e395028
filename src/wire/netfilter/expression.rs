//! Expressions, the steps that a rule is made of, `linux/netfilter/nf_tables.h`.

use super::super::schema::{Kind, Table, UNKNOWN, attr};
use super::super::walk::Block;
use super::constants::{
    BITWISE_OP, BYTEORDER_OP, CMP_OP, CT_DIRECTION, CT_KEY, DYNSET_FLAGS, DYNSET_OP, EXTHDR_OP,
    FAMILY, FIB_FLAGS, FIB_RESULT, INVERT, LIMIT_TYPE, LOG_LEVEL, META_KEY, NAT_FLAGS, NAT_TYPE,
    NUMGEN_TYPE, OBJECT, PAYLOAD_BASE, RANGE_OP, REGISTER, REJECT_TYPE, RT_KEY, SOCKET_KEY,
    VERDICT,
};
use super::rules::COUNTER;

pub(super) static EXPRESSION: Table = Table(&[
    attr(1, "NFTA_EXPR_NAME", Kind::Text),
    attr(2, "NFTA_EXPR_DATA", Kind::Choose(data)),
]);

/// The name of the expression stands beside its data.
fn data(block: &Block<'_>) -> Kind {
    let Some(name) = block.find_text(1) else {
        return Kind::Nest(&UNKNOWN);
    };
    let known = BY_NAME.iter().find(|(known, _)| *known == name);
    Kind::Nest(known.map_or(&UNKNOWN, |(_, table)| table))
}

static BY_NAME: &[(&str, &Table)] = &[
    ("bitwise", &BITWISE),
    ("byteorder", &BYTEORDER),
    ("cmp", &CMP),
    ("connlimit", &CONNLIMIT),
    ("counter", &COUNTER),
    ("ct", &CT),
    ("dup", &DUP),
    ("dynset", &DYNSET),
    ("exthdr", &EXTHDR),
    ("fib", &FIB),
    ("flow_offload", &FLOW),
    ("fwd", &FWD),
    ("hash", &HASH),
    ("immediate", &IMMEDIATE),
    ("inner", &INNER),
    ("last", &LAST),
    ("limit", &LIMIT),
    ("log", &LOG),
    ("lookup", &LOOKUP),
    ("masq", &MASQ),
    ("match", &MATCH),
    ("meta", &META),
    ("nat", &NAT),
    ("numgen", &NUMGEN),
    ("objref", &OBJREF),
    ("payload", &PAYLOAD),
    ("queue", &QUEUE),
    ("quota", &QUOTA),
    ("range", &RANGE),
    ("redir", &REDIR),
    ("reject", &REJECT),
    ("rt", &RT),
    ("socket", &SOCKET),
    ("synproxy", &SYNPROXY),
    ("target", &TARGET),
    ("tproxy", &TPROXY),
];

/// A value or a verdict.
pub(super) static DATA: Table = Table(&[
    attr(1, "NFTA_DATA_VALUE", Kind::Raw),
    attr(2, "NFTA_DATA_VERDICT", Kind::Nest(&VERDICT_DATA)),
]);

static VERDICT_DATA: Table = Table(&[
    attr(1, "NFTA_VERDICT_CODE", Kind::BeNames(VERDICT)),
    attr(2, "NFTA_VERDICT_CHAIN", Kind::Text),
    attr(3, "NFTA_VERDICT_CHAIN_ID", Kind::Be),
]);

static IMMEDIATE: Table = Table(&[
    attr(1, "NFTA_IMMEDIATE_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_IMMEDIATE_DATA", Kind::Nest(&DATA)),
]);

static BITWISE: Table = Table(&[
    attr(1, "NFTA_BITWISE_SREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_BITWISE_DREG", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_BITWISE_LEN", Kind::Be),
    attr(4, "NFTA_BITWISE_MASK", Kind::Nest(&DATA)),
    attr(5, "NFTA_BITWISE_XOR", Kind::Nest(&DATA)),
    attr(6, "NFTA_BITWISE_OP", Kind::BeNames(BITWISE_OP)),
    attr(7, "NFTA_BITWISE_DATA", Kind::Nest(&DATA)),
]);

static BYTEORDER: Table = Table(&[
    attr(1, "NFTA_BYTEORDER_SREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_BYTEORDER_DREG", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_BYTEORDER_OP", Kind::BeNames(BYTEORDER_OP)),
    attr(4, "NFTA_BYTEORDER_LEN", Kind::Be),
    attr(5, "NFTA_BYTEORDER_SIZE", Kind::Be),
]);

static CMP: Table = Table(&[
    attr(1, "NFTA_CMP_SREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_CMP_OP", Kind::BeNames(CMP_OP)),
    attr(3, "NFTA_CMP_DATA", Kind::Nest(&DATA)),
]);

static RANGE: Table = Table(&[
    attr(1, "NFTA_RANGE_SREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_RANGE_OP", Kind::BeNames(RANGE_OP)),
    attr(3, "NFTA_RANGE_FROM_DATA", Kind::Nest(&DATA)),
    attr(4, "NFTA_RANGE_TO_DATA", Kind::Nest(&DATA)),
]);

static LOOKUP: Table = Table(&[
    attr(1, "NFTA_LOOKUP_SET", Kind::Text),
    attr(2, "NFTA_LOOKUP_SREG", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_LOOKUP_DREG", Kind::BeNames(REGISTER)),
    attr(4, "NFTA_LOOKUP_SET_ID", Kind::Be),
    attr(5, "NFTA_LOOKUP_FLAGS", Kind::BeBits(INVERT)),
]);

static DYNSET: Table = Table(&[
    attr(1, "NFTA_DYNSET_SET_NAME", Kind::Text),
    attr(2, "NFTA_DYNSET_SET_ID", Kind::Be),
    attr(3, "NFTA_DYNSET_OP", Kind::BeNames(DYNSET_OP)),
    attr(4, "NFTA_DYNSET_SREG_KEY", Kind::BeNames(REGISTER)),
    attr(5, "NFTA_DYNSET_SREG_DATA", Kind::BeNames(REGISTER)),
    attr(6, "NFTA_DYNSET_TIMEOUT", Kind::Be),
    attr(7, "NFTA_DYNSET_EXPR", Kind::Nest(&EXPRESSION)),
    attr(9, "NFTA_DYNSET_FLAGS", Kind::BeBits(DYNSET_FLAGS)),
    attr(
        10,
        "NFTA_DYNSET_EXPRESSIONS",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&EXPRESSION)),
    ),
]);

static PAYLOAD: Table = Table(&[
    attr(1, "NFTA_PAYLOAD_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_PAYLOAD_BASE", Kind::BeNames(PAYLOAD_BASE)),
    attr(3, "NFTA_PAYLOAD_OFFSET", Kind::Be),
    attr(4, "NFTA_PAYLOAD_LEN", Kind::Be),
    attr(5, "NFTA_PAYLOAD_SREG", Kind::BeNames(REGISTER)),
    attr(6, "NFTA_PAYLOAD_CSUM_TYPE", Kind::Be),
    attr(7, "NFTA_PAYLOAD_CSUM_OFFSET", Kind::Be),
    attr(8, "NFTA_PAYLOAD_CSUM_FLAGS", Kind::Be),
]);

static EXTHDR: Table = Table(&[
    attr(1, "NFTA_EXTHDR_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_EXTHDR_TYPE", Kind::Uint),
    attr(3, "NFTA_EXTHDR_OFFSET", Kind::Be),
    attr(4, "NFTA_EXTHDR_LEN", Kind::Be),
    attr(5, "NFTA_EXTHDR_FLAGS", Kind::Be),
    attr(6, "NFTA_EXTHDR_OP", Kind::BeNames(EXTHDR_OP)),
    attr(7, "NFTA_EXTHDR_SREG", Kind::BeNames(REGISTER)),
]);

static META: Table = Table(&[
    attr(1, "NFTA_META_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_META_KEY", Kind::BeNames(META_KEY)),
    attr(3, "NFTA_META_SREG", Kind::BeNames(REGISTER)),
]);

static RT: Table = Table(&[
    attr(1, "NFTA_RT_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_RT_KEY", Kind::BeNames(RT_KEY)),
]);

static SOCKET: Table = Table(&[
    attr(1, "NFTA_SOCKET_KEY", Kind::BeNames(SOCKET_KEY)),
    attr(2, "NFTA_SOCKET_DREG", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_SOCKET_LEVEL", Kind::Be),
]);

static CT: Table = Table(&[
    attr(1, "NFTA_CT_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_CT_KEY", Kind::BeNames(CT_KEY)),
    attr(3, "NFTA_CT_DIRECTION", Kind::Names(CT_DIRECTION)),
    attr(4, "NFTA_CT_SREG", Kind::BeNames(REGISTER)),
]);

pub(super) static LIMIT: Table = Table(&[
    attr(1, "NFTA_LIMIT_RATE", Kind::Be),
    attr(2, "NFTA_LIMIT_UNIT", Kind::Be),
    attr(3, "NFTA_LIMIT_BURST", Kind::Be),
    attr(4, "NFTA_LIMIT_TYPE", Kind::BeNames(LIMIT_TYPE)),
    attr(5, "NFTA_LIMIT_FLAGS", Kind::BeBits(INVERT)),
]);

pub(super) static CONNLIMIT: Table = Table(&[
    attr(1, "NFTA_CONNLIMIT_COUNT", Kind::Be),
    attr(2, "NFTA_CONNLIMIT_FLAGS", Kind::BeBits(INVERT)),
]);

static LAST: Table = Table(&[
    attr(1, "NFTA_LAST_SET", Kind::Be),
    attr(2, "NFTA_LAST_MSECS", Kind::Be),
]);

static LOG: Table = Table(&[
    attr(1, "NFTA_LOG_GROUP", Kind::Be),
    attr(2, "NFTA_LOG_PREFIX", Kind::Text),
    attr(3, "NFTA_LOG_SNAPLEN", Kind::Be),
    attr(4, "NFTA_LOG_QTHRESHOLD", Kind::Be),
    attr(5, "NFTA_LOG_LEVEL", Kind::BeNames(LOG_LEVEL)),
    attr(6, "NFTA_LOG_FLAGS", Kind::Be),
]);

static QUEUE: Table = Table(&[
    attr(1, "NFTA_QUEUE_NUM", Kind::Be),
    attr(2, "NFTA_QUEUE_TOTAL", Kind::Be),
    attr(3, "NFTA_QUEUE_FLAGS", Kind::Be),
    attr(4, "NFTA_QUEUE_SREG_QNUM", Kind::BeNames(REGISTER)),
]);

pub(super) static QUOTA: Table = Table(&[
    attr(1, "NFTA_QUOTA_BYTES", Kind::Be),
    attr(2, "NFTA_QUOTA_FLAGS", Kind::BeBits(INVERT)),
    attr(4, "NFTA_QUOTA_CONSUMED", Kind::Be),
]);

static REJECT: Table = Table(&[
    attr(1, "NFTA_REJECT_TYPE", Kind::BeNames(REJECT_TYPE)),
    attr(2, "NFTA_REJECT_ICMP_CODE", Kind::Uint),
]);

static NAT: Table = Table(&[
    attr(1, "NFTA_NAT_TYPE", Kind::BeNames(NAT_TYPE)),
    attr(2, "NFTA_NAT_FAMILY", Kind::BeNames(FAMILY)),
    attr(3, "NFTA_NAT_REG_ADDR_MIN", Kind::BeNames(REGISTER)),
    attr(4, "NFTA_NAT_REG_ADDR_MAX", Kind::BeNames(REGISTER)),
    attr(5, "NFTA_NAT_REG_PROTO_MIN", Kind::BeNames(REGISTER)),
    attr(6, "NFTA_NAT_REG_PROTO_MAX", Kind::BeNames(REGISTER)),
    attr(7, "NFTA_NAT_FLAGS", Kind::BeBits(NAT_FLAGS)),
]);

static TPROXY: Table = Table(&[
    attr(1, "NFTA_TPROXY_FAMILY", Kind::BeNames(FAMILY)),
    attr(2, "NFTA_TPROXY_REG_ADDR", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_TPROXY_REG_PORT", Kind::BeNames(REGISTER)),
]);

static MASQ: Table = Table(&[
    attr(1, "NFTA_MASQ_FLAGS", Kind::BeBits(NAT_FLAGS)),
    attr(2, "NFTA_MASQ_REG_PROTO_MIN", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_MASQ_REG_PROTO_MAX", Kind::BeNames(REGISTER)),
]);

static REDIR: Table = Table(&[
    attr(1, "NFTA_REDIR_REG_PROTO_MIN", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_REDIR_REG_PROTO_MAX", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_REDIR_FLAGS", Kind::BeBits(NAT_FLAGS)),
]);

static DUP: Table = Table(&[
    attr(1, "NFTA_DUP_SREG_ADDR", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_DUP_SREG_DEV", Kind::BeNames(REGISTER)),
]);

static FWD: Table = Table(&[
    attr(1, "NFTA_FWD_SREG_DEV", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_FWD_SREG_ADDR", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_FWD_NFPROTO", Kind::BeNames(FAMILY)),
]);

static OBJREF: Table = Table(&[
    attr(1, "NFTA_OBJREF_IMM_TYPE", Kind::BeNames(OBJECT)),
    attr(2, "NFTA_OBJREF_IMM_NAME", Kind::Text),
    attr(3, "NFTA_OBJREF_SET_SREG", Kind::BeNames(REGISTER)),
    attr(4, "NFTA_OBJREF_SET_NAME", Kind::Text),
    attr(5, "NFTA_OBJREF_SET_ID", Kind::Be),
]);

static FIB: Table = Table(&[
    attr(1, "NFTA_FIB_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_FIB_RESULT", Kind::BeNames(FIB_RESULT)),
    attr(3, "NFTA_FIB_FLAGS", Kind::BeBits(FIB_FLAGS)),
]);

static HASH: Table = Table(&[
    attr(1, "NFTA_HASH_SREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_HASH_DREG", Kind::BeNames(REGISTER)),
    attr(3, "NFTA_HASH_LEN", Kind::Be),
    attr(4, "NFTA_HASH_MODULUS", Kind::Be),
    attr(5, "NFTA_HASH_SEED", Kind::Be),
    attr(6, "NFTA_HASH_OFFSET", Kind::Be),
    attr(7, "NFTA_HASH_TYPE", Kind::Be),
    attr(8, "NFTA_HASH_SET_NAME", Kind::Text),
    attr(9, "NFTA_HASH_SET_ID", Kind::Be),
]);

static NUMGEN: Table = Table(&[
    attr(1, "NFTA_NG_DREG", Kind::BeNames(REGISTER)),
    attr(2, "NFTA_NG_MODULUS", Kind::Be),
    attr(3, "NFTA_NG_TYPE", Kind::BeNames(NUMGEN_TYPE)),
    attr(4, "NFTA_NG_OFFSET", Kind::Be),
    attr(5, "NFTA_NG_SET_NAME", Kind::Text),
    attr(6, "NFTA_NG_SET_ID", Kind::Be),
]);

static SYNPROXY: Table = Table(&[
    attr(1, "NFTA_SYNPROXY_MSS", Kind::Be),
    attr(2, "NFTA_SYNPROXY_WSCALE", Kind::Uint),
    attr(3, "NFTA_SYNPROXY_FLAGS", Kind::Be),
]);

static FLOW: Table = Table(&[attr(1, "NFTA_FLOW_TABLE_NAME", Kind::Text)]);

static INNER: Table = Table(&[
    attr(1, "NFTA_INNER_NUM", Kind::Be),
    attr(2, "NFTA_INNER_TYPE", Kind::Be),
    attr(3, "NFTA_INNER_FLAGS", Kind::Be),
    attr(4, "NFTA_INNER_HDRSIZE", Kind::Be),
    attr(5, "NFTA_INNER_EXPR", Kind::Nest(&EXPRESSION)),
]);

/// An extension of iptables; what it is told is a structure of its own.
static MATCH: Table = Table(&[
    attr(1, "NFTA_MATCH_NAME", Kind::Text),
    attr(2, "NFTA_MATCH_REV", Kind::Be),
    attr(3, "NFTA_MATCH_INFO", Kind::Choose(info)),
]);

static TARGET: Table = Table(&[
    attr(1, "NFTA_TARGET_NAME", Kind::Text),
    attr(2, "NFTA_TARGET_REV", Kind::Be),
    attr(3, "NFTA_TARGET_INFO", Kind::Raw),
]);

fn info(block: &Block<'_>) -> Kind {
    match block.find_text(1) {
        Some("comment") => Kind::Text,
        _ => Kind::Raw,
    }
}
