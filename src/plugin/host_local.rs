//! The host-local IPAM plugin: addresses of ranges, noted in files on this node, as the reference plugin
//! notes them, so that both can share a directory.

mod allocate;
mod conf;
mod dns;
mod range;
mod store;

use super::{Call, Plugin, stage};
use crate::spec::{CniResult, Error};
use conf::Conf;
use store::{Owner, Store};

/// The plugin.
#[derive(Debug)]
pub(super) struct HostLocal;

impl Plugin for HostLocal {
    fn name(&self) -> &'static str {
        "host-local"
    }

    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        stage("host-local/add/parse-config");
        let conf = Conf::read(call)?;
        let dns = dns::read(&conf.resolv_conf)?;
        stage("host-local/add/lock-store");
        let store = Store::lock(&conf.data_dir, &call.config.name)?;
        stage("host-local/add/allocate");
        let ips = allocate::all(&store, &conf, &owner(call))?;
        drop(store);
        stage("host-local/add/result");
        Ok(CniResult {
            ips,
            routes: conf.routes,
            dns,
            ..CniResult::default()
        })
    }

    fn check(&self, call: &Call) -> Result<(), Error> {
        stage("host-local/check/parse-config");
        let conf = Conf::read(call)?;
        stage("host-local/check/find-lease");
        let store = Store::lock(&conf.data_dir, &call.config.name)?;
        match store.addresses_of(&owner(call))?.is_empty() {
            false => Ok(()),
            true => Err(Error::internal(format!(
                "host-local: failed to find address added by container {}",
                call.environment.container_id
            ))),
        }
    }

    fn del(&self, call: &Call) -> Result<(), Error> {
        stage("host-local/del/parse-config");
        let conf = Conf::read(call)?;
        stage("host-local/del/lock-store");
        let store = Store::lock(&conf.data_dir, &call.config.name)?;
        let leases = store.leases_of(&owner(call))?;
        if !leases.is_empty() {
            stage("host-local/del/release");
            leases.iter().for_each(|it| store.release(it));
        }
        Ok(())
    }

    fn gc(&self, call: &Call) -> Result<(), Error> {
        stage("host-local/gc/parse-config");
        let conf = Conf::read(call)?;
        let valid = call.config.valid_attachments()?;
        stage("host-local/gc/release");
        let store = Store::lock(&conf.data_dir, &call.config.name)?;
        for lease in store.leases()? {
            if !valid
                .iter()
                .any(|it| lease.is_of(&it.container_id, &it.ifname))
            {
                store.release(&lease.path);
            }
        }
        Ok(())
    }

    fn status(&self, call: &Call) -> Result<(), Error> {
        stage("host-local/status/parse-config");
        let conf = Conf::read(call)?;
        stage("host-local/status/find-free");
        let store = Store::lock(&conf.data_dir, &call.config.name)?;
        let taken = store.taken()?;
        for set in &conf.sets {
            if set.candidates(None).all(|(_, ip)| taken.contains(&ip)) {
                let text = format!("no IP addresses available in range set: {}", set.words());
                return Err(Error::new(Error::NOT_AVAILABLE, text));
            }
        }
        Ok(())
    }
}

fn owner(call: &Call) -> Owner {
    Owner {
        container_id: call.environment.container_id.trim().to_owned(),
        ifname: call.environment.ifname.clone(),
    }
}

#[cfg(test)]
mod tests;
