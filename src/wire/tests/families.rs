//! What captured messages of the other protocols say, node by node.

use super::*;

#[test]
fn a_base_chain() {
    check(
        "nft-ruleset",
        "NFT_MSG_NEWCHAIN",
        "NFTA_HOOK",
        r#"
NFT_MSG_NEWCHAIN [request create]
  nfgen_family "ip"
  version 0
  res_id 0
  NFTA_CHAIN_TABLE "nat"
  NFTA_CHAIN_NAME "postrouting"
  NFTA_CHAIN_TYPE "nat"
  NFTA_CHAIN_POLICY "accept"
  NFTA_CHAIN_HOOK
    NFTA_HOOK_HOOKNUM "postrouting"
    NFTA_HOOK_PRIORITY 100
"#,
    );
}

#[test]
fn a_rule_in_its_steps() {
    check(
        "nft-ruleset",
        "NFT_MSG_NEWRULE",
        "masq",
        r#"
NFT_MSG_NEWRULE [request create append]
  nfgen_family "ip"
  version 0
  res_id 0
  NFTA_RULE_TABLE "nat"
  NFTA_RULE_CHAIN "postrouting"
  NFTA_RULE_EXPRESSIONS
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "payload"
      NFTA_EXPR_DATA
        NFTA_PAYLOAD_DREG "NFT_REG_1"
        NFTA_PAYLOAD_BASE "network_header"
        NFTA_PAYLOAD_OFFSET 12
        NFTA_PAYLOAD_LEN 4
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "lookup"
      NFTA_EXPR_DATA
        NFTA_LOOKUP_SREG "NFT_REG_1"
        NFTA_LOOKUP_SET "pods"
        NFTA_LOOKUP_SET_ID 1
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "payload"
      NFTA_EXPR_DATA
        NFTA_PAYLOAD_DREG "NFT_REG_1"
        NFTA_PAYLOAD_BASE "network_header"
        NFTA_PAYLOAD_OFFSET 16
        NFTA_PAYLOAD_LEN 4
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "bitwise"
      NFTA_EXPR_DATA
        NFTA_BITWISE_SREG "NFT_REG_1"
        NFTA_BITWISE_DREG "NFT_REG_1"
        NFTA_BITWISE_LEN 4
        NFTA_BITWISE_MASK
          NFTA_DATA_VALUE f0000000
        NFTA_BITWISE_XOR
          NFTA_DATA_VALUE 00000000
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "cmp"
      NFTA_EXPR_DATA
        NFTA_CMP_SREG "NFT_REG_1"
        NFTA_CMP_OP "neq"
        NFTA_CMP_DATA
          NFTA_DATA_VALUE e0000000
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "counter"
      NFTA_EXPR_DATA
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "masq"
      NFTA_EXPR_DATA
  NFTA_RULE_USERDATA
    comment "cni: pod1"
"#,
    );
}

#[test]
fn a_rule_of_iptables() {
    check(
        "iptables-nft",
        "NFT_MSG_NEWRULE",
        "NFTA_MATCH_NAME",
        r#"
NFT_MSG_NEWRULE [request create append]
  nfgen_family "ip"
  version 0
  res_id 0
  NFTA_RULE_TABLE "nat"
  NFTA_RULE_CHAIN "POSTROUTING"
  NFTA_RULE_EXPRESSIONS
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "payload"
      NFTA_EXPR_DATA
        NFTA_PAYLOAD_DREG "NFT_REG_1"
        NFTA_PAYLOAD_BASE "network_header"
        NFTA_PAYLOAD_OFFSET 12
        NFTA_PAYLOAD_LEN 4
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "cmp"
      NFTA_EXPR_DATA
        NFTA_CMP_SREG "NFT_REG_1"
        NFTA_CMP_OP "eq"
        NFTA_CMP_DATA
          NFTA_DATA_VALUE 0a160002
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "match"
      NFTA_EXPR_DATA
        NFTA_MATCH_NAME "comment"
        NFTA_MATCH_REV 0
        NFTA_MATCH_INFO "name: \"demo\" id: \"pod1\""
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "counter"
      NFTA_EXPR_DATA
        NFTA_COUNTER_BYTES 0
        NFTA_COUNTER_PACKETS 0
    NFTA_LIST_ELEM
      NFTA_EXPR_NAME "immediate"
      NFTA_EXPR_DATA
        NFTA_IMMEDIATE_DREG "NFT_REG_VERDICT"
        NFTA_IMMEDIATE_DATA
          NFTA_DATA_VERDICT
            NFTA_VERDICT_CODE "jump"
            NFTA_VERDICT_CHAIN "CNI-abc"
  NFTA_RULE_COMPAT
    NFTA_RULE_COMPAT_PROTO 0
    NFTA_RULE_COMPAT_FLAGS []
"#,
    );
}

#[test]
fn a_family_of_the_generic_protocol() {
    check(
        "genl-ctrl",
        "CTRL_CMD_NEWFAMILY",
        "nlctrl",
        r#"
CTRL_CMD_NEWFAMILY [multi]
  cmd "CTRL_CMD_NEWFAMILY"
  version 2
  CTRL_ATTR_FAMILY_NAME "nlctrl"
  CTRL_ATTR_FAMILY_ID 16
  CTRL_ATTR_VERSION 2
  CTRL_ATTR_HDRSIZE 0
  CTRL_ATTR_MAXATTR 0
  CTRL_ATTR_OPS
    operation
      CTRL_ATTR_OP_ID 3
      CTRL_ATTR_OP_FLAGS [cap_do cap_dump cap_haspol]
    operation
      CTRL_ATTR_OP_ID 10
      CTRL_ATTR_OP_FLAGS [cap_dump cap_haspol]
  CTRL_ATTR_MCAST_GROUPS
    group
      CTRL_ATTR_MCAST_GRP_ID 16
      CTRL_ATTR_MCAST_GRP_NAME "notify"
"#,
    );
}

#[test]
fn a_question_about_sockets() {
    check(
        "ss",
        "SOCK_DIAG_BY_FAMILY",
        "AF_INET",
        r#"
SOCK_DIAG_BY_FAMILY [request dump]
  sdiag_family "AF_INET"
  sdiag_protocol "IPPROTO_TCP"
  idiag_ext []
  idiag_states [close listen]
  idiag_sport 0
  idiag_dport 0
  idiag_src "0.0.0.0"
  idiag_dst "0.0.0.0"
  idiag_if 0
  idiag_cookie 0
"#,
    );
}

#[test]
fn a_generic_family_has_the_name_that_the_controller_gave() {
    let mut decoder = Decoder::new();
    let request = [
        24, 0, 0, 0, 21, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0,
    ];
    let kind = decoder
        .decode(NETLINK_GENERIC, true, &request)
        .remove(0)
        .kind;
    assert_eq!(kind, "generic family 21 command 2");
    for datagram in capture("genl-ctrl") {
        decoder.decode(datagram.protocol, datagram.request, &datagram.bytes);
    }
    let kind = decoder
        .decode(NETLINK_GENERIC, true, &request)
        .remove(0)
        .kind;
    assert_eq!(kind, "ethtool command 2");
}

#[test]
fn an_event_of_the_device_tree_is_strings() {
    let bytes = b"add@/devices/virtual/net/cni0\0ACTION=add\0INTERFACE=cni0\0";
    let messages = Decoder::new().decode(NETLINK_KOBJECT_UEVENT, false, bytes);
    let names: Vec<&str> = messages[0].fields.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["event", "ACTION", "INTERFACE"]);
    assert_eq!(
        messages[0].field("INTERFACE").and_then(Node::text),
        Some("cni0")
    );
}
