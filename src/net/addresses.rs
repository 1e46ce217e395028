//! Addresses of links.

use std::net::{IpAddr, Ipv4Addr};

use netlink_packet_core::{NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST};
use netlink_packet_route::address::{AddressAttribute, AddressFlags, AddressMessage, AddressScope};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};

use super::{Error, Handle, Link};

/// An address of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// Length of its prefix, bits.
    pub prefix: u8,
    /// IPv6 only: nobody has been asked yet whether it is in use (duplicate address detection).
    pub tentative: bool,
    /// IPv6 only: somebody else has it.
    pub duplicate: bool,
    /// Valid on this link only (`fe80::`), or on this host only.
    pub global: bool,
}

impl Handle {
    /// The addresses of a link, of one family.
    pub fn addresses(&self, link: &Link, ipv6: bool) -> Result<Vec<Address>, Error> {
        let operation = format!("list the addresses of {}", link.name);
        let mut message = AddressMessage::default();
        message.header.family = if ipv6 {
            AddressFamily::Inet6
        } else {
            AddressFamily::Inet
        };
        message.header.index = link.index;
        let request = RouteNetlinkMessage::GetAddress(message);
        let answers = self.request(&operation, request, NLM_F_REQUEST | NLM_F_DUMP)?;
        let of_link = |it: &RouteNetlinkMessage| match it {
            // A kernel that is not asked strictly tells the addresses of all links.
            RouteNetlinkMessage::NewAddress(message) if message.header.index == link.index => {
                read(message)
            }
            _ => None,
        };
        Ok(answers.iter().filter_map(of_link).collect())
    }

    /// The addresses of all links, of both families, each with its link's number.
    pub fn all_addresses(&self) -> Result<Vec<(u32, Address)>, Error> {
        let request = RouteNetlinkMessage::GetAddress(AddressMessage::default());
        let answers = self.request("list addresses", request, NLM_F_REQUEST | NLM_F_DUMP)?;
        let address = |it: &RouteNetlinkMessage| match it {
            RouteNetlinkMessage::NewAddress(message) => {
                Some((message.header.index, read(message)?))
            }
            _ => None,
        };
        Ok(answers.iter().filter_map(address).collect())
    }

    /// Adds an address to a link. EEXIST if it has it already.
    pub fn add_address(&self, link: &Link, ip: IpAddr, prefix: u8) -> Result<(), Error> {
        let operation = format!("add address {ip}/{prefix} to {}", link.name);
        let mut message = message(link, ip, prefix);
        if let IpAddr::V4(ip) = ip
            && prefix < 31
        {
            let broadcast = Ipv4Addr::from_bits(
                ip.to_bits() | u32::MAX.checked_shr(prefix.into()).unwrap_or(0),
            );
            message
                .attributes
                .push(AddressAttribute::Broadcast(broadcast));
        }
        self.change(
            &operation,
            RouteNetlinkMessage::NewAddress(message),
            NLM_F_CREATE | NLM_F_EXCL,
        )
    }

    /// Removes an address from a link.
    pub fn delete_address(&self, link: &Link, ip: IpAddr, prefix: u8) -> Result<(), Error> {
        let operation = format!("delete address {ip}/{prefix} of {}", link.name);
        self.change(
            &operation,
            RouteNetlinkMessage::DelAddress(message(link, ip, prefix)),
            0,
        )
    }
}

fn message(link: &Link, ip: IpAddr, prefix: u8) -> AddressMessage {
    let mut message = AddressMessage::default();
    message.header.family = if ip.is_ipv6() {
        AddressFamily::Inet6
    } else {
        AddressFamily::Inet
    };
    message.header.index = link.index;
    message.header.prefix_len = prefix;
    message.attributes = vec![AddressAttribute::Local(ip), AddressAttribute::Address(ip)];
    message
}

fn read(message: &AddressMessage) -> Option<Address> {
    let (mut local, mut address, mut flags) = (None, None, AddressFlags::empty());
    for attribute in &message.attributes {
        match attribute {
            AddressAttribute::Local(ip) => local = Some(*ip),
            AddressAttribute::Address(ip) => address = Some(*ip),
            AddressAttribute::Flags(bits) => flags = *bits,
            _ => {}
        }
    }
    Some(Address {
        // For a point-to-point link IFA_ADDRESS is the other end's, rtnetlink(7).
        ip: local.or(address)?,
        prefix: message.header.prefix_len,
        tentative: flags.contains(AddressFlags::Tentative),
        duplicate: flags.contains(AddressFlags::Dadfailed),
        global: message.header.scope == AddressScope::Universe,
    })
}
