//! Routes.

use std::net::IpAddr;

use netlink_packet_core::{NLM_F_CREATE, NLM_F_DUMP, NLM_F_REQUEST};
use netlink_packet_route::route::{
    RouteAddress, RouteAttribute, RouteHeader, RouteMessage, RouteMetric, RouteProtocol,
    RouteScope, RouteType,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};

use super::{Error, Handle, Link};

/// A route of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The network that it leads to.
    pub destination: IpAddr,
    /// Length of its prefix; 0 is the default route.
    pub prefix: u8,
    /// The next hop; none if the destination is on the link itself.
    pub gateway: Option<IpAddr>,
    /// Largest packet on this route, bytes.
    pub mtu: Option<u32>,
    /// Largest segment that TCP announces, bytes.
    pub advmss: Option<u32>,
    /// The lower number wins.
    pub priority: Option<u32>,
    /// Routing table; main unless given.
    pub table: Option<u32>,
    /// 0 universe, 253 link, 254 host.
    pub scope: Option<u8>,
}

/// The default route of IPv4, over the link itself.
impl Default for Route {
    fn default() -> Route {
        Route {
            destination: std::net::Ipv4Addr::UNSPECIFIED.into(),
            prefix: 0,
            gateway: None,
            mtu: None,
            advmss: None,
            priority: None,
            table: None,
            scope: None,
        }
    }
}

/// `RT_TABLE_MAIN`.
const MAIN: u32 = 254;

impl Handle {
    /// Adds a route over a link. EEXIST if there is one that is the same in all but the gateway.
    pub fn add_route(&self, link: &Link, it: &Route) -> Result<(), Error> {
        let via = it
            .gateway
            .map_or_else(String::new, |it| format!(" via {it}"));
        let operation = format!(
            "add route {}/{}{via} dev {}",
            it.destination, it.prefix, link.name
        );
        self.change(
            &operation,
            RouteNetlinkMessage::NewRoute(message(link, it)),
            NLM_F_CREATE,
        )
    }

    /// The routes over any link, of one family, of all tables. One over several next hops has no gateway here.
    pub fn routes(&self, ipv6: bool) -> Result<Vec<Route>, Error> {
        let mut message = RouteMessage::default();
        message.header.address_family = family(ipv6);
        let answers = self.request(
            "list routes",
            RouteNetlinkMessage::GetRoute(message),
            NLM_F_REQUEST | NLM_F_DUMP,
        )?;
        let route = |it: &RouteNetlinkMessage| match it {
            RouteNetlinkMessage::NewRoute(message) => read(message, ipv6),
            _ => None,
        };
        Ok(answers.iter().filter_map(route).collect())
    }
}

fn message(link: &Link, it: &Route) -> RouteMessage {
    let mut message = RouteMessage::default();
    let table = it.table.unwrap_or(MAIN);
    message.header = RouteHeader {
        address_family: family(it.destination.is_ipv6()),
        destination_prefix_length: it.prefix,
        // Tables above 255 do not fit the header and stand in an attribute.
        table: u8::try_from(table).unwrap_or(0),
        protocol: RouteProtocol::Boot,
        scope: it.scope.map_or(RouteScope::Universe, RouteScope::from),
        kind: RouteType::Unicast,
        ..RouteHeader::default()
    };
    let attributes = &mut message.attributes;
    attributes.push(RouteAttribute::Destination(address(it.destination)));
    attributes.extend(it.gateway.map(|it| RouteAttribute::Gateway(address(it))));
    attributes.push(RouteAttribute::Oif(link.index));
    attributes.extend(it.priority.map(RouteAttribute::Priority));
    if table > 255 {
        attributes.push(RouteAttribute::Table(table));
    }
    let metrics: Vec<_> = [
        it.mtu.map(RouteMetric::Mtu),
        it.advmss.map(RouteMetric::Advmss),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !metrics.is_empty() {
        attributes.push(RouteAttribute::Metrics(metrics));
    }
    message
}

fn read(message: &RouteMessage, ipv6: bool) -> Option<Route> {
    let unspecified = if ipv6 {
        IpAddr::from([0u8; 16])
    } else {
        IpAddr::from([0u8; 4])
    };
    let mut route = Route {
        destination: unspecified,
        prefix: message.header.destination_prefix_length,
        gateway: None,
        mtu: None,
        advmss: None,
        priority: None,
        table: Some(u32::from(message.header.table)),
        scope: Some(message.header.scope.into()),
    };
    for attribute in &message.attributes {
        match attribute {
            RouteAttribute::Destination(it) => route.destination = ip(it)?,
            RouteAttribute::Gateway(it) => route.gateway = ip(it),
            RouteAttribute::Priority(it) => route.priority = Some(*it),
            RouteAttribute::Table(it) => route.table = Some(*it),
            _ => {}
        }
    }
    Some(route)
}

fn family(ipv6: bool) -> AddressFamily {
    if ipv6 {
        AddressFamily::Inet6
    } else {
        AddressFamily::Inet
    }
}

fn address(ip: IpAddr) -> RouteAddress {
    match ip {
        IpAddr::V4(it) => RouteAddress::Inet(it),
        IpAddr::V6(it) => RouteAddress::Inet6(it),
    }
}

fn ip(address: &RouteAddress) -> Option<IpAddr> {
    match address {
        RouteAddress::Inet(it) => Some(IpAddr::V4(*it)),
        RouteAddress::Inet6(it) => Some(IpAddr::V6(*it)),
        _ => None,
    }
}
