//! Real calls of our plugins: a shell script in namespaces of its own, and what each of its calls printed.

use serde_json::Value;

use crate::program::{self, in_namespaces};

/// Every version of the specification.
pub(crate) const VERSIONS: [&str; 7] = [
    "0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0",
];

/// Whether results of this version hold one address of each family at most.
pub(crate) fn is_flat(version: &str) -> bool {
    matches!(version, "0.1.0" | "0.2.0")
}

/// What one command gave.
#[derive(Debug)]
pub(crate) struct Output {
    code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a script of `call VERB PLUGIN`, which hands `$config` to our plugin, and `show COMMAND ...`. Gives the
/// output of each, in order; other commands must succeed and print nothing. The container is `dummy` with `eth0`
/// in the namespace /run/netns/pod1, which the script may make.
#[track_caller]
pub(crate) fn outputs(script: &str) -> Vec<Output> {
    let whole = format!(
        r#"bin=/run/work/bin; mkdir $bin
for name in loopback bridge host-local static; do ln -s {program} $bin/$name; done
export CNI_CONTAINERID=dummy CNI_NETNS=/run/netns/pod1 CNI_IFNAME=eth0 CNI_PATH=$bin
show() {{
  local code=0
  "$@" >/run/work/out 2>/run/work/err || code=$?
  printf '\036%s\037' $code; cat /run/work/out; printf '\037'; cat /run/work/err
}}
plugin() {{ printf '%s' "$config" | CNI_COMMAND=$1 $bin/$2; }}
call() {{ show plugin "$@"; }}
{script}"#,
        program = program::path().display()
    );
    let ran = in_namespaces(&whole);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(0), ""),
        "{script}\n{}",
        ran.stdout
    );
    let mut parts = ran.stdout.split('\x1e');
    assert_eq!(parts.next(), Some(""), "{script}");
    let output = |part: &str| {
        let fields: Vec<_> = part.split('\x1f').collect();
        let [code, stdout, stderr] = fields[..] else {
            panic!("{part}");
        };
        Output {
            code: code.parse().unwrap(),
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        }
    };
    parts.map(output).collect()
}

impl Output {
    /// Success and nothing printed.
    #[track_caller]
    pub(crate) fn is_quiet(&self) {
        assert_eq!(
            (self.code, self.stdout.as_str(), self.stderr.as_str()),
            (0, "", "")
        );
    }

    /// What a command printed that succeeded.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{self:?}");
        &self.stdout
    }

    /// The JSON that was printed.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).expect(&self.stdout)
    }

    /// The text of the error object, which must have code 999, as the reference's errors of plugins have.
    #[track_caller]
    pub(crate) fn failure(&self) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        let error: Value = serde_json::from_str(&self.stdout).expect(&self.stdout);
        assert_eq!(error["code"], 999, "{error}");
        error["msg"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn failed(&self) {
        assert_ne!(self.code, 0, "{self:?}");
    }

    /// The result of ADD, which must have the shape of this version.
    #[track_caller]
    pub(crate) fn result(&self, version: &str) -> Summary {
        let result = self.json();
        assert_eq!(result["cniVersion"], version, "{result}");
        let text = |it: &Value| it.as_str().unwrap_or("none").to_owned();
        let pair =
            |it: &Value, key: &str, other: &str| format!("{} {}", text(&it[key]), text(&it[other]));
        let list = |it: &Value| it.as_array().cloned().unwrap_or_default();
        let mut routes = list(&result["routes"]);
        let mut addresses = Vec::new();
        if is_flat(version) {
            assert!(result.get("ips").is_none() && routes.is_empty(), "{result}");
            for it in ["ip4", "ip6"].iter().filter_map(|it| result.get(it)) {
                addresses.push(pair(it, "ip", "gateway"));
                routes.extend(list(&it["routes"]));
            }
        } else {
            assert!(result.get("ip4").is_none(), "{result}");
            for it in list(&result["ips"]) {
                // Between 0.3.0 and 0.4.0 each address tells its family.
                let family = match (
                    version.starts_with("0."),
                    text(&it["address"]).contains(':'),
                ) {
                    (false, _) => Value::Null,
                    (true, false) => "4".into(),
                    (true, true) => "6".into(),
                };
                assert_eq!(it["version"], family, "{result}");
                addresses.push(pair(&it, "address", "gateway"));
            }
        }
        Summary {
            addresses,
            routes: routes.iter().map(|it| pair(it, "dst", "gw")).collect(),
            json: result,
        }
    }
}

/// A result, in any version.
#[derive(Debug)]
pub(crate) struct Summary {
    /// `ADDRESS GATEWAY`; the gateway may be `none`.
    pub(crate) addresses: Vec<String>,
    /// `DESTINATION GATEWAY`, of IPv4 first in versions that keep them apart.
    pub(crate) routes: Vec<String>,
    /// The whole.
    pub(crate) json: Value,
}
