//! Requests that no tool here sends: what a command cannot say, it must not hide.

use super::*;

/// `NLM_F_REQUEST | NLM_F_ACK`.
const PLAIN: u16 = 0x5;
/// `NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE`.
const CREATE: u16 = 0x605;

const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
const RTM_SETLINK: u16 = 19;
const RTM_NEWADDR: u16 = 20;
const RTM_NEWROUTE: u16 = 24;

#[test]
fn names_are_quoted_for_a_shell() {
    let kind = attr(18, &attr(1, b"bridge\0"));
    check(
        &message(
            RTM_NEWLINK,
            CREATE,
            &link(0, 0, 0),
            &[attr(3, b"a;$(b)\0"), kind],
        ),
        Some("ip link add name 'a;$(b)' type bridge"),
    );
    check(
        &message(RTM_NEWLINK, PLAIN, &link(7, 0, 0), &[attr(20, b"it's\0")]),
        Some(r"ip link set if7 alias 'it'\''s'"),
    );
}

#[test]
fn a_name_that_ip_could_take_for_a_keyword_stands_behind_one() {
    check(
        &message(RTM_SETLINK, PLAIN, &link(0, 1, 1), &[attr(3, b"up\0")]),
        Some("ip link set dev up up"),
    );
    check(
        &message(RTM_SETLINK, PLAIN, &link(0, 1, 1), &[attr(3, b"lo\0")]),
        Some("ip link set lo up"),
    );
}

#[test]
fn a_new_name_is_a_rename() {
    check(
        &message(RTM_SETLINK, PLAIN, &link(7, 0, 0), &[attr(3, b"eth0\0")]),
        Some("ip link set if7 name eth0"),
    );
}

#[test]
fn flags_without_a_mask_are_all_flags() {
    let all = "ip link set if7 up promisc off allmulticast off multicast off arp on trailers on \
               dynamic off";
    check(&message(RTM_SETLINK, PLAIN, &link(7, 1, 0), &[]), Some(all));
    check(
        &message(RTM_SETLINK, PLAIN, &link(7, 1, u32::MAX), &[]),
        Some(all),
    );
}

#[test]
fn what_the_command_leaves_out_is_said() {
    check(
        &message(
            RTM_SETLINK,
            PLAIN,
            &link(7, 1, 1),
            &[attr(15, &4_u32.to_ne_bytes())],
        ),
        Some("ip link set if7 up # and IFLA_WEIGHT"),
    );
    check(
        &message(RTM_SETLINK, PLAIN, &link(7, 1, 1), &[attr(1000, &[1])]),
        Some("ip link set if7 up # and attribute 1000"),
    );
    let kind = attr(
        18,
        &[attr(1, b"dummy\0"), attr(2, &attr(9, &[0; 4]))].concat(),
    );
    check(
        &message(
            RTM_NEWLINK,
            PLAIN | 0x400,
            &link(0, 0, 0),
            &[attr(3, b"d0\0"), kind],
        ),
        Some("ip link add d0 type dummy # and attribute 9, a change of it if it is there already"),
    );
}

#[test]
fn a_request_for_another_namespace_has_no_command() {
    let target = attr(46, &3_i32.to_ne_bytes());
    check(
        &message(RTM_SETLINK, PLAIN, &link(7, 1, 1), &[target]),
        None,
    );
}

#[test]
fn an_answer_has_no_command() {
    check(
        &message(RTM_NEWLINK, 0x2, &link(7, 1, 0), &[attr(3, b"eth0\0")]),
        None,
    );
}

#[test]
fn vlans_of_one_request_are_commands_in_a_row() {
    let mut header = link(7, 0, 0);
    header[0] = 7; // AF_BRIDGE
    let vlan = |flags: u16, vid: u16| attr(2, &[flags.to_ne_bytes(), vid.to_ne_bytes()].concat());
    let master = attr(0, &1_u16.to_ne_bytes());
    let vlans = [master, vlan(0, 5), vlan(0x8, 10), vlan(0x10, 12)].concat();
    check(
        &message(RTM_DELLINK, PLAIN, &header, &[attr(26, &vlans)]),
        Some("bridge vlan del dev if7 vid 5 master && bridge vlan del dev if7 vid 10-12 master"),
    );
}

#[test]
fn an_address_says_what_iproute2_would_not_fill_in() {
    let header = |scope: u8| [vec![2, 32, 0, scope], 7_u32.to_ne_bytes().to_vec()].concat();
    let local = attr(2, &[169, 254, 0, 1]);
    check(
        &message(
            RTM_NEWADDR,
            CREATE,
            &header(253),
            std::slice::from_ref(&local),
        ),
        Some("ip addr add 169.254.0.1/32 scope link dev if7"),
    );
    let flags = attr(8, &0x280_u32.to_ne_bytes());
    check(
        &message(RTM_NEWADDR, CREATE, &header(0), &[local, flags]),
        Some("ip addr add 169.254.0.1/32 noprefixroute dev if7"),
    );
}

#[test]
fn a_route_says_what_iproute2_would_not_fill_in() {
    // rtmsg: IPv4, to all, table main, protocol kernel, scope universe, unicast.
    let header = [2, 0, 0, 0, 254, 2, 0, 1, 0, 0, 0, 0];
    let dev = attr(4, &7_u32.to_ne_bytes());
    check(
        &message(
            RTM_NEWROUTE,
            CREATE,
            &header,
            &[dev.clone(), attr(22, &attr(1, &[0; 4]))],
        ),
        Some("ip route add default dev if7 proto kernel scope global # and RTA_ENCAP"),
    );
    let table = attr(15, &1000_u32.to_ne_bytes());
    check(
        &message(RTM_NEWROUTE, 0x105, &header, &[dev, table]),
        Some("ip route change default dev if7 table 1000 proto kernel scope global"),
    );
}

fn message(code: u16, flags: u16, header: &[u8], attrs: &[Vec<u8>]) -> Vec<u8> {
    let payload = [header, &attrs.concat()].concat();
    let mut bytes = (payload.len() as u32 + 16).to_ne_bytes().to_vec();
    bytes.extend(code.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend([0; 8]);
    bytes.extend(payload);
    bytes
}

/// `struct ifinfomsg`.
fn link(index: i32, flags: u32, change: u32) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend(index.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend(change.to_ne_bytes());
    bytes
}

fn attr(code: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (payload.len() as u16 + 4).to_ne_bytes().to_vec();
    bytes.extend(code.to_ne_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

#[track_caller]
fn check(bytes: &[u8], expected: Option<&str>) {
    let messages = Decoder::new().decode(NETLINK_ROUTE, true, bytes);
    let found = command(NETLINK_ROUTE, &messages[0], &Heard::default());
    assert_eq!(found.as_deref(), expected);
}
