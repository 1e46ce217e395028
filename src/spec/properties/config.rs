//! Network configurations: every key can be had, in any case of its letters and as no other type.

use proptest::collection::vec;
use serde_json::{Map, Value, json};

use super::*;
use crate::spec::config::Object;
use crate::spec::{Config, Error};

/// Keys of configurations, so that what looks for one finds it.
const KEYS: &str = "(ipam|type|subnet|ranges|ipRanges|runtimeConfig|args|cni|ips|routes|dst|gw|dns|prevResult\
    |mtu|bridge|isGateway|addresses|interfaces|address|gateway|search|name|cniVersion|x[a-z]{1,3})";

/// Any JSON, of a few levels.
pub(super) fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        cidr().prop_map(|it| it.to_string().into()),
        address().prop_map(|it| it.to_string().into()),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((KEYS, inner), 0..6).prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
    .boxed()
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    vec((KEYS, json()), 0..8).prop_map(|it| it.into_iter().collect())
}

/// The text with its letters in upper case where the bits say so.
fn spelled(text: &str, bits: u32) -> String {
    let upper = |at: usize| bits >> (at % 32) & 1 == 1;
    let one = |(at, it): (usize, char)| match upper(at) {
        true => it.to_ascii_uppercase(),
        false => it,
    };
    text.chars().enumerate().map(one).collect()
}

fn parse(value: &Value) -> Result<Config, Error> {
    Config::parse(value.to_string().as_bytes())
}

/// Every reader takes the type that it is for, or nothing, and refuses all others.
fn readers_agree(object: &Object, key: &str, value: &Value) -> Result<(), TestCaseError> {
    let absent = value.is_null();
    prop_assert_eq!(object.get(key), Some(value).filter(|_| !absent));
    prop_assert_eq!(object.text(key).is_ok(), absent || value.is_string());
    prop_assert_eq!(object.flag(key).is_ok(), absent || value.is_boolean());
    prop_assert_eq!(object.integer(key).is_ok(), absent || value.is_i64());
    prop_assert_eq!(object.list(key).is_ok(), absent || value.is_array());
    prop_assert_eq!(object.object(key).is_ok(), absent || value.is_object());
    let of = |is: fn(&Value) -> bool| value.as_array().is_some_and(|it| it.iter().all(is));
    prop_assert_eq!(object.texts(key).is_ok(), absent || of(Value::is_string));
    prop_assert_eq!(object.objects(key).is_ok(), absent || of(Value::is_object));
    if let (Value::Object(map), Ok(inner)) = (value, object.object(key)) {
        for (inner_key, value) in map {
            readers_agree(&inner, inner_key, value)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(settings(500))]

    #[test]
    fn bytes_that_are_no_configuration_are_told_by_code(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..64),
            "[\\[\\]{}\":,a-z0-9\\\\ ]{0,40}".prop_map(String::into_bytes),
            object().prop_map(|it| Value::Object(it).to_string().into_bytes()),
        ],
        cut in any::<prop::sample::Index>(),
    ) {
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len() + 1)]] {
            if let Err(error) = Config::parse(bytes) {
                prop_assert!(matches!(error.code, Error::DECODING | Error::CONFIG), "{error:?}");
            }
        }
    }

    #[test]
    fn every_key_of_a_configuration_can_be_read(
        name in "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,8}",
        version in ".{0,8}",
        mut map in object(),
        bits in any::<u32>(),
    ) {
        map.insert("name".to_owned(), name.clone().into());
        map.insert("cniVersion".to_owned(), version.clone().into());
        let config = parse(&Value::Object(map.clone())).unwrap();
        prop_assert_eq!((&config.name, &config.version), (&name, &version));
        prop_assert_eq!(config.prev_result(), map.get("prevResult").filter(|it| !it.is_null()));
        for (key, value) in &map {
            readers_agree(&config.object, key, value)?;
            readers_agree(&config.object, &spelled(key, bits), value)?;
        }
        // What was read is the whole of what was written: written again it reads the same.
        let again = parse(&Value::Object(map)).unwrap();
        prop_assert_eq!(again, config);
    }

    #[test]
    fn of_two_spellings_the_last_one_counts(key in "[a-z]{1,6}", first in json(), bits in 1..64_u32) {
        let other = spelled(&key, bits);
        prop_assume!(other != key && !key.eq_ignore_ascii_case("name"));
        let config = parse(&json!({ "name": "n", &key: first, &other: 1 })).unwrap();
        prop_assert_eq!(config.object.integer(&key).unwrap(), Some(1));
    }
}
