//! A network configuration: any bytes. What is accepted can be read key by key.
#![no_main]

use cniscope::spec::config::Object;
use cniscope::spec::{Config, Error};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let config = match Config::parse(bytes) {
        Ok(config) => config,
        Err(error) => {
            assert!(
                matches!(error.code, Error::DECODING | Error::CONFIG),
                "{error:?}"
            );
            return;
        }
    };
    // What had to be mended first reads otherwise here, or not at all.
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    assert!(value.is_object(), "what is no object was accepted");
    check(&config.object, &value);
    assert_eq!(config.object.text("NAME").ok(), Some(config.name.clone()));
    let again = Config::parse(value.to_string().as_bytes());
    assert_eq!(
        again.map(|it| (it.name, it.version)),
        Ok((config.name, config.version))
    );
});

/// Every key, as whatever type it may be asked for.
fn check(object: &Object, value: &Value) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let found = object.get(key);
        assert!(found.is_none_or(|it| !it.is_null()));
        // Another spelling may stand behind this one.
        let same = found == Some(value);
        if let (Ok(text), true) = (object.text(key), same) {
            assert_eq!(Some(text.as_str()), value.as_str());
        }
        if let (Ok(number), true) = (object.integer(key), same) {
            assert_eq!(number, value.as_i64());
        }
        if let (Ok(items), true) = (object.list(key), same) {
            assert_eq!(Some(items), value.as_array().map(Vec::as_slice));
        }
        let _ = (object.flag(key), object.texts(key));
        if let (Ok(items), Value::Array(values), true) = (object.objects(key), value, same) {
            items
                .iter()
                .zip(values)
                .for_each(|(object, value)| check(object, value));
        }
        if let (Ok(inner), true) = (object.object(key), same) {
            check(&inner, value);
        }
    }
}
