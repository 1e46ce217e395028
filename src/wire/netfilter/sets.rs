//! Sets, their elements, and objects of nf_tables, `linux/netfilter/nf_tables.h`.

use super::super::schema::{Kind, Table, UNKNOWN, attr};
use super::super::walk::Block;
use super::constants::{
    ELEMENT_FLAGS, FAMILY, IP_PROTOCOL, OBJECT, SET_FLAGS, SET_POLICY, SET_TYPE,
};
use super::expression::{CONNLIMIT, DATA, EXPRESSION, LIMIT, QUOTA};
use super::rules::COUNTER;
use super::userdata::userdata;

pub(super) static SET: Table = Table(&[
    attr(1, "NFTA_SET_TABLE", Kind::Text),
    attr(2, "NFTA_SET_NAME", Kind::Text),
    attr(3, "NFTA_SET_FLAGS", Kind::BeBits(SET_FLAGS)),
    attr(4, "NFTA_SET_KEY_TYPE", Kind::BeNames(SET_TYPE)),
    attr(5, "NFTA_SET_KEY_LEN", Kind::Be),
    attr(6, "NFTA_SET_DATA_TYPE", Kind::BeNames(SET_TYPE)),
    attr(7, "NFTA_SET_DATA_LEN", Kind::Be),
    attr(8, "NFTA_SET_POLICY", Kind::BeNames(SET_POLICY)),
    attr(9, "NFTA_SET_DESC", Kind::Nest(&DESCRIPTION)),
    attr(10, "NFTA_SET_ID", Kind::Be),
    attr(11, "NFTA_SET_TIMEOUT", Kind::Be),
    attr(12, "NFTA_SET_GC_INTERVAL", Kind::Be),
    attr(13, "NFTA_SET_USERDATA", Kind::Raw),
    attr(15, "NFTA_SET_OBJ_TYPE", Kind::BeNames(OBJECT)),
    attr(16, "NFTA_SET_HANDLE", Kind::Be),
    attr(17, "NFTA_SET_EXPR", Kind::Nest(&EXPRESSION)),
    attr(
        18,
        "NFTA_SET_EXPRESSIONS",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&EXPRESSION)),
    ),
]);

static DESCRIPTION: Table = Table(&[
    attr(1, "NFTA_SET_DESC_SIZE", Kind::Be),
    attr(
        2,
        "NFTA_SET_DESC_CONCAT",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&FIELD)),
    ),
]);

static FIELD: Table = Table(&[attr(1, "NFTA_SET_FIELD_LEN", Kind::Be)]);

pub(super) static ELEMENTS: Table = Table(&[
    attr(1, "NFTA_SET_ELEM_LIST_TABLE", Kind::Text),
    attr(2, "NFTA_SET_ELEM_LIST_SET", Kind::Text),
    attr(
        3,
        "NFTA_SET_ELEM_LIST_ELEMENTS",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&ELEMENT)),
    ),
    attr(4, "NFTA_SET_ELEM_LIST_SET_ID", Kind::Be),
]);

static ELEMENT: Table = Table(&[
    attr(1, "NFTA_SET_ELEM_KEY", Kind::Nest(&DATA)),
    attr(2, "NFTA_SET_ELEM_DATA", Kind::Nest(&DATA)),
    attr(3, "NFTA_SET_ELEM_FLAGS", Kind::BeBits(ELEMENT_FLAGS)),
    attr(4, "NFTA_SET_ELEM_TIMEOUT", Kind::Be),
    attr(5, "NFTA_SET_ELEM_EXPIRATION", Kind::Be),
    attr(6, "NFTA_SET_ELEM_USERDATA", Kind::Own(userdata)),
    attr(7, "NFTA_SET_ELEM_EXPR", Kind::Nest(&EXPRESSION)),
    attr(9, "NFTA_SET_ELEM_OBJREF", Kind::Text),
    attr(10, "NFTA_SET_ELEM_KEY_END", Kind::Nest(&DATA)),
    attr(
        11,
        "NFTA_SET_ELEM_EXPRESSIONS",
        Kind::List("NFTA_LIST_ELEM", &Kind::Nest(&EXPRESSION)),
    ),
]);

pub(super) static OBJECT_ATTRS: Table = Table(&[
    attr(1, "NFTA_OBJ_TABLE", Kind::Text),
    attr(2, "NFTA_OBJ_NAME", Kind::Text),
    attr(3, "NFTA_OBJ_TYPE", Kind::BeNames(OBJECT)),
    attr(4, "NFTA_OBJ_DATA", Kind::Choose(data)),
    attr(5, "NFTA_OBJ_USE", Kind::Be),
    attr(6, "NFTA_OBJ_HANDLE", Kind::Be),
    attr(8, "NFTA_OBJ_USERDATA", Kind::Own(userdata)),
]);

/// The type of the object stands beside its data.
fn data(block: &Block<'_>) -> Kind {
    Kind::Nest(match block.find(3).and_then(super::super::walk::network) {
        Some(1) => &COUNTER,
        Some(2) => &QUOTA,
        Some(3) => &HELPER,
        Some(4) => &LIMIT,
        Some(5) => &CONNLIMIT,
        _ => &UNKNOWN,
    })
}

static HELPER: Table = Table(&[
    attr(1, "NFTA_CT_HELPER_NAME", Kind::Text),
    attr(2, "NFTA_CT_HELPER_L3PROTO", Kind::BeNames(FAMILY)),
    attr(3, "NFTA_CT_HELPER_L4PROTO", Kind::Names(IP_PROTOCOL)),
]);
