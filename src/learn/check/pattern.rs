//! Does what is there fit what is wanted? `*` stands for anything in a text.

use std::collections::BTreeMap;

use serde_json::Value;

/// True if the text fits; `*` stands for any characters.
pub(in crate::learn) fn fits(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.any(|at| fits(after, &rest[at..]))
}

/// A text by its pattern, a number by its value, a list by all that are wanted of it, an object by the keys that are.
pub(super) fn value_fits(wanted: &Value, there: &Value) -> bool {
    match (wanted, there) {
        (Value::String(pattern), Value::String(text)) => fits(pattern, text),
        (Value::String(pattern), other) => fits(pattern, &other.to_string()),
        (Value::Array(wanted), Value::Array(there)) => wanted
            .iter()
            .all(|it| there.iter().any(|there| value_fits(it, there))),
        (Value::Object(wanted), Value::Object(there)) => wanted.iter().all(|(key, wanted)| {
            let value = there.get(key);
            value.is_some_and(|it| value_fits(wanted, it))
        }),
        (wanted, there) => wanted == there,
    }
}

/// Properties that are not as wanted: their names and what is there.
pub(super) fn misfits<'a>(
    wanted: &'a BTreeMap<String, Value>,
    there: &BTreeMap<String, Value>,
) -> Vec<(&'a str, String)> {
    let misfit = |(name, wanted): (&'a String, &Value)| {
        let value = there.get(name);
        let good = value.is_some_and(|it| value_fits(wanted, it));
        let text = value.map_or_else(|| "none".to_owned(), words);
        (!good).then_some((name.as_str(), text))
    };
    wanted.iter().filter_map(misfit).collect()
}

/// ` (its kind: bridge, its mtu: 1500)`
pub(super) fn told(misfits: &[(&str, String)]) -> String {
    let told: Vec<_> = misfits
        .iter()
        .map(|(name, there)| format!("its {name}: {there}"))
        .collect();
    format!(" ({})", told.join(", "))
}

/// A value as a person writes it.
pub(super) fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(fits("10.9.0.* dev eth0", "10.9.0.17/24 dev eth0"));
        assert!(fits("*", "") && fits("a*", "a") && fits("*b*", "abc"));
        assert!(!fits("10.9.0.*", "10.8.0.9") && !fits("a*b", "a") && !fits("", "a"));
    }

    #[test]
    fn of_a_list_all_that_are_wanted_must_be_there() {
        assert!(value_fits(&json!(["up"]), &json!(["up", "broadcast"])));
        assert!(!value_fits(&json!(["up"]), &json!(["broadcast"])));
        assert!(value_fits(&json!(1400), &json!(1400)) && !value_fits(&json!(1400), &json!(1500)));
        assert!(value_fits(&json!("14*"), &json!(1400)));
        let there = json!([{"sandbox": "/run/netns/pod1", "name": "eth0"}, {"name": "veth1"}]);
        let wanted = |it: serde_json::Value| value_fits(&json!([it]), &there);
        assert!(wanted(json!({"name": "eth0", "sandbox": "*/pod1"})));
        assert!(!wanted(json!({"name": "veth1", "sandbox": "*/pod1"})));
        let wanted = BTreeMap::from([("kind".to_owned(), json!("veth"))]);
        let there = BTreeMap::from([("kind".to_owned(), json!("bridge"))]);
        assert_eq!(misfits(&wanted, &there), [("kind", "bridge".to_owned())]);
        assert_eq!(misfits(&wanted, &BTreeMap::new())[0].1, "none");
        assert_eq!(misfits(&wanted, &wanted), []);
    }
}
