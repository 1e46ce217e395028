//! The static IPAM plugin: the addresses of the configuration, or those that the runtime asks for.

use super::{Call, Plugin, stage};
use crate::spec::config::Object;
use crate::spec::ip::parse_ip;
use crate::spec::result::{self, Ip};
use crate::spec::{Args, Cidr, CniResult, Error, Version};

/// The plugin.
#[derive(Debug)]
pub(super) struct Static;

impl Plugin for Static {
    fn name(&self) -> &'static str {
        "static"
    }

    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        stage("static/add/parse-config");
        let ipam = ipam(call)?;
        let ips = addresses(call, &ipam)?;
        let routes = result::parse_routes(&ipam)?;
        let dns = result::parse_dns(&ipam.object("dns")?)?;
        stage("static/add/result");
        Ok(CniResult {
            ips,
            routes,
            dns,
            ..CniResult::default()
        })
    }

    fn check(&self, call: &Call) -> Result<(), Error> {
        stage("static/check/compare");
        call.config.check_common()?;
        let configured = addresses(call, &ipam(call)?)?;
        let Some(previous) = call.config.prev_result() else {
            return Err(Error::internal("required prevResult is missing"));
        };
        let previous = CniResult::parse(previous, &call.config.version)?;
        for ip in &configured {
            let same = previous
                .ips
                .iter()
                .find(|it| it.address.ip == ip.address.ip);
            // Of an address without one the plugin that called this one has chosen the gateway.
            if let Some(other) = same.filter(|it| ip.gateway.is_some() && it.gateway != ip.gateway)
            {
                let gateway = other.gateway.map_or_else(String::new, |it| it.to_string());
                return Err(Error::internal(format!(
                    "address {} has gateway {gateway} in prevResult",
                    ip.address
                )));
            }
        }
        Ok(())
    }

    fn del(&self, _call: &Call) -> Result<(), Error> {
        stage("static/del/release");
        Ok(())
    }
}

fn ipam(call: &Call) -> Result<Object, Error> {
    let ipam = call.config.object.object_if_any("ipam")?;
    ipam.ok_or_else(|| Error::internal("IPAM config missing 'ipam' key"))
}

/// The configuration's addresses and those of CNI_ARGS; instead of both `args.cni.ips`; instead of all
/// `runtimeConfig.ips`.
fn addresses(call: &Call, ipam: &Object) -> Result<Vec<Ip>, Error> {
    let of_args = call
        .config
        .object
        .object("args")?
        .object("cni")?
        .texts("ips")?;
    let of_runtime = call.config.object.object("runtimeConfig")?.texts("ips")?;
    let are_replaced = !of_args.is_empty() || !of_runtime.is_empty();
    let mut ips = Vec::new();
    for it in ipam.objects("addresses")? {
        it.text("address")?;
        let gateway = result::ip(&it, "gateway")?;
        match result::cidr(&it, "address") {
            Ok(address) => ips.push(Ip {
                address,
                gateway,
                interface: None,
            }),
            // An address that is not used may be none.
            Err(_) if are_replaced => {}
            Err(error) => return Err(error),
        }
    }
    let args = Args::parse(&call.environment.args, &["IP", "GATEWAY"])?;
    for text in list(args.get("IP")) {
        ips.push(plain(text, "CNI_ARGS")?);
    }
    for text in list(args.get("GATEWAY")) {
        let gateway = parse_ip(text)
            .ok_or_else(|| Error::internal(format!("CNI_ARGS: invalid gateway {text:?}")))?;
        for ip in ips.iter_mut().filter(|it| it.address.contains(gateway)) {
            ip.gateway = Some(gateway);
        }
    }
    for (texts, place) in [(of_args, "args.cni.ips"), (of_runtime, "runtimeConfig.ips")] {
        if !texts.is_empty() {
            ips = texts
                .iter()
                .map(|it| plain(it, place))
                .collect::<Result<_, _>>()?;
        }
    }
    one_per_family_if_old(&call.config.version, &ips)?;
    Ok(ips)
}

/// The pieces between commas. No text has none; an empty piece is one, and no address.
fn list(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.filter(|it| !it.is_empty())
        .into_iter()
        .flat_map(|it| it.split(','))
        .map(str::trim)
}

fn plain(text: &str, place: &str) -> Result<Ip, Error> {
    match Cidr::parse(text) {
        Some(address) => Ok(Ip {
            address,
            gateway: None,
            interface: None,
        }),
        None => Err(Error::internal(format!(
            "{place}: the 'ip' field is expected to be in CIDR notation, got: {text:?}"
        ))),
    }
}

/// Results before 0.3.0 have one place for each family.
fn one_per_family_if_old(version: &str, ips: &[Ip]) -> Result<(), Error> {
    let count = |ipv6: bool| {
        ips.iter()
            .filter(|it| it.address.ip.is_ipv6() == ipv6)
            .count()
    };
    if Version::parse(version)? < Version(0, 3, 0) && (count(false) > 1 || count(true) > 1) {
        return Err(Error::internal(format!(
            "CNI version {version:?} does not support more than 1 address per family"
        )));
    }
    Ok(())
}
