//! Inference on recordings of Debian's plugins, against lists written by hand from the reference's order of
//! work, and on single events where no recording shows the case.

use std::fs;
use std::path::Path;

use super::*;
use crate::event::{Event, Exec, Netlink, Source, Stream};

mod chained;

/// Finds the stages of a recording as a session does: each plugin process has an inference of its own, and the
/// start of a delegated plugin is an event of its caller first.
fn inferred(events: &[Event]) -> Vec<String> {
    let mut stages = Vec::new();
    let mut verb = String::new();
    let mut running: Vec<(i32, Inference)> = Vec::new();
    for event in events {
        if let What::Call(call) = &event.what {
            running.clear();
            verb.clone_from(&call.verb);
            stages.push(format!("{verb} {}:", call.plugin));
        }
        let (Some(task), Some(line)) = (&event.task, stages.last_mut()) else {
            continue;
        };
        let own = task.pid == task.plugin_pid;
        let netns = event.netns.as_deref();
        let mut add = |stage: Option<&'static Stage>| {
            if let Some(stage) = stage {
                line.push(' ');
                line.push_str(stage.id);
            }
        };
        if matches!(event.what, What::Stage(_)) {
            continue;
        }
        if let (What::Exec(exec), true) = (&event.what, own) {
            if let Some((_, caller)) = running.last_mut() {
                add(caller.next(&event.what, netns, false));
            }
            let verb = exec.env["CNI_COMMAND"].lossy().into_owned();
            running.push((task.pid, Inference::new(&task.plugin, &verb)));
        }
        let Some((_, inference)) = running.iter_mut().find(|it| it.0 == task.plugin_pid) else {
            continue;
        };
        add(inference.next(&event.what, netns, own));
        if own && matches!(event.what, What::Exit { .. }) {
            running.retain(|it| it.0 != task.pid);
        }
    }
    stages
}

/// The stages that the session has found itself.
fn recorded(events: &[Event]) -> Vec<String> {
    let mut stages = Vec::new();
    for event in events {
        match &event.what {
            What::Call(call) => stages.push(format!("{} {}:", call.verb, call.plugin)),
            What::Stage(begin) => {
                assert_eq!(begin.source, Source::Inferred);
                let line = stages.last_mut().unwrap();
                line.push(' ');
                line.push_str(&begin.id);
            }
            _ => {}
        }
    }
    stages
}

fn recording(name: &str) -> Vec<Event> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/recordings")
        .join(format!("{name}.jsonl"));
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().skip(1);
    lines.map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// `ADD bridge: ensure-bridge host-local/allocate` with full ids.
fn full(line: &str) -> String {
    let (call, stages) = line.split_once(": ").unwrap();
    let (verb, plugin) = call.split_once(' ').unwrap();
    let mut text = format!("{call}:");
    for word in stages.split_whitespace() {
        let (plugin, name) = word.split_once('/').unwrap_or((plugin, word));
        text.push_str(&match plugin {
            "other" => format!(" other/{name}"),
            _ => format!(" {plugin}/{}/{name}", verb.to_lowercase()),
        });
    }
    text
}

#[track_caller]
fn check(name: &str, expect: &[&str]) {
    let events = recording(name);
    let expect: Vec<_> = expect.iter().map(|it| full(it)).collect();
    assert_eq!(inferred(&events), expect);
    assert_eq!(
        recorded(&events),
        expect,
        "{name} is older than the rules: tests/data/recordings/make"
    );
}

const CHECK: &str = "CHECK bridge: parse-config ipam host-local/parse-config host-local/find-lease check-bridge \
                     check-container check-port check-addresses";

#[test]
fn loopback() {
    check(
        "go-loopback",
        &[
            "ADD loopback: parse-config enter-netns set-up read-addresses result",
            "CHECK loopback: parse-config enter-netns verify-up",
            "DEL loopback: parse-config enter-netns set-down",
        ],
    );
}

/// Each family has its gateway and its forwarding. Version 1.1.1 waits for the port before that.
#[test]
fn bridge_with_two_families() {
    check(
        "go-bridge-dual-stack",
        &[
            "ADD bridge: parse-config ensure-bridge open-netns create-veth attach-port ipam host-local/parse-config \
             host-local/lock-store host-local/allocate host-local/result container-sysctls container-address \
             container-routes wait-port bridge-address forwarding bridge-address forwarding result",
            CHECK,
            "DEL bridge: parse-config delete-veth ipam host-local/parse-config host-local/lock-store host-local/release",
        ],
    );
}

#[test]
fn bridge_without_ipam() {
    check(
        "go-bridge-l2",
        &[
            "ADD bridge: parse-config ensure-bridge open-netns create-veth attach-port container-up result",
            "CHECK bridge: parse-config",
            "DEL bridge: parse-config delete-veth",
        ],
    );
}

/// `nft` filters frames, some ten processes of `iptables` translate addresses. There is no route to add.
#[test]
fn bridge_with_both_kinds_of_filters() {
    check(
        "go-spoof-masq",
        &[
            "ADD bridge: parse-config ensure-bridge open-netns create-veth attach-port spoof-check ipam \
             host-local/parse-config host-local/lock-store host-local/allocate host-local/result container-sysctls \
             container-address wait-port bridge-address forwarding masquerade result",
            CHECK,
            "DEL bridge: parse-config delete-veth ipam host-local/parse-config host-local/lock-store \
             host-local/release spoof-check masquerade",
        ],
    );
}

/// Recorded on Debian's kernel. The gateway's address stands on a veth pair of its own.
#[test]
fn bridge_with_a_vlan() {
    check(
        "go-vlan",
        &[
            "ADD bridge: parse-config ensure-bridge open-netns create-veth attach-port vlan ipam \
             host-local/parse-config host-local/lock-store host-local/allocate host-local/result container-sysctls \
             container-address wait-port bridge-address forwarding result",
            CHECK,
            "DEL bridge: parse-config delete-veth ipam host-local/parse-config host-local/lock-store host-local/release",
        ],
    );
}

#[test]
fn bridge_with_static_addresses() {
    check(
        "go-static",
        &[
            "ADD bridge: parse-config ensure-bridge open-netns create-veth attach-port ipam static/parse-config \
             static/result container-sysctls container-address container-routes wait-port bridge-address forwarding \
             result",
            "CHECK bridge: parse-config ipam static/compare check-bridge check-container check-port check-addresses",
            "DEL bridge: parse-config delete-veth ipam static/release",
        ],
    );
}

/// The address that nobody got is given back within the stage that asked for it, and the error is its own.
#[test]
fn bridge_that_fails() {
    let events = recording("go-no-address");
    let stages = inferred(&events);
    assert_eq!(
        stages[0].split(' ').skip(6).collect::<Vec<_>>(),
        [
            "bridge/add/attach-port",
            "bridge/add/ipam",
            "static/add/parse-config",
            "static/add/result",
            "static/del/release"
        ]
    );
    assert_eq!(stages, recorded(&events));
}

#[test]
fn plugins_without_rules() {
    check(
        "go-list",
        &[
            "ADD ptp: parse-config ipam host-local/parse-config host-local/lock-store host-local/allocate \
             host-local/result forwarding open-netns create-veth container-address gateway-routes node-address result",
            "ADD tuning: other/start other/read-config other/namespaces other/files other/links other/result",
            "ADD bandwidth: other/start other/read-config other/namespaces other/links other/result",
            "ADD sbr: other/start other/read-config other/files other/namespaces other/rules other/routes other/files \
             other/result",
            // sbr has moved the routes to another table, where ptp does not look: it fails by itself.
            "CHECK ptp: parse-config ipam host-local/parse-config host-local/find-lease check-container check-addresses",
            "DEL sbr: other/start other/read-config other/files other/namespaces other/rules other/files",
            "DEL bandwidth: other/start other/read-config",
            "DEL tuning: other/start other/read-config other/namespaces other/links other/files",
            "DEL ptp: parse-config ipam host-local/parse-config host-local/lock-store host-local/release delete-veth",
        ],
    );
}

#[test]
fn rules_name_stages_that_exist() {
    let plugins = "bridge ptp loopback portmap firewall host-local static any";
    for plugin in plugins.split(' ') {
        for verb in ["ADD", "CHECK", "DEL", "GC", "STATUS", "VERSION"] {
            let (first, rules) = table(plugin, verb);
            let named = rules.iter().flat_map(|it| {
                let mut ids = vec![it.stage];
                ids.extend(it.after.iter().chain(it.without).chain(it.during));
                ids
            });
            for id in named.chain([first]) {
                assert!(find(id).is_some(), "{plugin} {verb}: {id}");
            }
        }
    }
}

fn exec(path: &str, argv: &[&str], verb: &str) -> What {
    What::Exec(Exec {
        path: path.to_owned(),
        argv: argv.iter().map(|it| (*it).into()).collect(),
        env: [
            ("CNI_COMMAND", verb),
            ("CNI_PATH", "/usr/lib/cni:/opt/cni/bin"),
        ]
        .map(|(name, value)| (name.to_owned(), value.into()))
        .into(),
    })
}

fn names(inference: &mut Inference, events: &[(What, bool)]) -> Vec<&'static str> {
    let begun = events
        .iter()
        .filter_map(|(what, own)| inference.next(what, Some("node"), *own));
    begun.map(Stage::name).collect()
}

/// Newer reference plugins masquerade by `nft` too, and tidy up with both programs.
#[test]
fn bridge_del_tells_the_uses_of_nft_apart() {
    let mut inference = Inference::new("bridge", "DEL");
    let events = [
        (exec("/opt/cni/bin/bridge", &["bridge"], "DEL"), true),
        (
            exec(
                "/usr/sbin/nft",
                &["nft", "-j", "list", "chain", "bridge", "nat", "PREROUTING"],
                "DEL",
            ),
            false,
        ),
        (
            exec("/usr/sbin/nft", &["nft", "--check", "-f", "-"], "DEL"),
            false,
        ),
        (
            exec("/usr/sbin/iptables", &["iptables", "--version"], "DEL"),
            false,
        ),
    ];
    assert_eq!(
        names(&mut inference, &events),
        ["parse-config", "spoof-check", "masquerade"]
    );
}

#[test]
fn status_is_asked_of_the_ipam_plugin_if_there_is_one() {
    let input = What::Input { data: "{}".into() };
    let mut inference = Inference::new("bridge", "STATUS");
    let events = [
        (exec("/opt/cni/bin/bridge", &["bridge"], "STATUS"), true),
        (input.clone(), true),
        (
            exec("/opt/cni/bin/host-local", &["host-local"], "STATUS"),
            false,
        ),
    ];
    assert_eq!(
        names(&mut inference, &events),
        ["start", "read-config", "ipam"]
    );
    let mut inference = Inference::new("bridge", "GC");
    let events = [
        (exec("/opt/cni/bin/bridge", &["bridge"], "GC"), true),
        (input, true),
    ];
    assert_eq!(names(&mut inference, &events), ["start", "read-config"]);
}

#[test]
fn a_helper_with_the_plugin_s_environment_is_no_delegate() {
    let mut inference = Inference::new("any", "ADD");
    let events = [
        (exec("/opt/cni/bin/any", &["any"], "ADD"), true),
        (exec("/usr/bin/cat", &["cat"], "ADD"), false),
        (exec("/usr/lib/cni/static", &["static"], "ADD"), false),
    ];
    assert_eq!(names(&mut inference, &events), ["start", "delegate"]);
}

#[test]
fn an_error_is_no_result() {
    let print = |text: &str| What::Output {
        stream: Stream::Stdout,
        data: text.into(),
    };
    let begun = |text: &str| {
        let mut inference = Inference::new("static", "ADD");
        let start = exec("/opt/cni/bin/static", &["static"], "ADD");
        names(&mut inference, &[(start, true), (print(text), true)])
    };
    assert_eq!(
        begun(r#"{"code":999,"msg":"invalid CIDR"}"#),
        ["parse-config"]
    );
    assert_eq!(
        begun(r#"{"cniVersion":"1.0.0"}"#),
        ["parse-config", "result"]
    );
    // In pieces it cannot be told yet, and the first piece is of a result as a rule.
    assert_eq!(begun(r#"{"cniVersion":"#), ["parse-config", "result"]);
}

/// Answers begin nothing, whatever they carry.
#[test]
fn only_requests_begin_a_stage() {
    let events = recording("go-loopback");
    let mut inference = Inference::new("loopback", "ADD");
    let mut begun = 0;
    for event in events.iter().filter(|it| it.task.is_some()) {
        let what = match &event.what {
            What::Netlink(it) => What::Netlink(Netlink {
                direction: Direction::Reply,
                ..it.clone()
            }),
            What::Setns { .. } | What::Output { .. } => continue,
            other => other.clone(),
        };
        begun += usize::from(inference.next(&what, Some("pod1"), true).is_some());
    }
    assert_eq!(begun, 1, "the first stage alone");
}
