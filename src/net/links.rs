//! Links: bridges, veth pairs, ports.

use netlink_packet_core::{DefaultNla, NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST};
use netlink_packet_route::link::{
    InfoData, InfoKind, InfoVeth, LinkAttribute, LinkExtentMask, LinkFlags, LinkInfo, LinkMessage,
    LinkProtoInfoBridge, State,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use nix::errno::Errno;
use rtnetlink::{LinkBridge, LinkMessageBuilder, LinkUnspec};

use super::{Error, Handle};
use crate::sys::netns::Netns;

/// A link as the kernel describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number in its namespace.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// `bridge`, `veth`, ...; empty for lo and hardware.
    pub kind: String,
    /// What somebody has written on it, empty if nobody has.
    pub alias: String,
    /// Its hardware address, `02:00:00:00:00:01`.
    pub mac: String,
    /// Its hardware address, as bytes.
    pub address: Vec<u8>,
    /// Largest packet, bytes.
    pub mtu: u32,
    /// It is set up (administratively).
    pub up: bool,
    /// How many want it promiscuous.
    pub promiscuity: u32,
    /// `up`, `down`, `lower-layer-down`, ... (RFC 2863).
    pub state: String,
    /// The bridge that it is a port of.
    pub master: Option<u32>,
    /// Number of the other end of a veth pair, in the other end's namespace.
    pub peer: Option<u32>,
}

/// A veth pair to be made.
#[derive(Debug, Clone, Copy)]
pub struct Veth<'a> {
    /// Name of the end in the namespace of the socket.
    pub name: &'a str,
    /// Name of the other end.
    pub peer: &'a str,
    /// Namespace of the other end.
    pub peer_netns: &'a Netns,
    /// Of both ends; 0 for the kernel's choice.
    pub mtu: u32,
    /// Hardware address of the first end, unless the kernel is to choose.
    pub mac: Option<&'a [u8]>,
}

impl Handle {
    /// The link of this name. ENODEV if there is none.
    pub fn link(&self, name: &str) -> Result<Link, Error> {
        self.get(&format!("find link {name}"), 0, Some(name))
    }

    /// The link of this number. ENODEV if there is none.
    pub fn link_by_index(&self, index: u32) -> Result<Link, Error> {
        self.get(&format!("find link number {index}"), index, None)
    }

    /// All links.
    pub fn links(&self) -> Result<Vec<Link>, Error> {
        let mut message = LinkMessage::default();
        message.attributes = vec![LinkAttribute::ExtMask(vec![LinkExtentMask::SkipStats])];
        let request = RouteNetlinkMessage::GetLink(message);
        let answers = self.request("list links", request, NLM_F_REQUEST | NLM_F_DUMP)?;
        let link = |it: &RouteNetlinkMessage| match it {
            RouteNetlinkMessage::NewLink(message) => Some(read(message)),
            _ => None,
        };
        Ok(answers.iter().filter_map(link).collect())
    }

    /// Makes a bridge. EEXIST if there is a link of that name. `mtu` 0 leaves it to the kernel.
    pub fn create_bridge(&self, name: &str, mtu: u32, vlan_filtering: bool) -> Result<(), Error> {
        // Set up in a request of its own: `LinkBridge::new` would do both in one.
        let mut bridge = LinkMessageBuilder::<LinkBridge>::new(name);
        if mtu > 0 {
            bridge = bridge.mtu(mtu);
        }
        if vlan_filtering {
            bridge = bridge.vlan_filtering(true);
        }
        self.create(&format!("create bridge {name}"), bridge.build())
    }

    /// Makes a veth pair, each end in its place. EEXIST if either name is taken.
    pub fn create_veth(&self, it: &Veth<'_>) -> Result<(), Error> {
        let end = |end: LinkMessageBuilder<LinkUnspec>| match it.mtu {
            0 => end,
            mtu => end.mtu(mtu),
        };
        let peer = end(LinkUnspec::new_with_name(it.peer)).setns_by_fd(it.peer_netns.fd());
        let mut near = end(LinkMessageBuilder::new_with_info_kind(InfoKind::Veth).name(it.name));
        if let Some(mac) = it.mac {
            near = near.address(mac.to_vec());
        }
        let near = near.set_info_data(InfoData::Veth(InfoVeth::Peer(peer.build())));
        let operation = format!("create veth pair {} and {}", it.name, it.peer);
        self.create(&operation, near.build())
    }

    /// Sets a link up.
    pub fn set_up(&self, link: &Link) -> Result<(), Error> {
        self.set_up_as(link, None)
    }

    /// Sets a link up and, in the same request, gives it an alias, of at most 254 bytes.
    pub fn set_up_as(&self, link: &Link, alias: Option<&str>) -> Result<(), Error> {
        let mut message = LinkUnspec::new_with_index(link.index).up();
        if let Some(alias) = alias {
            message = message.alias(alias);
        }
        let message = RouteNetlinkMessage::NewLink(message.build());
        self.change(&format!("set {} up", link.name), message, 0)
    }

    /// Sets a link down.
    pub fn set_down(&self, link: &Link) -> Result<(), Error> {
        let message = LinkUnspec::new_with_index(link.index).down().build();
        let message = RouteNetlinkMessage::NewLink(message);
        self.change(&format!("set {} down", link.name), message, 0)
    }

    /// Lets a link take every frame that it sees.
    pub fn set_promiscuous(&self, link: &Link) -> Result<(), Error> {
        let message = LinkUnspec::new_with_index(link.index).promiscuous(true);
        let message = RouteNetlinkMessage::NewLink(message.build());
        self.change(&format!("set {} promiscuous", link.name), message, 0)
    }

    /// Makes a link a port of a bridge.
    pub fn set_master(&self, link: &Link, bridge: &Link) -> Result<(), Error> {
        let operation = format!("make {} a port of {}", link.name, bridge.name);
        let message = LinkUnspec::new_with_index(link.index).controller(bridge.index);
        let message = RouteNetlinkMessage::SetLink(message.build());
        self.change(&operation, message, 0)
    }

    /// Gives a link the hardware address that it had when it was read: a bridge then keeps it when ports come and go.
    pub fn pin_mac(&self, link: &Link) -> Result<(), Error> {
        let operation = format!("pin the hardware address of {}", link.name);
        let message = LinkUnspec::new_with_index(link.index).address(link.address.clone());
        let message = RouteNetlinkMessage::SetLink(message.build());
        self.change(&operation, message, 0)
    }

    /// Sets whether a bridge's port sends frames back where they came from, and whether it is kept apart from other
    /// isolated ports.
    pub fn set_port(&self, port: &Link, hairpin: bool, isolated: bool) -> Result<(), Error> {
        let operation = format!("set hairpin mode and isolation of {}", port.name);
        let mut message = with_index(port.index);
        message.header.interface_family = AddressFamily::Bridge;
        // IFLA_BRPORT_MODE is what the kernel calls hairpin mode.
        let options = [
            (IFLA_BRPORT_MODE, hairpin),
            (IFLA_BRPORT_ISOLATED, isolated),
        ];
        let options = options.map(|(kind, on)| {
            LinkProtoInfoBridge::Other(DefaultNla::new(kind, vec![u8::from(on)]))
        });
        message.attributes = vec![LinkAttribute::ProtoInfoBridge(options.to_vec())];
        self.change(&operation, RouteNetlinkMessage::SetLink(message), 0)
    }

    /// Removes a link; the other end of a veth pair goes with it.
    pub fn delete_link(&self, link: &Link) -> Result<(), Error> {
        let message = RouteNetlinkMessage::DelLink(with_index(link.index));
        self.change(&format!("delete link {}", link.name), message, 0)
    }

    /// Removes the link of this name.
    pub fn delete_link_named(&self, name: &str) -> Result<(), Error> {
        let mut message = LinkMessage::default();
        message.attributes = vec![LinkAttribute::IfName(name.to_owned())];
        let message = RouteNetlinkMessage::DelLink(message);
        self.change(&format!("delete link {name}"), message, 0)
    }

    fn get(&self, operation: &str, index: u32, name: Option<&str>) -> Result<Link, Error> {
        let mut message = with_index(index);
        // Statistics are most of the answer and of no use here.
        message
            .attributes
            .push(LinkAttribute::ExtMask(vec![LinkExtentMask::SkipStats]));
        message
            .attributes
            .extend(name.map(|it| LinkAttribute::IfName(it.to_owned())));
        let answers = self.request(
            operation,
            RouteNetlinkMessage::GetLink(message),
            NLM_F_REQUEST,
        )?;
        match answers.first() {
            Some(RouteNetlinkMessage::NewLink(link)) => Ok(read(link)),
            _ => Err(Error::new(operation, Errno::EPROTO)),
        }
    }

    fn create(&self, operation: &str, message: LinkMessage) -> Result<(), Error> {
        self.change(
            operation,
            RouteNetlinkMessage::NewLink(message),
            NLM_F_CREATE | NLM_F_EXCL,
        )
    }
}

/// Of `linux/if_link.h`; the crate has no names for them.
const IFLA_BRPORT_MODE: u16 = 4;
const IFLA_BRPORT_ISOLATED: u16 = 33;

fn with_index(index: u32) -> LinkMessage {
    let mut message = LinkMessage::default();
    message.header.index = index;
    message
}

fn read(message: &LinkMessage) -> Link {
    let mut link = Link {
        index: message.header.index,
        name: String::new(),
        kind: String::new(),
        alias: String::new(),
        mac: String::new(),
        address: Vec::new(),
        mtu: 0,
        up: message.header.flags.contains(LinkFlags::Up),
        promiscuity: 0,
        state: "unknown".to_owned(),
        master: None,
        peer: None,
    };
    for attribute in &message.attributes {
        match attribute {
            LinkAttribute::IfName(name) => link.name.clone_from(name),
            LinkAttribute::Address(bytes) => {
                link.mac = bytes
                    .iter()
                    .map(|it| format!("{it:02x}"))
                    .collect::<Vec<_>>()
                    .join(":");
                link.address.clone_from(bytes);
            }
            LinkAttribute::IfAlias(alias) => link.alias.clone_from(alias),
            LinkAttribute::Mtu(mtu) => link.mtu = *mtu,
            LinkAttribute::Promiscuity(count) => link.promiscuity = *count,
            LinkAttribute::OperState(state) => link.state = name_of(*state).to_owned(),
            LinkAttribute::Controller(index) => link.master = Some(*index),
            LinkAttribute::Link(index) => link.peer = Some(*index),
            LinkAttribute::LinkInfo(info) => {
                for it in info {
                    if let LinkInfo::Kind(kind) = it {
                        link.kind = kind.to_string();
                    }
                }
            }
            _ => {}
        }
    }
    link
}

/// As the reference plugin words it.
fn name_of(state: State) -> &'static str {
    match state {
        State::NotPresent => "not-present",
        State::Down => "down",
        State::LowerLayerDown => "lower-layer-down",
        State::Testing => "testing",
        State::Dormant => "dormant",
        State::Up => "up",
        _ => "unknown",
    }
}
