//! `NETLINK_ROUTE`: message types and where their forms stand, rtnetlink(7).

mod address;
mod bridge;
pub(super) mod constants;
mod devconf;
mod kinds;
mod link;
mod neighbour;
mod route;
mod tunnels;

use std::borrow::Cow;

use super::decode::Form;
use super::header::Verb;
use super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use constants::ADDRESS_FAMILY;

/// How a message of this type is read.
pub(super) fn form(code: u16) -> Option<Form> {
    let index = TYPES.binary_search_by_key(&code, |row| row.0).ok()?;
    let (_, name, layout) = TYPES.get(index)?;
    Some(Form {
        kind: Cow::Borrowed(name),
        // The types repeat every four numbers: new, delete, get, set.
        verb: match code & 3 {
            1 => Verb::Delete,
            2 => Verb::Get,
            _ => Verb::New,
        },
        layout: Some(layout),
    })
}

/// What is common to all families, for messages that are not decoded further: a family, then attributes.
static FAMILY: Layout = Layout {
    fields: &[
        field("rtgen_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("padding", 3, Kind::Raw),
    ],
    attrs: &UNKNOWN,
};

/// `struct tcmsg`.
static TRAFFIC: Layout = Layout {
    fields: &[
        field("tcm_family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("tcm__pad1", 1, Kind::Pad),
        field("tcm__pad2", 2, Kind::Pad),
        field("tcm_ifindex", 4, Kind::Int),
        field("tcm_handle", 4, Kind::Uint),
        field("tcm_parent", 4, Kind::Uint),
        field("tcm_info", 4, Kind::Uint),
    ],
    attrs: &TRAFFIC_ATTRS,
};

static TRAFFIC_ATTRS: Table = Table(&[
    attr(1, "TCA_KIND", Kind::Text),
    attr(2, "TCA_OPTIONS", Kind::Raw),
    attr(3, "TCA_STATS", Kind::Raw),
    attr(4, "TCA_XSTATS", Kind::Raw),
    attr(5, "TCA_RATE", Kind::Raw),
    attr(6, "TCA_FCNT", Kind::Raw),
    attr(7, "TCA_STATS2", Kind::Nest(&UNKNOWN)),
    attr(8, "TCA_STAB", Kind::Nest(&UNKNOWN)),
    attr(10, "TCA_DUMP_INVISIBLE", Kind::Present),
    attr(11, "TCA_CHAIN", Kind::Uint),
    attr(12, "TCA_HW_OFFLOAD", Kind::Uint),
    attr(13, "TCA_INGRESS_BLOCK", Kind::Uint),
    attr(14, "TCA_EGRESS_BLOCK", Kind::Uint),
]);

/// `struct if_stats_msg`.
static STATISTICS: Layout = Layout {
    fields: &[
        field("family", 1, Kind::Names(ADDRESS_FAMILY)),
        field("pad1", 1, Kind::Pad),
        field("pad2", 2, Kind::Pad),
        field("ifindex", 4, Kind::Uint),
        field("filter_mask", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

/// `linux/rtnetlink.h`.
static TYPES: &[(u16, &str, &Layout)] = &[
    (16, "RTM_NEWLINK", &link::LINK),
    (17, "RTM_DELLINK", &link::LINK),
    (18, "RTM_GETLINK", &link::LINK),
    (19, "RTM_SETLINK", &link::LINK),
    (20, "RTM_NEWADDR", &address::ADDRESS),
    (21, "RTM_DELADDR", &address::ADDRESS),
    (22, "RTM_GETADDR", &address::ADDRESS),
    (24, "RTM_NEWROUTE", &route::ROUTE),
    (25, "RTM_DELROUTE", &route::ROUTE),
    (26, "RTM_GETROUTE", &route::ROUTE),
    (28, "RTM_NEWNEIGH", &neighbour::NEIGHBOUR),
    (29, "RTM_DELNEIGH", &neighbour::NEIGHBOUR),
    (30, "RTM_GETNEIGH", &neighbour::NEIGHBOUR),
    (32, "RTM_NEWRULE", &route::RULE),
    (33, "RTM_DELRULE", &route::RULE),
    (34, "RTM_GETRULE", &route::RULE),
    (36, "RTM_NEWQDISC", &TRAFFIC),
    (37, "RTM_DELQDISC", &TRAFFIC),
    (38, "RTM_GETQDISC", &TRAFFIC),
    (40, "RTM_NEWTCLASS", &TRAFFIC),
    (41, "RTM_DELTCLASS", &TRAFFIC),
    (42, "RTM_GETTCLASS", &TRAFFIC),
    (44, "RTM_NEWTFILTER", &TRAFFIC),
    (45, "RTM_DELTFILTER", &TRAFFIC),
    (46, "RTM_GETTFILTER", &TRAFFIC),
    (48, "RTM_NEWACTION", &FAMILY),
    (49, "RTM_DELACTION", &FAMILY),
    (50, "RTM_GETACTION", &FAMILY),
    (52, "RTM_NEWPREFIX", &FAMILY),
    (58, "RTM_GETMULTICAST", &FAMILY),
    (62, "RTM_GETANYCAST", &FAMILY),
    (64, "RTM_NEWNEIGHTBL", &neighbour::TABLE),
    (66, "RTM_GETNEIGHTBL", &neighbour::TABLE),
    (67, "RTM_SETNEIGHTBL", &neighbour::TABLE),
    (68, "RTM_NEWNDUSEROPT", &FAMILY),
    (72, "RTM_NEWADDRLABEL", &address::LABEL),
    (73, "RTM_DELADDRLABEL", &address::LABEL),
    (74, "RTM_GETADDRLABEL", &address::LABEL),
    (78, "RTM_GETDCB", &FAMILY),
    (79, "RTM_SETDCB", &FAMILY),
    (80, "RTM_NEWNETCONF", &address::NETCONF),
    (81, "RTM_DELNETCONF", &address::NETCONF),
    (82, "RTM_GETNETCONF", &address::NETCONF),
    (84, "RTM_NEWMDB", &bridge::MDB),
    (85, "RTM_DELMDB", &bridge::MDB),
    (86, "RTM_GETMDB", &bridge::MDB),
    (88, "RTM_NEWNSID", &address::NSID),
    (89, "RTM_DELNSID", &address::NSID),
    (90, "RTM_GETNSID", &address::NSID),
    (92, "RTM_NEWSTATS", &STATISTICS),
    (94, "RTM_GETSTATS", &STATISTICS),
    (95, "RTM_SETSTATS", &STATISTICS),
    (96, "RTM_NEWCACHEREPORT", &FAMILY),
    (100, "RTM_NEWCHAIN", &TRAFFIC),
    (101, "RTM_DELCHAIN", &TRAFFIC),
    (102, "RTM_GETCHAIN", &TRAFFIC),
    (104, "RTM_NEWNEXTHOP", &route::NEXTHOP),
    (105, "RTM_DELNEXTHOP", &route::NEXTHOP),
    (106, "RTM_GETNEXTHOP", &route::NEXTHOP),
    (108, "RTM_NEWLINKPROP", &link::LINK),
    (109, "RTM_DELLINKPROP", &link::LINK),
    (110, "RTM_GETLINKPROP", &link::LINK),
    (112, "RTM_NEWVLAN", &bridge::VLANDB),
    (113, "RTM_DELVLAN", &bridge::VLANDB),
    (114, "RTM_GETVLAN", &bridge::VLANDB),
    (116, "RTM_NEWNEXTHOPBUCKET", &route::NEXTHOP),
    (117, "RTM_DELNEXTHOPBUCKET", &route::NEXTHOP),
    (118, "RTM_GETNEXTHOPBUCKET", &route::NEXTHOP),
    (120, "RTM_NEWTUNNEL", &FAMILY),
    (121, "RTM_DELTUNNEL", &FAMILY),
    (122, "RTM_GETTUNNEL", &FAMILY),
];
