//! CNI_ARGS: `K=V;K=V`, keys to the letter.

use super::Error;

/// The pairs of CNI_ARGS that a plugin knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Args(Vec<(String, String)>);

impl Args {
    /// Reads the text. A key that is not in `known` is an error, unless `IgnoreUnknown` is set.
    pub fn parse(text: &str, known: &[&str]) -> Result<Args, Error> {
        let mut pairs = Vec::new();
        if text.is_empty() {
            return Ok(Args(pairs));
        }
        for piece in text.split(';') {
            let mut parts = piece.split('=');
            match (parts.next(), parts.next(), parts.next()) {
                (Some(key), Some(value), None) => pairs.push((key.to_owned(), value.to_owned())),
                _ => {
                    return Err(Error::internal(format!(
                        "CNI_ARGS: invalid pair {piece:?}: KEY=VALUE is expected"
                    )));
                }
            }
        }
        let ignore = match pairs.iter().rev().find(|(key, _)| key == "IgnoreUnknown") {
            Some((_, value)) => boolean(value)?,
            None => false,
        };
        let unknown: Vec<_> = pairs
            .iter()
            .map(|(key, _)| key.as_str())
            .filter(|key| *key != "IgnoreUnknown" && !known.contains(key))
            .collect();
        if !ignore && !unknown.is_empty() {
            let names = unknown.join(", ");
            return Err(Error::internal(format!(
                "CNI_ARGS: unknown keys {names} (IgnoreUnknown=1 lets them pass)"
            )));
        }
        pairs.retain(|(key, _)| known.contains(&key.as_str()));
        Ok(Args(pairs))
    }

    /// The value of a key; the last one, if it is given twice.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(it, _)| it == key)
            .map(|(_, value)| value.as_str())
    }
}

fn boolean(text: &str) -> Result<bool, Error> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(Error::internal(format!(
            "CNI_ARGS: IgnoreUnknown={text:?} is neither true nor false"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keys_and_unknown_ones() {
        let parse = |text| Args::parse(text, &["IP", "MAC"]);
        assert_eq!(
            parse("IP=10.1.2.3;MAC=aa").unwrap().get("IP"),
            Some("10.1.2.3")
        );
        assert_eq!(parse("").unwrap().get("IP"), None);
        assert_eq!(
            parse("K=v;IgnoreUnknown=TRUE;IP=1").unwrap().get("IP"),
            Some("1")
        );
        for bad in [
            "IP",
            "IP=1;",
            ";IP=1",
            "IP=a=b",
            "K=v",
            "ip=1",
            "K=v;IgnoreUnknown=0",
            "IgnoreUnknown=maybe",
        ] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
        let error = parse("A=1;B=2").unwrap_err();
        assert!(error.msg.contains("A, B"), "{error}");
    }
}
