//! The address families' part of a link, `IFLA_AF_SPEC`: the settings that stand below `/proc/sys/net` too.
//!
//! The kernel answers with an array of all settings; a request holds attributes numbered the same way.

use std::borrow::Cow;

use super::super::schema::{Kind, Layout, Table, UNKNOWN, attr, field};
use super::super::tree::{Bytes, Value};
use super::super::walk::{Block, Span, node, signed};
use super::constants::link::{ADDR_GEN_MODE, INET6_FLAGS};

pub(super) static INET: Table = Table(&[attr(1, "IFLA_INET_CONF", Kind::Own(inet))]);

pub(super) static INET6: Table = Table(&[
    attr(1, "IFLA_INET6_FLAGS", Kind::Bits(INET6_FLAGS)),
    attr(2, "IFLA_INET6_CONF", Kind::Own(inet6)),
    attr(3, "IFLA_INET6_STATS", Kind::Raw),
    attr(4, "IFLA_INET6_MCAST", Kind::Raw),
    attr(5, "IFLA_INET6_CACHEINFO", Kind::Struct(&CACHEINFO)),
    attr(6, "IFLA_INET6_ICMP6STATS", Kind::Raw),
    attr(7, "IFLA_INET6_TOKEN", Kind::Ip),
    attr(8, "IFLA_INET6_ADDR_GEN_MODE", Kind::Names(ADDR_GEN_MODE)),
    attr(9, "IFLA_INET6_RA_MTU", Kind::Uint),
]);

static CACHEINFO: Layout = Layout {
    fields: &[
        field("max_reasm_len", 4, Kind::Uint),
        field("tstamp", 4, Kind::Uint),
        field("reachable_time", 4, Kind::Uint),
        field("retrans_time", 4, Kind::Uint),
    ],
    attrs: &UNKNOWN,
};

fn inet(block: &Block<'_>, span: Span) -> Value {
    if block.request {
        return block.value(Kind::Nest(&INET_CONF), span);
    }
    array(block, span, &IPV4)
}

fn inet6(block: &Block<'_>, span: Span) -> Value {
    array(block, span, &IPV6)
}

fn array(block: &Block<'_>, span: Span, names: &[&'static str]) -> Value {
    let mut nodes = Vec::with_capacity(span.len() / 4);
    let mut at = span.start;
    while at + 4 <= span.end {
        let word = at..at + 4;
        let value = match signed(block.bytes(&word)) {
            Some(number) => Value::Signed(number),
            None => Value::Raw(Bytes(block.bytes(&word).to_vec())),
        };
        let name = match names.get(nodes.len()) {
            Some(name) => Cow::Borrowed(*name),
            None => Cow::Owned(format!("setting {}", nodes.len())),
        };
        nodes.push(node(name, None, &word, value));
        at += 4;
    }
    if at < span.end {
        nodes.push(block.trailing(at..span.end));
    }
    Value::Attrs(nodes)
}

/// Named as below `/proc/sys/net/ipv4/conf`, `linux/ip.h`; the first has the number 1.
const IPV4: [&str; 33] = [
    "forwarding",
    "mc_forwarding",
    "proxy_arp",
    "accept_redirects",
    "secure_redirects",
    "send_redirects",
    "shared_media",
    "rp_filter",
    "accept_source_route",
    "bootp_relay",
    "log_martians",
    "tag",
    "arp_filter",
    "medium_id",
    "disable_xfrm",
    "disable_policy",
    "force_igmp_version",
    "arp_announce",
    "arp_ignore",
    "promote_secondaries",
    "arp_accept",
    "arp_notify",
    "accept_local",
    "src_vmark",
    "proxy_arp_pvlan",
    "route_localnet",
    "igmpv2_unsolicited_report_interval",
    "igmpv3_unsolicited_report_interval",
    "ignore_routes_with_linkdown",
    "drop_unicast_in_l2_multicast",
    "drop_gratuitous_arp",
    "bc_forwarding",
    "arp_evict_nocarrier",
];

static INET_CONF: Table = Table(&[
    attr(1, IPV4[0], Kind::Int),
    attr(2, IPV4[1], Kind::Int),
    attr(3, IPV4[2], Kind::Int),
    attr(4, IPV4[3], Kind::Int),
    attr(5, IPV4[4], Kind::Int),
    attr(6, IPV4[5], Kind::Int),
    attr(7, IPV4[6], Kind::Int),
    attr(8, IPV4[7], Kind::Int),
    attr(9, IPV4[8], Kind::Int),
    attr(10, IPV4[9], Kind::Int),
    attr(11, IPV4[10], Kind::Int),
    attr(12, IPV4[11], Kind::Int),
    attr(13, IPV4[12], Kind::Int),
    attr(14, IPV4[13], Kind::Int),
    attr(15, IPV4[14], Kind::Int),
    attr(16, IPV4[15], Kind::Int),
    attr(17, IPV4[16], Kind::Int),
    attr(18, IPV4[17], Kind::Int),
    attr(19, IPV4[18], Kind::Int),
    attr(20, IPV4[19], Kind::Int),
    attr(21, IPV4[20], Kind::Int),
    attr(22, IPV4[21], Kind::Int),
    attr(23, IPV4[22], Kind::Int),
    attr(24, IPV4[23], Kind::Int),
    attr(25, IPV4[24], Kind::Int),
    attr(26, IPV4[25], Kind::Int),
    attr(27, IPV4[26], Kind::Int),
    attr(28, IPV4[27], Kind::Int),
    attr(29, IPV4[28], Kind::Int),
    attr(30, IPV4[29], Kind::Int),
    attr(31, IPV4[30], Kind::Int),
    attr(32, IPV4[31], Kind::Int),
    attr(33, IPV4[32], Kind::Int),
]);

/// Named as below `/proc/sys/net/ipv6/conf`, `linux/ipv6.h`; the first has the number 0.
const IPV6: [&str; 60] = [
    "forwarding",
    "hop_limit",
    "mtu",
    "accept_ra",
    "accept_redirects",
    "autoconf",
    "dad_transmits",
    "router_solicitations",
    "router_solicitation_interval",
    "router_solicitation_delay",
    "use_tempaddr",
    "temp_valid_lft",
    "temp_prefered_lft",
    "regen_max_retry",
    "max_desync_factor",
    "max_addresses",
    "force_mld_version",
    "accept_ra_defrtr",
    "accept_ra_pinfo",
    "accept_ra_rtr_pref",
    "router_probe_interval",
    "accept_ra_rt_info_max_plen",
    "proxy_ndp",
    "optimistic_dad",
    "accept_source_route",
    "mc_forwarding",
    "disable_ipv6",
    "accept_dad",
    "force_tllao",
    "ndisc_notify",
    "mldv1_unsolicited_report_interval",
    "mldv2_unsolicited_report_interval",
    "suppress_frag_ndisc",
    "accept_ra_from_local",
    "use_optimistic",
    "accept_ra_mtu",
    "stable_secret",
    "use_oif_addrs_only",
    "accept_ra_min_hop_limit",
    "ignore_routes_with_linkdown",
    "drop_unicast_in_l2_multicast",
    "drop_unsolicited_na",
    "keep_addr_on_down",
    "router_solicitation_max_interval",
    "seg6_enabled",
    "seg6_require_hmac",
    "enhanced_dad",
    "addr_gen_mode",
    "disable_policy",
    "accept_ra_rt_info_min_plen",
    "ndisc_tclass",
    "rpl_seg_enabled",
    "ra_defrtr_metric",
    "ioam6_enabled",
    "ioam6_id",
    "ioam6_id_wide",
    "ndisc_evict_nocarrier",
    "accept_untracked_na",
    "accept_ra_min_lft",
    "force_forwarding",
];
