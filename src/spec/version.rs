//! Versions of the specification.

use super::Error;

/// The versions that plugins here speak, oldest first.
pub const SUPPORTED: &[&str] = &[
    "0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0",
];

/// The newest of them.
pub const CURRENT: &str = "1.1.0";

/// A version as numbers, so that two can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// Reads one to three numbers with dots; missing ones are 0, and the empty text is 0.1.0.
    pub fn parse(text: &str) -> Result<Version, Error> {
        if text.is_empty() {
            return Ok(Version(0, 1, 0));
        }
        let bad = || {
            Error::decoding(&format!(
                "invalid version {text:?}: one to three numbers with dots are expected"
            ))
        };
        let mut numbers = [0; 3];
        for (at, part) in text.split('.').enumerate() {
            *numbers.get_mut(at).ok_or_else(bad)? = part.parse().map_err(|_| bad())?;
        }
        Ok(Version(numbers[0], numbers[1], numbers[2]))
    }
}

/// Whether a plugin that speaks `supported` can take a configuration of this version: it must be one of
/// them to the letter. A missing version is 0.1.0.
pub fn reconcile(config: &str, supported: &[&str]) -> Result<(), Error> {
    let config = if config.is_empty() { "0.1.0" } else { config };
    if supported.contains(&config) {
        return Ok(());
    }
    let details = format!("config is {config:?}, plugin supports {supported:?}");
    Err(Error {
        details,
        ..Error::new(Error::VERSION, "incompatible CNI versions")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_libcni_reads_them() {
        for (text, expected) in [
            ("", Some(Version(0, 1, 0))),
            ("1", Some(Version(1, 0, 0))),
            ("0.4", Some(Version(0, 4, 0))),
            ("1.1.0", Some(Version(1, 1, 0))),
            ("1.2.3.4", None),
            ("1.x", None),
            ("1.", None),
            ("-1", None),
        ] {
            assert_eq!(Version::parse(text).ok(), expected, "{text:?}");
        }
        assert!(Version(0, 3, 1) < Version(0, 4, 0) && Version(0, 4, 0) < Version(1, 0, 0));
    }

    #[test]
    fn a_version_must_match_to_the_letter() {
        assert!(reconcile("1.0.0", SUPPORTED).is_ok());
        assert!(reconcile("", SUPPORTED).is_ok());
        let error = reconcile("1.0", SUPPORTED).unwrap_err();
        assert_eq!(error.code, Error::VERSION);
        assert!(error.details.contains("\"1.0\"") && error.details.contains("1.1.0"));
        assert_eq!(reconcile("", &["0.4.0"]).unwrap_err().code, Error::VERSION);
    }
}
