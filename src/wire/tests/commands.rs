//! The command that a request is shown with is the one that was typed, in iproute2's own order of words.

use super::*;

#[test]
fn ip_link_bridge() {
    typed(
        "ip-link-bridge",
        &["ip link add cni0 type bridge", "ip link set cni0 up"],
    );
}

#[test]
fn ip_link_veth() {
    typed(
        "ip-link-veth",
        &[
            "ip link add eth0 mtu 1400 address 02:00:00:00:00:01 type veth peer name vethab12 address 02:00:00:00:00:02 netns pod",
            "ip link set vethab12 netns 1",
            "ip link set eth0 alias uplink group 5",
            "ip link property add dev eth0 altname uplink-of-the-pod",
            "ip link set eth0 master cni0",
            "ip link set eth0 nomaster",
            "ip link del eth0",
        ],
    );
}

#[test]
fn ip_link_kinds() {
    typed(
        "ip-link-kinds",
        &[
            "ip link add vx0 type vxlan dev eth0 id 42 group 239.1.1.1 learning dstport 4789",
            "ip link add link eth0 name mv0 type macvlan mode bridge",
            "ip link add link eth0 name vl0 type vlan id 100",
            "ip link add du0 type dummy",
            "ip link add vr0 type vrf table 10",
            "ip link add link eth0 name iv0 type ipvlan mode l2 bridge",
        ],
    );
}

#[test]
fn bridge_port() {
    typed(
        "bridge-port",
        &[
            "bridge link set dev eth0 hairpin on",
            "bridge link set dev eth0 isolated on",
            "bridge vlan add dev eth0 vid 100 pvid untagged",
            "bridge vlan add dev eth0 vid 200-210",
            "bridge vlan del dev eth0 vid 1",
            "bridge fdb add 02:00:00:00:00:09 dev eth0 master permanent",
        ],
    );
}

#[test]
fn ip_address() {
    typed(
        "ip-address",
        &[
            "ip addr add 10.22.0.2/16 brd 10.22.255.255 dev eth0",
            "ip addr add 2001:db8::2/64 nodad dev eth0",
            "ip addr add 10.22.0.2/16 dev eth0",
            "ip addr add 10.9.9.9 peer 10.9.9.10/32 valid_lft 600 preferred_lft 300 dev eth0",
            "ip addr del 10.22.0.2/16 dev eth0",
            "ip addr del 2001:db8::2/64 dev eth0",
        ],
    );
}

#[test]
fn ip_route() {
    typed(
        "ip-route",
        &[
            "ip route add default via 10.22.0.1 dev eth0",
            "ip route add 192.0.2.0/24 via 10.22.0.1 dev eth0 metric 5 mtu 1300 advmss 1200 table 77",
            "ip route add 198.51.100.0/24 nexthop via 10.22.0.1 dev eth0 weight 2 nexthop via 10.22.0.9 dev eth0 weight 1",
            "ip route add blackhole 203.0.113.0/24",
            "ip -6 route add default via 2001:db8::1 dev eth0 pref high",
            "ip route replace default via 10.22.0.3 dev eth0 src 10.22.0.2 onlink",
            "ip route add 192.0.2.0/24 via 172.31.0.1",
            "ip route del default",
        ],
    );
}

#[test]
fn ip_rule() {
    typed(
        "ip-rule",
        &[
            "ip rule add from 10.0.0.0/8 iif lo fwmark 0x10/0xff priority 100 lookup 77",
            "ip rule add to 10.1.0.0/16 ipproto tcp dport 80-90 blackhole",
            "ip rule add not uidrange 0-99 suppress_prefixlength 0 lookup main",
            "ip rule del priority 100",
            "ip -6 rule add from 2001:db8::/32 goto 32766",
        ],
    );
}

#[test]
fn ip_neighbour() {
    typed(
        "ip-neighbour",
        &[
            "ip neigh add 10.22.0.1 dev eth0 lladdr 02:00:00:00:00:07 nud permanent",
            "ip neigh add proxy 10.22.0.8 dev eth0",
            "ip neigh replace 10.22.0.1 dev eth0 lladdr 02:00:00:00:00:08 nud reachable",
            "ip neigh del 10.22.0.1 dev eth0",
        ],
    );
}

#[test]
fn ip_netns() {
    typed("ip-netns", &["ip netns set pod 7"]);
}

fn typed(name: &str, expected: &[&str]) {
    let found: Vec<String> = spoken(name).into_iter().filter_map(|it| it.2).collect();
    assert_eq!(found, expected);
}
