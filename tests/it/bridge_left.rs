//! What our bridge plugin must not leave: after DEL, after GC, after an ADD that has failed in an unlikely place.

use crate::twin::{Made, Set, make};

fn bridge(keys: &str, ranges: &str) -> String {
    format!(
        r#"{{"cniVersion":"1.1.0","name":"n","type":"bridge","bridge":"br0"{keys},"ipam":{{"type":"host-local","ranges":[{ranges}]}}}}"#
    )
}

const V4: &str = r#"[{"subnet":"10.1.0.0/24"}]"#;
const IPTABLES: &str = r#","ipMasq":true,"ipMasqBackend":"iptables""#;

#[track_caller]
fn run(config: &str, script: &str) -> Made {
    make(Set::Ours, config, script)
}

const NAT: &str = "echo @dump; iptables -t nat -S; echo @end";

#[test]
fn left_by_del_with_an_iptables_that_fails() {
    let failing = "mkdir /run/work/failing; printf '#!/bin/bash\\nexit 1\\n' > /run/work/failing/iptables; \
                   chmod +x /run/work/failing/iptables";
    for path in ["/run/work/failing:$PATH", "/nowhere"] {
        let script = format!(
            "call ADD; {failing}; plugin_path={path}; call DEL; plugin_path=; {NAT}; call DEL; echo @dump; echo ---; echo @end; {NAT}"
        );
        let made = run(&bridge(IPTABLES, V4), &script);
        assert_eq!(made.calls, ["ADD 0 null", "DEL 1 999", "DEL 0 null"]);
        let (before, after) = made.state.split_once("---").unwrap();
        assert!(before.contains("CNI-"), "{before}");
        assert!(!after.contains("CNI-"), "{after}");
    }
}

/// The runtime has lost the namespace of a container that lives on.
#[test]
fn left_by_del_of_one_interface_without_a_namespace_is_the_other() {
    let script = format!(
        "call ADD; CNI_IFNAME=eth1 call ADD; CNI_NETNS= CNI_IFNAME=eth1 again DEL; {NAT}; call DEL; echo '@dump'; echo ---; echo @end; {NAT}"
    );
    let made = run(&bridge(IPTABLES, V4), &script);
    assert_eq!(
        made.calls,
        ["ADD 0 null", "ADD 0 null", "DEL 0 null", "DEL 0 null"]
    );
    let (one, none) = made.state.split_once("---").unwrap();
    assert!(
        one.contains("-s 10.1.0.2/32") && one.contains("-j MASQUERADE"),
        "{one}"
    );
    assert!(!one.contains("10.1.0.3"), "{one}");
    assert!(!none.contains("CNI-"), "{none}");
}

#[test]
fn left_by_del_of_one_interface_is_no_network_of_its_own() {
    let ranges = r#"[{"subnet":"10.1.0.0/30"},{"subnet":"10.3.0.0/24"}]"#;
    let script = format!(
        "call ADD; CNI_IFNAME=eth1 call ADD; {NAT}; CNI_IFNAME=eth1 call DEL; echo '@dump'; echo ---; echo @end; {NAT}"
    );
    let made = run(&bridge(IPTABLES, ranges), &script);
    assert_eq!(made.calls, ["ADD 0 null", "ADD 0 null", "DEL 0 null"]);
    let (two, one) = made.state.split_once("---").unwrap();
    assert!(two.contains("-d 10.3.0.0/24"), "{two}");
    assert!(!one.contains("10.3.0."), "{one}");
    assert!(
        one.contains("-d 10.1.0.0/30") && one.contains("-j MASQUERADE"),
        "{one}"
    );
}

/// The kernel has no name of 256 bytes, so ADD cannot make the chains; DEL has nothing to remove then.
#[test]
fn left_by_del_of_a_container_with_a_long_name() {
    for length in [230, 234, 239, 300] {
        let script = format!(
            "export CNI_CONTAINERID=$(printf 'c%.0s' $(seq {length})); call ADD; call DEL; echo @dump; nft list ruleset; echo @end"
        );
        let made = run(&bridge(r#","macspoofchk":true"#, V4), &script);
        let added = if length == 230 {
            "ADD 0 null"
        } else {
            "ADD 1 999"
        };
        assert_eq!(made.calls, [added, "DEL 0 null"], "{length}");
        assert!(!made.state.contains("ccc"), "{}", made.state);
    }
}

/// A shell function that runs its arguments in a kernel that seems to have no netlink of netfilter: a seccomp filter
/// answers socket(AF_NETLINK, .., NETLINK_NETFILTER) with EPROTONOSUPPORT, which is 93.
const WITHOUT: &str = r#"without() { perl -e '
  my @f = ([0x20,0,0,0], [0x15,0,5,41], [0x20,0,0,16], [0x15,0,3,16], [0x20,0,0,32], [0x15,0,1,12],
           [0x06,0,0,0x50000+93], [0x06,0,0,0x7fff0000]);
  my $f = join "", map { pack "SCCL", @$_ } @f;
  my $prog = pack "Sx6P", scalar(@f), $f;
  syscall(157, 38, 1, 0, 0, 0) == 0 and syscall(157, 22, 2, $prog) == 0 or die "seccomp: $!";
  exec @ARGV or die' "$@"; }"#;

/// From here on the bridge plugin runs in such a kernel, which answers with this errno.
fn without_netfilter(errno: i32) -> String {
    let without = WITHOUT.replace("+93", &format!("+{errno}"));
    format!(
        "{without}\nold=$bin; mkdir -p /run/work/less; declare -f without > /run/work/without; \
         printf '#!/bin/bash\\nsource /run/work/without\\nwithout %s/bridge' $old > /run/work/less/bridge; chmod +x /run/work/less/bridge; \
         bin=/run/work/less"
    )
}

#[cfg(target_arch = "x86_64")]
#[test]
fn left_where_the_kernel_has_no_nf_tables_is_nothing() {
    let keys = r#","macspoofchk":true,"cni.dev/valid-attachments":[]"#;
    let script = format!("{}; call ADD; call DEL; call GC", without_netfilter(93));
    let made = run(&bridge(keys, V4), &script);
    assert_eq!(made.calls, ["ADD 1 999", "DEL 0 null", "GC 0 null"]);
}

/// From here on iptables is the one that needs no nf_tables.
const LEGACY: &str = "mkdir /run/work/legacy; for name in iptables ip6tables; do ln -s $(command -v $name-legacy) /run/work/legacy/$name; done; \
                      plugin_path=/run/work/legacy:$PATH";
const LEGACY_NAT: &str = "echo @dump; iptables-legacy -t nat -S; echo @end";

/// Only EPROTONOSUPPORT says that there is no nf_tables; 13 is EACCES, and then nobody knows what is there.
#[cfg(target_arch = "x86_64")]
#[test]
fn left_where_nf_tables_does_not_answer_is_told() {
    for (errno, calls) in [
        (93, ["ADD 0 null", "DEL 0 null", "GC 0 null"]),
        (13, ["ADD 1 999", "DEL 1 999", "GC 1 999"]),
    ] {
        let keys = r#","ipMasq":true,"cni.dev/valid-attachments":[]"#;
        let script = format!(
            "{LEGACY}; {}; call ADD; {LEGACY_NAT}; call DEL; call GC; echo @dump; echo ---; echo @end; {LEGACY_NAT}",
            without_netfilter(errno)
        );
        let made = run(&bridge(keys, V4), &script);
        assert_eq!(made.calls, calls);
        let (added, removed) = made.state.split_once("---").unwrap();
        assert_eq!(added.contains("CNI-"), errno == 93, "{added}");
        assert!(!removed.contains("CNI-"), "{removed}");
    }
}

/// The exit status of iptables-legacy is the same whether there is no chain or it could not look.
#[test]
fn left_by_del_with_an_iptables_legacy_that_fails() {
    let failing = "mkdir /run/work/failing; printf '#!/bin/bash\\necho Resource temporarily unavailable. >&2; exit 1\\n' > /run/work/failing/iptables; \
                   chmod +x /run/work/failing/iptables; good=$plugin_path";
    let script = format!(
        "{LEGACY}; iptables-legacy -t nat -N OTHER; call DEL; call ADD; {failing}; plugin_path=/run/work/failing:$PATH; call DEL; {LEGACY_NAT}; \
         plugin_path=$good; call DEL; echo @dump; echo ---; echo @end; {LEGACY_NAT}; plugin_path=/nowhere; call DEL"
    );
    let made = run(&bridge(IPTABLES, V4), &script);
    assert_eq!(
        made.calls,
        // With none at all there is nothing that it could have made.
        [
            "DEL 0 null",
            "ADD 0 null",
            "DEL 1 999",
            "DEL 0 null",
            "DEL 0 null"
        ]
    );
    let (before, after) = made.state.split_once("---").unwrap();
    assert!(before.contains("CNI-"), "{before}");
    assert!(
        !after.contains("CNI-") && after.contains("OTHER"),
        "{after}"
    );
}

/// The kernel has no memory for one of the plugin's requests, whichever it is.
#[test]
fn left_by_an_add_that_cannot_send_is_nothing() {
    let keys =
        r#","isDefaultGateway":true,"macspoofchk":true,"ipMasq":true,"ipMasqBackend":"nftables""#;
    let script = "mkdir /run/work/less; bin=/run/work/less; n=0
        while n=$((n + 1)); do
          printf '#!/bin/bash\\nexec strace -qq -o /dev/null -e trace=sendto -e inject=sendto:error=ENOBUFS:when=%s /run/work/bin/bridge' $n > $bin/bridge
          chmod +x $bin/bridge; CNI_COMMAND=ADD $bin/bridge <<< \"$config\" > /run/work/out && break
          echo \"@dump\"; echo \"failed $n\"; ip -br link show type veth; ip -n pod1 -br link show type veth; nft list ruleset
          ls /var/lib/cni/networks/n 2>/dev/null || true; echo @end
        done";
    let made = run(&bridge(keys, V4), script);
    let failed = made.state.matches("failed").count();
    assert!(failed > 10, "{}", made.state);
    for part in ["veth", "eth0", "c1", "10.1.0."] {
        assert!(!made.state.contains(part), "{}", made.state);
    }
}

/// A `%` in a name is a pattern for the kernel: the link that it makes has another name.
#[test]
fn left_by_an_add_whose_name_is_a_pattern_is_nothing() {
    let script = "for name in %d eth%d eth%; do CNI_IFNAME=$name call ADD; CNI_IFNAME=$name call DEL; done; \
                  config=$(echo \"$config\" | sed s/br0/br%d/); call ADD; echo @dump; ip -br link; ip -n pod1 -br link; echo @end";
    let made = run(&bridge("", V4), script);
    for (at, call) in made.calls.iter().enumerate() {
        let expected = if at % 2 == 0 {
            "ADD 1 999"
        } else {
            "DEL 0 null"
        };
        assert_eq!(call, expected);
    }
    assert_eq!(made.calls.len(), 7);
    assert!(
        !made.state.contains("eth") && !made.state.contains("br0"),
        "{}",
        made.state
    );
}

#[test]
fn left_by_an_add_that_cannot_tell_its_result_is_nothing() {
    let script = "code=0; CNI_COMMAND=ADD $bin/bridge <<< \"$config\" > /dev/full 2> /run/work/err || code=$?; \
                  echo @dump; echo code $code; ip -br link show type veth; nft list ruleset; ls /var/lib/cni/networks/n; cat /run/work/err >&2; echo @end";
    let made = run(&bridge(r#","macspoofchk":true,"ipMasq":true"#, V4), script);
    assert!(made.state.contains("code 1"), "{}", made.state);
    for part in ["veth", "c1", "10.1.0.2"] {
        assert!(!made.state.contains(part), "{}", made.state);
    }
}
