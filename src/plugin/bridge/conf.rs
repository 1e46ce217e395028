//! The keys of the configuration, checked before anything is touched.

mod vlan;

use super::masquerade::Backend;
use crate::net::Vlans;
use crate::plugin::Call;
use crate::spec::config::Object;
use crate::spec::result::{Dns, parse_dns};
use crate::spec::{Args, Error};

/// What the bridge plugin is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Conf {
    pub(super) bridge: String,
    pub(super) is_gateway: bool,
    pub(super) is_default_gateway: bool,
    pub(super) force_address: bool,
    pub(super) mtu: u32,
    pub(super) hairpin: bool,
    pub(super) promiscuous: bool,
    pub(super) isolated: bool,
    pub(super) enable_dad: bool,
    /// The container's end stays down.
    pub(super) keep_down: bool,
    /// Hardware address of the container's end as it is configured; empty if the kernel is to choose.
    mac: String,
    /// The VLAN of the port's frames without tags; 0 for none.
    pub(super) vlan: u16,
    /// VLANs of the port's frames with tags.
    pub(super) trunk: Vec<Vlans>,
    /// The bridge is to look at VLANs: any of the two keys above is given.
    pub(super) vlan_filtering: bool,
    /// The port stays in the VLAN that the bridge gives to new ports.
    pub(super) preserve_default_vlan: bool,
    /// Frames with another sender than the container's hardware address are dropped.
    pub(super) spoof_check: bool,
    /// Packets from the container leave the node under its address.
    pub(super) masquerade: bool,
    /// `ipMasqBackend`, as it is configured.
    backend: String,
    /// The IPAM plugin; empty for a network without addresses.
    pub(super) ipam: String,
    /// Replaces what the IPAM plugin says, if the configuration has any DNS settings.
    pub(super) dns: Option<Dns>,
}

impl Conf {
    pub(super) fn read(call: &Call) -> Result<Conf, Error> {
        call.config.check_common()?;
        let it = &call.config.object;
        let ipam = ipam_type(it)?;
        let (vlan, trunk) = (vlan::native(it)?, vlan::trunk(it)?);
        let bridge = match it.get("bridge") {
            None => "cni0".to_owned(),
            Some(_) => it.text("bridge")?,
        };
        let is_default_gateway = it.flag("isDefaultGateway")?;
        Ok(Conf {
            bridge,
            is_gateway: it.flag("isGateway")? || is_default_gateway,
            is_default_gateway,
            force_address: it.flag("forceAddress")?,
            mtu: mtu(it)?,
            hairpin: it.flag("hairpinMode")?,
            promiscuous: it.flag("promiscMode")?,
            isolated: it.flag("portIsolation")?,
            enable_dad: it.flag("enabledad")?,
            keep_down: it.flag("disableContainerInterface")?,
            mac: mac(call)?,
            vlan,
            vlan_filtering: vlan != 0 || trunk.is_some(),
            trunk: trunk.unwrap_or_default(),
            preserve_default_vlan: it.flag("preserveDefaultVlan")?,
            spoof_check: it.flag("macspoofchk")?,
            // Without addresses there is nothing to masquerade.
            masquerade: it.flag("ipMasq")? && !ipam.is_empty(),
            backend: it.text("ipMasqBackend")?,
            dns: dns(it)?,
            ipam,
        })
    }

    /// Refuses what ADD cannot do. DEL and CHECK do not mind.
    pub(super) fn check_for_add(&self) -> Result<(), Error> {
        if self.hairpin && self.promiscuous {
            return Err(Error::internal(
                "cannot set hairpin mode and promiscuous mode at the same time",
            ));
        }
        if self.keep_down && !self.ipam.is_empty() {
            return Err(Error::internal(
                "cannot use IPAM when DisableContainerInterface flag is set",
            ));
        }
        is_name("bridge", &self.bridge)?;
        if self.masquerade {
            self.backend()?;
        }
        self.mac().map(drop)
    }

    /// What masquerades; none if that is left to the plugin.
    pub(super) fn backend(&self) -> Result<Option<Backend>, Error> {
        match self.backend.as_str() {
            "" => Ok(None),
            "iptables" => Ok(Some(Backend::Iptables)),
            "nftables" => Ok(Some(Backend::Nftables)),
            other => Err(Error::internal(format!(
                "unknown ipMasqBackend {other:?} (iptables or nftables)"
            ))),
        }
    }

    /// Hardware address of the container's end, unless the kernel is to choose.
    pub(super) fn mac(&self) -> Result<Option<Vec<u8>>, Error> {
        if self.mac.is_empty() {
            return Ok(None);
        }
        parse_mac(&self.mac)
            .map(Some)
            .ok_or_else(|| Error::internal(format!("invalid MAC address {:?}", self.mac)))
    }

    /// The network has addresses.
    pub(super) fn is_layer3(&self) -> bool {
        !self.ipam.is_empty()
    }
}

/// Refuses names that a link cannot have, but that the kernel would take for a wish: of none it makes one up, and
/// in one with a % it puts a number. The link would be there then, and nobody would know it.
pub(super) fn is_name(what: &str, name: &str) -> Result<(), Error> {
    if name.is_empty() || name.contains('%') {
        return Err(Error::internal(format!(
            "{what} {name:?}: a link cannot have this name"
        )));
    }
    Ok(())
}

/// `ipam.type`, empty if there is none.
pub(super) fn ipam_type(it: &Object) -> Result<String, Error> {
    it.object("ipam")?.text("type")
}

fn mtu(it: &Object) -> Result<u32, Error> {
    let mtu = it.integer("mtu")?.unwrap_or(0);
    u32::try_from(mtu).map_err(|_| Error::internal(format!("mtu: {mtu} is no size of a packet")))
}

/// `runtimeConfig.mac` before `args.cni.mac` before MAC of CNI_ARGS.
fn mac(call: &Call) -> Result<String, Error> {
    let it = &call.config.object;
    let of_args = Args::parse(&call.environment.args, &["MAC"])?;
    let sources = [
        it.object("runtimeConfig")?.text("mac")?,
        it.object("args")?.object("cni")?.text("mac")?,
        of_args.get("MAC").unwrap_or_default().to_owned(),
    ];
    Ok(sources
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default())
}

/// Six bytes in hexadecimal, in one of the forms that Go reads: `02:00:00:00:00:01`, `02-00-00-00-00-01`,
/// `0200.0000.0001`.
fn parse_mac(text: &str) -> Option<Vec<u8>> {
    let (separator, digits) = match text.find([':', '-', '.'])? {
        2 if text.contains('-') => ('-', 2),
        2 => (':', 2),
        _ => ('.', 4),
    };
    let mut bytes = Vec::new();
    for group in text.split(separator) {
        if group.len() != digits || !group.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        for at in (0..digits).step_by(2) {
            bytes.push(u8::from_str_radix(&group[at..at + 2], 16).ok()?);
        }
    }
    (bytes.len() == 6).then_some(bytes)
}

/// The DNS settings, if there are any: a list may be empty, and then says that there are none; a text may not.
fn dns(it: &Object) -> Result<Option<Dns>, Error> {
    let Some(object) = it.object_if_any("dns")? else {
        return Ok(None);
    };
    let dns = parse_dns(&object)?;
    let lists = ["nameservers", "search", "options"];
    let any = !dns.domain.is_empty() || lists.iter().any(|key| object.get(key).is_some());
    Ok(any.then_some(dns))
}

#[cfg(test)]
mod tests;
