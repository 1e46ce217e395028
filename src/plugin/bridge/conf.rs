//! The keys of the configuration, checked before anything is touched.

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
    /// Hardware address of the container's end, unless the kernel is to choose.
    pub(super) mac: Option<Vec<u8>>,
    /// The IPAM plugin; empty for a network without addresses.
    pub(super) ipam: String,
    /// Replaces what the IPAM plugin says, if the configuration has any DNS settings.
    pub(super) dns: Option<Dns>,
}

impl Conf {
    pub(super) fn read(call: &Call) -> Result<Conf, Error> {
        let it = &call.config.object;
        let ipam = ipam_type(it)?;
        refuse_what_is_missing(it, !ipam.is_empty())?;
        let bridge = match it.text("bridge")? {
            empty if empty.is_empty() => "cni0".to_owned(),
            name => name,
        };
        let is_default_gateway = it.flag("isDefaultGateway")?;
        let conf = Conf {
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
            dns: dns(it)?,
            ipam,
        };
        if conf.hairpin && conf.promiscuous {
            return Err(Error::internal(
                "cannot set hairpin mode and promiscuous mode at the same time",
            ));
        }
        if conf.keep_down && !conf.ipam.is_empty() {
            return Err(Error::internal(
                "cannot use IPAM when DisableContainerInterface flag is set",
            ));
        }
        Ok(conf)
    }

    /// The network has addresses.
    pub(super) fn is_layer3(&self) -> bool {
        !self.ipam.is_empty()
    }
}

/// `ipam.type`, empty if there is none.
pub(super) fn ipam_type(it: &Object) -> Result<String, Error> {
    it.object("ipam")?.text("type")
}

/// Keys that this plugin does not serve yet are refused, never ignored.
fn refuse_what_is_missing(it: &Object, layer3: bool) -> Result<(), Error> {
    let vlan = it.integer("vlan")?.unwrap_or(0);
    if !(0..=4094).contains(&vlan) {
        return Err(Error::internal(format!(
            "invalid VLAN ID {vlan} (must be between 0 and 4094)"
        )));
    }
    let missing = [
        ("vlan", vlan != 0),
        ("vlanTrunk", it.get("vlanTrunk").is_some()),
        ("macspoofchk", it.flag("macspoofchk")?),
        // Without addresses there is nothing to masquerade.
        ("ipMasq", it.flag("ipMasq")? && layer3),
    ];
    match missing.iter().find(|(_, asked)| *asked) {
        None => Ok(()),
        Some((key, _)) => {
            let value = it.get(key).map_or_else(String::new, ToString::to_string);
            let text = format!(
                "{key}: {value} is not supported by this plugin yet; the reference plugin does it"
            );
            Err(Error::new(Error::UNSUPPORTED, text))
        }
    }
}

fn mtu(it: &Object) -> Result<u32, Error> {
    let mtu = it.integer("mtu")?.unwrap_or(0);
    u32::try_from(mtu).map_err(|_| Error::internal(format!("mtu: {mtu} is no size of a packet")))
}

/// `runtimeConfig.mac` before `args.cni.mac` before MAC of CNI_ARGS.
fn mac(call: &Call) -> Result<Option<Vec<u8>>, Error> {
    let it = &call.config.object;
    let of_args = Args::parse(&call.environment.args, &["MAC"])?;
    let sources = [
        it.object("runtimeConfig")?.text("mac")?,
        it.object("args")?.object("cni")?.text("mac")?,
        of_args.get("MAC").unwrap_or_default().to_owned(),
    ];
    let Some(text) = sources.into_iter().find(|it| !it.is_empty()) else {
        return Ok(None);
    };
    parse_mac(&text)
        .map(Some)
        .ok_or_else(|| Error::internal(format!("invalid MAC address {text:?}")))
}

/// Six bytes in hexadecimal with colons or dashes between.
fn parse_mac(text: &str) -> Option<Vec<u8>> {
    let separator = if text.contains('-') { '-' } else { ':' };
    let byte = |it: &str| {
        (it.len() == 2)
            .then(|| u8::from_str_radix(it, 16).ok())
            .flatten()
    };
    let bytes: Vec<u8> = text.split(separator).map(byte).collect::<Option<_>>()?;
    (bytes.len() == 6).then_some(bytes)
}

fn dns(it: &Object) -> Result<Option<Dns>, Error> {
    let Some(object) = it.object_if_any("dns")? else {
        return Ok(None);
    };
    let any = ["nameservers", "domain", "search", "options"]
        .iter()
        .any(|key| object.get(key).is_some());
    if any {
        parse_dns(&object).map(Some)
    } else {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Config, Environment};

    fn read(keys: &str, args: &str) -> Result<Conf, Error> {
        let stdin = format!(r#"{{"cniVersion":"1.0.0","name":"n"{keys}}}"#).into_bytes();
        let environment = Environment {
            args: args.into(),
            ..Environment::default()
        };
        let config = Config::parse(&stdin).unwrap();
        Conf::read(&Call {
            environment,
            config,
            stdin,
        })
    }

    #[test]
    fn defaults_and_implications() {
        let conf = read("", "").unwrap();
        assert_eq!(
            conf,
            Conf {
                bridge: "cni0".into(),
                ..Conf::default()
            }
        );
        let conf = read(
            r#","isDefaultGateway":true,"bridge":"br1","ipam":{"type":"x"}"#,
            "",
        )
        .unwrap();
        assert!(conf.is_gateway && conf.is_layer3() && conf.bridge == "br1");
        assert!(
            read(r#","ipMasq":true"#, "").is_ok(),
            "there is nothing to masquerade"
        );
    }

    #[test]
    fn what_contradicts_or_is_missing_is_refused() {
        for (keys, code, text) in [
            (
                r#","hairpinMode":true,"promiscMode":true"#,
                999,
                "promiscuous",
            ),
            (
                r#","disableContainerInterface":true,"ipam":{"type":"x"}"#,
                999,
                "IPAM",
            ),
            (r#","vlan":5000"#, 999, "invalid VLAN"),
            (r#","vlan":-100"#, 999, "invalid VLAN"),
            (r#","vlan":100"#, 2, "vlan: 100"),
            (r#","vlanTrunk":[]"#, 2, "vlanTrunk: []"),
            (r#","macspoofchk":true"#, 2, "macspoofchk: true"),
            (r#","ipMasq":true,"ipam":{"type":"x"}"#, 2, "ipMasq: true"),
            (r#","mtu":"1500""#, 999, "mtu: an integer is expected"),
            (r#","mtu":-1"#, 999, "mtu: -1"),
            (r#","mtu":5000000000"#, 999, "mtu: 5000000000"),
            (r#","ipam":[]"#, 999, "ipam: an object is expected"),
            (r#","runtimeConfig":{"mac":"nonsense"}"#, 999, "invalid MAC"),
        ] {
            let error = read(keys, "").unwrap_err();
            assert_eq!(error.code, code, "{keys}: {error}");
            assert!(error.msg.contains(text), "{keys}: {error}");
        }
        assert!(read("", "K=v").is_err());
    }

    #[test]
    fn the_mac_address_has_three_sources() {
        let mac = |keys, args| read(keys, args).unwrap().mac.map(|it| it[5]);
        let all = r#","args":{"cni":{"mac":"02:00:00:00:00:02"}},"RuntimeConfig":{"MAC":"02:00:00:00:00:01"}"#;
        assert_eq!(mac(all, "MAC=02:00:00:00:00:03"), Some(1));
        assert_eq!(
            mac(
                r#","args":{"cni":{"mac":"02-00-00-00-00-02"}}"#,
                "MAC=02:00:00:00:00:03"
            ),
            Some(2)
        );
        assert_eq!(mac("", "MAC=02:00:00:00:00:03"), Some(3));
        assert_eq!(mac("", ""), None);
    }
}
