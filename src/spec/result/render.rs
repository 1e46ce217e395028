//! Results as JSON, each version with its keys, their order and what it omits.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{CniResult, Dns, Family, Interface, Ip, Route};
use crate::spec::Error;

pub(super) fn render(result: &CniResult, version: &str) -> Result<String, Error> {
    let version = if version.is_empty() { "0.1.0" } else { version };
    let value = match Family::of(version)? {
        Family::Flat => flat(result, version)?,
        Family::Lists => lists(result, version),
        Family::Current => sorted(current(result, version)),
    };
    pretty(&value)
}

/// JSON as the reference plugins print it.
fn pretty(value: &Value) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value
        .serialize(&mut serializer)
        .map_err(|error| Error::new(Error::IO, error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Error::new(Error::IO, error.to_string()))
}

fn flat(result: &CniResult, version: &str) -> Result<Value, Error> {
    let mut object = Map::new();
    object.insert("cniVersion".into(), version.into());
    for (key, ipv6) in [("ip4", false), ("ip6", true)] {
        // Only the first address of each family has a place.
        let Some(ip) = result.ips.iter().find(|it| it.address.ip.is_ipv6() == ipv6) else {
            continue;
        };
        let mut it = Map::new();
        it.insert("ip".into(), ip.address.to_string().into());
        if let Some(gateway) = ip.gateway {
            it.insert("gateway".into(), gateway.to_string().into());
        }
        let routes: Vec<_> = result
            .routes
            .iter()
            .filter(|it| it.dst.ip.is_ipv6() == ipv6)
            .map(plain_route)
            .collect();
        if !routes.is_empty() {
            it.insert("routes".into(), routes.into());
        }
        object.insert(key.into(), it.into());
    }
    if object.len() == 1 {
        return Err(Error::internal(format!(
            "cannot convert to version {version}: no valid IP addresses"
        )));
    }
    object.insert("dns".into(), dns(&result.dns));
    Ok(object.into())
}

fn lists(result: &CniResult, version: &str) -> Value {
    let mut object = Map::new();
    object.insert("cniVersion".into(), version.into());
    insert_list(
        &mut object,
        "interfaces",
        result.interfaces.iter().map(plain_interface),
    );
    insert_list(
        &mut object,
        "ips",
        result.ips.iter().map(|it| address(it, true)),
    );
    insert_list(&mut object, "routes", result.routes.iter().map(route));
    object.insert("dns".into(), dns(&result.dns));
    object.into()
}

fn current(result: &CniResult, version: &str) -> Value {
    let mut object = Map::new();
    object.insert("cniVersion".into(), version.into());
    insert_list(
        &mut object,
        "interfaces",
        result.interfaces.iter().map(interface),
    );
    insert_list(
        &mut object,
        "ips",
        result.ips.iter().map(|it| address(it, false)),
    );
    insert_list(&mut object, "routes", result.routes.iter().map(route));
    if result.dns != Dns::default() {
        object.insert("dns".into(), dns(&result.dns));
    }
    object.into()
}

fn plain_interface(it: &Interface) -> Value {
    let mut object = Map::new();
    object.insert("name".into(), it.name.clone().into());
    insert_text(&mut object, "mac", &it.mac);
    insert_text(&mut object, "sandbox", &it.sandbox);
    object.into()
}

fn interface(it: &Interface) -> Value {
    let Value::Object(mut object) = plain_interface(it) else {
        return Value::Null;
    };
    insert_number(&mut object, "mtu", it.mtu);
    insert_text(&mut object, "socketPath", &it.socket_path);
    insert_text(&mut object, "pciID", &it.pci_id);
    object.into()
}

fn address(it: &Ip, with_version: bool) -> Value {
    let mut object = Map::new();
    if with_version {
        object.insert(
            "version".into(),
            if it.address.ip.is_ipv6() { "6" } else { "4" }.into(),
        );
    }
    if let Some(index) = it.interface {
        object.insert("interface".into(), index.into());
    }
    object.insert("address".into(), it.address.to_string().into());
    if let Some(gateway) = it.gateway {
        object.insert("gateway".into(), gateway.to_string().into());
    }
    object.into()
}

fn plain_route(it: &Route) -> Value {
    match it.gw {
        Some(gw) => json!({ "dst": it.dst.to_string(), "gw": gw.to_string() }),
        None => json!({ "dst": it.dst.to_string() }),
    }
}

fn route(it: &Route) -> Value {
    let Value::Object(mut object) = plain_route(it) else {
        return Value::Null;
    };
    insert_number(&mut object, "mtu", it.mtu);
    insert_number(&mut object, "advmss", it.advmss);
    insert_number(&mut object, "priority", it.priority);
    for (key, value) in [("table", it.table), ("scope", it.scope)] {
        if let Some(value) = value {
            object.insert(key.into(), value.into());
        }
    }
    object.into()
}

fn dns(it: &Dns) -> Value {
    let mut object = Map::new();
    let list = |it: &[String]| {
        it.iter()
            .map(|it| Value::from(it.clone()))
            .collect::<Vec<_>>()
            .into_iter()
    };
    insert_list(&mut object, "nameservers", list(&it.nameservers));
    insert_text(&mut object, "domain", &it.domain);
    insert_list(&mut object, "search", list(&it.search));
    insert_list(&mut object, "options", list(&it.options));
    object.into()
}

/// Every key in alphabetical order, as results of 1.x come from the reference implementation.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect::<Vec<_>>().into(),
        other => other,
    }
}

fn insert_list(object: &mut Map<String, Value>, key: &str, items: impl Iterator<Item = Value>) {
    let items: Vec<_> = items.collect();
    if !items.is_empty() {
        object.insert(key.into(), items.into());
    }
}

fn insert_text(object: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        object.insert(key.into(), text.into());
    }
}

fn insert_number(object: &mut Map<String, Value>, key: &str, number: i64) {
    if number != 0 {
        object.insert(key.into(), number.into());
    }
}
