//! The command line's grammar: types and texts, no logic.

use std::path::PathBuf;

mod learn;

pub use learn::{CheckFormat, Learn, LearnAction};

use clap::{Args, Parser, Subcommand, ValueEnum};

mod inspect;

pub use inspect::{Inspect, View};

/// cniscope: run a real CNI plugin in a throw-away sandbox and see every stage of it.
#[derive(Debug, Parser)]
#[command(name = "cniscope", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a plugin or a list through its verbs and print every stage
    #[command(after_help = RUN_EXAMPLES)]
    Run(Run),
    /// Step through a plugin on a screen: hold it, look, let it fail, go back in time
    #[command(after_help = STEP_EXAMPLES)]
    Step(Step),
    /// Show a recording; needs no privileges
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Draw the wiring at a place of a recording, or make a page to step through it in a browser
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(Export),
    /// Show every network namespace of this host and how they are wired; changes nothing
    #[command(after_help = inspect::EXAMPLES)]
    Inspect(Inspect),
    /// Learn CNI by lessons whose results are checked against the kernel
    #[command(after_help = learn::EXAMPLES)]
    Learn(Learn),
    /// Open a shell in a named sandbox: node, pods and outside are set up
    #[command(after_help = SHELL_EXAMPLES)]
    Shell(Shell),
    /// List or stop named sandboxes
    Sandbox {
        /// What to do with them.
        #[command(subcommand)]
        action: SandboxAction,
    },
    /// List the bundled plugins, or install them as CNI plugins
    Plugins {
        /// What to do with them.
        #[command(subcommand)]
        action: PluginsAction,
    },
    /// Tell what this machine allows: rights, kernel features, programs
    Doctor,
    /// Print a completion script for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// What is run, and how: of `run` and `step`.
#[derive(Debug, Args)]
pub struct What {
    /// An embedded configuration (`cniscope plugins list` names them) or a file: a name with a slash or an extension
    pub target: String,
    /// Where plugins come from: `bundled`, or directories, in order of search
    #[arg(long, value_name = "bundled|DIR[:DIR]", default_value = "bundled")]
    pub plugins: String,
    /// Verbs, in order
    #[arg(
        long,
        value_name = "VERB,...",
        value_delimiter = ',',
        default_value = "ADD,CHECK,DEL"
    )]
    pub verbs: Vec<Verb>,
    /// Replace cniVersion of the configuration
    #[arg(long, value_name = "VERSION")]
    pub cni_version: Option<String>,
    /// CNI_ARGS for the plugins, `K=V;K=V`
    #[arg(long, value_name = "ARGS", default_value = "")]
    pub args: String,
    /// How many pods to attach, each in turn; a named sandbox has its own number, and all of them are attached
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub pods: u16,
    /// Only this pod: pod2 (can be given more than once)
    #[arg(long = "pod", value_name = "NAME")]
    pub only: Vec<String>,
    /// Hand a variable of your environment to the plugins (they get PATH, LANG and CNI_* only)
    #[arg(long, value_name = "NAME")]
    pub env: Vec<String>,
    /// Kill a plugin that takes longer; time in holds does not count
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86400))]
    pub timeout: u64,
    /// Hold here: `stage create-veth`, `netlink RTM_NEWROUTE dst=0.0.0.0/0`, `exec iptables` (can be given more than once)
    #[arg(long = "break", value_name = "EXPR")]
    pub breakpoints: Vec<String>,
    /// Let it fail there: `RTM_NEWADDR:EEXIST`, `request#3:kill`, `exec host-local:delay=2s` (more than once)
    #[arg(long = "inject", value_name = "EXPR:FAULT")]
    pub injections: Vec<String>,
    /// Keep the recording in a file
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Do not look at the kernel's state between stages (faster; no changes are shown)
    #[arg(long)]
    pub no_snapshots: bool,
    /// Let bundled plugins not mark their stages: they are inferred, as for any other plugin
    #[arg(long)]
    pub no_marks: bool,
    /// Hold each look at the kernel's state against a full one, and tell what it has missed
    #[arg(long, hide = true)]
    pub verify_state: bool,
    /// Use the rights of root itself instead of a user namespace
    #[arg(long)]
    pub privileged: bool,
}

/// `cniscope run`
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub what: What,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How much to print (text and markdown)
    #[arg(long, value_enum, default_value_t = Show::Brief)]
    pub show: Show,
    /// Hold at each stage and ask what to do next, on plain lines
    #[arg(long, conflicts_with = "format")]
    pub step: bool,
}

/// `cniscope step`
#[derive(Debug, Args)]
pub struct Step {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub what: What,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub looks: Looks,
    /// Plain lines instead of a screen, with the same keys: the same as `run --step`
    #[arg(long)]
    pub line: bool,
}

/// How the screen looks.
#[derive(Debug, Args)]
pub struct Looks {
    /// Colours: `auto` takes the terminal's word for dark or light, and none if NO_COLOR is set
    #[arg(long, value_enum, default_value_t = PaletteName::Auto)]
    pub palette: PaletteName,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
}

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)] // the names say it
pub enum PaletteName {
    Auto,
    Dark,
    Light,
    ColourBlind,
    None,
}

/// `cniscope replay`
#[derive(Debug, Args)]
pub struct Replay {
    /// A recording, as `run --record` writes it
    pub file: PathBuf,
    /// How to print; without it, and at a terminal, the debugger's screen
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// How much to print (text and markdown)
    #[arg(long, value_enum, default_value_t = Show::Brief)]
    pub show: Show,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub looks: Looks,
}

/// `cniscope export`
#[derive(Debug, Args)]
pub struct Export {
    /// A recording, as `run --record` writes it
    pub file: PathBuf,
    /// What to make
    #[arg(long, value_enum)]
    pub to: Picture,
    /// Of a drawing, where: a stage (create-veth, bridge/add/create-veth), whose changes stand out, or the number of an event; without it before the first DEL. Of `html-part`: this stage alone
    #[arg(long, value_name = "STAGE|EVENT")]
    pub at: Option<String>,
    /// Columns of text that a drawing may take
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub width: u16,
}

/// What a recording is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Picture {
    /// Lines of text
    Text,
    /// A picture for a page, for light and dark ground
    Svg,
    /// The whole run as a page that is stepped through in a browser
    Html,
    /// The same as a part of a page that there is already; with `--at` a stage: its wiring before and after, its requests byte by byte
    HtmlPart,
}

/// `cniscope shell`
#[derive(Debug, Args)]
pub struct Shell {
    /// Name of the sandbox; it is made if it is not there, and stays until it is stopped
    #[arg(default_value = "default")]
    pub name: String,
    /// Namespace to start in: node, pod1, ..., outside
    #[arg(long, value_name = "NETNS", default_value = "node")]
    pub netns: String,
    /// Pods of a sandbox that is made
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub pods: u16,
    /// A command instead of an interactive shell
    #[arg(last = true)]
    pub command: Vec<String>,
}

/// `cniscope sandbox ...`
#[derive(Debug, Subcommand)]
pub enum SandboxAction {
    /// List the named sandboxes of this user
    List,
    /// Stop a named sandbox: everything in it goes
    Stop {
        /// Its name.
        name: String,
    },
}

/// `cniscope plugins ...`
#[derive(Debug, Subcommand)]
pub enum PluginsAction {
    /// List bundled plugins and embedded configurations
    List,
    /// Install the bundled plugins into a directory, as a runtime's plugins
    #[command(after_help = INSTALL_EXAMPLES)]
    Install {
        /// The directory, often /opt/cni/bin
        directory: PathBuf,
        /// Replace files that are there already
        #[arg(long)]
        force: bool,
    },
}

/// A verb of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
#[allow(missing_docs)] // they are the specification's
pub enum Verb {
    #[value(alias = "add")]
    Add,
    #[value(alias = "check")]
    Check,
    #[value(alias = "del")]
    Del,
    #[value(alias = "gc")]
    Gc,
    #[value(alias = "status")]
    Status,
    #[value(alias = "version")]
    Version,
}

impl Verb {
    /// As the environment spells it.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Add => "ADD",
            Verb::Check => "CHECK",
            Verb::Del => "DEL",
            Verb::Gc => "GC",
            Verb::Status => "STATUS",
            Verb::Version => "VERSION",
        }
    }
}

/// How a run or a recording is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal
    Text,
    /// The recording: one JSON object a line
    Json,
    /// For a page
    Markdown,
}

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// Helper processes and dumps in a line each
    Brief,
    /// Every message
    All,
}

const EXAMPLES: &str = "\
Examples:
  cniscope run bridge                          a real bridge plugin, stage by stage
  cniscope run bridge --plugins /usr/lib/cni   the same with the Go reference plugins
  cniscope run loopback --step                 hold at each stage
  sudo cniscope inspect                        the namespaces of this host, and how they are wired
  cniscope doctor                              what this machine allows

Exit codes: 0 done; 1 the plugin call failed; 2 usage or bad input; 3 the environment does not allow it.";

const RUN_EXAMPLES: &str = "\
Examples:
  cniscope run bridge
  cniscope run bridge-dual-stack --verbs ADD,DEL --show all
  cniscope run ./my-network.conflist --plugins ~/my-plugins:bundled
  cniscope run bridge --plugins /usr/lib/cni --record run.jsonl
  cniscope run bridge --format json | jq 'select(.kind == \"netlink\")'";

const REPLAY_EXAMPLES: &str = "\
Examples:
  cniscope run bridge --record run.jsonl > /dev/null
  cniscope replay run.jsonl
  cniscope replay run.jsonl --format markdown > run.md";

const EXPORT_EXAMPLES: &str = "\
Examples:
  cniscope run bridge --pods 3 --record run.jsonl > /dev/null
  cniscope export run.jsonl --to text
  cniscope export run.jsonl --to svg --at create-veth > wiring.svg
  cniscope export run.jsonl --to html > run.html";

const SHELL_EXAMPLES: &str = "\
Examples:
  cniscope shell                               make (or join) the sandbox `default`
  cniscope shell lab --pods 2                  one with two pods
  cniscope shell lab --netns pod1 -- ip addr   one command in a pod
  cniscope run bridge --verbs ADD              typed inside: attaches pod1 there, and it stays attached
  cniscope sandbox stop lab";

const INSTALL_EXAMPLES: &str = "\
Examples:
  sudo cniscope plugins install /opt/cni/bin          this executable, under each plugin's name
  sudo cniscope plugins install --force /opt/cni/bin  the same, over plugins that are there

For production, build the plugins alone, without a dynamic linker: they start twice as fast.
  cargo build-plugins          (or build-plugins-musl, which starts a little faster still)
  sudo install target/plugins/x86_64-unknown-linux-gnu/release/cniscope /opt/cni/bin/bridge
  cd /opt/cni/bin && for name in loopback host-local static; do sudo ln -f bridge $name; done";

const STEP_EXAMPLES: &str = "\
Examples:
  cniscope step bridge                             the bundled bridge plugin, held at its first stage; ? explains the keys
  cniscope step bridge --plugins /usr/lib/cni      anyone's binary: here the Go reference plugin
  cniscope step bridge --break 'netlink RTM_NEWROUTE dst=0.0.0.0/0'
  cniscope step bridge --line                      the same keys on plain lines, for screen readers and pipes";
