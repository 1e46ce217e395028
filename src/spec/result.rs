//! The result of ADD, in the newest shape, and its forms in every version.

use std::net::IpAddr;

use serde_json::Value;

use super::Error;
use super::config::{self, Object};
use super::ip::{Cidr, parse_ip};

mod render;

/// What ADD has made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CniResult {
    /// Interfaces, in the container and beside it.
    pub interfaces: Vec<Interface>,
    /// Addresses.
    pub ips: Vec<Ip>,
    /// Routes.
    pub routes: Vec<Route>,
    /// DNS settings.
    pub dns: Dns,
}

/// An interface of a result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its hardware address.
    pub mac: String,
    /// Largest packet, bytes; 0 if not told.
    pub mtu: i64,
    /// Path of its network namespace; empty on the node.
    pub sandbox: String,
    /// Path of a socket that stands for it.
    pub socket_path: String,
    /// PCI address of the device behind it.
    pub pci_id: String,
}

/// An address of a result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ip {
    /// The address with its prefix; host bits are kept.
    pub address: Cidr,
    /// The gateway of its network.
    pub gateway: Option<IpAddr>,
    /// The interface that has it, as an index of `interfaces`.
    pub interface: Option<i64>,
}

/// A route of a result or configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// Where it leads.
    pub dst: Cidr,
    /// The next hop.
    pub gw: Option<IpAddr>,
    /// Largest packet, bytes; 0 if not told.
    pub mtu: i64,
    /// Largest TCP segment, bytes; 0 if not told.
    pub advmss: i64,
    /// The lower number wins; 0 if not told.
    pub priority: i64,
    /// Routing table.
    pub table: Option<i64>,
    /// 0 global, 253 link, 254 host.
    pub scope: Option<i64>,
}

/// DNS settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dns {
    /// Addresses of servers.
    pub nameservers: Vec<String>,
    /// The local domain.
    pub domain: String,
    /// Domains in which short names are looked for.
    pub search: Vec<String>,
    /// Options of the resolver, resolv.conf(5).
    pub options: Vec<String>,
}

/// Shapes of results by the versions that have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// 0.1.0, 0.2.0: `ip4`, `ip6`.
    Flat,
    /// 0.3.0 to 0.4.0: lists, `version` in each address.
    Lists,
    /// 1.0.0, 1.1.0.
    Current,
}

impl Family {
    pub(super) fn of(version: &str) -> Result<Family, Error> {
        match version {
            "" | "0.1.0" | "0.2.0" => Ok(Family::Flat),
            "0.3.0" | "0.3.1" | "0.4.0" => Ok(Family::Lists),
            "1.0.0" | "1.1.0" => Ok(Family::Current),
            other => Err(Error::internal(format!(
                "unsupported result version {other:?}"
            ))),
        }
    }
}

impl CniResult {
    /// Reads a `prevResult`. `expected` is the configuration's version: a result that names none is of that one,
    /// and one of another shape is refused.
    pub fn parse(value: &Value, expected: &str) -> Result<CniResult, Error> {
        let object = match value {
            Value::Null => Object::default(), // libcni takes `null` for an empty result
            value => config::objects(std::slice::from_ref(value), "result")?.remove(0),
        };
        let own = object.text("cniVersion")?;
        let family = Family::of(expected)?;
        if !own.is_empty() && Family::of(&own)? != family {
            return Err(Error::internal(format!(
                "result version {own:?} does not fit the configuration's {expected:?}"
            )));
        }
        match family {
            Family::Flat => parse_flat(&object),
            Family::Lists | Family::Current => parse_lists(&object, family),
        }
    }

    /// Reads what a plugin has printed: a version that it names counts, whatever the configuration says, and the
    /// configuration's only if it names none.
    pub fn parse_output(value: &Value, config: &str) -> Result<CniResult, Error> {
        let own = value.get("cniVersion").and_then(Value::as_str);
        CniResult::parse(value, own.filter(|it| !it.is_empty()).unwrap_or(config))
    }

    /// The text that a plugin prints for a configuration of this version: four spaces of indent, no newline
    /// at the end.
    pub fn render(&self, version: &str) -> Result<String, Error> {
        render::render(self, version)
    }
}

fn parse_flat(object: &Object) -> Result<CniResult, Error> {
    let mut result = CniResult {
        dns: parse_dns(&object.object("dns")?)?,
        ..CniResult::default()
    };
    for key in ["ip4", "ip6"] {
        let Some(it) = object.object_if_any(key)? else {
            continue;
        };
        result.ips.push(Ip {
            address: cidr(&it, "ip")?,
            gateway: ip(&it, "gateway")?,
            interface: None,
        });
        result.routes.extend(parse_routes(&it)?);
    }
    Ok(result)
}

fn parse_lists(object: &Object, family: Family) -> Result<CniResult, Error> {
    let interfaces = object
        .objects("interfaces")?
        .iter()
        .map(|it| parse_interface(it, family))
        .collect::<Result<_, _>>()?;
    let address = |it: &Object| {
        Ok(Ip {
            address: cidr(it, "address")?,
            gateway: ip(it, "gateway")?,
            interface: it.integer("interface")?,
        })
    };
    let ips = object
        .objects("ips")?
        .iter()
        .map(address)
        .collect::<Result<_, Error>>()?;
    Ok(CniResult {
        interfaces,
        ips,
        routes: parse_routes(object)?,
        dns: parse_dns(&object.object("dns")?)?,
    })
}

fn parse_interface(it: &Object, family: Family) -> Result<Interface, Error> {
    let plain = Interface {
        name: it.text("name")?,
        mac: it.text("mac")?,
        sandbox: it.text("sandbox")?,
        ..Interface::default()
    };
    if family != Family::Current {
        return Ok(plain); // the other keys are unknown to these versions, and so ignored
    }
    Ok(Interface {
        mtu: it.integer("mtu")?.unwrap_or(0),
        socket_path: it.text("socketPath")?,
        pci_id: it.text("pciID")?,
        ..plain
    })
}

/// The `routes` of a result, or of an IPAM configuration.
pub fn parse_routes(object: &Object) -> Result<Vec<Route>, Error> {
    let number = |it: &Object, key| Ok::<_, Error>(it.integer(key)?.unwrap_or(0));
    let route = |it: &Object| {
        Ok(Route {
            dst: cidr(it, "dst")?,
            gw: ip(it, "gw")?,
            mtu: number(it, "mtu")?,
            advmss: number(it, "advmss")?,
            priority: number(it, "priority")?,
            table: it.integer("table")?,
            scope: it.integer("scope")?,
        })
    };
    object.objects("routes")?.iter().map(route).collect()
}

/// The `dns` of a result or configuration.
pub fn parse_dns(it: &Object) -> Result<Dns, Error> {
    Ok(Dns {
        nameservers: it.texts("nameservers")?,
        domain: it.text("domain")?,
        search: it.texts("search")?,
        options: it.texts("options")?,
    })
}

/// An address with its prefix, which must be there.
pub fn cidr(it: &Object, key: &str) -> Result<Cidr, Error> {
    let text = it.text(key)?;
    Cidr::parse(&text)
        .ok_or_else(|| Error::internal(format!("{}: invalid CIDR address {text:?}", it.at(key))))
}

/// An address, which may be missing or empty.
pub fn ip(it: &Object, key: &str) -> Result<Option<IpAddr>, Error> {
    match it.text(key)?.as_str() {
        "" => Ok(None),
        text => match parse_ip(text) {
            Some(ip) => Ok(Some(ip)),
            None => Err(Error::internal(format!(
                "{}: invalid IP address {text:?}",
                it.at(key)
            ))),
        },
    }
}

#[cfg(test)]
mod tests;
