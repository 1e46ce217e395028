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
    /// Where CNI keeps its records: `results` and `networks` below it (can be given more than once)
    #[arg(long, value_name = "DIR", default_value = crate::runtime::cache::DIRECTORY)]
    pub cni_dir: Vec<PathBuf>,
    /// Look around on a screen: follow wires, search, look anew
    #[arg(long, conflicts_with = "format")]
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
}

pub(super) const EXAMPLES: &str = "\
Examples:
  sudo cniscope inspect                       all namespaces and their wiring; without root what may be seen
  sudo cniscope inspect --tui                 the same on a screen: follow a pod's wire, search, look anew
  sudo cniscope inspect --deep                also namespaces that only a socket holds
  sudo cniscope inspect --format json | jq '.namespaces[] | {inode, title, processes}'

Nothing is changed: no namespace is numbered, no module loaded, no file written.";
