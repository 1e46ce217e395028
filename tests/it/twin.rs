//! Scripts of calls to our plugins, to Debian's Go plugins, or to both in turn, in namespaces of their own, and
//! what they leave, after masking what is random by design.

use serde_json::Value;

use crate::program::{self, in_namespaces};

/// What one set of plugins made of a script.
#[derive(Debug)]
pub(crate) struct Made {
    /// A line per call: verb, exit code, error code.
    pub(crate) calls: Vec<String>,
    /// The results of ADDs.
    pub(crate) results: Vec<Value>,
    /// The kernel's state and the files at each `dump`.
    pub(crate) state: String,
}

/// The plugins that a script calls first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    Ours,
    Theirs,
}

/// What a script has:
///
/// - `ours`, `theirs`: whose plugins are called from here on;
/// - `call VERB [PLUGIN]`: a call with `$config`; `again VERB [PLUGIN]`: the same with the last ADD's result as
///   prevResult; with `plugin_path` set, plugins find programs there;
/// - `dump`: the kernel's state and the files, to be compared; `rules`: those of the firewall.
const WORDS: &str = r#"
ours() { bin=/run/work/bin; export CNI_PATH=$bin; }
theirs() { bin=/usr/lib/cni; export CNI_PATH=$bin; }
run() {
  PATH=${plugin_path:-$PATH} CNI_COMMAND=$1 $bin/${2:-bridge} >/run/work/out 2>/run/work/err && code=0 || code=$?
  [ "$1 $code" != "ADD 0" ] || cp /run/work/out /run/work/result
  echo "@call $1 $code"; cat /run/work/out; echo
}
call() { printf '%s' "$config" | run "$@"; }
again() { printf '%s' "$config" | jq -c --slurpfile it /run/work/result '.prevResult = $it[0]' | run "$@"; }
settle() { # the kernel tells a link's state some time after it has changed: of a bridge when its ports have come or gone
  if ip -n pod1 link show eth0 2>/dev/null | grep -q "[,<]UP[,>]"; then
    for _ in $(seq 100); do { ip link show type veth; ip -n pod1 link show eth0; } | grep -q NO-CARRIER || break; sleep 0.05; done
  fi
  [ -d /proc/sys/net/ipv4/conf/br0 ] || return 0
  want=DOWN; [ -z "$(ip link show master br0)" ] || want=UP
  for _ in $(seq 100); do ip link show br0 | grep -q "state $want" && return 0; sleep 0.05; done
  echo "br0 does not become $want" >&2; return 1
}
settings='cd /proc/sys/net && grep -Hs "" ipv[46]/conf/{eth0,br0,veth*}/{accept_dad,enhanced_dad,keep_addr_on_down,disable_ipv6,accept_ra,arp_notify} | sed "s/$/,/" || true'
dump() {
  settle
  echo @dump
  for ns in node pod1; do
    in=; [ $ns = node ] || in="ip netns exec $ns"
    $in ip -d -j link; $in ip -j addr; $in ip -j route show table all; $in ip -6 -j route show table all
    $in bridge -j vlan; $in bash -c "$settings"
  done
  sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding
  (cd /var/lib/cni && grep -r . . | sort) || true
  echo @end
}
rules() {
  echo @dump
  iptables -t nat -S; ip6tables -t nat -S
  nft list table bridge nat 2>/dev/null || true
  nft list table inet cni_plugins_masquerade 2>/dev/null || true
  echo @end
}
"#;

/// Runs a script, see [`WORDS`], with one set of plugins.
#[track_caller]
pub(crate) fn make(set: Set, config: &str, script: &str) -> Made {
    let first = match set {
        Set::Ours => "ours",
        Set::Theirs => "theirs",
    };
    let prepare = format!(
        r#"mkdir /run/work/bin
for name in loopback bridge host-local static; do touch /run/work/bin/$name; mount --bind {program} /run/work/bin/$name; done
ip netns add pod1
# The node probes for its own addresses all the while, so that none becomes usable between two looks.
sysctl -qw net.ipv6.conf.default.dad_transmits=1000
export CNI_CONTAINERID=c1 CNI_NETNS=/run/netns/pod1 CNI_IFNAME=eth0 PATH="$PATH:/usr/sbin:/sbin"
config='{config}'
{WORDS}
{first}
{script}"#,
        program = program::path().display(),
    );
    let ran = in_namespaces(&prepare);
    assert_eq!(ran.code, Some(0), "{set:?}: {}\n{}", ran.stderr, ran.stdout);
    let mut made = Made {
        calls: Vec::new(),
        results: Vec::new(),
        state: String::new(),
    };
    for part in ran.stdout.split('@').skip(1) {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        match head.split_once(' ') {
            Some(("call", call)) => {
                let json: Value = serde_json::from_str(body.trim()).unwrap_or(Value::Null);
                made.calls.push(format!(
                    "{call} {}",
                    json.get("code").unwrap_or(&Value::Null)
                ));
                if call == "ADD 0" {
                    made.results.push(mask_result(json));
                }
            }
            _ if head == "dump" => made.state.push_str(&mask(body)),
            _ => {}
        }
    }
    made
}

/// Both sets of plugins must make the same.
#[track_caller]
pub(crate) fn same(config: &str, script: &str) -> Made {
    let (ours, theirs) = (
        make(Set::Ours, config, script),
        make(Set::Theirs, config, script),
    );
    assert_eq!(ours.calls, theirs.calls, "{config}");
    assert_eq!(ours.results, theirs.results, "{config}");
    // Piece by piece first: a whole dump says little about where it differs.
    for (mine, other) in ours.state.split(',').zip(theirs.state.split(',')) {
        assert_eq!(mine, other, "{config}");
    }
    assert_eq!(ours.state, theirs.state, "{config}");
    ours
}

/// Allowed: 1.1.1 prints an empty `dns` in 1.0.0 too, which newer versions omit.
fn mask_result(mut json: Value) -> Value {
    if json.get("dns") == Some(&Value::Object(serde_json::Map::new())) {
        json.as_object_mut().map(|it| it.remove("dns"));
    }
    serde_json::from_str(&mask(&json.to_string())).unwrap()
}

/// Masks what is random by design: hardware addresses and what follows from them, names of veth ends.
/// Masks what differs by time: the bridge's timers. Leaves out what the reference plugins do not write: aliases.
pub(crate) fn mask(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, length) = if let Some(length) = mac(rest) {
            ("MAC", length)
        } else if rest.starts_with("veth")
            && rest.len() >= 12
            && rest.as_bytes()[4..12].iter().all(u8::is_ascii_hexdigit)
        {
            ("vethX", 12)
        } else if rest.starts_with("\"8000.") {
            (
                "\"8000.MAC",
                rest[1..].find('"').map_or(rest.len(), |it| it + 1),
            )
        } else if let Some(after) = rest.strip_prefix("\"txqlen\":") {
            // Allowed: 1.1.1 asks for a queue length of 0, newer versions leave it to the kernel.
            (
                "",
                9 + after.find([',', '}']).map_or(after.len(), |it| it + 1),
            )
        } else if let Some(after) = rest.strip_prefix(",\"ifalias\":\"") {
            // Allowed: ours says whose the link is; no name in it has a quotation mark.
            ("", 12 + after.find('"').map_or(after.len(), |it| it + 1))
        } else if rest.starts_with("conf/eth0/keep_addr_on_down:") {
            // Allowed: 1.1.1 leaves it at 0; newer versions write 1, and so does ours, if there is IPv6.
            ("conf/eth0/keep_addr_on_down:X", 29)
        } else if rest.starts_with("fe80::") {
            ("fe80::X", rest.find(['"', '/', ' ']).unwrap_or(rest.len()))
        } else if let Some(after) = rest.strip_prefix("timer\":") {
            (
                "timer\":0",
                7 + after.find([',', '}']).unwrap_or(after.len()),
            )
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            (&rest[..length], length)
        };
        masked.push_str(piece);
        rest = &rest[length..];
    }
    masked
}

/// Length of a hardware address at the start of the text.
fn mac(text: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..17)?;
    let fits = bytes.iter().enumerate().all(|(at, it)| {
        if at % 3 == 2 {
            *it == b':'
        } else {
            it.is_ascii_hexdigit()
        }
    });
    fits.then_some(17)
}
