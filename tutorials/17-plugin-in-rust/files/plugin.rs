//! The plugin rope: a cable from the pod to the node. Both addresses stand in the configuration.
//!
//!     rustc -o plugins/rope plugin.rs

use std::process::Command;

const VERSIONS: &str = r#"{"cniVersion": "1.1.0", "supportedVersions": ["1.0.0", "1.1.0"]}"#;

fn main() {
    let call = Call::read();
    let answer = match call.verb.as_str() {
        "VERSION" => Ok(VERSIONS.to_owned()),
        "ADD" => call.add(),
        "CHECK" => call.check(),
        "DEL" => call.del(),
        verb => Err(format!("the verb {verb} is not known")),
    };
    // TODO 1: this is no answer if it is an error.
    print!("{}", answer.unwrap());
}

/// What the runtime has handed over.
struct Call {
    verb: String,
    /// The path of the pod's namespace.
    netns: String,
    /// What the interface in the pod is to be called.
    ifname: String,
    /// The name of the node's end: the same in each call for this container, and at most 15 bytes long.
    near: String,
    /// The network configuration.
    config: String,
}

impl Call {
    fn read() -> Call {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let container = variable("CNI_CONTAINERID");
        Call {
            verb: variable("CNI_COMMAND"),
            netns: variable("CNI_NETNS"),
            ifname: variable("CNI_IFNAME"),
            near: format!("rope-{}", container.chars().take(10).collect::<String>()),
            config: std::io::read_to_string(std::io::stdin()).unwrap_or_default(),
        }
    }

    /// Makes the cable. What is told then is the result: JSON.
    fn add(&self) -> Result<String, String> {
        let (node, pod) = (self.key("node")?, self.key("pod")?);
        let (near, ifname, netns) = (&self.near, &self.ifname, &self.netns);
        run(&format!("ip link add {near} type veth peer name {ifname} netns {netns}"))?;
        run(&format!("ip addr add {node} dev {near}"))?;
        run(&format!("ip link set {near} up"))?;
        run(&format!("nsenter --net={netns} ip addr add {pod} dev {ifname}"))?;
        run(&format!("nsenter --net={netns} ip link set {ifname} up"))?;
        // TODO 2: the result.
        Ok(String::new())
    }

    /// Looks whether all is as ADD has left it. If it is, nothing is told.
    fn check(&self) -> Result<String, String> {
        let (netns, ifname, pod) = (&self.netns, &self.ifname, self.key("pod")?);
        run(&format!("ip link show {}", self.near))?;
        let seen = run(&format!("nsenter --net={netns} ip addr show {ifname}"))?;
        match seen.contains(&format!("inet {pod} ")) {
            true => Ok(String::new()),
            false => Err(format!("{ifname} has lost the address {pod}")),
        }
    }

    /// Removes the cable. What is gone already is no error.
    fn del(&self) -> Result<String, String> {
        let _ = run(&format!("ip link del {}", self.near));
        Ok(String::new())
    }

    /// The text of a key of the configuration: what stands in quotes behind its name. That is no way to read JSON in
    /// earnest, but the standard library has none.
    fn key(&self, name: &str) -> Result<String, String> {
        let (_, behind) = self
            .config
            .split_once(&format!("\"{name}\""))
            .ok_or(format!("the configuration has no key {name}"))?;
        behind
            .split('"')
            .nth(1)
            .map(str::to_owned)
            .ok_or(format!("the key {name} is no text"))
    }
}

/// Runs a command, and hands back what it has printed; or what it complains about.
fn run(line: &str) -> Result<String, String> {
    let mut words = line.split_whitespace();
    let done = Command::new(words.next().unwrap_or_default())
        .args(words)
        .output()
        .map_err(|error| format!("{line}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match done.status.success() {
        true => Ok(text(&done.stdout)),
        false => Err(format!("{line}: {}", text(&done.stderr))),
    }
}

/// The text as JSON: in quotes, and with a backslash before quotes in it.
#[allow(dead_code)]
fn json(text: &str) -> String {
    let mut quoted = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => quoted.extend(['\\', it]),
            '\n' => quoted.push_str("\\n"),
            it if it.is_control() => quoted.push(' '),
            it => quoted.push(it),
        }
    }
    quoted + "\""
}
