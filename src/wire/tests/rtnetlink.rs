//! What captured messages of rtnetlink say, node by node.

use super::*;

#[test]
fn a_pair_with_its_peer_in_another_namespace() {
    check(
        "ip-link-veth",
        "RTM_NEWLINK",
        "VETH_INFO_PEER",
        r#"
RTM_NEWLINK [request ack excl create]
  ifi_family "AF_UNSPEC"
  ifi_type 0
  ifi_index 0
  ifi_flags []
  ifi_change []
  IFLA_MTU 1400
  IFLA_ADDRESS "02:00:00:00:00:01"
  IFLA_IFNAME "eth0"
  IFLA_LINKINFO
    IFLA_INFO_KIND "veth"
    IFLA_INFO_DATA
      VETH_INFO_PEER
        ifi_family "AF_UNSPEC"
        ifi_type 0
        ifi_index 0
        ifi_flags []
        ifi_change []
        IFLA_ADDRESS "02:00:00:00:00:02"
        IFLA_NET_NS_FD 4
        IFLA_IFNAME "vethab12"
"#,
    );
}

#[test]
fn a_refusal_with_the_request_and_words_for_it() {
    check(
        "ip-link-kinds",
        "NLMSG_ERROR",
        "Unknown device",
        r#"
NLMSG_ERROR [ack_tlvs]
  error "EOPNOTSUPP"
  nlmsg_len 72
  nlmsg_type "RTM_NEWLINK"
  nlmsg_flags [request ack excl create]
  nlmsg_seq 1795481795
  nlmsg_pid 0
  request
    ifi_family "AF_UNSPEC"
    ifi_type 0
    ifi_index 0
    ifi_flags []
    ifi_change []
    IFLA_LINK 3
    IFLA_IFNAME "vl0"
    IFLA_LINKINFO
      IFLA_INFO_KIND "vlan"
      IFLA_INFO_DATA
        IFLA_VLAN_ID 100
  NLMSGERR_ATTR_MSG "Unknown device type"
"#,
    );
}

#[test]
fn a_vxlan_link() {
    check(
        "ip-link-kinds",
        "RTM_NEWLINK",
        "IFLA_VXLAN_ID",
        r#"
RTM_NEWLINK [request ack excl create]
  ifi_family "AF_UNSPEC"
  ifi_type 0
  ifi_index 0
  ifi_flags []
  ifi_change []
  IFLA_IFNAME "vx0"
  IFLA_LINKINFO
    IFLA_INFO_KIND "vxlan"
    IFLA_INFO_DATA
      IFLA_VXLAN_LINK 3
      IFLA_VXLAN_ID 42
      IFLA_VXLAN_GROUP "239.1.1.1"
      IFLA_VXLAN_LEARNING 1
      IFLA_VXLAN_PORT 4789
"#,
    );
}

#[test]
fn a_range_of_vlans() {
    check(
        "bridge-port",
        "RTM_SETLINK",
        "range_begin",
        r#"
RTM_SETLINK [request ack]
  ifi_family "AF_BRIDGE"
  ifi_type 0
  ifi_index 4
  ifi_flags []
  ifi_change []
  IFLA_AF_SPEC
    IFLA_BRIDGE_VLAN_INFO
      flags [range_begin]
      vid 200
    IFLA_BRIDGE_VLAN_INFO
      flags [range_end]
      vid 210
"#,
    );
}

#[test]
fn a_route_over_several_hops() {
    check(
        "ip-route",
        "RTM_NEWROUTE",
        "rtnexthop",
        r#"
RTM_NEWROUTE [request ack excl create]
  rtm_family "AF_INET"
  rtm_dst_len 24
  rtm_src_len 0
  rtm_tos 0
  rtm_table "RT_TABLE_MAIN"
  rtm_protocol "RTPROT_BOOT"
  rtm_scope "RT_SCOPE_UNIVERSE"
  rtm_type "RTN_UNICAST"
  rtm_flags []
  RTA_DST "198.51.100.0"
  RTA_MULTIPATH
    rtnexthop
      rtnh_len 16
      rtnh_flags []
      rtnh_hops 1
      rtnh_ifindex 3
      RTA_GATEWAY "10.22.0.1"
    rtnexthop
      rtnh_len 16
      rtnh_flags []
      rtnh_hops 0
      rtnh_ifindex 3
      RTA_GATEWAY "10.22.0.9"
"#,
    );
}

#[test]
fn a_route_with_metrics() {
    check(
        "ip-route",
        "RTM_NEWROUTE",
        "RTAX_MTU",
        r#"
RTM_NEWROUTE [request ack excl create]
  rtm_family "AF_INET"
  rtm_dst_len 24
  rtm_src_len 0
  rtm_tos 0
  rtm_table 77
  rtm_protocol "RTPROT_BOOT"
  rtm_scope "RT_SCOPE_UNIVERSE"
  rtm_type "RTN_UNICAST"
  rtm_flags []
  RTA_DST "192.0.2.0"
  RTA_GATEWAY "10.22.0.1"
  RTA_PRIORITY 5
  RTA_OIF 3
  RTA_METRICS
    RTAX_MTU 1300
    RTAX_ADVMSS 1200
"#,
    );
}

#[test]
fn a_rule_with_ports() {
    check(
        "ip-rule",
        "RTM_NEWRULE",
        "FRA_DPORT",
        r#"
RTM_NEWRULE [request ack excl create]
  family "AF_INET"
  dst_len 16
  src_len 0
  tos 0
  table "RT_TABLE_UNSPEC"
  action "FR_ACT_BLACKHOLE"
  flags []
  FRA_DST "10.1.0.0"
  FRA_IP_PROTO "IPPROTO_TCP"
  FRA_DPORT_RANGE
    start 80
    end 90
"#,
    );
}

#[test]
fn an_address_as_the_kernel_reports_it() {
    check(
        "ip-address",
        "RTM_NEWADDR",
        "IFA_FLAGS [permanent]",
        r#"
RTM_NEWADDR [multi]
  ifa_family "AF_INET"
  ifa_prefixlen 16
  ifa_flags [permanent]
  ifa_scope "RT_SCOPE_UNIVERSE"
  ifa_index 3
  IFA_ADDRESS "10.22.0.2"
  IFA_LOCAL "10.22.0.2"
  IFA_BROADCAST "10.22.255.255"
  IFA_LABEL "eth0"
  IFA_FLAGS [permanent]
  IFA_CACHEINFO
    ifa_prefered 4294967295
    ifa_valid 4294967295
    cstamp 450812
    tstamp 450812
"#,
    );
}
