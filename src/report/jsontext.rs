//! JSON for reading: short things stay on one line, long ones are broken.

use serde_json::Value;

use super::escape;

/// The value in lines of at most `width` columns where that is possible.
pub(crate) fn lines(value: &Value, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    render(value, "", "", 0, width, &mut lines);
    lines
}

fn render(
    value: &Value,
    lead: &str,
    tail: &str,
    indent: usize,
    width: usize,
    lines: &mut Vec<String>,
) {
    let pad = " ".repeat(indent);
    let flat = format!("{pad}{lead}{}{tail}", flat(value));
    if flat.chars().count() <= width {
        lines.push(flat);
        return;
    }
    let parts: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().map(|it| (String::new(), it)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, it)| (format!("\"{}\": ", escape(key)), it))
            .collect(),
        _ => {
            lines.push(flat);
            return;
        }
    };
    let (open, close) = if value.is_array() {
        ('[', ']')
    } else {
        ('{', '}')
    };
    lines.push(format!("{pad}{lead}{open}"));
    let last = parts.len().saturating_sub(1);
    for (at, (key, part)) in parts.into_iter().enumerate() {
        render(
            part,
            &key,
            if at == last { "" } else { "," },
            indent + 2,
            width,
            lines,
        );
    }
    lines.push(format!("{pad}{close}{tail}"));
}

fn flat(value: &Value) -> String {
    match value {
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(flat).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let parts: Vec<_> = map
                .iter()
                .map(|(key, it)| format!("\"{}\": {}", escape(key), flat(it)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
        // serde_json escapes control characters below 0x20 only.
        other => escape(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_parts_stay_on_a_line() {
        let value = serde_json::json!({"name": "demo", "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.22.0.0/16"}]]}});
        assert_eq!(
            lines(&value, 50),
            [
                "{",
                "  \"name\": \"demo\",",
                "  \"ipam\": {",
                "    \"type\": \"host-local\",",
                "    \"ranges\": [[{ \"subnet\": \"10.22.0.0/16\" }]]",
                "  }",
                "}"
            ]
        );
    }
}
