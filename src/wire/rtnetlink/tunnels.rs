//! `IFLA_INFO_DATA` of tunnels, `linux/if_tunnel.h` and `linux/if_link.h`.

use super::super::schema::{Kind, Table, attr};

/// ipip, sit, ip6tnl.
pub(super) static IP_TUNNEL: Table = Table(&[
    attr(1, "IFLA_IPTUN_LINK", Kind::Uint),
    attr(2, "IFLA_IPTUN_LOCAL", Kind::Ip),
    attr(3, "IFLA_IPTUN_REMOTE", Kind::Ip),
    attr(4, "IFLA_IPTUN_TTL", Kind::Uint),
    attr(5, "IFLA_IPTUN_TOS", Kind::Uint),
    attr(6, "IFLA_IPTUN_ENCAP_LIMIT", Kind::Uint),
    attr(7, "IFLA_IPTUN_FLOWINFO", Kind::Be),
    attr(8, "IFLA_IPTUN_FLAGS", Kind::Uint),
    attr(9, "IFLA_IPTUN_PROTO", Kind::Uint),
    attr(10, "IFLA_IPTUN_PMTUDISC", Kind::Uint),
    attr(11, "IFLA_IPTUN_6RD_PREFIX", Kind::Ip),
    attr(12, "IFLA_IPTUN_6RD_RELAY_PREFIX", Kind::Ip),
    attr(13, "IFLA_IPTUN_6RD_PREFIXLEN", Kind::Uint),
    attr(14, "IFLA_IPTUN_6RD_RELAY_PREFIXLEN", Kind::Uint),
    attr(15, "IFLA_IPTUN_ENCAP_TYPE", Kind::Uint),
    attr(16, "IFLA_IPTUN_ENCAP_FLAGS", Kind::Uint),
    attr(17, "IFLA_IPTUN_ENCAP_SPORT", Kind::Be),
    attr(18, "IFLA_IPTUN_ENCAP_DPORT", Kind::Be),
    attr(19, "IFLA_IPTUN_COLLECT_METADATA", Kind::Present),
    attr(20, "IFLA_IPTUN_FWMARK", Kind::Uint),
]);

/// gre, gretap, erspan and the same over IPv6.
pub(super) static GRE: Table = Table(&[
    attr(1, "IFLA_GRE_LINK", Kind::Uint),
    attr(2, "IFLA_GRE_IFLAGS", Kind::Be),
    attr(3, "IFLA_GRE_OFLAGS", Kind::Be),
    attr(4, "IFLA_GRE_IKEY", Kind::Be),
    attr(5, "IFLA_GRE_OKEY", Kind::Be),
    attr(6, "IFLA_GRE_LOCAL", Kind::Ip),
    attr(7, "IFLA_GRE_REMOTE", Kind::Ip),
    attr(8, "IFLA_GRE_TTL", Kind::Uint),
    attr(9, "IFLA_GRE_TOS", Kind::Uint),
    attr(10, "IFLA_GRE_PMTUDISC", Kind::Uint),
    attr(11, "IFLA_GRE_ENCAP_LIMIT", Kind::Uint),
    attr(12, "IFLA_GRE_FLOWINFO", Kind::Be),
    attr(13, "IFLA_GRE_FLAGS", Kind::Uint),
    attr(14, "IFLA_GRE_ENCAP_TYPE", Kind::Uint),
    attr(15, "IFLA_GRE_ENCAP_FLAGS", Kind::Uint),
    attr(16, "IFLA_GRE_ENCAP_SPORT", Kind::Be),
    attr(17, "IFLA_GRE_ENCAP_DPORT", Kind::Be),
    attr(18, "IFLA_GRE_COLLECT_METADATA", Kind::Present),
    attr(19, "IFLA_GRE_IGNORE_DF", Kind::Uint),
    attr(20, "IFLA_GRE_FWMARK", Kind::Uint),
    attr(21, "IFLA_GRE_ERSPAN_INDEX", Kind::Uint),
    attr(22, "IFLA_GRE_ERSPAN_VER", Kind::Uint),
    attr(23, "IFLA_GRE_ERSPAN_DIR", Kind::Uint),
    attr(24, "IFLA_GRE_ERSPAN_HWID", Kind::Uint),
]);

/// vti, vti6.
pub(super) static VTI: Table = Table(&[
    attr(1, "IFLA_VTI_LINK", Kind::Uint),
    attr(2, "IFLA_VTI_IKEY", Kind::Be),
    attr(3, "IFLA_VTI_OKEY", Kind::Be),
    attr(4, "IFLA_VTI_LOCAL", Kind::Ip),
    attr(5, "IFLA_VTI_REMOTE", Kind::Ip),
    attr(6, "IFLA_VTI_FWMARK", Kind::Uint),
]);

/// xfrm.
pub(super) static XFRM: Table = Table(&[
    attr(1, "IFLA_XFRM_LINK", Kind::Uint),
    attr(2, "IFLA_XFRM_IF_ID", Kind::Uint),
    attr(3, "IFLA_XFRM_COLLECT_METADATA", Kind::Present),
]);
