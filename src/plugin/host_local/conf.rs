//! The `ipam` part of the configuration, and the addresses that are asked for.

use std::net::IpAddr;
use std::path::PathBuf;

use serde_json::Value;

use super::range::{Range, RangeSet};
use crate::plugin::Call;
use crate::spec::config::{self, Object};
use crate::spec::ip::parse_ip;
use crate::spec::result::{Route, parse_routes};
use crate::spec::{Args, Cidr, Error, Version};

#[cfg(fuzzing)]
mod fuzzing;

/// What host-local is told.
#[derive(Debug)]
pub(super) struct Conf {
    /// An address is taken of each set.
    pub(super) sets: Vec<RangeSet>,
    /// Addresses that are asked for, without duplicates.
    pub(super) requested: Vec<IpAddr>,
    pub(super) routes: Vec<Route>,
    pub(super) data_dir: PathBuf,
    pub(super) resolv_conf: String,
}

const DATA_DIR: &str = "/var/lib/cni/networks";

impl Conf {
    pub(super) fn read(call: &Call) -> Result<Conf, Error> {
        let object = &call.config.object;
        let ipam = object
            .object_if_any("ipam")?
            .ok_or_else(|| Error::internal("IPAM config missing 'ipam' key"))?;
        let runtime = object.object("runtimeConfig")?;
        let sets = sets(&ipam, &runtime)?;
        check_sets(&sets, &call.config.version)?;
        let data_dir = match ipam.text("dataDir")? {
            empty if empty.is_empty() => DATA_DIR.into(),
            dir => dir.into(),
        };
        Ok(Conf {
            sets,
            requested: requested(call, object, &runtime)?,
            routes: parse_routes(&ipam)?,
            data_dir,
            resolv_conf: ipam.text("resolvConf")?,
        })
    }
}

/// The runtime's ranges, then the single old-style range, then `ranges`: the position names the file in
/// which a set's last address is kept.
fn sets(ipam: &Object, runtime: &Object) -> Result<Vec<RangeSet>, Error> {
    let mut sets = parse_sets(runtime.list("ipRanges")?, &runtime.at("ipRanges"))?;
    if ipam.get("subnet").is_some() {
        sets.push(RangeSet::new(vec![Range::read(ipam)?])?);
    }
    sets.extend(parse_sets(ipam.list("ranges")?, &ipam.at("ranges"))?);
    if sets.is_empty() {
        return Err(Error::internal("no IP ranges specified"));
    }
    Ok(sets)
}

fn parse_sets(items: &[Value], place: &str) -> Result<Vec<RangeSet>, Error> {
    let set = |(at, item): (usize, &Value)| {
        let place = format!("{place}[{at}]");
        let Value::Array(ranges) = item else {
            return Err(config::wrong(&place, "a list of ranges", item));
        };
        let ranges = config::objects(ranges, &place)?
            .iter()
            .map(Range::read)
            .collect::<Result<_, _>>()?;
        RangeSet::new(ranges).map_err(|error| error.context(&format!("invalid range set {at}")))
    };
    items.iter().enumerate().map(set).collect()
}

fn check_sets(sets: &[RangeSet], version: &str) -> Result<(), Error> {
    for (at, set) in sets.iter().enumerate() {
        if let Some(other) = sets[..at].iter().position(|it| it.overlaps(set)) {
            return Err(Error::internal(format!(
                "range set {other} overlaps with {at}"
            )));
        }
    }
    let of_family = |ipv6: bool| sets.iter().filter(|it| it.is_ipv6() == ipv6).count();
    if Version::parse(version)? < Version(0, 3, 0) && (of_family(false) > 1 || of_family(true) > 1)
    {
        return Err(Error::internal(format!(
            "CNI version {version:?} does not support more than 1 address per family"
        )));
    }
    Ok(())
}

fn requested(call: &Call, object: &Object, runtime: &Object) -> Result<Vec<IpAddr>, Error> {
    let args = Args::parse(&call.environment.args, &["IP"])?;
    let of_args = object.object("args")?.object("cni")?.texts("ips")?;
    let mut requested = Vec::new();
    for text in args
        .get("IP")
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .into_iter()
        .chain(of_args)
        .chain(runtime.texts("ips")?)
    {
        // A prefix is allowed and ignored: the range has its own.
        let ip = Cidr::parse(&text)
            .map(|it| it.ip)
            .or_else(|| parse_ip(&text));
        let ip = ip.ok_or_else(|| {
            Error::internal(format!("requested address {text:?} is not understood"))
        })?;
        if !requested.contains(&ip) {
            requested.push(ip);
        }
    }
    Ok(requested)
}

#[cfg(test)]
mod tests;
