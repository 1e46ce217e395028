//! As much of JSON Schema (2020-12) as the schema of recordings uses, so that no crate of fifty dependencies is
//! needed for one test. A keyword or pattern that is not known here stops the test: nothing goes unchecked.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A schema document.
pub(crate) struct Schema(pub(crate) Value);

/// Names of the properties that a schema has looked at, or what is wrong and where.
type Checked = Result<BTreeSet<String>, String>;

impl Schema {
    /// Checks a value against the whole document.
    pub(crate) fn check(&self, value: &Value) -> Result<(), String> {
        self.value(&self.0, value, "").map(|_| ())
    }

    fn value(&self, schema: &Value, value: &Value, at: &str) -> Checked {
        let schema = schema.as_object().expect("a schema is an object");
        let mut looked_at = BTreeSet::new();
        for (keyword, rule) in schema {
            let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" => {}
                "$ref" => looked_at.extend(self.value(self.definition(rule), value, at)?),
                "type" if !is_of_type(value, rule) => return wrong(&format!("is no {rule}")),
                "const" if value != rule => return wrong(&format!("is not {rule}")),
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    return wrong(&format!("is none of {rule}"));
                }
                "pattern" if !value.as_str().is_none_or(|it| matches(it, rule)) => {
                    return wrong(&format!("does not match {rule}"));
                }
                "minimum" if value.as_i64().is_some_and(|it| it < rule.as_i64().unwrap()) => {
                    return wrong("is too small");
                }
                "minItems" if items(value) < rule.as_u64().unwrap() => {
                    return wrong("is too short");
                }
                "maxItems" if items(value) > rule.as_u64().unwrap() => return wrong("is too long"),
                "type" | "const" | "enum" | "pattern" | "minimum" | "minItems" | "maxItems" => {}
                "required" => {
                    for name in rule.as_array().unwrap() {
                        if value.get(name.as_str().unwrap()).is_none() {
                            return wrong(&format!("has no {name}"));
                        }
                    }
                }
                "items" => {
                    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(rule, item, &format!("{at}[{number}]"))?;
                    }
                }
                "properties" => {
                    for (name, schema) in rule.as_object().unwrap() {
                        if let Some(value) = value.get(name) {
                            self.value(schema, value, &format!("{at}.{name}"))?;
                            looked_at.insert(name.clone());
                        }
                    }
                }
                "additionalProperties" => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        self.value(rule, value, &format!("{at}.{name}"))?;
                        looked_at.insert(name.clone());
                    }
                }
                "oneOf" => looked_at.extend(self.one_of(rule, value, at)?),
                // Looks at what the others have not looked at.
                "unevaluatedProperties" => assert_eq!(*rule, Value::Bool(false)),
                other => panic!("the schema's keyword {other} is not known here"),
            }
        }
        if schema.contains_key("unevaluatedProperties") {
            let empty = Map::new();
            let names = value.as_object().unwrap_or(&empty).keys();
            let unknown: Vec<_> = names.filter(|it| !looked_at.contains(*it)).collect();
            if !unknown.is_empty() {
                return Err(format!("{at}: {unknown:?} not in the schema: {value}"));
            }
        }
        Ok(looked_at)
    }

    fn one_of(&self, branches: &Value, value: &Value, at: &str) -> Checked {
        let branches = branches.as_array().unwrap().iter();
        let results: Vec<_> = branches.map(|it| self.value(it, value, at)).collect();
        match results.iter().filter(|it| it.is_ok()).count() {
            1 => Ok(results.into_iter().flatten().next().unwrap()),
            0 => {
                let errors = results.into_iter().filter_map(Result::err);
                // The kind tells which one was meant.
                let meant: Vec<_> = errors.filter(|it| !it.contains(".kind: ")).collect();
                Err(format!("{at}: fits none:\n  {}", meant.join("\n  ")))
            }
            more => Err(format!("{at}: fits {more}: {value}")),
        }
    }

    fn definition(&self, reference: &Value) -> &Value {
        let name = reference.as_str().unwrap().strip_prefix("#/$defs/");
        &self.0["$defs"][name.expect("a reference into $defs")]
    }
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("type {other}"),
    }
}

fn items(value: &Value) -> u64 {
    value.as_array().map_or(0, |it| it.len() as u64)
}

/// The patterns of the schema, by hand.
fn matches(text: &str, pattern: &Value) -> bool {
    match pattern.as_str().unwrap() {
        "^[0-9a-f]{64}$" => {
            text.len() == 64
                && text
                    .bytes()
                    .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
        }
        "^[^/]+(/[^/]+)+$" => text.contains('/') && text.split('/').all(|it| !it.is_empty()),
        "^[A-Za-z0-9+/]*=*$" => text
            .trim_end_matches('=')
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'+' || it == b'/'),
        "^E[A-Z0-9]+$|^errno [0-9]+$" => text.starts_with('E') || text.starts_with("errno "),
        "^SIG" => text.starts_with("SIG"),
        other => panic!("the schema's pattern {other} is not known here"),
    }
}
