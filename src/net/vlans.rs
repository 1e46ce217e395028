//! VLANs of a bridge's ports.

use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST};
use netlink_packet_route::link::{
    AfSpecBridge, BridgeFlag, BridgeVlanInfo, BridgeVlanInfoFlags, LinkAttribute, LinkExtentMask,
    LinkMessage,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};

use super::{Error, Handle, Link};

/// VLANs of a port that stand in a row and are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vlans {
    /// The first one's number, 1 to 4094.
    pub first: u16,
    /// The last one's.
    pub last: u16,
}

/// A port of a bridge and its VLANs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// The link's number.
    pub index: u32,
    /// The bridge's number.
    pub master: Option<u32>,
    /// What it may send and receive.
    pub vlans: Vec<Vlans>,
}

impl Vlans {
    /// A single one.
    pub fn one(id: u16) -> Vlans {
        Vlans {
            first: id,
            last: id,
        }
    }

    fn words(self) -> String {
        match self {
            Vlans { first, last } if first == last => first.to_string(),
            Vlans { first, last } => format!("{first}-{last}"),
        }
    }
}

impl Port {
    /// True if the port is in this VLAN.
    pub fn is_in(&self, vlan: u16) -> bool {
        self.vlans
            .iter()
            .any(|it| (it.first..=it.last).contains(&vlan))
    }
}

impl Handle {
    /// All bridges' ports with their VLANs, and the bridges themselves.
    pub fn bridge_ports(&self) -> Result<Vec<Port>, Error> {
        let mut message = LinkMessage::default();
        message.header.interface_family = AddressFamily::Bridge;
        let mask = vec![LinkExtentMask::BrvlanCompressed];
        message.attributes.push(LinkAttribute::ExtMask(mask));
        let request = RouteNetlinkMessage::GetLink(message);
        let answers = self.request(
            "list VLANs of bridge ports",
            request,
            NLM_F_REQUEST | NLM_F_DUMP,
        )?;
        let links = answers.iter().filter_map(|it| match it {
            RouteNetlinkMessage::NewLink(link) => Some(read(link)),
            _ => None,
        });
        Ok(links.collect())
    }

    /// Gives a port VLANs in which it sends and receives frames with tags.
    pub fn add_vlans(&self, port: &Link, vlans: Vlans) -> Result<(), Error> {
        let none = BridgeVlanInfoFlags::empty();
        let operation = format!("add VLANs {} to {}", vlans.words(), port.name);
        let request = RouteNetlinkMessage::SetLink(message(port, vlans, none));
        self.change(&operation, request, 0)
    }

    /// Gives a port the VLAN of its frames without tags.
    pub fn add_native_vlan(&self, port: &Link, id: u16) -> Result<(), Error> {
        let flags = BridgeVlanInfoFlags::Pvid | BridgeVlanInfoFlags::Untagged;
        let operation = format!("add VLAN {id} to {} as its own", port.name);
        let request = RouteNetlinkMessage::SetLink(message(port, Vlans::one(id), flags));
        self.change(&operation, request, 0)
    }

    /// Takes VLANs from a port.
    pub fn delete_vlans(&self, port: &Link, vlans: Vlans) -> Result<(), Error> {
        let none = BridgeVlanInfoFlags::empty();
        let operation = format!("delete VLANs {} of {}", vlans.words(), port.name);
        let request = RouteNetlinkMessage::DelLink(message(port, vlans, none));
        self.change(&operation, request, 0)
    }
}

/// `IFLA_AF_SPEC` of a port: for the bridge that it is a port of, a VLAN or a range of them.
fn message(port: &Link, vlans: Vlans, flags: BridgeVlanInfoFlags) -> LinkMessage {
    let Vlans { first, last } = vlans;
    let info = |vid, flags| AfSpecBridge::VlanInfo(BridgeVlanInfo { flags, vid });
    let mut spec = vec![AfSpecBridge::Flags(BridgeFlag::Controller)];
    if first == last {
        spec.push(info(first, flags));
    } else {
        spec.push(info(first, flags | BridgeVlanInfoFlags::RangeBegin));
        spec.push(info(last, flags | BridgeVlanInfoFlags::RangeEnd));
    }
    let mut message = LinkMessage::default();
    message.header.interface_family = AddressFamily::Bridge;
    message.header.index = port.index;
    message.attributes.push(LinkAttribute::AfSpecBridge(spec));
    message
}

fn read(link: &LinkMessage) -> Port {
    let mut port = Port {
        index: link.header.index,
        master: None,
        vlans: Vec::new(),
    };
    for attribute in &link.attributes {
        match attribute {
            LinkAttribute::Controller(index) => port.master = Some(*index),
            LinkAttribute::AfSpecBridge(spec) => {
                for info in spec.iter().filter_map(|it| match it {
                    AfSpecBridge::VlanInfo(info) => Some(info),
                    _ => None,
                }) {
                    // The end of a range follows its beginning.
                    match port.vlans.last_mut() {
                        Some(range) if info.flags.contains(BridgeVlanInfoFlags::RangeEnd) => {
                            range.last = info.vid;
                        }
                        _ => port.vlans.push(Vlans::one(info.vid)),
                    }
                }
            }
            _ => {}
        }
    }
    port
}
