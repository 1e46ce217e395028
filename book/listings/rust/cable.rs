// ANCHOR: head
//! A CNI plugin on cniscope's skeleton: a veth pair joins the pod and the node. The address stands in the
//! configuration, so the network has room for one pod.

use std::net::IpAddr;
use std::process::ExitCode;

use cniscope::net::{Handle, Route, Veth, sysctl};
use cniscope::plugin::{self, Call, Plugin};
use cniscope::spec::result::{Interface, Ip, Route as Way};
use cniscope::spec::{Cidr, CniResult, Error};
use cniscope::sys::netns::Netns;

fn main() -> ExitCode {
    plugin::run(&Cable)
}
// ANCHOR_END: head

// ANCHOR: conf
/// What the configuration says.
struct Conf {
    address: Cidr,
    gateway: IpAddr,
}

impl Conf {
    fn read(call: &Call) -> Result<Conf, Error> {
        let wrong =
            |key: &str| Error::new(Error::CONFIG, format!("{key} is missing or no address"));
        let (address, gateway) = (
            call.config.object.text("address")?,
            call.config.object.text("gateway")?,
        );
        Ok(Conf {
            address: Cidr::parse(&address).ok_or_else(|| wrong("address"))?,
            gateway: gateway.parse().map_err(|_| wrong("gateway"))?,
        })
    }
}
// ANCHOR_END: conf

// ANCHOR: plugin
struct Cable;

impl Plugin for Cable {
    fn name(&self) -> &'static str {
        "cable"
    }

    fn about(&self) -> String {
        "cable: a veth pair between pod and node".to_owned()
    }

    fn add(&self, call: &Call) -> Result<CniResult, Error> {
        let conf = Conf::read(call)?;
        let (node, pod) = (Handle::here()?, call.pod()?);
        make(&node, &pod, call, &conf).inspect_err(|_| {
            // A failed ADD leaves nothing. One end takes the other with it.
            let _ = node.delete_link_named(&host_name(call));
        })?;
        Ok(result(call, &conf))
    }

    fn check(&self, call: &Call) -> Result<(), Error> {
        let (conf, pod) = (Conf::read(call)?, call.pod()?);
        let link = pod.link(&call.environment.ifname)?;
        let addresses = pod.addresses(&link, conf.address.ip.is_ipv6())?;
        if addresses.iter().any(|it| it.ip == conf.address.ip) {
            return Ok(());
        }
        Err(Error::internal(format!(
            "{} has lost its address {}",
            link.name, conf.address
        )))
    }

    fn del(&self, call: &Call) -> Result<(), Error> {
        match Handle::here()?.delete_link_named(&host_name(call)) {
            // What is gone already is no error.
            Err(error) if error.errno as i32 != ENODEV => Err(error.into()),
            _ => Ok(()),
        }
    }
}
// ANCHOR_END: plugin

// ANCHOR: make
/// There is no such link, errno(3).
const ENODEV: i32 = 19;

fn make(node: &Handle, pod: &Handle, call: &Call, conf: &Conf) -> Result<(), Error> {
    let (host, ifname) = (host_name(call), call.environment.ifname.as_str());
    let home = Netns::current()
        .map_err(|errno| Error::internal(format!("open the node's namespace: {errno}")))?;
    pod.create_veth(&Veth {
        name: ifname,
        peer: &host,
        peer_netns: &home,
        mtu: 0,
        mac: None,
    })?;

    let near = node.link(&host)?;
    node.add_address(&near, conf.gateway, bits(conf.gateway))?;
    node.set_up(&near)?;
    node.add_route(&near, &way(conf.address.ip, None))?;

    let far = pod.link(ifname)?;
    pod.add_address(&far, conf.address.ip, bits(conf.address.ip))?;
    pod.set_up(&far)?;
    pod.add_route(&far, &way(conf.gateway, None))?;
    let all = Route {
        prefix: 0,
        ..way(unspecified(conf.gateway), Some(conf.gateway))
    };
    pod.add_route(&far, &all)?;
    Ok(sysctl::write("net/ipv4/ip_forward", "1")?)
}
// ANCHOR_END: make

// ANCHOR: result
fn result(call: &Call, conf: &Conf) -> CniResult {
    let (node, pod) = (host_name(call), call.environment.ifname.clone());
    let sandbox = call.environment.netns.clone();
    CniResult {
        interfaces: vec![
            Interface {
                name: node,
                ..Interface::default()
            },
            Interface {
                name: pod,
                sandbox,
                ..Interface::default()
            },
        ],
        ips: vec![Ip {
            address: Cidr {
                ip: conf.address.ip,
                prefix: bits(conf.address.ip),
            },
            gateway: Some(conf.gateway),
            interface: Some(1),
        }],
        routes: vec![Way {
            dst: Cidr {
                ip: unspecified(conf.gateway),
                prefix: 0,
            },
            gw: Some(conf.gateway),
            ..Way::default()
        }],
        ..CniResult::default()
    }
}
// ANCHOR_END: result

// ANCHOR: helpers
/// The node's end: the same name for the same attachment, so that DEL finds it. FNV-1a, to keep it short.
fn host_name(call: &Call) -> String {
    let text = format!(
        "{} {}",
        call.environment.container_id, call.environment.ifname
    );
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("cable{hash:08x}")
}

/// The route to one address.
fn way(destination: IpAddr, gateway: Option<IpAddr>) -> Route {
    Route {
        destination,
        prefix: bits(destination),
        gateway,
        // A route without a gateway leads to the link itself.
        scope: gateway.is_none().then_some(253),
        ..Route::default()
    }
}

fn bits(ip: IpAddr) -> u8 {
    if ip.is_ipv6() { 128 } else { 32 }
}

fn unspecified(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => std::net::Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    }
}
// ANCHOR_END: helpers
