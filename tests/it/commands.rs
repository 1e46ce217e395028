//! The command that stands beside a request.

use crate::program::{self, GO};
use crate::run::recording;

/// The command beside each request asks for the same: run by a shell in a twin of the sandbox, the commands of a
/// Go bridge's ADD make the same links, addresses and routes.
#[test]
fn run_tells_commands_that_do_the_same() {
    let events = recording(&["bridge-dual-stack", "--plugins", GO, "--verbs", "ADD"], 0);
    let mut script = String::new();
    for event in &events {
        let netns = event["netns"].as_str().unwrap_or_default();
        let messages = event["messages"].as_array().cloned().unwrap_or_default();
        let of_messages = messages
            .iter()
            .filter_map(|it| it["command"].as_str().map(str::to_owned));
        let of_event = event["command"].as_str().map(str::to_owned);
        for command in of_messages.chain(of_event) {
            script.push_str(&format!("ip netns exec {netns} {command} >/dev/null\n"));
        }
    }
    // The kernel tells the bridge's state some time after its port has come up, and asks for a second whether somebody
    // else has its addresses.
    let dump = "for i in $(seq 200); do ip -n node link show cni0 | grep -q 'state UP' && [ -z \"$(ip -n node -6 addr show tentative)\" ] && break; sleep 0.05; done; for ns in node pod1; do ip -n $ns -j link; ip -n $ns -j addr; ip -n $ns -j route; ip -n $ns -6 -j route; done";
    let twin = format!("ip netns add node; ip netns add pod1; {script}{dump}");
    let config =
        std::fs::read_to_string(program::root().join("configs/bridge-dual-stack.conf")).unwrap();
    let real = format!(
        "ip netns add node; ip netns add pod1; export CNI_COMMAND=ADD CNI_CONTAINERID=c CNI_NETNS=/run/netns/pod1 \
         CNI_IFNAME=eth0 CNI_PATH={GO}; printf '%s' '{config}' | ip netns exec node {GO}/bridge >/dev/null; {dump}"
    );
    let dumps = [twin, real].map(|script| {
        let ran = program::in_namespaces(&script);
        assert_eq!(ran.code, Some(0), "{}\n{script}", ran.stderr);
        crate::twin::mask(&ran.stdout)
    });
    for (twin, real) in dumps[0].split(',').zip(dumps[1].split(',')) {
        assert_eq!(twin, real, "{script}");
    }
    assert_eq!(dumps[0], dumps[1]);
}
