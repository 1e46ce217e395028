//! The grammar of `cniscope inspect`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::PaletteName;

/// `cniscope inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// How to print
    #[arg(long, value_enum, default_value_t = View::Text)]
    pub format: View,
    /// Look for namespaces that only a socket holds, too: takes a copy of each socket for a moment
    #[arg(long)]
    pub deep: bool,
    /// Show namespaces without links, and everything that a tree leaves out
    #[arg(long)]
    pub all: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Only this pod, `name` or `namespace/name`, and where its cables lead (this and the next can be given more than once)
    #[arg(long, value_name = "POD")]
    pub pod: Vec<String>,
    /// Only this namespace: any name of it, a path, a number, the beginning of a container's ID
    #[arg(long, value_name = "NAME")]
    pub namespace: Vec<String>,
    /// Only links of this name
    #[arg(long, value_name = "NAME")]
    pub link: Vec<String>,
    /// Only links with this address, or one of this network
    #[arg(long, value_name = "ADDRESS[/LENGTH]")]
    pub address: Vec<String>,
    /// Tell what differs from an earlier `--format json`; exit code 1 if anything does
    #[arg(long, value_name = "SNAPSHOT")]
    pub diff: Option<PathBuf>,
    /// Go on and tell each change, new namespaces too, with the process that has asked for it where that is known
    #[arg(long, conflicts_with = "diff")]
    pub watch: bool,
    /// Where CNI keeps its records: `results` and `networks` below it (can be given more than once)
    #[arg(long, value_name = "DIR", default_value = crate::runtime::cache::DIRECTORY)]
    pub cni_dir: Vec<PathBuf>,
    /// Look around on a screen: follow wires, search, look anew
    #[arg(long, conflicts_with_all = ["format", "watch", "diff"])]
    pub tui: bool,
    /// Colours of the screen: `auto` takes the terminal's word for dark or light, and none if NO_COLOR is set
    #[arg(long, value_enum, default_value_t = PaletteName::Auto, requires = "tui")]
    pub palette: PaletteName,
}

/// How a look at a host is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// A tree for a terminal
    Text,
    /// Everything, for programs: one JSON object
    Json,
    /// A graph for graphviz
    Dot,
    /// A graph for Mermaid
    Mermaid,
    /// A picture
    Svg,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  sudo cniscope inspect                       all namespaces and their wiring; without root what may be seen
  sudo cniscope inspect --tui                 the same on a screen: follow a pod's wire, search, look anew
  sudo cniscope inspect --deep                also namespaces that only a socket holds
  sudo cniscope inspect --pod default/web     one pod, up to the bridge and the rule that serves it
  sudo cniscope inspect --format svg > host.svg
  sudo cniscope inspect --format json > before.json
  sudo cniscope inspect --diff before.json    what has changed since then
  sudo cniscope inspect --watch               changes as they happen, until ^C
  sudo cniscope inspect --format json | jq '.namespaces[] | {inode, title, processes}'

Nothing is changed: no namespace is numbered, no module loaded, no file written.";
