//! The network configurations of `configs/`, embedded by name so that the program needs no other file.

/// An embedded configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The name by which `run` knows it: the file's, without its extension.
    pub name: &'static str,
    /// What it shows, in a line.
    pub brief: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// All of them, the simplest first.
pub fn all() -> &'static [Config] {
    CONFIGS
}

/// The configuration of this name.
pub fn find(name: &str) -> Option<&'static Config> {
    CONFIGS.iter().find(|it| it.name == name)
}

const CONFIGS: &[Config] = &[
    Config {
        name: "loopback",
        brief: "the interface lo of a pod, set up",
        text: include_str!("../configs/loopback.conf"),
    },
    Config {
        name: "bridge",
        brief: "a pod on a bridge, with an address, a gateway and a default route",
        text: include_str!("../configs/bridge.conf"),
    },
    Config {
        name: "bridge-l2",
        brief: "a pod on a bridge without any address: a switch and a cable",
        text: include_str!("../configs/bridge-l2.conf"),
    },
    Config {
        name: "bridge-dual-stack",
        brief: "a pod with an IPv4 and an IPv6 address",
        text: include_str!("../configs/bridge-dual-stack.conf"),
    },
    Config {
        name: "bridge-masq",
        brief: "a pod whose packets leave under the node's address (masquerade)",
        text: include_str!("../configs/bridge-masq.conf"),
    },
    Config {
        name: "chain",
        brief: "a list of two plugins: bridge, then loopback",
        text: include_str!("../configs/chain.conflist"),
    },
];
