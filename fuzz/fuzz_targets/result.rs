//! A plugin's answer to ADD, read as every version: what is accepted reads the same when it is written again,
//! and a conversion up comes down the same.
#![no_main]

use cniscope::spec::{CniResult, SUPPORTED};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    for (at, version) in SUPPORTED.iter().enumerate() {
        let Ok(result) = CniResult::parse(&value, version) else {
            continue;
        };
        let Ok(text) = result.render(version) else {
            assert!(*version < "0.3.0" && result.ips.is_empty(), "{result:?}");
            continue;
        };
        let again = parse(&text, version);
        if *version >= "0.3.0" {
            assert_eq!(again, result);
        }
        assert_eq!(again.render(version).as_ref(), Ok(&text));
        for high in &SUPPORTED[at..] {
            let up = again.render(high).expect("has what it takes");
            assert_eq!(
                parse(&up, high).render(version).as_ref(),
                Ok(&text),
                "{version} by way of {high}"
            );
        }
    }
});

fn parse(text: &str, version: &str) -> CniResult {
    let value = serde_json::from_str(text).expect("is JSON");
    CniResult::parse(&value, version).expect("is of its version")
}
