//! ADD, as its list of stages.

use std::time::Duration;

use nix::errno::Errno;

use super::conf::{self, Conf};
use super::masquerade::{self, Owner};
use super::spoof::Filter;
use super::undo::{Made, undo};
use super::veth::{self, Ends};
use super::{alias, container, gateway, vlan};
use crate::net::{Handle, Link, sysctl};
use crate::plugin::{Call, delegate, stage};
use crate::spec::result::Interface;
use crate::spec::{Cidr, CniResult, Error};
use crate::sys::netns::Netns;

/// Everything that the stages hand on.
struct Add<'a> {
    call: &'a Call,
    conf: Conf,
    node: Handle,
    bridge: Link,
    netns: Netns,
    pod: Handle,
    ends: Ends,
    /// The gateway's interface of a VLAN.
    vlan_gateway: Option<Link>,
    /// In the order in which it was made.
    made: Vec<Made>,
}

pub(super) fn add(call: &Call) -> Result<CniResult, Error> {
    stage("bridge/add/parse-config");
    let conf = Conf::read(call)?;
    conf.check_for_add()?;
    conf::is_name("CNI_IFNAME", &call.environment.ifname)?;
    stage("bridge/add/ensure-bridge");
    let node = Handle::here()?;
    let bridge = ensure_bridge(&node, &conf)?;
    stage("bridge/add/open-netns");
    let netns = call.netns()?;
    let pod = Handle::inside(&netns)?;
    stage("bridge/add/create-veth");
    let ifname = &call.environment.ifname;
    let (mac, alias) = (conf.mac()?, alias::of(call));
    let ends = veth::create(
        &node,
        &pod,
        ifname,
        conf.mtu,
        mac.as_deref(),
        alias.as_deref(),
    )?;
    let made = vec![Made::Veth(ends.container.clone())];
    let mut add = Add {
        call,
        conf,
        node,
        bridge,
        netns,
        pod,
        ends,
        vlan_gateway: None,
        made,
    };
    add.attach().inspect_err(|_| add.take_away())
}

/// The bridge, up. It may be there already, and then it stays as it is.
fn ensure_bridge(node: &Handle, conf: &Conf) -> Result<Link, Error> {
    match node.create_bridge(&conf.bridge, conf.mtu, conf.vlan_filtering) {
        Ok(()) => {}
        Err(error) if error.errno == Errno::EEXIST => {}
        Err(error) => return Err(error.into()),
    }
    let bridge = node.link(&conf.bridge)?;
    if bridge.kind != "bridge" {
        return Err(Error::internal(format!(
            "{:?} already exists but is not a bridge",
            conf.bridge
        )));
    }
    if conf.promiscuous {
        node.set_promiscuous(&bridge)?;
    }
    // A kernel without IPv6 has no such setting, and then nobody advertises.
    let _ = sysctl::write(&format!("net/ipv6/conf/{}/accept_ra", bridge.name), "0");
    if !bridge.up {
        node.set_up(&bridge)?;
    }
    Ok(bridge)
}

impl Add<'_> {
    fn attach(&mut self) -> Result<CniResult, Error> {
        stage("bridge/add/attach-port");
        self.attach_port()?;
        if self.conf.vlan_filtering {
            stage("bridge/add/vlan");
            vlan::set(&self.node, &self.ends.host, &self.conf)?;
        }
        if self.conf.spoof_check {
            stage("bridge/add/spoof-check");
            self.made.push(Made::SpoofRules);
            let (host, container) = (&self.ends.host, &self.ends.container);
            Filter::of(self.call).install(&host.name, &container.address)?;
        }
        let mut result = CniResult::default();
        if self.conf.is_layer3() {
            stage("bridge/add/ipam");
            // An IPAM plugin that fails may have noted something all the same.
            self.made.push(Made::Lease);
            result = self.ipam()?;
            self.configure(&mut result)?;
        } else if !self.conf.keep_down {
            stage("bridge/add/container-up");
            self.pod.set_up(&self.ends.container)?;
        }
        self.finish(result)
    }

    fn attach_port(&self) -> Result<(), Error> {
        let port = &self.ends.host;
        self.node.set_master(port, &self.bridge)?;
        self.node
            .set_port(port, self.conf.hairpin, self.conf.isolated)
            .map_err(Error::from)
    }

    fn ipam(&self) -> Result<CniResult, Error> {
        let result = delegate::add(&self.conf.ipam, self.call)?;
        if result.ips.is_empty() {
            return Err(Error::internal("IPAM plugin returned missing IP config"));
        }
        Ok(result)
    }

    fn configure(&mut self, result: &mut CniResult) -> Result<(), Error> {
        let gateways = gateway::choose(result, &self.conf);
        stage("bridge/add/container-sysctls");
        container::set_sysctls(&self.netns, &self.ends.container.name, self.conf.enable_dad)?;
        stage("bridge/add/container-address");
        container::add_addresses(&self.pod, &self.netns, &self.ends.container, result)?;
        stage("bridge/add/container-routes");
        container::add_routes(&self.pod, &self.ends.container, result)?;
        if self.conf.is_gateway {
            self.become_gateway(&gateways)?;
        }
        if self.conf.masquerade {
            stage("bridge/add/masquerade");
            let ips: Vec<_> = result.ips.iter().map(|it| it.address).collect();
            self.made.push(Made::MasqueradeRules(ips.clone()));
            let owner = Owner::of(self.call);
            masquerade::install(&owner, self.conf.backend()?, &ips)?;
        }
        Ok(())
    }

    fn become_gateway(&mut self, gateways: &[Cidr]) -> Result<(), Error> {
        for ipv6 in [false, true] {
            let of_family: Vec<_> = gateways
                .iter()
                .filter(|it| it.ip.is_ipv6() == ipv6)
                .copied()
                .collect();
            if of_family.is_empty() {
                continue;
            }
            stage("bridge/add/bridge-address");
            let link = self.gateway_link()?;
            for address in of_family {
                gateway::ensure_address(&self.node, &link, address, self.conf.force_address)?;
            }
            stage("bridge/add/forwarding");
            gateway::enable_forwarding(ipv6)?;
        }
        Ok(())
    }

    /// The interface that the gateway's addresses are put on.
    fn gateway_link(&mut self) -> Result<Link, Error> {
        if self.conf.vlan == 0 {
            return Ok(self.bridge.clone());
        }
        // Below the veth pair, so that it is looked at whether others use it when this port has gone.
        self.made.insert(0, Made::VlanGateway);
        let link = vlan::ensure_gateway(&self.node, &self.bridge, &self.conf)?;
        self.vlan_gateway = Some(link.clone());
        Ok(link)
    }

    fn finish(&mut self, mut result: CniResult) -> Result<CniResult, Error> {
        stage("bridge/add/wait-port");
        self.wait_for_port()?;
        stage("bridge/add/result");
        // In a network without addresses the bridge takes the hardware address of one of its ports.
        self.bridge = self.node.link(&self.bridge.name)?;
        result.interfaces = self.interfaces();
        if let Some(dns) = &self.conf.dns {
            result.dns = dns.clone();
        }
        // What cannot be told in the configuration's version must not stay made.
        result.render(&self.call.config.version)?;
        Ok(result)
    }

    /// The port comes up when both ends are up: at once, or within 2.55 s.
    fn wait_for_port(&mut self) -> Result<(), Error> {
        for pause in [0, 50, 500, 1000, 1000] {
            std::thread::sleep(Duration::from_millis(pause));
            self.ends.host = self.node.link(&self.ends.host.name)?;
            if self.ends.host.state == "up" || self.conf.keep_down {
                return Ok(());
            }
        }
        Err(Error::internal(format!(
            "bridge port in error state: {}",
            self.ends.host.state
        )))
    }

    fn interfaces(&self) -> Vec<Interface> {
        // Largest packets are told from version 1.1.0 on.
        let tell_mtu = self.call.config.version == "1.1.0";
        let interface = |link: &Link, sandbox: &str| Interface {
            name: link.name.clone(),
            mac: link.mac.clone(),
            mtu: if tell_mtu { link.mtu.into() } else { 0 },
            sandbox: sandbox.to_owned(),
            ..Interface::default()
        };
        let mut interfaces = vec![
            interface(&self.bridge, ""),
            interface(&self.ends.host, ""),
            interface(&self.ends.container, &self.call.environment.netns),
        ];
        interfaces.extend(self.vlan_gateway.iter().map(|it| interface(it, "")));
        interfaces
    }

    /// Removes what was made, in reverse.
    fn take_away(&mut self) {
        // What has failed may be the socket itself, which is of no use from then on: new ones.
        if let (Ok(node), Ok(pod)) = (Handle::here(), Handle::inside(&self.netns)) {
            (self.node, self.pod) = (node, pod);
        }
        while let Some(made) = self.made.pop() {
            undo(made, self.call, &self.conf, &self.node, &self.pod);
        }
    }
}
