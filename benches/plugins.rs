//! Our plugins, built by `cargo build-plugins` (by `build-plugins-musl` where Rust has that target), against Debian's: wall and processor time of ADD, with and without
//! masquerading; against `ip -batch` for the same wiring; host-local with many leases; peak memory and size.
//! Alternating, as medians of paired ratios. `cargo bench --bench plugins`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

const PAIRS: usize = 40;
const GO: &str = "/usr/lib/cni";
const OURS: &str = "/run/ours";
/// Where the two ways of building plugins put them.
const BUILDS: [(&str, &str); 2] = [
    ("x86_64-unknown-linux-musl", "build-plugins-musl"),
    ("x86_64-unknown-linux-gnu", "build-plugins"),
];
/// The variable that names the program with the plugins that are measured.
const PLUGINS: &str = "CNISCOPE_BENCH_PLUGINS";
/// Every part of the program, linked as usual.
const PROGRAM: &str = env!("CARGO_BIN_EXE_cniscope");
const EVERYTHING: &str = "/run/everything";
const LEASES: u32 = 10_000;

const PLAIN: &str = r#"{"cniVersion":"1.0.0","name":"n","type":"bridge","bridge":"cni0","isDefaultGateway":true,"ipam":{"type":"host-local","subnet":"10.22.0.0/16"}}"#;
const MASQUERADE: &str = r#"{"cniVersion":"1.0.0","name":"n","type":"bridge","bridge":"cni0","isDefaultGateway":true,"ipMasq":true,"ipam":{"type":"host-local","subnet":"10.22.0.0/16"}}"#;
const MANY: &str = r#"{"cniVersion":"1.0.0","name":"many","type":"x","ipam":{"type":"host-local","subnet":"10.64.0.0/16"}}"#;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("inside") => inside(),
        Some("memory") => memory(&std::env::args().nth(2).unwrap()),
        _ => {
            let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
            let sysroot = String::from_utf8(sysroot.unwrap().stdout).unwrap();
            let rustlib = std::path::Path::new(sysroot.trim()).join("lib/rustlib");
            let mut builds = BUILDS.iter();
            let (target, build) = builds.find(|it| rustlib.join(it.0).is_dir()).unwrap();
            let status = Command::new(env!("CARGO"))
                .args([build, "--quiet"])
                .status();
            assert!(status.unwrap().success());
            println!("our plugins: cargo {build}");
            in_namespaces(&format!(
                "{}/target/plugins/{target}/release/cniscope",
                env!("CARGO_MANIFEST_DIR")
            ));
        }
    }
}

/// Starts this program again in namespaces of its own.
fn in_namespaces(plugins: &str) {
    let script = format!(
        "set -e; mount -t tmpfs t /run; mkdir -p /run/netns /run/lock {OURS} {EVERYTHING}; mount -t tmpfs t /var/lib; mkdir /var/lib/cni; \
         ip netns add pod1; ip link set lo up; exec \"$0\" inside"
    );
    let status = Command::new("unshare")
        .args(["-Urnm", "bash", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(PLUGINS, plugins)
        .status();
    assert!(status.unwrap().success());
}

/// Wall and processor time, seconds.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

fn inside() {
    let plugins = std::env::var(PLUGINS).unwrap();
    for (program, dir) in [(plugins.as_str(), OURS), (PROGRAM, EVERYTHING)] {
        for name in ["bridge", "host-local"] {
            symlink(program, format!("{dir}/{name}")).unwrap();
        }
    }
    println!("medians of {PAIRS} paired ratios");
    let bridge = |config| pairs(OURS, |dir| add_and_del(dir, "bridge", config));
    let (ours, wall, cpu) = bridge(PLAIN);
    println!("bridge ADD             {:6.1} ms", 1e3 * ours);
    println!("  to Go's, wall        {wall:6.2} times   (budget 0.5)");
    println!("  to Go's, processor   {cpu:6.2} times   (budget 0.4)");
    println!(
        "  to ip -batch, wall   {:6.2} times   (budget 1.3)",
        to_batch()
    );
    let (ours, wall, cpu) = pairs(EVERYTHING, |dir| add_and_del(dir, "bridge", PLAIN));
    println!(
        "  by the whole program, linked as usual: {:.1} ms, {wall:.2} times wall, {cpu:.2} times processor",
        1e3 * ours
    );
    let (ours, wall, cpu) = bridge(MASQUERADE);
    println!("bridge ADD, ipMasq     {:6.1} ms", 1e3 * ours);
    println!("  to Go's, wall        {wall:6.2} times   (budget 0.15)");
    println!("  to Go's, processor   {cpu:6.2} times");
    fill();
    let (ours, wall, cpu) = pairs(OURS, |dir| add_and_del(dir, "host-local", MANY));
    println!("host-local ADD, {LEASES} leases {:6.1} ms", 1e3 * ours);
    println!("  to Go's, wall        {wall:6.2} times   (budget 0.5)");
    println!("  to Go's, processor   {cpu:6.2} times");
    for dir in [OURS, GO] {
        let itself = std::env::current_exe().unwrap();
        let status = Command::new(itself).args(["memory", dir]).status();
        assert!(status.unwrap().success());
    }
    let size = |path: &str| fs::metadata(path).unwrap().len() / 1024;
    let theirs: u64 = ["bridge", "host-local", "loopback", "static"]
        .iter()
        .map(|it| size(&format!("{GO}/{it}")))
        .sum();
    println!("size of the four plugins: {theirs} KiB in Go");
    println!("  ours, one program: {} KiB", size(&plugins));
}

/// Ours in seconds, wall and processor time as ratios to theirs.
fn pairs(dir: &str, mut run: impl FnMut(&str) -> Cost) -> (f64, f64, f64) {
    let (mut ours, mut wall, mut cpu) = (vec![], vec![], vec![]);
    for round in 0..=PAIRS {
        let (one, other) = (run(dir), run(GO));
        if round > 0 {
            // The first round warms the caches.
            ours.push(one.wall);
            wall.push(one.wall / other.wall);
            cpu.push(one.cpu / other.cpu);
        }
    }
    (median(ours), median(wall), median(cpu))
}

/// What ADD costs; DEL follows.
fn add_and_del(dir: &str, plugin: &str, config: &str) -> Cost {
    let cost = call(dir, plugin, "ADD", config);
    call(dir, plugin, "DEL", config);
    cost
}

fn call(dir: &str, plugin: &str, verb: &str, config: &str) -> Cost {
    let mut command = Command::new(format!("{dir}/{plugin}"));
    command
        .env("CNI_COMMAND", verb)
        .env("CNI_CONTAINERID", "c1")
        .env("CNI_NETNS", "/run/netns/pod1")
        .env("CNI_IFNAME", "eth0")
        .env("CNI_PATH", dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    measure(|| {
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(config.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{dir} {verb}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    })
}

fn measure(run: impl FnOnce()) -> Cost {
    let cpu = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
        let seconds = |it: nix::sys::time::TimeVal| it.tv_sec() as f64 + it.tv_usec() as f64 / 1e6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    };
    let (before, since) = (cpu(), Instant::now());
    run();
    Cost {
        wall: since.elapsed().as_secs_f64(),
        cpu: cpu() - before,
    }
}

/// ADD to two runs of ip that make the same: bridge and forwarding are there already, as for most ADDs.
fn to_batch() -> f64 {
    let node = "link add vethbench type veth peer name eth0 netns pod1\nlink set vethbench up\nlink set vethbench master cni0\n\
                addr replace 10.22.0.1/16 brd 10.22.255.255 dev cni0\n";
    let pod = "addr add 10.22.0.9/16 brd 10.22.255.255 dev eth0\nlink set eth0 up\nroute add default via 10.22.0.1 dev eth0\n";
    fs::write("/run/node", node).unwrap();
    fs::write("/run/pod", pod).unwrap();
    let ip = |args: &[&str]| assert!(Command::new("ip").args(args).status().unwrap().success());
    let mut ratios = vec![];
    for _ in 0..PAIRS {
        let ours = add_and_del(OURS, "bridge", PLAIN);
        let theirs = measure(|| {
            ip(&["-batch", "/run/node"]);
            ip(&["-n", "pod1", "-batch", "/run/pod"]);
        });
        ip(&["-n", "pod1", "link", "del", "eth0"]);
        ratios.push(ours.wall / theirs.wall);
    }
    median(ratios)
}

/// A directory of leases, as a busy node has after a long time; nobody removes them.
fn fill() {
    let dir = "/var/lib/cni/networks/many";
    fs::create_dir_all(dir).unwrap();
    let first = u32::from(std::net::Ipv4Addr::new(10, 64, 0, 2));
    let mut last = String::new();
    for number in 0..LEASES {
        last = std::net::Ipv4Addr::from(first + number).to_string();
        fs::write(format!("{dir}/{last}"), format!("{number:064x}\r\neth0")).unwrap();
    }
    fs::write(format!("{dir}/last_reserved_ip.0"), last).unwrap();
}

/// Prints what the largest process of ADD and DEL needs.
fn memory(dir: &str) {
    add_and_del(dir, "bridge", PLAIN);
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("peak memory of {dir}/bridge: {} KiB", usage.max_rss());
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
