//! What tracing costs: the Go bridge's ADD and DEL untraced, under cniscope with and without snapshots, and
//! under strace; side by side, alternating, as medians of paired ratios. `cargo bench --bench trace`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::process::{Command, Stdio};
use std::time::Instant;

const PAIRS: usize = 20;
const GO: &str = "/usr/lib/cni";
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/configs/bridge.conf");
const PROGRAM: &str = env!("CARGO_BIN_EXE_cniscope");

fn main() {
    println!(
        "{} processors, Linux {}",
        std::thread::available_parallelism().unwrap(),
        kernel()
    );
    println!(
        "Go bridge of {GO}, {CONFIG}, ADD + DEL; nothing pinned from outside; medians of {PAIRS} paired ratios"
    );
    let strace = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-o",
        "/dev/null",
        "-e",
        "trace=sendto,sendmsg,recvfrom,recvmsg,setns,execve,openat,read,write,unlinkat,flock",
    ];
    let (mut plain, mut traced, mut looked, mut straced) = (vec![], vec![], vec![], vec![]);
    for round in 0..=PAIRS {
        let times = [
            untraced(&[]),
            under_cniscope(&["--no-snapshots"]),
            under_cniscope(&[]),
            untraced(&strace),
        ];
        if round > 0 {
            // The first round warms the caches.
            plain.push(times[0]);
            traced.push(times[1] / times[0]);
            looked.push(times[2] / times[0]);
            straced.push(times[3] / times[0]);
        }
    }
    println!("untraced               {:6.1} ms", 1e3 * median(plain));
    println!(
        "traced, recorded       {:6.2} times   (budget 1.4)",
        median(traced)
    );
    println!(
        "with snapshots         {:6.2} times   (budget 2.0)",
        median(looked)
    );
    println!("strace                 {:6.2} times", median(straced));
    let whole = (0..10)
        .map(|_| {
            time(
                Command::new(PROGRAM)
                    .args(["run", "bridge"])
                    .stdout(Stdio::null()),
            )
        })
        .collect();
    println!(
        "run bridge, whole      {:6.3} s       (budget 0.3)",
        median(whole)
    );
}

/// Seconds of ADD and DEL in namespaces of their own, each started by `prefix`.
fn untraced(prefix: &[&str]) -> f64 {
    let script = format!(
        "mount -t tmpfs t /run && mkdir -p /run/netns; if [ -d /var/lib/cni ]; then mount -t tmpfs t /var/lib/cni; \
         else mount -t tmpfs t /var/lib && mkdir /var/lib/cni; fi; ip netns add pod1; \
         export CNI_CONTAINERID=pod1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=eth0 CNI_PATH={GO}; t=0; \
         for verb in ADD DEL; do a=$EPOCHREALTIME; CNI_COMMAND=$verb {} {GO}/bridge <{CONFIG} >/dev/null; b=$EPOCHREALTIME; \
         t=$((t + ${{b/./}} - ${{a/./}})); done; echo $t",
        prefix.join(" ")
    );
    let output = Command::new("unshare")
        .args(["-Urnm", "bash", "-c", &script])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let microseconds: f64 = text
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    microseconds / 1e6
}

/// Seconds of the same calls by the recording: from each `call` to its `result`.
fn under_cniscope(options: &[&str]) -> f64 {
    let args = [
        &[
            "run",
            CONFIG,
            "--plugins",
            GO,
            "--verbs",
            "ADD,DEL",
            "--format",
            "json",
        ],
        options,
    ]
    .concat();
    let output = Command::new(PROGRAM).args(args).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (mut begun, mut total) = (0.0, 0.0);
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let at = event["t_ns"].as_f64().unwrap_or(0.0) / 1e9;
        match event["kind"].as_str() {
            Some("call") => begun = at,
            Some("result") => total += at - begun,
            _ => {}
        }
    }
    total
}

fn time(command: &mut Command) -> f64 {
    let since = Instant::now();
    assert!(command.status().unwrap().success());
    since.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn kernel() -> String {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .unwrap_or_default()
        .trim()
        .to_owned()
}
