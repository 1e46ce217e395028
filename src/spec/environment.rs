//! The variables by which a runtime calls a plugin, and what it takes for them to be valid.

use super::Error;

/// The variables of a call. A variable that is missing is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `CNI_COMMAND`, the verb.
    pub command: String,
    /// `CNI_CONTAINERID`.
    pub container_id: String,
    /// `CNI_NETNS`, the path of the container's network namespace.
    pub netns: String,
    /// `CNI_IFNAME`, the interface to make in it.
    pub ifname: String,
    /// `CNI_ARGS`.
    pub args: String,
    /// `CNI_PATH`, directories with colons between.
    pub path: String,
    /// `CNI_NETNS_OVERRIDE` is set: the plugin's own namespace may be the container's.
    pub netns_override: bool,
}

type Validate = fn(&str) -> Result<(), Error>;

/// Longest name of an interface, bytes: IFNAMSIZ less the NUL, netdevice(7).
const IFNAME_MAX: usize = 15;

impl Environment {
    /// Reads and validates the variables. All that are missing are named together; one that is invalid ends
    /// the reading at once.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Environment, Error> {
        let value = |name: &str| variable(name).unwrap_or_default();
        let command = value("CNI_COMMAND");
        let attaching = matches!(command.as_str(), "ADD" | "CHECK" | "DEL");
        let required: [(&str, bool, Validate); 5] = [
            ("CNI_COMMAND", true, |_| Ok(())),
            ("CNI_CONTAINERID", attaching, validate_container_id),
            (
                "CNI_NETNS",
                matches!(command.as_str(), "ADD" | "CHECK"),
                |_| Ok(()),
            ),
            ("CNI_IFNAME", attaching, validate_ifname),
            (
                "CNI_PATH",
                attaching || matches!(command.as_str(), "GC" | "STATUS"),
                |_| Ok(()),
            ),
        ];
        let mut missing = Vec::new();
        for (name, _, validate) in required.iter().filter(|(_, required, _)| *required) {
            match value(name) {
                it if it.is_empty() => missing.push(*name),
                it => validate(&it)?,
            }
        }
        if !missing.is_empty() {
            let text = format!("required env variables [{}] missing", missing.join(","));
            return Err(Error::new(Error::ENVIRONMENT, text));
        }
        let netns_override = value("CNI_NETNS_OVERRIDE");
        Ok(Environment {
            command,
            container_id: value("CNI_CONTAINERID"),
            netns: value("CNI_NETNS"),
            ifname: value("CNI_IFNAME"),
            args: value("CNI_ARGS"),
            path: value("CNI_PATH"),
            netns_override: netns_override == "1" || netns_override.eq_ignore_ascii_case("true"),
        })
    }
}

/// A container's ID: letters, digits, `_`, `.`, `-`; the first is a letter or digit.
pub fn validate_container_id(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::new(Error::UNKNOWN_CONTAINER, "missing containerID"));
    }
    if is_identifier(text) {
        return Ok(());
    }
    let details = format!("invalid characters found in given container ID: {text:?}");
    Err(Error {
        details,
        ..Error::new(Error::ENVIRONMENT, "invalid characters in containerID")
    })
}

/// A network's name: as a container's ID.
pub fn validate_network_name(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::new(Error::CONFIG, "missing network name"));
    }
    if is_identifier(text) {
        return Ok(());
    }
    let details = format!("invalid characters found in given network name: {text:?}");
    Err(Error {
        details,
        ..Error::new(Error::CONFIG, "invalid characters found in network name")
    })
}

/// A name that the kernel takes for an interface, dev_valid_name in net/core/dev.c.
pub fn validate_ifname(text: &str) -> Result<(), Error> {
    let bad = |msg: &str| Err(Error::new(Error::ENVIRONMENT, msg));
    if text.is_empty() {
        return bad("interface name is empty");
    }
    if text.len() > IFNAME_MAX {
        let details = format!(
            "interface name should be less than {} characters",
            IFNAME_MAX + 1
        );
        return Err(Error {
            details,
            ..Error::new(Error::ENVIRONMENT, "interface name is too long")
        });
    }
    if text == "." || text == ".." {
        return bad("interface name is . or ..");
    }
    if text
        .chars()
        .any(|it| it == '/' || it == ':' || it.is_whitespace())
    {
        return bad("interface name contains / or : or whitespace characters");
    }
    Ok(())
}

fn is_identifier(text: &str) -> bool {
    let inner = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.' | b'-');
    text.bytes()
        .next()
        .is_some_and(|it| it.is_ascii_alphanumeric())
        && text.bytes().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Environment, Error> {
        Environment::read(|name| set.iter().find(|it| it.0 == name).map(|it| it.1.to_owned()))
    }

    const ADD: [(&str, &str); 5] = [
        ("CNI_COMMAND", "ADD"),
        ("CNI_CONTAINERID", "pod1"),
        ("CNI_NETNS", "/run/netns/pod1"),
        ("CNI_IFNAME", "eth0"),
        ("CNI_PATH", "/opt/cni/bin"),
    ];

    fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        ADD.iter()
            .filter(|it| it.0 != name)
            .copied()
            .chain([(name, value)])
            .collect()
    }

    #[test]
    fn all_that_is_missing_is_named_together() {
        let missing = |set: &[(&str, &str)]| read(set).unwrap_err().msg;
        assert_eq!(missing(&[]), "required env variables [CNI_COMMAND] missing");
        assert_eq!(
            missing(&[("CNI_COMMAND", "ADD"), ("CNI_NETNS", "")]),
            "required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH] missing"
        );
        assert_eq!(
            missing(&[("CNI_COMMAND", "DEL")]),
            "required env variables [CNI_CONTAINERID,CNI_IFNAME,CNI_PATH] missing"
        );
        assert_eq!(
            missing(&[("CNI_COMMAND", "GC")]),
            "required env variables [CNI_PATH] missing"
        );
        assert!(read(&[("CNI_COMMAND", "VERSION")]).is_ok());
        assert!(read(&ADD).is_ok());
    }

    #[test]
    fn an_invalid_value_hides_what_is_missing() {
        let error = read(&[("CNI_COMMAND", "ADD"), ("CNI_CONTAINERID", "a b")]).unwrap_err();
        assert_eq!(
            (error.code, error.msg.as_str()),
            (4, "invalid characters in containerID")
        );
        assert!(error.details.contains("a b"));
    }

    #[test]
    fn identifiers_and_names() {
        for (value, good) in [
            ("a", true),
            ("0_.-Z", true),
            ("-a", false),
            ("a\n", false),
            ("é", false),
            ("a/b", false),
        ] {
            assert_eq!(
                read(&with("CNI_CONTAINERID", value)).is_ok(),
                good,
                "container ID {value:?}"
            );
        }
        for (value, good) in [
            ("eth0", true),
            ("fifteen-letters", true),
            ("sixteen-letters-", false),
            ("ééééééé", true),
            ("éééééééé", false),
            (".", false),
            ("..", false),
            ("...", true),
            ("a/b", false),
            ("a:b", false),
            ("a b", false),
            ("a\u{85}", false),
            ("a\u{a0}", false),
        ] {
            assert_eq!(
                read(&with("CNI_IFNAME", value)).is_ok(),
                good,
                "interface name {value:?}"
            );
        }
    }

    #[test]
    fn override_words() {
        for (value, expected) in [("1", true), ("True", true), ("yes", false), ("", false)] {
            assert_eq!(
                read(&with("CNI_NETNS_OVERRIDE", value))
                    .unwrap()
                    .netns_override,
                expected
            );
        }
    }
}
