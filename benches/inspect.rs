//! `cniscope inspect` on a host of 1,000 namespaces, each with a veth to one bridge, an address and a default route: against
//! a loop of `ip -n NS -j addr; ip -n NS -j route`, which knows less; peak memory; and what a namespace costs when there are
//! 100 and when there are 1,000 of them. `cargo bench --bench inspect`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fmt::Write;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cniscope");
const FEW: usize = 100;
const MANY: usize = 1000;
const RUNS: usize = 9;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("inside") => inside(),
        Some("memory") => memory(),
        _ => in_namespaces(),
    }
}

/// Starts this program again in namespaces of its own.
fn in_namespaces() {
    let script = "set -e; mount -t tmpfs t /run; mkdir /run/netns; exec \"$0\" inside";
    let status = Command::new("unshare")
        .args(["-Urnm", "bash", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .status();
    assert!(status.unwrap().success());
}

fn inside() {
    batch(
        &[
            "link add br0 type bridge",
            "addr add 10.9.0.1/16 dev br0",
            "link set br0 up",
        ]
        .join("\n"),
        None,
    );
    wire(0, FEW);
    let few = inspect();
    wire(FEW, MANY);
    let many = inspect();
    let ip = ip_loop();
    println!(
        "medians of {RUNS} runs, the loop of ip once; {} processors",
        std::thread::available_parallelism().unwrap()
    );
    println!("{MANY} namespaces, JSON     {many:6.2} s   (budget 1.5)");
    println!("  loop of ip            {ip:6.2} s");
    println!(
        "  to it                 {:6.3} times   (budget 0.2)",
        many / ip
    );
    let each = |seconds: f64, count: usize| 1e6 * seconds / count as f64;
    println!("a namespace of {FEW:4}     {:6.0} us", each(few, FEW));
    println!("a namespace of {MANY}     {:6.0} us", each(many, MANY));
    println!(
        "  to that of {FEW}        {:6.2} times   (budget 1.3)",
        each(many, MANY) / each(few, FEW)
    );
    let itself = std::env::current_exe().unwrap();
    assert!(
        Command::new(itself)
            .arg("memory")
            .status()
            .unwrap()
            .success()
    );
}

/// Makes namespaces by number, each with a veth to the bridge, an address and a route.
fn wire(from: usize, to: usize) {
    let mut host = String::new();
    for number in from..to {
        let status = Command::new("ip")
            .args(["netns", "add", &format!("n{number}")])
            .status();
        assert!(status.unwrap().success());
        writeln!(
            host,
            "link add v{number} type veth peer name eth0 netns n{number}"
        )
        .unwrap();
        writeln!(host, "link set v{number} master br0 up").unwrap();
    }
    batch(&host, None);
    for number in from..to {
        let address = format!("10.9.{}.{}/16", 1 + number / 250, 1 + number % 250);
        let pod = format!(
            "addr add {address} dev eth0\nlink set eth0 up\nroute add default via 10.9.0.1"
        );
        batch(&pod, Some(number));
    }
}

fn batch(commands: &str, pod: Option<usize>) {
    fs::write("/run/batch", format!("{commands}\n")).unwrap();
    let mut ip = Command::new("ip");
    if let Some(number) = pod {
        ip.args(["-n", &format!("n{number}")]);
    }
    assert!(
        ip.args(["-batch", "/run/batch"])
            .status()
            .unwrap()
            .success()
    );
}

/// Seconds; the first run warms the caches.
fn inspect() -> f64 {
    let mut seconds: Vec<f64> = (0..=RUNS).map(|_| once()).skip(1).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn once() -> f64 {
    let output = File::create("/run/out").unwrap();
    let since = Instant::now();
    let status = Command::new(PROGRAM)
        .args(["inspect", "--format", "json"])
        .stdout(output)
        .status();
    assert!(status.unwrap().success());
    since.elapsed().as_secs_f64()
}

fn ip_loop() -> f64 {
    let script =
        "for it in /run/netns/*; do ip -n ${it##*/} -j addr; ip -n ${it##*/} -j route; done";
    let since = Instant::now();
    let status = Command::new("bash")
        .args(["-c", script])
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
    since.elapsed().as_secs_f64()
}

fn memory() {
    once();
    let text = fs::read_to_string("/run/out").unwrap();
    let count = text.matches("\"inode\":").count();
    assert!(count >= MANY, "{count} namespaces");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    println!(
        "peak memory             {:6} MiB   (budget 150)",
        usage.max_rss() / 1024
    );
}
